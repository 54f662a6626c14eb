"""Nothing asks for the context of entries by person, and every ride paid for the index.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX entry_context_person")


def downgrade() -> None:
    op.execute("CREATE INDEX entry_context_person ON entry_context (log_id, person_id)")

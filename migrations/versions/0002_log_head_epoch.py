"""The log's epoch: a plan that was made before it changed is made again (`actions/planning.py`).

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE log_head ADD COLUMN epoch bigint NOT NULL DEFAULT 0")


def downgrade() -> None:
    op.execute("ALTER TABLE log_head DROP COLUMN epoch")

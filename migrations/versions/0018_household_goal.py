"""A household may have a goal for the month.

Revision ID: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE household ADD COLUMN goal_mg bigint CHECK (goal_mg > 0)")


def downgrade() -> None:
    op.execute("ALTER TABLE household DROP COLUMN goal_mg")

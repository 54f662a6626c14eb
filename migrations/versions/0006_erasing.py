"""A person can be erased: their account, memberships, consents and partners' links may be deleted.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DELETABLE = "person, telegram_account, membership, consent, partner_link"


def upgrade() -> None:
    op.execute(f"GRANT DELETE ON {DELETABLE} TO lf_app")


def downgrade() -> None:
    op.execute(f"REVOKE DELETE ON {DELETABLE} FROM lf_app")

"""Group chats that an organiser bound to the organisation.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"


def upgrade() -> None:
    # Who counts in a group's planet is a consent to it; who bound it stands in the log and the vault.
    op.execute(
        "CREATE TABLE group_chat (org_id uuid NOT NULL, id uuid NOT NULL, chat_id bigint NOT NULL,"
        " bound_at timestamptz NOT NULL, unbound_at timestamptz, PRIMARY KEY (org_id, id))"
    )
    op.execute("CREATE UNIQUE INDEX group_chat_bound ON group_chat (org_id, chat_id) WHERE unbound_at IS NULL")
    op.execute("ALTER TABLE group_chat ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE group_chat FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON group_chat USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON group_chat TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE group_chat")

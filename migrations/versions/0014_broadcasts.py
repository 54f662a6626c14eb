"""An organiser's message to everybody who wants one: what it says, who it goes to, and how far it has come.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE broadcast (org_id uuid NOT NULL, id uuid NOT NULL, created_by uuid, text text NOT NULL,"
        " status text NOT NULL CHECK (status IN ('draft', 'proposed', 'running', 'stopped', 'done')),"
        " created_at timestamptz NOT NULL, start_at timestamptz, finished_at timestamptz, PRIMARY KEY (org_id, id))"
    )
    # One row a recipient: whoever takes it says so before sending, so that nobody gets it twice.
    op.execute(
        "CREATE TABLE broadcast_recipient (org_id uuid NOT NULL, broadcast_id uuid NOT NULL, person_id uuid NOT NULL,"
        " state text NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'blocked', 'failed', 'skipped')),"
        " due_at timestamptz NOT NULL, taken_at timestamptz, PRIMARY KEY (org_id, broadcast_id, person_id))"
    )
    op.execute(
        "CREATE INDEX broadcast_recipient_open ON broadcast_recipient (org_id, broadcast_id, due_at)"
        " WHERE state IN ('waiting', 'sending')"
    )
    for table in ("broadcast", "broadcast_recipient"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON broadcast, broadcast_recipient TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE broadcast_recipient")
    op.execute("DROP TABLE broadcast")

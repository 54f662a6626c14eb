"""A log's key can retire, its seed be destroyed; witnesses' cosignatures stand beside the checkpoints.

Revision ID: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT = "log_id = nullif(current_setting('app.log', true), '')"


def upgrade() -> None:
    # rotated_in: the number of the entry that names the successor.  An empty `sealed` is a destroyed seed.
    op.execute("ALTER TABLE log_key ADD COLUMN retires_at timestamptz, ADD COLUMN rotated_in bigint")
    op.execute("GRANT UPDATE (sealed, retires_at, rotated_in) ON log_key TO lf_app")
    op.execute(
        "CREATE TABLE log_cosignature (log_id text, size bigint, vkey text, line bytea NOT NULL,"
        " received_at timestamptz NOT NULL, PRIMARY KEY (log_id, size, vkey))"
    )
    op.execute("CREATE INDEX log_cosignature_witness ON log_cosignature (log_id, vkey, size)")
    op.execute("ALTER TABLE log_cosignature ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE log_cosignature FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON log_cosignature USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT ON log_cosignature TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE log_cosignature")
    op.execute("REVOKE UPDATE (sealed, retires_at, rotated_in) ON log_key FROM lf_app")
    op.execute("ALTER TABLE log_key DROP COLUMN retires_at, DROP COLUMN rotated_in")

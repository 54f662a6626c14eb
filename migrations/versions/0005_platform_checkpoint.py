"""Where the platform log carries which checkpoint of which log: the entry alone tells neither the hour nor the way there.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT = "log_id = nullif(current_setting('app.log', true), '')"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE platform_checkpoint (log_id text, origin text, size bigint, seq bigint NOT NULL,"
        " logged_at timestamptz NOT NULL, PRIMARY KEY (log_id, origin, size))"
    )
    op.execute("ALTER TABLE platform_checkpoint ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE platform_checkpoint FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON platform_checkpoint USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT ON platform_checkpoint TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE platform_checkpoint")

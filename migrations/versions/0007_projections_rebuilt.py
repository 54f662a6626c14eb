"""Projections can be written anew, and every night's comparison with the log is kept.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT = "log_id = nullif(current_setting('app.log', true), '')"


def upgrade() -> None:
    # A row or a tile that no entry accounts for has to go.
    op.execute("GRANT DELETE ON action, log_tile TO lf_app")
    # named: the first differences, entry and field, never a value.
    op.execute(
        "CREATE TABLE reconciliation (log_id text, due_on date, outcome text NOT NULL, entries bigint NOT NULL,"
        " differences bigint NOT NULL, named jsonb NOT NULL, finished_at timestamptz NOT NULL,"
        " PRIMARY KEY (log_id, due_on))"
    )
    op.execute("ALTER TABLE reconciliation ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE reconciliation FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON reconciliation USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT ON reconciliation TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE reconciliation")
    op.execute("REVOKE DELETE ON action, log_tile FROM lf_app")

"""Sessions in browsers and the second factor: each a person's own.

Revision ID: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"
NOBODY_NAMED = (
    "coalesce(current_setting('app.org', true), '') = '' AND coalesce(current_setting('app.log', true), '') = ''"
    " AND coalesce(current_setting('app.person', true), '') = ''"
)
TABLES = {
    # secret, link: SHA-256 of what the browser keeps and of the link that opened it; a link opens one session.
    "browser_session": "person_id uuid NOT NULL, id uuid NOT NULL, secret bytea NOT NULL, link bytea NOT NULL,"
    " opened_at timestamptz NOT NULL, seen_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,"
    " ended_at timestamptz, agent text NOT NULL, proved_at timestamptz, PRIMARY KEY (person_id, id),"
    " UNIQUE (person_id, link)",
    # step: the newest thirty seconds whose code was used.
    "second_factor": "person_id uuid PRIMARY KEY, sealed bytea NOT NULL, offered_at timestamptz NOT NULL,"
    " confirmed_at timestamptz, step bigint NOT NULL DEFAULT 0, tries int NOT NULL DEFAULT 0, tried_at timestamptz",
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({columns})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO lf_app")
    # Whoever tidies up stands in nobody's name, and sees what is over alone.
    op.execute(f"CREATE POLICY over ON browser_session USING ({NOBODY_NAMED} AND expires_at < now())")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")

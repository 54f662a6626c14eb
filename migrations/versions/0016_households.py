"""Households: who is in one and when, their children by nickname, their invitations and the readings of their meter.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HOME = "household_id = nullif(current_setting('app.household', true), '')::uuid"
NOBODY_NAMED = (
    "coalesce(current_setting('app.org', true), '') = '' AND coalesce(current_setting('app.log', true), '') = ''"
)
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"
TABLES = {
    "household": "household_id uuid PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL",
    # counted: what its person did while in it stays in the household's total after they have left.
    "household_member": "household_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL,"
    " founder boolean NOT NULL, joined_at timestamptz NOT NULL, left_at timestamptz,"
    " counted boolean NOT NULL DEFAULT true, PRIMARY KEY (household_id, id)",
    "household_invitation": "household_id uuid NOT NULL, id bytea NOT NULL, expires_at timestamptz NOT NULL,"
    " cap int NOT NULL, joins int NOT NULL DEFAULT 0, PRIMARY KEY (household_id, id)",
    "household_child": "household_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL, nickname text NOT NULL,"
    " created_at timestamptz NOT NULL, PRIMARY KEY (household_id, id)",
    "household_act": "household_id uuid NOT NULL, log_id text NOT NULL, action_id uuid NOT NULL, child_id uuid NOT NULL,"
    " person_id uuid NOT NULL, PRIMARY KEY (household_id, log_id, action_id),"
    " FOREIGN KEY (household_id, child_id) REFERENCES household_child (household_id, id) ON DELETE CASCADE",
    # reading_wh: what a month's bill came to, or where the meter stood that day.  One of each kind and period, whoever
    # enters it: that is what keeps a kWh from being recorded twice.
    "household_reading": "household_id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('bill', 'day')),"
    " period date NOT NULL, reading_wh bigint NOT NULL CHECK (reading_wh >= 0), person_id uuid,"
    " entered_at timestamptz NOT NULL, revision int NOT NULL DEFAULT 0, log_id text, action_id uuid,"
    " PRIMARY KEY (household_id, kind, period)",
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({columns})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({HOME}) WITH CHECK ({HOME})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO lf_app")
    # Through a transaction that names an organisation nobody's household is seen, whoever stands in app.person.
    op.execute(f"CREATE POLICY whose ON household_member FOR SELECT USING ({NOBODY_NAMED} AND {OWN})")
    op.execute(
        "CREATE UNIQUE INDEX household_member_once ON household_member (household_id, person_id) WHERE left_at IS NULL"
    )
    op.execute("CREATE INDEX household_member_person ON household_member (person_id)")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")

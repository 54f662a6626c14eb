"""A person reads their own acts in every log; organisations and units have kinds; a person may have a weekly goal.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOBODY_NAMED = (
    "coalesce(current_setting('app.org', true), '') = '' AND coalesce(current_setting('app.log', true), '') = ''"
)
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"


def upgrade() -> None:
    # The person's own door names no organisation: through a transaction that names one, nothing more is seen than before,
    # whoever's number stands in app.person.  Reading only; and after `tenant` in the alphabet, so that it is tried second.
    op.execute(f"CREATE POLICY whose ON action FOR SELECT USING ({NOBODY_NAMED} AND {OWN})")
    # Which logs hold acts of a person is told by their memberships, ended ones too.
    op.execute("DROP INDEX membership_person")
    op.execute("CREATE INDEX membership_person ON membership (person_id)")
    op.execute(
        "ALTER TABLE organisation ADD COLUMN kind text NOT NULL DEFAULT 'company'"
        " CHECK (kind IN ('company', 'small_firm', 'community', 'programme'))"
    )
    op.execute("UPDATE organisation SET kind = 'programme' WHERE id = '00000000-0000-0000-0000-000000000000'")
    op.execute(
        "ALTER TABLE unit ADD COLUMN kind text NOT NULL DEFAULT 'department'"
        " CHECK (kind IN ('site', 'department', 'team', 'block'))"
    )
    op.execute("CREATE INDEX unit_parent ON unit (org_id, parent_id)")
    op.execute("ALTER TABLE person ADD COLUMN goal_mg bigint CHECK (goal_mg > 0)")
    op.execute("ALTER TABLE person ADD COLUMN goal_days int CHECK (goal_days BETWEEN 1 AND 7)")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN goal_days, DROP COLUMN goal_mg")
    op.execute("DROP INDEX unit_parent")
    op.execute("ALTER TABLE unit DROP COLUMN kind")
    op.execute("ALTER TABLE organisation DROP COLUMN kind")
    op.execute("DROP INDEX membership_person")
    op.execute("CREATE INDEX membership_person ON membership (person_id) WHERE left_at IS NULL")
    op.execute("DROP POLICY whose ON action")

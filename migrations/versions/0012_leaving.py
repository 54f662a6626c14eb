"""A person can ask to be erased, and can see who looked at what is theirs.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN erase_due_at timestamptz")
    op.execute("CREATE INDEX person_erase_due ON person (erase_due_at) WHERE erase_due_at IS NOT NULL")
    # Rows go with their person or when they are past their time; nobody changes one.
    op.execute(
        "CREATE TABLE access_log (org_id uuid, id uuid, person_id uuid NOT NULL, seen_at timestamptz NOT NULL,"
        " role text NOT NULL, what text NOT NULL, why text NOT NULL, PRIMARY KEY (org_id, id))"
    )
    op.execute("CREATE INDEX access_log_person ON access_log (org_id, person_id, seen_at)")
    op.execute("ALTER TABLE access_log ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE access_log FORCE ROW LEVEL SECURITY")
    # A person reads their own rows wherever they stand; written are only those of the organisation that is named.
    op.execute(f"CREATE POLICY tenant ON access_log USING ({TENANT} OR {OWN}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, DELETE ON access_log TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE access_log")
    op.execute("DROP INDEX person_erase_due")
    op.execute("ALTER TABLE person DROP COLUMN erase_due_at")

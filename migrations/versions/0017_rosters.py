"""Rosters: a row is an invitation for one person; a membership knows the invitation that it came by.

Revision ID: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"


def upgrade() -> None:
    # personal: for one person of a roster, not for whoever holds the code.
    op.execute(
        "ALTER TABLE invitation ADD COLUMN personal boolean NOT NULL DEFAULT false, ADD COLUMN created_at timestamptz"
    )
    op.execute("GRANT DELETE ON invitation TO lf_app")
    op.execute("ALTER TABLE membership ADD COLUMN invitation_id bytea")
    op.execute(
        "CREATE INDEX membership_invitation ON membership (org_id, invitation_id) WHERE invitation_id IS NOT NULL"
    )
    # number_mac, email_mac, content_mac: keyed by the organisation, so that a row is found again and names nobody.
    # sealed: name, address and number, until the person comes or the row's days are over.
    op.execute(
        "CREATE TABLE roster_row (org_id uuid NOT NULL, id bytea NOT NULL, number_mac bytea, email_mac bytea,"
        " content_mac bytea NOT NULL, unit_id uuid, locale text, sealed bytea, imported_at timestamptz NOT NULL,"
        " person_id uuid, claimed_at timestamptz, PRIMARY KEY (org_id, id),"
        " UNIQUE (org_id, number_mac) DEFERRABLE INITIALLY DEFERRED,"
        " UNIQUE (org_id, email_mac) DEFERRABLE INITIALLY DEFERRED,"
        " FOREIGN KEY (org_id, unit_id) REFERENCES unit (org_id, id))"
    )
    op.execute("CREATE INDEX roster_row_person ON roster_row (org_id, person_id) WHERE person_id IS NOT NULL")
    op.execute("ALTER TABLE roster_row ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE roster_row FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON roster_row USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON roster_row TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE roster_row")
    op.execute("DROP INDEX membership_invitation")
    op.execute("ALTER TABLE membership DROP COLUMN invitation_id")
    op.execute("REVOKE DELETE ON invitation FROM lf_app")
    op.execute("ALTER TABLE invitation DROP COLUMN personal, DROP COLUMN created_at")

"""Joining by an address of an organisation's domain: the domains, the codes under way, and the digest of the address.

Revision ID: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"


def upgrade() -> None:
    op.execute("ALTER TABLE organisation ADD COLUMN email_domains text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE membership ADD COLUMN email_mac bytea")
    op.execute("CREATE UNIQUE INDEX membership_email ON membership (org_id, email_mac) WHERE email_mac IS NOT NULL")
    # email_mac, code_mac: keyed by the organisation.  sends: since window_from.
    op.execute(
        "CREATE TABLE email_code (org_id uuid NOT NULL, person_id uuid NOT NULL, email_mac bytea NOT NULL,"
        " code_mac bytea NOT NULL, sent_at timestamptz NOT NULL, tries int NOT NULL DEFAULT 0, sends int NOT NULL,"
        " window_from timestamptz NOT NULL, PRIMARY KEY (org_id, person_id))"
    )
    op.execute("CREATE INDEX email_code_email ON email_code (org_id, email_mac)")
    op.execute("ALTER TABLE email_code ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE email_code FORCE ROW LEVEL SECURITY")
    # Whoever has a code under way is no member yet: an erasure takes what is theirs wherever it stands.
    op.execute(f"CREATE POLICY tenant ON email_code USING ({TENANT} OR {OWN}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON email_code TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE email_code")
    op.execute("DROP INDEX membership_email")
    op.execute("ALTER TABLE membership DROP COLUMN email_mac")
    op.execute("ALTER TABLE organisation DROP COLUMN email_domains")

"""Versions of methodologies that two admins published at run time, and the attestations that wait for a second one.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"


def upgrade() -> None:
    # Shared by all organisations, as the shipped files are.  One version follows another once, and is frozen.
    op.execute(
        "CREATE TABLE published_methodology (name text PRIMARY KEY, sha256 text NOT NULL UNIQUE,"
        " supersedes text NOT NULL UNIQUE, document text NOT NULL, published_at timestamptz NOT NULL,"
        " in_force_at timestamptz NOT NULL)"
    )
    op.execute("GRANT SELECT, INSERT ON published_methodology TO lf_app")
    # An attestation goes with its withdrawal, its person, or the version that it led to.
    op.execute(
        "CREATE TABLE attestation (org_id uuid, methodology text, person_id uuid, document_sha256 text NOT NULL,"
        " length_bytes bigint NOT NULL, attested_at timestamptz NOT NULL, PRIMARY KEY (org_id, methodology, person_id))"
    )
    op.execute("ALTER TABLE attestation ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attestation FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON attestation USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, DELETE ON attestation TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE attestation")
    op.execute("DROP TABLE published_methodology")

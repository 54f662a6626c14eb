"""Whoever has no invitation asks to join, and an organiser decides.

Revision ID: 0020
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE join_request (org_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL,"
        " asked_at timestamptz NOT NULL, decided_at timestamptz,"
        " decision text CHECK (decision IN ('approved', 'declined')), PRIMARY KEY (org_id, id))"
    )
    op.execute("CREATE UNIQUE INDEX join_request_open ON join_request (org_id, person_id) WHERE decided_at IS NULL")
    op.execute("CREATE INDEX join_request_person ON join_request (person_id)")
    op.execute("ALTER TABLE join_request ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE join_request FORCE ROW LEVEL SECURITY")
    # Who asks is no member yet: they see, and an erasure takes, what is theirs wherever it stands.
    op.execute(f"CREATE POLICY tenant ON join_request USING ({TENANT} OR {OWN}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON join_request TO lf_app")


def downgrade() -> None:
    op.execute("DROP TABLE join_request")

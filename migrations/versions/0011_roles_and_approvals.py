"""Roles with a scope stand in a table of their own; what needs two persons waits for the second one.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TENANT = "org_id = nullif(current_setting('app.org', true), '')::uuid"
OWN = "person_id = nullif(current_setting('app.person', true), '')::uuid"
BEFORE = ("organiser", "reviewer", "admin")


def upgrade() -> None:
    op.execute(
        "CREATE TABLE role_grant (org_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL, role text NOT NULL,"
        " scope text NOT NULL CHECK (scope IN ('organisation', 'unit', 'campaign')), scope_id uuid,"
        " granted_by uuid, granted_at timestamptz NOT NULL, revoked_at timestamptz, PRIMARY KEY (org_id, id),"
        " CHECK ((scope = 'organisation') = (scope_id IS NULL)))"
    )
    op.execute(
        "CREATE UNIQUE INDEX role_grant_once ON role_grant (org_id, person_id, role, scope,"
        " coalesce(scope_id, '00000000-0000-0000-0000-000000000000')) WHERE revoked_at IS NULL"
    )
    op.execute("CREATE INDEX role_grant_person ON role_grant (person_id) WHERE revoked_at IS NULL")
    op.execute(
        "CREATE TABLE approval (org_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, subject text NOT NULL,"
        " body jsonb NOT NULL, rid uuid, proposed_by uuid, proposed_at timestamptz NOT NULL,"
        " expires_at timestamptz NOT NULL, decision text, decided_by uuid, decided_at timestamptz,"
        " PRIMARY KEY (org_id, id))"
    )
    op.execute("CREATE UNIQUE INDEX approval_open ON approval (org_id, kind, subject) WHERE decision IS NULL")
    # Forced row-level security hides every organisation's members from the owner too.
    op.execute("ALTER TABLE membership NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "INSERT INTO role_grant (org_id, id, person_id, role, scope, granted_at)"
        " SELECT org_id, gen_random_uuid(), person_id, held, 'organisation', joined_at"
        " FROM membership CROSS JOIN LATERAL unnest(roles) AS held WHERE left_at IS NULL AND held <> 'member'"
    )
    op.execute("ALTER TABLE membership FORCE ROW LEVEL SECURITY")
    _isolate("role_grant", f"{TENANT} OR {OWN}", TENANT)
    _isolate("approval", TENANT, TENANT)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant, approval TO lf_app")


def _isolate(table: str, seen: str, written: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({seen}) WITH CHECK ({written})")


def downgrade() -> None:
    for table in ("membership", "role_grant"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    known = ", ".join(f"'{role}'" for role in BEFORE)
    op.execute(
        "UPDATE membership m SET roles = ARRAY(SELECT 'member' UNION SELECT g.role FROM role_grant g"
        " WHERE g.org_id = m.org_id AND g.person_id = m.person_id AND g.revoked_at IS NULL"
        f" AND g.scope = 'organisation' AND g.role IN ({known}) ORDER BY 1)"
    )
    op.execute("ALTER TABLE membership FORCE ROW LEVEL SECURITY")
    op.execute("DROP TABLE approval")
    op.execute("DROP TABLE role_grant")

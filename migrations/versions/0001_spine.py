"""The spine: accounts, mailbox, privacy, ledger, actions, campaigns, partners.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PARTITIONS = 4
"""Tables that grow are partitioned by log from the first day; more machines later means moving partitions."""

GLOBAL = """
CREATE TABLE instance (key text PRIMARY KEY, value text NOT NULL);

CREATE TABLE organisation (
  id uuid PRIMARY KEY, name text NOT NULL, region text, zone text NOT NULL, log_id text NOT NULL UNIQUE,
  methodology_set text[] NOT NULL, minimum_group int NOT NULL DEFAULT 5 CHECK (minimum_group >= 2),
  created_at timestamptz NOT NULL);

CREATE TABLE person (
  id uuid PRIMARY KEY, nickname text, locale text NOT NULL, region text, home_org uuid NOT NULL REFERENCES organisation,
  created_at timestamptz NOT NULL, erased_at timestamptz);
CREATE INDEX person_home ON person (home_org);

CREATE TABLE telegram_account (
  user_id bigint PRIMARY KEY, person_id uuid NOT NULL UNIQUE REFERENCES person, chat_id bigint NOT NULL,
  blocked_at timestamptz);

CREATE TABLE subject_key (person_id uuid PRIMARY KEY REFERENCES person, sealed bytea NOT NULL);
CREATE TABLE organisation_key (org_id uuid PRIMARY KEY REFERENCES organisation, sealed bytea NOT NULL);

CREATE TABLE api_key (
  id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organisation, partner_id uuid, secret_mac bytea NOT NULL,
  scopes text[] NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz, revoked_at timestamptz,
  last_used_at timestamptz);

CREATE TABLE inbox (
  bot_id bigint, update_id bigint, body text NOT NULL, received_at timestamptz NOT NULL, chat_id bigint,
  leased_until timestamptz, attempts int NOT NULL DEFAULT 0, done_at timestamptz, failed_at timestamptz,
  PRIMARY KEY (bot_id, update_id));
CREATE INDEX inbox_open ON inbox (bot_id, update_id) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX inbox_open_chat ON inbox (bot_id, chat_id, update_id) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, body jsonb NOT NULL,
  due_at timestamptz NOT NULL, leased_until timestamptz, attempts int NOT NULL DEFAULT 0, done_at timestamptz,
  failed_at timestamptz);
CREATE INDEX outbox_open ON outbox (kind, id) WHERE done_at IS NULL AND failed_at IS NULL;
"""

BY_ORGANISATION = {
    "unit": """(
  org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, parent_id uuid,
  PRIMARY KEY (org_id, id), FOREIGN KEY (org_id, parent_id) REFERENCES unit (org_id, id))""",
    "membership": """(
  org_id uuid NOT NULL, person_id uuid NOT NULL, unit_id uuid, roles text[] NOT NULL, commute jsonb,
  joined_at timestamptz NOT NULL, left_at timestamptz,
  PRIMARY KEY (org_id, person_id), FOREIGN KEY (org_id, unit_id) REFERENCES unit (org_id, id))""",
    "invitation": """(
  org_id uuid NOT NULL, id bytea NOT NULL, unit_id uuid, campaign_id uuid, roles text[] NOT NULL,
  expires_at timestamptz NOT NULL, cap int NOT NULL, joins int NOT NULL DEFAULT 0, views int NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, id))""",
    "partner": """(
  org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, source text NOT NULL, evidence_kind text NOT NULL,
  PRIMARY KEY (org_id, id), UNIQUE (org_id, source))""",
    "partner_link": """(
  org_id uuid NOT NULL, member_id uuid NOT NULL, partner_id uuid NOT NULL, person_id uuid, reference text NOT NULL,
  requested_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, linked_at timestamptz, withdrawn_at timestamptz,
  PRIMARY KEY (org_id, member_id), FOREIGN KEY (org_id, partner_id) REFERENCES partner (org_id, id))""",
    "consent": """(
  org_id uuid NOT NULL, id uuid NOT NULL, person_id uuid, purpose text NOT NULL, text_version text NOT NULL,
  given_at timestamptz NOT NULL, withdrawn_at timestamptz, PRIMARY KEY (org_id, id))""",
    "request_key": """(
  org_id uuid NOT NULL, key bytea NOT NULL, fingerprint bytea NOT NULL, created_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, key))""",
    "campaign": """(
  org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, template text NOT NULL, starts_on date NOT NULL,
  ends_on date NOT NULL, zone text NOT NULL, rules jsonb NOT NULL, created_by uuid, created_at timestamptz NOT NULL,
  closed_at timestamptz, summary jsonb, PRIMARY KEY (org_id, id))""",
    "campaign_member": """(
  org_id uuid NOT NULL, campaign_id uuid NOT NULL, person_id uuid NOT NULL, joined_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, campaign_id, person_id), FOREIGN KEY (org_id, campaign_id) REFERENCES campaign (org_id, id))""",
}

BY_LOG = {
    "log_head": "(log_id text PRIMARY KEY, size bigint NOT NULL, prev text NOT NULL, frontier bytea[] NOT NULL)",
    "log_entry": "(log_id text, seq bigint, leaf bytea NOT NULL, entry bytea NOT NULL, PRIMARY KEY (log_id, seq))",
    "log_idem": """(
  log_id text, idem uuid, seq bigint NOT NULL, fingerprint bytea NOT NULL, PRIMARY KEY (log_id, idem))""",
    "log_tile": "(log_id text, level int, idx bigint, bytes bytea NOT NULL, PRIMARY KEY (log_id, level, idx))",
    "log_checkpoint": """(
  log_id text, size bigint, note bytea NOT NULL, signed_at timestamptz NOT NULL, PRIMARY KEY (log_id, size))""",
    "log_key": """(
  log_id text, key_id text, vkey text NOT NULL, sealed bytea NOT NULL, created_at timestamptz NOT NULL,
  PRIMARY KEY (log_id, key_id))""",
    "log_methodology": """(
  log_id text, sha256 text, name text NOT NULL, seq bigint NOT NULL,
  PRIMARY KEY (log_id, sha256), UNIQUE (log_id, name))""",
    "vault": """(
  log_id text, rid uuid, person_id uuid NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (log_id, rid))""",
    "entry_context": """(
  log_id text, seq bigint, action_id uuid NOT NULL, person_id uuid, unit_id uuid, campaign_id uuid, source text NOT NULL,
  occurred_at timestamptz, PRIMARY KEY (log_id, seq))""",
    "action": """(
  log_id text, seq bigint, id uuid NOT NULL, person_id uuid, unit_id uuid, campaign_id uuid, kind text NOT NULL,
  category text NOT NULL, occurred_on date NOT NULL, occurred_at timestamptz, quantity bigint NOT NULL,
  unit text NOT NULL, inputs jsonb NOT NULL, sources text[] NOT NULL, evidence text NOT NULL, status text NOT NULL,
  reasons text[] NOT NULL,
  methodology text, credit_class text NOT NULL, reduction_mg bigint NOT NULL, verified_mg bigint NOT NULL DEFAULT 0,
  recorded_at timestamptz NOT NULL, PRIMARY KEY (log_id, seq), UNIQUE (log_id, id))""",
    "evidence_file": """(
  log_id text, id uuid, seq bigint NOT NULL, kind text NOT NULL, file_id text NOT NULL, file_unique_id text NOT NULL,
  submitted_at timestamptz NOT NULL, decided_at timestamptz, decision text, PRIMARY KEY (log_id, id))""",
}

PARTITIONED = ("log_entry", "log_idem", "vault", "entry_context", "action")

INDEXES = """
CREATE INDEX membership_person ON membership (person_id) WHERE left_at IS NULL;
CREATE INDEX partner_link_person ON partner_link (org_id, person_id);
CREATE INDEX consent_person ON consent (org_id, person_id);
CREATE INDEX vault_person ON vault (log_id, person_id);
CREATE INDEX entry_context_person ON entry_context (log_id, person_id);
CREATE INDEX action_person_day ON action (log_id, person_id, occurred_on);
CREATE INDEX action_day ON action (log_id, occurred_on);
CREATE INDEX action_campaign ON action (log_id, campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX action_waiting ON action (log_id, seq) WHERE status = 'pending_review';
CREATE INDEX evidence_file_action ON evidence_file (log_id, seq);
CREATE INDEX evidence_file_open ON evidence_file (log_id, seq) WHERE decided_at IS NULL;
CREATE INDEX evidence_file_unique ON evidence_file (log_id, file_unique_id);
"""

# What the application role may do beyond SELECT and INSERT.  Entries can be neither changed nor removed.
UPDATABLE = (
    "organisation", "person", "telegram_account", "api_key", "inbox", "outbox", "unit", "membership", "invitation",
    "partner", "partner_link", "consent", "campaign_member", "log_head", "log_tile", "entry_context",
    "action", "evidence_file",
)  # fmt: skip
DELETABLE = ("subject_key", "vault", "inbox", "outbox", "request_key", "campaign_member", "evidence_file")


def upgrade() -> None:
    op.execute(
        """DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lf_app') THEN
        CREATE ROLE lf_app NOLOGIN NOSUPERUSER NOBYPASSRLS; END IF; END $$"""
    )
    _each(GLOBAL)
    for name, columns in BY_ORGANISATION.items():
        op.execute(f"CREATE TABLE {name} {columns}")
    for name, columns in BY_LOG.items():
        split = " PARTITION BY HASH (log_id)" if name in PARTITIONED else ""
        op.execute(f"CREATE TABLE {name} {columns}{split}")
        for part in range(PARTITIONS if split else 0):
            op.execute(
                f"CREATE TABLE {name}_{part} PARTITION OF {name} FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
    _each(INDEXES)
    for name in BY_ORGANISATION:
        own = " OR person_id = nullif(current_setting('app.person', true), '')::uuid" if name == "membership" else ""
        _isolate(name, f"org_id = nullif(current_setting('app.org', true), '')::uuid{own}")
    for name in BY_LOG:
        for table in (name, *(f"{name}_{part}" for part in range(PARTITIONS) if name in PARTITIONED)):
            _isolate(table, "log_id = nullif(current_setting('app.log', true), '')")
    everything = ("instance", "organisation", "person", "telegram_account", "subject_key", "organisation_key",
                  "api_key", "inbox", "outbox", *BY_ORGANISATION, *BY_LOG)  # fmt: skip
    op.execute("GRANT USAGE ON SCHEMA public TO lf_app")
    op.execute(f"GRANT SELECT, INSERT ON {', '.join(everything)} TO lf_app")
    op.execute(f"GRANT UPDATE ON {', '.join(UPDATABLE)} TO lf_app")
    op.execute(f"GRANT DELETE ON {', '.join(DELETABLE)} TO lf_app")
    # /readyz compares the schema's revision with the code's.
    op.execute("GRANT SELECT ON alembic_version TO lf_app")
    # A week's rules are frozen when it is published: of its row only these may change.
    op.execute("GRANT UPDATE (created_by, closed_at, summary) ON campaign TO lf_app")


def _each(script: str) -> None:
    """Runs statements one by one: a prepared statement holds one."""
    for statement in script.strip().split(";\n"):
        op.execute(statement)


def _isolate(table: str, condition: str) -> None:
    """Force row-level security: without the setting nobody, not even the owner, sees a row."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({condition}) WITH CHECK ({condition})")


def downgrade() -> None:
    for name in reversed([*BY_ORGANISATION, *BY_LOG]):
        op.execute(f"DROP TABLE {name} CASCADE")
    for name in ("outbox", "inbox", "api_key", "organisation_key", "subject_key", "telegram_account", "person",
                 "organisation", "instance"):  # fmt: skip
        op.execute(f"DROP TABLE {name} CASCADE")

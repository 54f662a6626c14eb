"""What somebody wants to be told of unasked, and when; what they were told unasked this week.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = {
    "zone": "text",
    "remind_hour": "smallint CHECK (remind_hour BETWEEN 0 AND 23)",
    "remind_at": "timestamptz",
    "reminder_asked_at": "timestamptz",
    "quiet_from": "smallint NOT NULL DEFAULT 21 CHECK (quiet_from BETWEEN 0 AND 23)",
    "quiet_until": "smallint NOT NULL DEFAULT 8 CHECK (quiet_until BETWEEN 0 AND 23)",
    "day_start": "smallint NOT NULL DEFAULT 0 CHECK (day_start BETWEEN 0 AND 11)",
    "muted": "text[] NOT NULL DEFAULT '{}'",
    "unsolicited_at": "timestamptz[] NOT NULL DEFAULT '{}'",
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE person ADD COLUMN {name} {kind}")
    op.execute("CREATE INDEX person_remind_at ON person (remind_at) WHERE remind_at IS NOT NULL")


def downgrade() -> None:
    for name in COLUMNS:
        op.execute(f"ALTER TABLE person DROP COLUMN {name}")

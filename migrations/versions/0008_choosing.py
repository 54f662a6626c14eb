"""An organisation chooses its methodologies and its commute baseline; a person, their usual way.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE organisation ADD COLUMN commute_baseline text")
    op.execute("ALTER TABLE person ADD COLUMN usual_mode text")
    # Until now a package of the own region counted whether it was named or not; the word `local` says just that.
    op.execute(
        "UPDATE organisation SET methodology_set = array_prepend('local', array_remove(methodology_set, 'cn-sz-lcpt'))"
        " WHERE NOT 'local' = any(methodology_set)"
    )


def downgrade() -> None:
    op.execute("UPDATE organisation SET methodology_set = array_replace(methodology_set, 'local', 'cn-sz-lcpt')")
    op.execute("ALTER TABLE person DROP COLUMN usual_mode")
    op.execute("ALTER TABLE organisation DROP COLUMN commute_baseline")

"""Reminders: each person's at the hour of their own clock, once a day, whichever process looks first."""

from datetime import datetime, timedelta

from accounts import notifying
from accounts.notices import KIND
from accounts.notifying import Wishes
from kernel.columns import column
from kernel.mailbox import post_all
from kernel.work import Database

AT_ONCE = 500
STALE = timedelta(hours=1)
"""A reminder that could not go at its hour is not sent later in the day."""
CODE = "notify-reminder"


async def plan(database: Database, now: datetime) -> int:
    """Puts every reminder that is due into the outbox and sets the next one; how many."""
    planned = 0
    while True:
        async with database.work() as connection:
            due = await notifying.due(connection, now, AT_ONCE)
            # `remind_at` may be hours old where nothing ran: then the row only moves on.
            fresh = [(wishes, at) for wishes, at in due if at > now - STALE]
            await post_all(connection, KIND, [(_reminder(wishes, at), now) for wishes, at in fresh])
            await connection.execute(
                "UPDATE person p SET remind_at = t.at FROM unnest($1::text::uuid[], $2::timestamptz[]) AS t(id, at)"
                " WHERE p.id = t.id",
                column([wishes.person_id for wishes, _ in due]),
                [wishes.next_reminder(now) for wishes, _ in due],
            )
        planned += len(fresh)
        if len(due) < AT_ONCE:
            return planned


def _reminder(wishes: Wishes, at: datetime) -> dict[str, object]:
    until = (at + STALE).isoformat()
    return {"person_id": str(wishes.person_id), "code": CODE, "params": {}, "until": until}

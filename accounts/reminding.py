"""Reminders: each person's at the hour of their own clock, once a day, whichever process looks first."""

from datetime import datetime, timedelta

from accounts import notifying
from accounts.notices import KIND
from kernel.mailbox import post
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
            for wishes in due:
                # `remind_at` may be hours old where nothing ran: then the row only moves on.
                at = await connection.fetchval("SELECT remind_at FROM person WHERE id = $1", wishes.person_id)
                if at > now - STALE:
                    body: dict[str, object] = {
                        "person_id": str(wishes.person_id),
                        "code": CODE,
                        "params": {},
                        "until": (at + STALE).isoformat(),
                    }
                    await post(connection, KIND, body, now)
                    planned += 1
                await connection.execute(
                    "UPDATE person SET remind_at = $2 WHERE id = $1", wishes.person_id, wishes.next_reminder(now)
                )
        if len(due) < AT_ONCE:
            return planned

"""Whether somebody still needs a reminder today."""

from datetime import datetime

from accounts.notifying import Wishes
from kernel.work import Connection


async def needed(connection: Connection, wishes: Wishes, now: datetime) -> bool:
    """Whether the person has told nothing on their own day, in whichever log; a withdrawn record is none.

    The transaction must be the person's (`people.find`).
    """
    found: bool = await connection.fetchval(
        "SELECT NOT EXISTS (SELECT 1 FROM action WHERE person_id = $1 AND status <> 'reversed'"
        " AND (recorded_at >= $2 OR occurred_on >= $3))",
        wishes.person_id,
        wishes.day_began(now),
        wishes.today(now),
    )
    return found

"""Whether somebody still needs a reminder today."""

from datetime import datetime

from accounts.notifying import Wishes
from accounts.people import Person
from kernel.work import Connection


async def needed(connection: Connection, person: Person, wishes: Wishes, now: datetime) -> bool:
    """Whether the person has told nothing on their own day, in whichever log; a withdrawn record is none.

    The transaction must be the person's (`people.find`).
    """
    found: bool = await connection.fetchval(
        "SELECT NOT EXISTS (SELECT FROM action WHERE log_id = any($1::text[]) AND person_id = $2 AND status <> 'reversed'"
        " AND (recorded_at >= $3 OR occurred_on >= $4))",
        list(person.logs),
        person.id,
        wishes.day_began(now),
        wishes.today(now),
    )
    return found

"""Who looked at what is a person's: noted when it is shown to somebody else, and told to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.ids import new_uuid
from kernel.work import Connection

ONCE_IN = timedelta(hours=1)
"""Whoever looks at the same again within the hour is noted once."""


@dataclass(frozen=True)
class Look:
    """One look: codes for the role that looked, at what, and why."""

    seen_at: datetime
    role: str
    what: str
    why: str


async def note(connection: Connection, org_id: UUID, person_id: UUID, look: Look) -> None:
    """Notes a look in a transaction that sees `org_id`; the same within the hour is one."""
    await note_all(connection, org_id, [person_id], look)


async def note_all(connection: Connection, org_id: UUID, people: Sequence[UUID], look: Look) -> None:
    """As `note`, of many people at once."""
    await connection.execute(
        "INSERT INTO access_log (org_id, id, person_id, seen_at, role, what, why)"
        " SELECT $1, n.id, n.person_id, $4, $5, $6, $7 FROM unnest($2::uuid[], $3::uuid[]) AS n(id, person_id)"
        " WHERE NOT EXISTS (SELECT FROM access_log l WHERE l.org_id = $1 AND l.person_id = n.person_id"
        " AND l.seen_at > $8 AND l.role = $5 AND l.what = $6 AND l.why = $7)",
        org_id,
        [new_uuid() for _ in people],
        people,
        look.seen_at,
        look.role,
        look.what,
        look.why,
        look.seen_at - ONCE_IN,
    )


async def newest(connection: Connection, person_id: UUID, most: int) -> list[Look]:
    """The latest looks at what is the person's, in every organisation; the transaction is the person's own."""
    rows = await connection.fetch(
        "SELECT seen_at, role, what, why FROM access_log WHERE person_id = $1 ORDER BY seen_at DESC LIMIT $2",
        person_id,
        most,
    )
    return [Look(**dict(row)) for row in rows]

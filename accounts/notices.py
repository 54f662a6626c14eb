"""Texts for one person that nobody waits for: into the outbox with the transaction that causes them, out by day.

A row says {person_id, code, params}; the door that reaches the person renders it in their language.  A param is a plain
value, or an object that the door formats: {"mass": mg}, {"percent": permille}, {"kind": code},
{"quantity": n, "unit": …, "kind": code}, {"text": code, "params": {…}}, {"places": [[rank, name, mg], …]}.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.mailbox import post
from kernel.work import Connection

KIND = "telegram.text"
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


async def tell(
    connection: Connection, person_id: UUID, code: str, params: Mapping[str, object], *, now: datetime, zone: str
) -> None:
    """Tells the person `code` once the transaction is committed, not between 21:00 and 08:00 in the IANA `zone`."""
    body: dict[str, object] = {"person_id": str(person_id), "code": code, "params": dict(params)}
    await post(connection, KIND, body, by_day(now, zone))


def by_day(now: datetime, zone: str) -> datetime:
    """`now`, or the next 08:00 where people sleep."""
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(now.tzinfo)


def places(ranked: Sequence[tuple[int, str, int]]) -> dict[str, object]:
    """The param for ranked names, best first: rank, name, milligrams."""
    return {"places": [list(place) for place in ranked]}

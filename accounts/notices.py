"""Texts for one person that nobody waits for: into the outbox with the transaction that causes them, out by day.

A row says {person_id, code, params}; the door that reaches the person renders it in their language.  A param is a plain
value, or an object that the door formats: {"mass": mg}, {"percent": permille}, {"kind": code},
{"quantity": n, "unit": …, "kind": code}, {"text": code, "params": {…}}, {"places": [[rank, name, mg], …]}.
`until`, where a row has it, is the moment after which it is no longer worth saying.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts import notifying
from accounts.notifying import Wishes
from accounts.quiet import by_day
from kernel.mailbox import post_all
from kernel.work import Connection

KIND = "telegram.text"


async def tell(
    connection: Connection,
    person_id: UUID,
    code: str,
    params: Mapping[str, object],
    *,
    now: datetime,
    zone: str,
    at_once: bool = False,
) -> None:
    """Tells the person `code` once the transaction is committed, not in their quiet hours.

    zone: IANA, where they have none of their own.  at_once: whatever the hour, for what concerns security.  Whether they
    want it, and whether it is their fourth this week, is looked at when it is sent (`accounts.notifying`).
    """
    await tell_each(connection, code, {person_id: params}, now=now, zone=zone, at_once=at_once)


async def tell_each(
    connection: Connection,
    code: str,
    params: Mapping[UUID, Mapping[str, object]],
    *,
    now: datetime,
    zone: str,
    at_once: bool = False,
) -> None:
    """As `tell`, to each person with their own params: two statements, however many they are."""
    wishes = await notifying.of(connection, list(params))
    await post_all(
        connection,
        KIND,
        [
            (
                {"person_id": str(person_id), "code": code, "params": dict(theirs)},
                now if at_once else _due_at(wishes.get(person_id), now, zone),
            )
            for person_id, theirs in params.items()
        ],
    )


def _due_at(wishes: Wishes | None, now: datetime, zone: str) -> datetime:
    return by_day(now, zone) if wishes is None else wishes.out_of_quiet(now, zone)


def places(ranked: Sequence[tuple[int, str, int]]) -> dict[str, object]:
    """The param for ranked names, best first: rank, name, milligrams."""
    return {"places": [list(place) for place in ranked]}

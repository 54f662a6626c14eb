"""A person's own view: their acts in every log that holds some, read by nobody else.

Each gram is counted once, in the log where it happened; this is a view of them together.  The transactions here are the
person's own (`Database.work(person_id=…)`, which names no organisation): row-level security shows them their acts alone.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from accounts.people import Person
from actions import balances, tables
from actions.balances import DayTotal, Totals
from actions.commands import ActionUnknown, Receipt
from actions.plausibility import DayAct
from kernel.ids import parse, public
from kernel.work import Connection


async def see(connection: Connection, person_id: UUID) -> None:
    """From here to the transaction's end it is this person's own; for one that asks for several people in turn."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))


async def totals(connection: Connection, person: Person) -> Totals:
    """The standing sums of all their acts; a day on which they acted in two logs is one."""
    return await balances.totals_of(connection, person.logs, person.id)


async def daily(connection: Connection, person: Person) -> list[DayTotal]:
    """Their whole history by day and category, oldest first; what waits for review is left out."""
    return await balances.daily(connection, person.logs, person.id)


async def recent(
    connection: Connection, person: Person, most: int = 10, before: Receipt | None = None
) -> list[Receipt]:
    """Their latest records, newest first, reversed ones included.  before: only those that stand after it here."""
    place = None if before is None else (before.recorded_at, before.log_id, before.seq)
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = any($1::text[]) AND person_id = $2"
        " AND ($4::timestamptz IS NULL OR (recorded_at, log_id, seq) < ($4, $5::text, $6::bigint))"
        " ORDER BY recorded_at DESC, log_id DESC, seq DESC LIMIT $3",
        list(person.logs),
        person.id,
        most,
        *(place or (None, None, None)),
    )
    return [tables.receipt(row) for row in rows]


async def find(connection: Connection, person: Person, action_id: UUID) -> Receipt:
    """One record of theirs, whichever log it is in; raises `ActionUnknown`."""
    row = await connection.fetchrow(
        "SELECT * FROM action WHERE log_id = any($1::text[]) AND id = $2 AND person_id = $3",
        list(person.logs),
        action_id,
        person.id,
    )
    if row is None:
        raise ActionUnknown(action_id=public("act", action_id))
    return tables.receipt(row)


async def elsewhere(connection: Connection, person: Person, days: Sequence[date]) -> list[DayAct]:
    """Their standing acts of these days in other logs than the one that new records go to, oldest first."""
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = any($1::text[]) AND person_id = $2 AND occurred_on = any($3::date[])"
        " AND status <> 'reversed' ORDER BY recorded_at, log_id, seq",
        [log_id for log_id in person.logs if log_id != public("log", person.org_id)],
        person.id,
        list(days),
    )
    return [tables.day_act(row) for row in rows]


def issuer_of(receipt: Receipt) -> UUID:
    """The organisation in whose log the record stands, and every later entry about it."""
    return parse("log", receipt.log_id)

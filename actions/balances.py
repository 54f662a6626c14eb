"""What stands: a person's totals, days and records, and an organisation's sums.  All read from the projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from actions import tables
from actions.commands import ActionUnknown, Receipt
from kernel.columns import column
from kernel.ids import public
from kernel.units import MAX_SAFE_INTEGER
from kernel.work import Connection


@dataclass(frozen=True)
class Totals:
    """A person's standing grams, in milligrams, by evidence; `days`: days with at least one accepted act."""

    reduction_mg: int
    attested_mg: int
    corroborated_mg: int
    self_reported_mg: int
    verified_mg: int
    acts: int
    days: int


@dataclass(frozen=True)
class DayTotal:
    """One category on one day."""

    on: date
    category: str
    reduction_mg: int
    acts: int


@dataclass(frozen=True)
class UnitTotal:
    """A department in a period; `participants`: people with at least one act."""

    unit_id: UUID | None
    participants: int
    reduction_mg: int


async def totals(connection: Connection, log_id: str, person_id: UUID) -> Totals:
    """The person's standing sums in one log; in all of theirs: `actions.own`."""
    return await totals_of(connection, [log_id], person_id)


async def totals_of(connection: Connection, log_ids: Sequence[str], person_id: UUID) -> Totals:
    """The person's standing sums in these logs together, as far as the transaction sees them."""
    row = await connection.fetchrow(
        "SELECT coalesce(sum(reduction_mg), 0)::bigint AS total, count(*) AS acts,"
        " count(DISTINCT occurred_on) FILTER (WHERE status <> 'pending_review') AS days,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'attested'), 0)::bigint AS attested,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'corroborated'), 0)::bigint AS corroborated,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'self_reported'), 0)::bigint AS told,"
        " coalesce(sum(verified_mg), 0)::bigint AS verified"
        " FROM action WHERE log_id = any($1::text[]) AND person_id = $2 AND status <> 'reversed'",
        list(log_ids),
        person_id,
    )
    assert row is not None
    return Totals(
        reduction_mg=row["total"],
        attested_mg=row["attested"],
        corroborated_mg=row["corroborated"],
        self_reported_mg=row["told"],
        verified_mg=row["verified"],
        acts=row["acts"],
        days=row["days"],
    )


_DAYS = "SELECT occurred_on, category, sum(reduction_mg)::bigint AS mg, count(*) AS acts FROM action"
_COUNTED = "status NOT IN ('reversed', 'pending_review') GROUP BY occurred_on, category"


async def daily(connection: Connection, log_ids: Sequence[str], person_id: UUID) -> list[DayTotal]:
    """The person's whole history in these logs by day and category, oldest first; what waits for review is left out."""
    rows = await connection.fetch(
        f"{_DAYS} WHERE log_id = any($1::text[]) AND person_id = $2 AND {_COUNTED} ORDER BY occurred_on, category",
        list(log_ids),
        person_id,
    )
    return [_day_total(row) for row in rows]


async def daily_of_many(connection: Connection, log_id: str, people: Sequence[UUID]) -> list[list[DayTotal]]:
    """As `daily`, in one log, of each of these people in their order."""
    found: dict[UUID, list[DayTotal]] = {person_id: [] for person_id in people}
    rows = await connection.fetch(
        "SELECT p.id, d.* FROM unnest($2::text::uuid[]) AS p(id) CROSS JOIN LATERAL"
        f" ({_DAYS} WHERE log_id = $1 AND person_id = p.id AND {_COUNTED} OFFSET 0) AS d"
        " ORDER BY occurred_on, category",
        log_id,
        column(list(found)),
    )
    for row in rows:
        found[row["id"]].append(_day_total(row))
    return [found[person_id] for person_id in people]


def _day_total(row: Any) -> DayTotal:
    return DayTotal(row["occurred_on"], row["category"], row["mg"], row["acts"])


async def recent(
    connection: Connection, log_id: str, person_id: UUID, most: int = 10, before: int = MAX_SAFE_INTEGER
) -> list[Receipt]:
    """The person's latest records, newest first, reversed ones included.  before: only entries of smaller numbers."""
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = $1 AND person_id = $2 AND seq < $4 ORDER BY seq DESC LIMIT $3",
        log_id,
        person_id,
        most,
        before,
    )
    return [tables.receipt(row) for row in rows]


async def find(connection: Connection, log_id: str, action_id: UUID, person_id: UUID | None = None) -> Receipt:
    """One record, of that person where one is named; raises `ActionUnknown`."""
    row = await connection.fetchrow(
        "SELECT * FROM action WHERE log_id = $1 AND id = $2 AND ($3::uuid IS NULL OR person_id = $3)",
        log_id,
        action_id,
        person_id,
    )
    if row is None:
        raise ActionUnknown(action_id=public("act", action_id))
    return tables.receipt(row)


async def by_unit(
    connection: Connection, log_id: str, since: date, until: date, campaign_id: UUID | None = None
) -> list[UnitTotal]:
    """Departments in a period (both days inclusive), of one campaign's acts where one is named."""
    rows = await connection.fetch(
        "SELECT unit_id, count(DISTINCT person_id) AS participants, sum(reduction_mg)::bigint AS mg FROM action"
        " WHERE log_id = $1 AND occurred_on BETWEEN $2 AND $3 AND status NOT IN ('reversed', 'pending_review')"
        " AND ($4::uuid IS NULL OR campaign_id = $4) GROUP BY unit_id",
        log_id,
        since,
        until,
        campaign_id,
    )
    return [UnitTotal(row["unit_id"], row["participants"], row["mg"]) for row in rows]


async def by_person(
    connection: Connection, log_id: str, since: date, until: date, campaign_id: UUID | None = None
) -> list[tuple[UUID, int]]:
    """(person, milligrams) in a period, the most first."""
    rows = await connection.fetch(
        "SELECT person_id, sum(reduction_mg)::bigint AS mg FROM action WHERE log_id = $1 AND person_id IS NOT NULL"
        " AND occurred_on BETWEEN $2 AND $3 AND status NOT IN ('reversed', 'pending_review')"
        " AND ($4::uuid IS NULL OR campaign_id = $4) GROUP BY person_id ORDER BY mg DESC, person_id",
        log_id,
        since,
        until,
        campaign_id,
    )
    return [(row["person_id"], row["mg"]) for row in rows]

"""What a household comes to: a view of what its members did while they were in it, each gram in the log where it happened.

Each member's acts are read through that member's own door (`actions.own`).  Whoever joins brings nothing along, whoever
left adds nothing more, and nobody was in two households at once: no act is in two of these views.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts import people
from accounts.households import home
from accounts.people import PersonUnknown
from kernel.work import Connection, Database

_MEMBERS = (
    "SELECT person_id, joined_at, left_at FROM household_member WHERE household_id = $1 AND counted"
    " ORDER BY person_id, joined_at"
)
_WHILE_IN = (
    "SELECT coalesce(sum(reduction_mg), 0)::bigint AS mg, coalesce(sum(reduction_mg)"
    "  FILTER (WHERE occurred_on >= $5), 0)::bigint AS since_mg FROM action"
    " WHERE log_id = any($1::text[]) AND person_id = $2 AND status NOT IN ('reversed', 'pending_review')"
    # A moment that is lost is taken to be that of the record.
    " AND coalesce(occurred_at, recorded_at) >= $3 AND ($4::timestamptz IS NULL OR coalesce(occurred_at, recorded_at) < $4)"
)
_FOR_CHILDREN = (
    "SELECT h.child_id, count(*) AS acts, coalesce(sum(a.reduction_mg), 0)::bigint AS mg FROM household_act h"
    " JOIN action a ON a.log_id = h.log_id AND a.id = h.action_id AND a.person_id = h.person_id"
    " WHERE h.household_id = $1 AND h.person_id = $2 AND a.status NOT IN ('reversed', 'pending_review')"
    " GROUP BY h.child_id"
)


@dataclass(frozen=True, slots=True)
class HouseholdTotals:
    """Standing milligrams: in all, and of acts since the given day."""

    reduction_mg: int
    since_mg: int


@dataclass(frozen=True, slots=True)
class ForChild:
    """What the person who asks has logged for a child."""

    acts: int
    reduction_mg: int


async def totals(database: Database, household_id: UUID, since: date) -> HouseholdTotals:
    """What those who are in it, and those who left without taking theirs out, did while they were in it.

    k does not apply at home: whoever is in it agreed to be counted.
    """
    async with database.work() as connection:
        await home.see(connection, household_id)
        rows = await connection.fetch(_MEMBERS, household_id)
        whole = lately = 0
        for row in rows:
            mg, since_mg = await _of(connection, row["person_id"], row["joined_at"], row["left_at"], since)
            whole, lately = whole + mg, lately + since_mg
    return HouseholdTotals(whole, lately)


async def _of(
    connection: Connection, person_id: UUID, joined_at: datetime, left_at: datetime | None, since: date
) -> tuple[int, int]:
    """One member's, through their own door."""
    try:
        person = await people.find(connection, person_id)
    except PersonUnknown:
        return 0, 0  # erased a moment ago
    row = await connection.fetchrow(_WHILE_IN, list(person.logs), person_id, joined_at, left_at, since)
    assert row is not None, "sums have one row"
    return row["mg"], row["since_mg"]


async def for_children(database: Database, household_id: UUID, person_id: UUID) -> dict[UUID, ForChild]:
    """By child, what the person themselves logged for it; nobody else's records are looked at."""
    async with database.work(person_id=person_id) as connection:
        await home.see(connection, household_id)
        rows = await connection.fetch(_FOR_CHILDREN, household_id, person_id)
    return {row["child_id"]: ForChild(row["acts"], row["mg"]) for row in rows}

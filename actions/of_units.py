"""What a unit of an organisation comes to with all that lies below it, by the unit that stood at the time of the act."""

from dataclasses import dataclass
from uuid import UUID

from kernel.work import Connection


@dataclass(frozen=True, slots=True)
class UnitBalance:
    """Standing milligrams and the people behind them; `people` empty where nobody has to be named.

    participants: different people, erased ones left out.
    """

    reduction_mg: int
    participants: int
    people: frozenset[UUID]


_STANDING = (
    "SELECT unit_id, person_id, sum(reduction_mg) AS mg FROM action"
    " WHERE log_id = $1 AND status NOT IN ('reversed', 'pending_review') GROUP BY unit_id, person_id"
)
_SUMMED = (
    "coalesce(sum(a.mg), 0)::bigint AS mg, count(DISTINCT a.person_id) AS participants,"
    " CASE WHEN count(DISTINCT a.person_id) < $2 THEN array_agg(DISTINCT a.person_id)"
    "  FILTER (WHERE a.person_id IS NOT NULL) END AS people"
)


async def with_all_below(
    connection: Connection, org_id: UUID, log_id: str, named_below: int
) -> dict[UUID | None, UnitBalance]:
    """By unit, with everything in it; None: the whole organisation, acts of people in no unit among them.

    named_below: the people are named where they are fewer, for whoever hides small groups.  Units without an act are
    missing.  The transaction sees `org_id`.
    """
    rows = await connection.fetch(
        # Upwards from where acts stand: most units of a large tree hold none of their own.
        f"WITH RECURSIVE standing AS ({_STANDING}),"
        " over AS (SELECT DISTINCT unit_id AS held, unit_id AS root FROM standing WHERE unit_id IS NOT NULL"
        "  UNION SELECT o.held, u.parent_id FROM over o JOIN unit u ON u.org_id = $3 AND u.id = o.root"
        "  WHERE u.parent_id IS NOT NULL)"
        f" SELECT o.root, {_SUMMED} FROM over o JOIN standing a ON a.unit_id = o.held GROUP BY o.root"
        f" UNION ALL SELECT NULL, {_SUMMED} FROM standing a HAVING count(*) > 0",
        log_id,
        named_below,
        org_id,
    )
    return {row["root"]: _balance(row) for row in rows}


async def directly(connection: Connection, log_id: str, named_below: int) -> dict[UUID | None, UnitBalance]:
    """By unit, what stands under it and under nothing that lies in it; None: under no unit."""
    rows = await connection.fetch(
        f"WITH standing AS ({_STANDING}) SELECT a.unit_id AS root, {_SUMMED} FROM standing a GROUP BY a.unit_id",
        log_id,
        named_below,
    )
    return {row["root"]: _balance(row) for row in rows}


def _balance(row: object) -> UnitBalance:
    people = row["people"]  # type: ignore[index]
    return UnitBalance(row["mg"], row["participants"], frozenset(people or ()))  # type: ignore[index]

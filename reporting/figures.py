"""The month's figures as the database gives them: cells with their crowds, each query one snapshot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.organisations import Organisation
from kernel.ids import PROGRAMME
from kernel.work import Connection
from reporting.groups import Crowd

_STANDING = "log_id = $1 AND occurred_on >= $2 AND occurred_on < $3 AND status NOT IN ('reversed', 'pending_review')"
_CROWD = (
    "count(DISTINCT person_id) AS people,"
    " CASE WHEN count(DISTINCT person_id) < $4 THEN array_agg(DISTINCT person_id) END AS few"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table: acts, their quantity in the kind's base unit, their milligrams, and who did them."""

    crowd: Crowd
    acts: int
    quantity: int
    reduction_mg: int


@dataclass(frozen=True, slots=True)
class Usual:
    """People who told how they usually get to work, and recorded no trip this month.  one_way_m: all of them added."""

    kind: str
    crowd: Crowd
    one_way_m: int


Place = tuple[str, ...]
"""What a cell is about: ("all",), ("evidence", level), ("unit", id), ("unit", id, level), ("class", class), …"""


def crowd(row: Any) -> Crowd:
    """The crowd of a row with `people` and `few`."""
    return Crowd(row["people"], frozenset(person for person in row["few"] or () if person is not None))


async def cells(
    connection: Connection, organisation: Organisation, since: date, until: date, classes: Mapping[str, str]
) -> dict[Place, Cell]:
    """Every cell of the reduction tables.  until: the first day after.  classes: credit class by methodology name."""
    rows = await connection.fetch(
        "SELECT GROUPING(unit, evidence, class, methodology, verified) AS level,"
        " unit, evidence, class, methodology, verified,"
        f" {_CROWD}, count(*) AS acts, sum(quantity)::bigint AS quantity, sum(reduction_mg)::bigint AS mg"
        " FROM (SELECT a.person_id, CASE a.status WHEN 'verified' THEN 'yes' ELSE 'no' END AS verified,"
        "   a.quantity, a.reduction_mg, a.evidence,"
        "   coalesce(a.unit_id::text, '') AS unit, coalesce(a.methodology, '') AS methodology,"
        "   coalesce(c.class, CASE WHEN a.methodology IS NULL THEN 'none' ELSE a.credit_class END) AS class"
        "   FROM action a LEFT JOIN unnest($5::text[], $6::text[]) AS c(name, class) ON c.name = a.methodology"
        f"  WHERE {_STANDING}) a"
        " GROUP BY GROUPING SETS ((), (evidence), (unit), (unit, evidence), (class), (unit, class),"
        "  (class, methodology), (verified))",
        organisation.log_id,
        since,
        until,
        organisation.minimum_group,
        list(classes),
        list(classes.values()),
    )
    return {_place(row): _cell(row) for row in rows if row["acts"]}


async def kinds(
    connection: Connection, organisation: Organisation, since: date, until: date
) -> dict[tuple[str, str], Cell]:
    """Cells by (category, kind), and by (category, "") of each whole category."""
    rows = await connection.fetch(
        "SELECT category, coalesce(kind, '') AS kind,"
        f" {_CROWD}, count(*) AS acts, sum(quantity)::bigint AS quantity, sum(reduction_mg)::bigint AS mg"
        f" FROM action WHERE {_STANDING} GROUP BY GROUPING SETS ((category), (category, kind))",
        organisation.log_id,
        since,
        until,
        organisation.minimum_group,
    )
    return {(row["category"], row["kind"]): _cell(row) for row in rows}


async def usual_ways(connection: Connection, organisation: Organisation, since: date, until: date) -> list[Usual]:
    """The commute answers of members who recorded no trip in the period, by kind."""
    rows = await connection.fetch(
        f"SELECT kind, {_CROWD}, sum(one_way_m)::bigint AS one_way_m FROM ("
        " SELECT m.person_id, m.commute->>'kind' AS kind, (m.commute->>'one_way_m')::bigint AS one_way_m"
        "  FROM membership m WHERE m.org_id = $5 AND m.commute IS NOT NULL AND m.joined_at < $3::date"
        "  AND (m.left_at IS NULL OR m.left_at >= $2::date) AND NOT EXISTS (SELECT FROM action"
        f"   WHERE {_STANDING} AND action.person_id = m.person_id AND category = 'travel')) w"
        " GROUP BY kind ORDER BY kind",
        organisation.log_id,
        since,
        until,
        organisation.minimum_group,
        organisation.id,
    )
    return [Usual(row["kind"], crowd(row), row["one_way_m"] or 0) for row in rows]


async def travellers(connection: Connection, organisation: Organisation, since: date, until: date) -> int:
    """How many people recorded a trip or told their usual way."""
    count: int = await connection.fetchval(
        f"SELECT count(*) FROM (SELECT person_id FROM action WHERE {_STANDING} AND category = 'travel'"
        " AND person_id IS NOT NULL UNION SELECT person_id FROM membership WHERE org_id = $4 AND commute IS NOT NULL"
        " AND joined_at < $3::date AND (left_at IS NULL OR left_at >= $2::date)) t",
        organisation.log_id,
        since,
        until,
        organisation.id,
    )
    return count


async def members(
    connection: Connection, organisation: Organisation, since: date, until: date
) -> dict[UUID | None, int]:
    """Members of the period by department (None: in none).  The programme's are its people without an employer."""
    if organisation.id == PROGRAMME:
        rows: Sequence[Any] = await connection.fetch(
            "SELECT NULL::uuid AS unit_id, count(*) AS heads FROM person WHERE home_org = $1 AND created_at < $2::date",
            organisation.id,
            until,
        )
    else:
        rows = await connection.fetch(
            "SELECT unit_id, count(*) AS heads FROM membership WHERE org_id = $1 AND joined_at < $2::date"
            " AND (left_at IS NULL OR left_at >= $3::date) GROUP BY unit_id",
            organisation.id,
            until,
            since,
        )
    return {row["unit_id"]: row["heads"] for row in rows if row["heads"]}


_PLACES: dict[int, Callable[[Any], Place]] = {
    0b11111: lambda row: ("all",),
    0b10111: lambda row: ("evidence", row["evidence"]),
    0b01111: lambda row: ("unit", row["unit"]),
    0b00111: lambda row: ("unit", row["unit"], row["evidence"]),
    0b11011: lambda row: ("class", row["class"]),
    0b01011: lambda row: ("unit class", row["unit"], row["class"]),
    0b11001: lambda row: ("methodology", row["class"], row["methodology"]),
    0b11110: lambda row: ("verified", row["verified"]),
}
"""From the bits of GROUPING (1: not grouped by) to the place."""


def _place(row: Any) -> Place:
    return _PLACES[row["level"]](row)


def _cell(row: Any) -> Cell:
    return Cell(crowd(row), row["acts"], row["quantity"] or 0, row["mg"] or 0)

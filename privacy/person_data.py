"""What a package that keeps personal data offers: so that a person can leave all of them at once, and take all along."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from kernel.work import Connection

MOST_ROWS = 200_000
"""Of one table in one organisation; nobody has so many."""


@dataclass(frozen=True, slots=True)
class Whose:
    """One person within one organisation, or one household, whose rows the transaction sees."""

    person_id: UUID
    org_id: UUID
    log_id: str
    household_id: UUID | None = None


Erase = Callable[[Connection, Whose], Awaitable[dict[str, int]]]
"""Removes what a package keeps of the person there; how many rows of what.  A second call finds nothing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that knows people, for the person's own download.

    column: theirs; `where` instead, where they are found another way, with $1 the tenant and $2 the person.  tenant: the
    table's first column, or none where it stands beside the organisations.  hidden: columns that are not the person's to
    read: another person's id, sealed bytes, a secret's digest.
    """

    table: str
    column: str = "person_id"
    tenant: Literal["org_id", "log_id", "household_id", ""] = "org_id"
    hidden: tuple[str, ...] = ()
    where: str = ""


async def own_rows(connection: Connection, kept: Kept, whose: Whose) -> list[dict[str, Any]]:
    """The person's rows of a table as plain values, what is hidden left out; at most `MOST_ROWS`."""
    condition = kept.where or f"{kept.column} = $2"
    tenants: dict[str, UUID | str | None] = {
        "org_id": whose.org_id,
        "log_id": whose.log_id,
        "household_id": whose.household_id,
        "": None,
    }
    within = f"{kept.tenant} = $1" if kept.tenant else "$1::text IS NULL"
    found = await connection.fetch(
        f"SELECT to_jsonb(t) - $3::text[] AS row FROM {kept.table} t WHERE {within} AND {condition} LIMIT {MOST_ROWS}",
        tenants[kept.tenant],
        whose.person_id,
        list(kept.hidden),
    )
    return [one["row"] for one in found]


def rows(status: str) -> int:
    """How many rows a statement touched, by its command tag: `DELETE 3`."""
    return int(status.rsplit(" ", 1)[1])

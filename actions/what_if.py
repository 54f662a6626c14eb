"""What if: a person's own history by another version of its methodology.  It is only read; the ledger is untouched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from actions import tables
from actions.plausibility import DayAct
from actions.repricing import Repriced, reprice
from kernel.work import Connection
from methodologies.catalogue import Catalogue
from methodologies.package import Package

DAYS_AT_ONCE = 128


@dataclass
class Side:
    """Acts of one kind that both versions price: what stands, and what the other version says, in milligrams."""

    acts: int = 0
    stands_mg: int = 0
    would_mg: int = 0


@dataclass
class Comparison:
    """A history under `package`.

    kinds: by everyday kind.  not_priced: acts that the version says nothing of, by reason; their grams stand aside.
    """

    package: Package
    kinds: dict[str, Side] = field(default_factory=dict)
    not_priced: Counter[str] = field(default_factory=Counter)

    @property
    def whole(self) -> Side:
        """All kinds together."""
        sides = self.kinds.values()
        return Side(
            sum(side.acts for side in sides),
            sum(side.stands_mg for side in sides),
            sum(side.would_mg for side in sides),
        )

    def take(self, item: Repriced) -> None:
        """Counts one act."""
        if item.judgement is None:
            self.not_priced[item.refused] += 1
            return
        side = self.kinds.setdefault(item.act.kind, Side())
        side.acts += 1
        side.stands_mg += item.act.reduction_mg
        side.would_mg += item.after_mg


def others_of(catalogue: Catalogue, methodology: str) -> list[Package]:
    """The other versions of the methodology of `id/version`, by name."""
    wanted = methodology.partition("/")[0]
    found = (one for one in catalogue.packages.values() if one.id == wanted and one.name != methodology)
    return sorted(found, key=lambda one: one.name)


async def versions(
    connection: Connection, catalogue: Catalogue, log_ids: Sequence[str], person_id: UUID
) -> list[Package]:
    """The versions by which some of the person's standing acts in these logs could be priced and are not, by name."""
    rows = await connection.fetch(
        "SELECT DISTINCT methodology FROM action WHERE log_id = any($1::text[]) AND person_id = $2 AND status <> 'reversed'"
        " AND methodology IS NOT NULL",
        list(log_ids),
        person_id,
    )
    found = {one.name: one for row in rows for one in others_of(catalogue, row["methodology"])}
    return [found[name] for name in sorted(found)]


async def compare(
    connection: Connection, catalogue: Catalogue, log_ids: Sequence[str], person_id: UUID, methodology: str
) -> Comparison:
    """The person's standing acts of that methodology in these logs, priced by the version `methodology` (`id/version`).

    A day's caps bind as they would have, in each log by itself; acts that the version priced already are left out.
    Raises `MethodologyUnknown`.
    """
    package = catalogue.package(methodology)
    comparison = Comparison(package)
    names = [one.name for one in others_of(catalogue, methodology)]

    def target(act: DayAct) -> Package | None:
        return package if act.methodology in names else None

    for log_id in log_ids:
        days = await _days(connection, log_id, person_id, names)
        for at in range(0, len(days), DAYS_AT_ONCE):
            pairs = {(person_id, day) for day in days[at : at + DAYS_AT_ONCE]}
            for acts in (await tables.day_acts(connection, log_id, pairs)).values():
                for item in reprice(catalogue, acts, target, catalogue.packages):
                    comparison.take(item)
    return comparison


async def _days(connection: Connection, log_id: str, person_id: UUID, methodologies: Sequence[str]) -> list[date]:
    """The days on which standing acts of the methodologies happened, in order."""
    rows = await connection.fetch(
        "SELECT DISTINCT occurred_on FROM action WHERE log_id = $1 AND person_id = $2 AND status <> 'reversed'"
        " AND methodology = any($3::text[]) ORDER BY occurred_on",
        log_id,
        person_id,
        list(methodologies),
    )
    return [row["occurred_on"] for row in rows]

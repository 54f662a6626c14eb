"""Commuting emissions: Scope 3 category 7 of the GHG Protocol, distance-based, beside the reductions, never netted.

Activity data: the trips that people recorded, and the usual way of those who recorded none, there and back on each
working day.  Why a trip was made is not asked, so private trips are in it: the figure errs upwards.  Factors are those
of `commute-inventory`; they are British, because no Chinese ones are on file, and are named beside every figure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from methodologies.catalogue import Catalogue
from methodologies.formula import Factor
from methodologies.package import Package
from reporting.figures import Cell, Usual
from rewards.streaks import Calendar

METHODOLOGY = "commute-inventory"
FACTORS: Mapping[str, str] = {
    "metro": "rail-london-underground",
    "bus": "bus-average-local",
    "driving": "car-average-unknown-km",
}
"""Everyday kind -> the row of the UK DESNZ set.  A car is taken with its driver alone."""
HUMAN_POWERED = frozenset(("cycling", "walking"))
"""No fuel and no power: the inventory counts 0, which is a figure and not a gap."""
RECORDED, USUAL = "recorded", "usual_way"


@dataclass(frozen=True, slots=True)
class CommutingLine:
    """Kilometres of one kind and what they emit.

    passenger_m None: the group is too small.  emission_mg None: hidden, or no factor is on file (then `factor` is None
    and the kind is not human-powered).  emission_mg is rounded up, once a line.
    """

    basis: str
    kind: str
    people: int | None
    passenger_m: int | None
    emission_mg: int | None
    factor: Factor | None


@dataclass(frozen=True, slots=True)
class Commuting:
    """The month's inventory.  travellers of `members` are covered; nothing is extrapolated to the others.

    methodology None: no inventory package is loaded, so nothing is quantified.
    """

    methodology: str | None
    attribution: str | None
    factor_year: int | None
    workdays: int
    travellers: int | None
    members: int
    lines: tuple[CommutingLine, ...]

    @property
    def emission_mg(self) -> int | None:
        """What the shown and quantified lines emit together; None where there are lines and none of them is shown."""
        if self.lines and all(line.passenger_m is None for line in self.lines):
            return None
        return sum(line.emission_mg for line in self.lines if line.emission_mg is not None)

    @property
    def complete(self) -> bool:
        """Whether every line has a figure."""
        return all(line.emission_mg is not None for line in self.lines)


class Inventory:
    """The factors of one year."""

    def __init__(self, catalogue: Catalogue, year: int) -> None:
        packages = [package for package in catalogue.packages.values() if package.id == METHODOLOGY]
        self.package: Package | None = max(packages, key=lambda package: package.packaged_on, default=None)
        factors = [] if self.package is None else list(self.package.factors.values())
        years = sorted({factor.year for factor in factors if factor.year is not None})
        # The set of the activity's own year, else the last one before it, else the first.
        self.year = max((one for one in years if one <= year), default=min(years, default=None))
        self._by_id = {factor.factor_id: factor for factor in factors if factor.year == self.year}

    def factor(self, kind: str) -> Factor | None:
        """The factor of an everyday kind, None where the set has none."""
        return self._by_id.get(f"UK-DESNZ-{self.year}-{FACTORS.get(kind, '')}")

    def line(self, basis: str, kind: str, people: int | None, passenger_m: int | None) -> CommutingLine:
        """One line; None stays None."""
        factor = self.factor(kind)
        emission_mg: int | None = None
        if passenger_m is not None and factor is not None:
            numerator, denominator = factor.number
            emission_mg = -(-passenger_m * numerator // denominator)
        elif passenger_m is not None and kind in HUMAN_POWERED:
            emission_mg = 0
        return CommutingLine(basis, kind, people, passenger_m, emission_mg, factor)


def commuting(
    catalogue: Catalogue,
    trips: Mapping[str, Cell],
    hidden: Collection[str],
    usual: Sequence[Usual],
    *,
    month: date,
    until: date,
    travellers: int,
    members: int,
    minimum: int,
    calendar: Calendar,
) -> Commuting:
    """The inventory of a month.  until: the first day that has not been lived yet, at most the next month's first.

    trips: recorded cells by kind; those in `hidden` are too small.  usual: see `figures.usual_ways`.
    """
    inventory = Inventory(catalogue, month.year)
    days = (month + timedelta(days=ahead) for ahead in range((until - month).days))
    workdays = sum(calendar.is_workday(day) for day in days)
    lines = [
        inventory.line(RECORDED, kind, None, None)
        if kind in hidden
        else inventory.line(RECORDED, kind, cell.crowd.count, cell.quantity)
        for kind, cell in sorted(trips.items())
    ]
    for way in usual:
        if way.one_way_m:
            small = way.crowd.count < minimum
            metres = way.one_way_m * 2 * workdays
            lines.append(inventory.line(USUAL, way.kind, None if small else way.crowd.count, None if small else metres))
    package = inventory.package
    return Commuting(
        methodology=None if package is None else package.name,
        attribution=None if package is None else package.attribution,
        factor_year=inventory.year,
        workdays=workdays,
        travellers=travellers if travellers >= minimum else None,
        members=members,
        lines=tuple(lines),
    )

"""The green-office summary of one organisation and month: participation, travel, reductions, commuting, the office.

Estimates are in it, and marked.  No figure of fewer than the organisation's minimum group is shown, and no sum gives a
hidden one away (`groups`).  None is a hidden figure, 0 a true zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts import organisations
from accounts.organisations import Organisation, Unit
from kernel.work import Connection
from ledger.entry import EVIDENCE
from methodologies.catalogue import Catalogue
from reporting import figures
from reporting.commuting import Commuting, commuting
from reporting.figures import Cell, Place
from reporting.groups import Sum, hidden
from rewards.streaks import Calendar

ESTIMATE = "estimate"
CLASSES = ("market", "company", ESTIMATE, "none")
COMPLIANT, EXCEEDED = "setpoint_check", "setpoint_exceeded"
VIDEO, SHEETS = "video_meeting", "paperless"
TRAVEL = "travel"
EVERYTHING: Place = ("all",)
VERIFIED: Place = ("verified", "yes")


@dataclass(frozen=True, slots=True)
class Amount:
    """Grams of a group: all of them, by evidence, and how many of them are estimates; None where hidden."""

    reduction_mg: int | None
    by_evidence: Mapping[str, int | None]
    estimate_mg: int | None
    participants: int | None
    acts: int | None


HIDDEN = Amount(None, dict.fromkeys(reversed(EVIDENCE)), None, None, None)


@dataclass(frozen=True, slots=True)
class Department:
    """A department's share.  unit None: people in no department."""

    unit: Unit | None
    members: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class MethodologyShare:
    """What one methodology gave.  methodology None: acts that no methodology prices."""

    methodology: str | None
    credit_class: str
    acts: int | None
    reduction_mg: int | None
    text_state: str | None
    attribution: str | None


@dataclass(frozen=True, slots=True)
class Travel:
    """Low-carbon trips of one kind."""

    kind: str
    people: int | None
    trips: int | None
    passenger_m: int | None


@dataclass(frozen=True, slots=True)
class Office:
    """What the office did.  setpoint_permille: checks that found the room within its set-point, of 1,000."""

    video_meetings: int | None
    sheets_not_printed: int | None
    setpoint_checks: int | None
    setpoint_compliant: int | None

    @property
    def setpoint_permille(self) -> int | None:
        """None where nothing was checked or the group is too small."""
        if not self.setpoint_checks or self.setpoint_compliant is None:
            return None
        return self.setpoint_compliant * 1000 // self.setpoint_checks


@dataclass(frozen=True, slots=True)
class GreenOffice:
    """The whole summary.  until: the first day that it does not cover; the month is over where it begins the next."""

    organisation: Organisation
    month: date
    until: date
    members: int
    total: Amount
    verified_mg: int | None
    departments: tuple[Department, ...]
    methodologies: tuple[MethodologyShare, ...]
    travel: tuple[Travel, ...]
    passenger_m: int | None
    commuting: Commuting
    office: Office

    @property
    def participation_permille(self) -> int | None:
        """People with an act, of 1,000 members."""
        if self.total.participants is None or not self.members:
            return None
        return min(1000, self.total.participants * 1000 // self.members)


async def summary(
    connection: Connection,
    organisation: Organisation,
    catalogue: Catalogue,
    *,
    month: date,
    next_month: date,
    today: date,
    calendar: Calendar | None = None,
) -> GreenOffice:
    """The summary of the month that begins on `month`; the transaction must see the organisation."""
    minimum = organisation.minimum_group
    classes = {name: package.credit_class for name, package in catalogue.packages.items()}
    cells = await figures.cells(connection, organisation, month, next_month, classes)
    kinds = await figures.kinds(connection, organisation, month, next_month)
    heads = await figures.members(connection, organisation, month, next_month)
    units = await organisations.units(connection, organisation.id)
    unseen = _hidden_places(cells, minimum)
    unseen_kinds = _hidden_kinds(kinds, minimum)
    trips = {kind: cell for (category, kind), cell in kinds.items() if category == TRAVEL and kind}
    travellers = await figures.travellers(connection, organisation, month, next_month)
    usual = await figures.usual_ways(connection, organisation, month, next_month)
    total = _amount(cells, unseen, EVERYTHING, ("evidence",), ("class", ESTIMATE))
    members = sum(heads.values())
    until = min(next_month, date.fromordinal(today.toordinal() + 1))
    return GreenOffice(
        organisation=organisation,
        month=month,
        until=until,
        members=members,
        total=total,
        verified_mg=_value(cells, unseen, VERIFIED) if total.reduction_mg is not None else None,
        departments=_departments(cells, unseen, units, heads, minimum),
        methodologies=_methodologies(cells, unseen, catalogue),
        travel=tuple(_travel(kind, cell, (TRAVEL, kind) in unseen_kinds) for kind, cell in sorted(trips.items())),
        passenger_m=_passenger_m(kinds, unseen_kinds),
        commuting=commuting(
            catalogue,
            trips,
            {kind for kind in trips if (TRAVEL, kind) in unseen_kinds},
            usual,
            month=month,
            until=until,
            travellers=travellers,
            members=members,
            minimum=minimum,
            calendar=calendar or Calendar(),
        ),
        office=_office(kinds, minimum),
    )


def _hidden_places(cells: Mapping[Place, Cell], minimum: int) -> frozenset[Place]:
    """Which cells of the reduction tables stay hidden: every published row and column is a sum."""
    units = [place for place in cells if place[0] == "unit" and len(place) == 2]
    levels = [place for place in cells if place[0] == "evidence"]
    shares = [place for place in cells if place[0] == "class"]
    inner = [place for place in cells if place[0] == "unit" and len(place) == 3]
    split = [place for place in cells if place[0] == "unit class"]
    sums = [
        Sum(EVERYTHING, tuple(units)),
        Sum(EVERYTHING, tuple(levels)),
        Sum(EVERYTHING, tuple(shares)),
        Sum(EVERYTHING, (VERIFIED, ("verified", "no"))),
        *(Sum(unit, tuple(place for place in inner if place[1] == unit[1])) for unit in units),
        *(Sum(unit, tuple(place for place in split if place[1] == unit[1])) for unit in units),
        *(Sum(level, tuple(place for place in inner if place[2] == level[1])) for level in levels),
        *(Sum(share, tuple(place for place in split if place[2] == share[1])) for share in shares),
        *(
            Sum(share, tuple(place for place in cells if place[0] == "methodology" and place[1] == share[1]))
            for share in shares
        ),
    ]
    return hidden({place: cell.crowd for place, cell in cells.items()}, sums, minimum)


def _hidden_kinds(kinds: Mapping[tuple[str, str], Cell], minimum: int) -> frozenset[tuple[str, str]]:
    """Which kinds stay hidden; the travel kinds have a published total."""
    parts = tuple(key for key in kinds if key[0] == TRAVEL and key[1])
    return hidden({key: cell.crowd for key, cell in kinds.items()}, [Sum((TRAVEL, ""), parts)], minimum)


def _value(cells: Mapping[Place, Cell], unseen: frozenset[Place], place: Place) -> int | None:
    """A cell's milligrams: None where hidden, 0 where nothing was done."""
    if place in unseen:
        return None
    return cells[place].reduction_mg if place in cells else 0


def _amount(
    cells: Mapping[Place, Cell], unseen: frozenset[Place], place: Place, inner: Place, estimate: Place
) -> Amount:
    """The figures of a group; `inner` with a level is the place of that level."""
    closed, cell = place in unseen, cells.get(place)
    return Amount(
        reduction_mg=_value(cells, unseen, place),
        by_evidence={level: None if closed else _value(cells, unseen, (*inner, level)) for level in reversed(EVIDENCE)},
        estimate_mg=None if closed else _value(cells, unseen, estimate),
        participants=None if closed else cell.crowd.count if cell is not None else 0,
        acts=None if closed else cell.acts if cell is not None else 0,
    )


def _departments(
    cells: Mapping[Place, Cell],
    unseen: frozenset[Place],
    units: list[Unit],
    heads: Mapping[UUID | None, int],
    minimum: int,
) -> tuple[Department, ...]:
    """One row a department by name, people in none last, where there are any."""
    rows: list[Unit | None] = [*units]
    if ("unit", "") in cells or heads.get(None):
        rows.append(None)
    found = []
    for unit in rows:
        key = "" if unit is None else str(unit.id)
        amount = _amount(cells, unseen, ("unit", key), ("unit", key), ("unit class", key, ESTIMATE))
        members = heads.get(None if unit is None else unit.id, 0)
        # Of a department of few, even that nobody did anything is nobody's business.
        found.append(Department(unit, members, HIDDEN if 0 < members < minimum else amount))
    return tuple(found)


def _methodologies(
    cells: Mapping[Place, Cell], unseen: frozenset[Place], catalogue: Catalogue
) -> tuple[MethodologyShare, ...]:
    """One row a methodology, credited ones first."""
    places = [place for place in cells if place[0] == "methodology"]
    found = []
    for place in sorted(places, key=lambda place: (CLASSES.index(place[1]), place[2])):
        package = catalogue.packages.get(place[2])
        found.append(
            MethodologyShare(
                methodology=place[2] or None,
                credit_class=place[1],
                acts=None if place in unseen else cells[place].acts,
                reduction_mg=_value(cells, unseen, place),
                text_state=None if package is None else package.text_state,
                attribution=None if package is None else package.attribution,
            )
        )
    return tuple(found)


def _travel(kind: str, cell: Cell, closed: bool) -> Travel:
    return Travel(kind, None, None, None) if closed else Travel(kind, cell.crowd.count, cell.acts, cell.quantity)


def _passenger_m(kinds: Mapping[tuple[str, str], Cell], unseen: frozenset[tuple[str, str]]) -> int | None:
    whole = (TRAVEL, "")
    if whole in unseen:
        return None
    return kinds[whole].quantity if whole in kinds else 0


def _office(kinds: Mapping[tuple[str, str], Cell], minimum: int) -> Office:
    """Meetings, sheets and checks.  A check is of a room: the people are all who checked, whatever they found."""
    by_kind = {kind: cell for (_, kind), cell in kinds.items() if kind}

    def amount(kind: str) -> int | None:
        cell = by_kind.get(kind)
        return 0 if cell is None else cell.quantity if cell.crowd.count >= minimum else None

    checks = [by_kind[kind] for kind in (COMPLIANT, EXCEEDED) if kind in by_kind]
    checkers = max((cell.crowd.count for cell in checks), default=0)
    if 0 < checkers < minimum:
        checkers = len(frozenset[UUID]().union(*(cell.crowd.people for cell in checks)))
    shown = not checks or checkers >= minimum
    compliant = by_kind[COMPLIANT].quantity if COMPLIANT in by_kind else 0
    return Office(
        video_meetings=amount(VIDEO),
        sheets_not_printed=amount(SHEETS),
        setpoint_checks=sum(cell.quantity for cell in checks) if shown else None,
        setpoint_compliant=compliant if shown else None,
    )

"""`leafledger organisation units`, `add-unit`, `move-unit` and `assign`: an organisation's tree, and what lies in it."""

from collections.abc import Mapping
from uuid import UUID

from accounts import belonging, organisations, units
from accounts.admin_acts import OPERATOR, Author
from accounts.organisations import Organisation, Unit
from actions import of_units
from actions.of_units import UnitBalance
from app.container import Container
from app.local import opened
from app.settings import Settings
from kernel.ids import PROGRAMME, parse
from reporting.groups import Crowd, Sum, hidden

_BY_OPERATOR = Author(OPERATOR)
_PROGRAMME_WORD = "programme"
_Balances = Mapping[UUID | None, UnitBalance]


async def tree(settings: Settings, org: str) -> dict[str, object]:
    """The organisation's units as a tree, each with what stands in it and below; raises `OrganisationUnknown`."""
    async with opened(settings) as container:
        return await told(container, org)


async def told(container: Container, org: str) -> dict[str, object]:
    """As `tree`, on a running container.

    A balance is null where fewer than the organisation's k people stand behind it, or where it would give such a one
    away by subtraction; so is the number of people.
    """
    org_id = _org(org)
    async with container.database.work(org_id) as connection:
        found = await organisations.find(connection, org_id)
        every = await organisations.units(connection, org_id)
        whole = await of_units.with_all_below(connection, org_id, found.log_id, found.minimum_group)
        direct = await of_units.directly(connection, found.log_id, found.minimum_group)
    below = units.below(every)
    secret = _secret(below, whole, direct, found.minimum_group)
    return {
        "organisation": found.public_id,
        "name": found.name,
        "kind": found.kind,
        "minimum_group": found.minimum_group,
        **_figures(None, whole, secret),
        "units": _nested(below, whole, secret),
    }


def _secret(
    below: Mapping[UUID | None, list[Unit]], whole: _Balances, direct: _Balances, minimum: int
) -> frozenset[tuple[str, UUID | None]]:
    """What must not be shown; keys are ("whole", unit), and ("direct", unit) for what is never shown by itself."""
    crowds: dict[tuple[str, UUID | None], Crowd] = {}
    for name, figures in (("whole", whole), ("direct", direct)):
        for unit_id, one in figures.items():
            crowds[name, unit_id] = Crowd(one.participants, one.people)
    sums = [
        Sum(("whole", parent), (("direct", parent), *(("whole", unit.id) for unit in parts)))
        for parent, parts in below.items()
    ]
    return hidden(crowds, sums, minimum, unpublished=[key for key in crowds if key[0] == "direct"])


def _nested(
    below: Mapping[UUID | None, list[Unit]], whole: _Balances, secret: frozenset[tuple[str, UUID | None]]
) -> list[dict[str, object]]:
    """The tree as lists of units; built from the top down without recursion, since it may be of any depth."""
    top: list[dict[str, object]] = []
    waiting: list[tuple[UUID | None, list[dict[str, object]]]] = [(None, top)]
    while waiting:
        parent, into = waiting.pop()
        for unit in below.get(parent, ()):
            parts: list[dict[str, object]] = []
            figures = _figures(unit.id, whole, secret)
            into.append({"id": unit.public_id, "name": unit.name, "kind": unit.kind, **figures, "units": parts})
            waiting.append((unit.id, parts))
    return top


def _figures(unit_id: UUID | None, whole: _Balances, secret: frozenset[tuple[str, UUID | None]]) -> dict[str, object]:
    one = whole.get(unit_id)
    if one is None:
        return {"reduction_mg": 0, "participants": 0}
    shown = ("whole", unit_id) not in secret
    return {"reduction_mg": one.reduction_mg if shown else None, "participants": one.participants if shown else None}


async def add(settings: Settings, org: str, name: str, kind: str, under: str) -> dict[str, object]:
    """A new unit, at the top or under another; raises what `accounts.units.add` raises, and `MalformedId`."""
    async with opened(settings) as container:
        return await added(container, org, name, kind, under)


async def added(container: Container, org: str, name: str, kind: str, under: str = "") -> dict[str, object]:
    """As `add`, on a running container."""
    org_id, parent, now = _org(org), parse("unit", under) if under else None, container.clock.now()
    async with container.database.work(org_id) as connection:
        found = await organisations.find(connection, org_id)
        made = await units.add(connection, container.keys, _BY_OPERATOR, org_id, name, kind, parent, now)
        return _placed(found, made, await organisations.units(connection, org_id))


async def move(settings: Settings, org: str, unit: str, under: str) -> dict[str, object]:
    """Hangs a unit under another, or at the top; raises what `accounts.units.move` raises, and `MalformedId`."""
    async with opened(settings) as container:
        return await moved(container, org, unit, under)


async def moved(container: Container, org: str, unit: str, under: str = "") -> dict[str, object]:
    """As `move`, on a running container."""
    org_id, parent, now = _org(org), parse("unit", under) if under else None, container.clock.now()
    async with container.database.work(org_id) as connection:
        found = await organisations.find(connection, org_id)
        made = await units.move(connection, container.keys, _BY_OPERATOR, org_id, parse("unit", unit), parent, now)
        return _placed(found, made, await organisations.units(connection, org_id))


async def assign(settings: Settings, org: str, person: str, unit: str) -> dict[str, object]:
    """Moves a member to a unit, or to none; raises what `accounts.belonging.assign` raises, and `MalformedId`."""
    async with opened(settings) as container:
        return await assigned(container, org, person, unit)


async def assigned(container: Container, org: str, person: str, unit: str = "") -> dict[str, object]:
    """As `assign`, on a running container."""
    org_id, unit_id = _org(org), parse("unit", unit) if unit else None
    async with container.database.work(org_id) as connection:
        found = await organisations.find(connection, org_id)
        await belonging.assign(
            connection, container.keys, _BY_OPERATOR, org_id, parse("per", person), unit_id, container.clock.now()
        )
    return {"organisation": found.public_id, "person": person, "unit": unit or None}


def _placed(organisation: Organisation, unit: Unit, every: list[Unit]) -> dict[str, object]:
    """A unit with the names on the way to it, from the top."""
    names = {one.id: one.name for one in every}
    path = [names[unit_id] for unit_id in reversed(units.above(every, unit.id))]
    return {"organisation": organisation.public_id, "id": unit.public_id, "kind": unit.kind, "path": path}


def _org(org: str) -> UUID:
    return PROGRAMME if org == _PROGRAMME_WORD else parse("org", org)

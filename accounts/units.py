"""The parts of an organisation: sites, departments, teams, blocks, in a tree of any depth; each change stands in the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from accounts import admin_acts, organisations, people
from accounts.admin_acts import Act, Author
from accounts.organisations import Unit
from accounts.wording import one_line
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection
from ledger import log
from privacy.keys import KeyRing

KINDS = ("site", "department", "team", "block")
MOST_UNITS = 10_000
MOST_NAME = 80


class UnitUnknown(DomainError):
    """The organisation has no such unit.  unit: its id."""

    code = "organisation_unit_unknown"


class UnitCycle(DomainError):
    """A unit cannot lie in itself, nor in what lies in it.  unit, parent: ids."""

    code = "unit_cycle"


class UnitKindUnknown(DomainError):
    """No such kind of unit.  kind: what was said; allowed: those there are."""

    code = "unit_kind_unknown"


class UnitNameUnusable(DomainError):
    """A unit's name is 1 to `longest` characters that can be seen, and no other's in the same place."""

    code = "unit_name_unusable"


class UnitsTooMany(DomainError):
    """An organisation has at most `most` units."""

    code = "units_too_many"


async def find(connection: Connection, org_id: UUID, unit_id: UUID) -> Unit:
    """The unit; raises `UnitUnknown`."""
    return _known(await organisations.units(connection, org_id), unit_id)


async def add(
    connection: Connection, keys: KeyRing, author: Author, org_id: UUID, name: str, kind: str, parent_id: UUID | None,
    now: datetime,
) -> Unit:  # fmt: skip
    """A new unit under `parent_id`, or at the top; the transaction sees `org_id`.

    Raises `UnitNameUnusable`, `UnitKindUnknown`, `UnitUnknown` for the parent, and `UnitsTooMany`.
    """
    shown = usable_name(name)
    if kind not in KINDS:
        raise UnitKindUnknown(kind=kind[:40], allowed=list(KINDS))
    head = await _begin(connection, author, org_id)
    standing = await organisations.units(connection, org_id)
    if parent_id is not None:
        _known(standing, parent_id)
    if len(standing) >= MOST_UNITS:
        raise UnitsTooMany(most=MOST_UNITS)
    _alone(standing, shown, parent_id)
    made = await organisations.add_unit(connection, org_id, shown, parent_id, kind)
    await _end(connection, keys, head, author, Act("unit_added", kind, made.public_id), now)
    return made


async def move(
    connection: Connection, keys: KeyRing, author: Author, org_id: UUID, unit_id: UUID, parent_id: UUID | None,
    now: datetime,
) -> Unit:  # fmt: skip
    """Hangs a unit, with all that lies in it, under another or at the top; the transaction sees `org_id`.

    Acts keep the unit that they were recorded under: the sums of old and new parent change from one to the other.
    Two moves of one organisation come one after the other, so no two make a ring together.  Raises `UnitUnknown`,
    `UnitCycle`, and `UnitNameUnusable` where the name is taken there.
    """
    head = await _begin(connection, author, org_id)
    standing = await organisations.units(connection, org_id)
    unit = _known(standing, unit_id)
    if parent_id is not None:
        _known(standing, parent_id)
        if unit_id in above(standing, parent_id):
            raise UnitCycle(unit=unit.public_id, parent=public("unit", parent_id))
    if unit.parent_id != parent_id:
        _alone(standing, unit.name, parent_id)
        await connection.execute(
            "UPDATE unit SET parent_id = $3 WHERE org_id = $1 AND id = $2", org_id, unit_id, parent_id
        )
        await _end(connection, keys, head, author, Act("unit_moved", unit.kind, unit.public_id), now)
    return Unit(unit.id, unit.name, parent_id, unit.kind)


def above(units: Iterable[Unit], unit_id: UUID) -> list[UUID]:
    """The unit and every one that it lies in, from it to the top.  Ends on a ring too."""
    parents = {unit.id: unit.parent_id for unit in units}
    found: list[UUID] = []
    at: UUID | None = unit_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def below(units: Sequence[Unit]) -> dict[UUID | None, list[Unit]]:
    """The units that lie directly in each one, and at the top under None; in the order given."""
    found: dict[UUID | None, list[Unit]] = {None: []}
    for unit in units:
        found.setdefault(unit.parent_id, []).append(unit)
    return found


def usable_name(name: str) -> str:
    """The name on one line; raises `UnitNameUnusable` for an empty or long one, and for what cannot be seen."""
    shown = one_line(name, MOST_NAME)
    if shown is None:
        raise UnitNameUnusable(longest=MOST_NAME)
    return shown


def _known(units: Iterable[Unit], unit_id: UUID) -> Unit:
    for unit in units:
        if unit.id == unit_id:
            return unit
    raise UnitUnknown(unit=public("unit", unit_id))


def _alone(units: Iterable[Unit], name: str, parent_id: UUID | None) -> None:
    """Raises `UnitNameUnusable` where another unit of the same place has the name."""
    if any(unit.name == name and unit.parent_id == parent_id for unit in units):
        raise UnitNameUnusable(longest=MOST_NAME)


async def _begin(connection: Connection, author: Author, org_id: UUID) -> log.Head:
    """The locked head, by which changes of one organisation's tree come one after the other."""
    if author.person_id is not None:
        await people.keep(connection, author.person_id)
    return await log.lock(connection, public("log", org_id))


async def _end(connection: Connection, keys: KeyRing, head: log.Head, author: Author, act: Act, now: datetime) -> None:
    await admin_acts.seal(connection, keys, head, author, [act], now)
    await head.write(connection)

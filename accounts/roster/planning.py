"""What a batch of roster rows comes to against what stands: a verdict for each, and the departments that are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.organisations import Unit
from accounts.roster.rows import DEPARTMENT, EMAIL, NUMBER, Entry, Refused
from accounts.roster.secrets import Secrets, new_ident
from accounts.units import MOST_UNITS
from kernel.ids import new_uuid

VERDICTS = NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands.  person_id: who came by it."""

    ident: bytes
    number_mac: bytes | None
    email_mac: bytes | None
    content_mac: bytes
    unit_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its verdict (new, changed or same) and the row that it is or becomes.

    moved: its person is a member, and the department is another one than before.
    """

    entry: Entry
    verdict: str
    row: Standing
    moved: bool = False


@dataclass(slots=True)
class Plan:
    """A batch's: what is written, what is refused, and the units that are made for it, parents first."""

    placed: list[Placed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


class Tree:
    """An organisation's units by the names on the way to them; those that a roster adds stand in it at once."""

    def __init__(self) -> None:
        self._at: dict[tuple[UUID | None, str], UUID] = {}
        self._room = MOST_UNITS

    def learn(self, units: Sequence[Unit]) -> None:
        """From now on these stand, and those that were found missing before and were not made do not."""
        self._at = {(unit.parent_id, unit.name): unit.id for unit in units}
        self._room = MOST_UNITS - len(units)

    def find(self, path: Path) -> tuple[UUID | None, list[Unit]] | None:
        """The unit at the end of a path (None: at the top) and the units that it lacks; None where there is no room."""
        at: UUID | None = None
        missing: list[Unit] = []
        for name in path:
            known = self._at.get((at, name))
            if known is None:
                known = new_uuid()
                missing.append(Unit(known, name, at))
            at = known
        if len(missing) > self._room:
            return None
        self._room -= len(missing)
        self._at.update(((unit.parent_id, unit.name), unit.id) for unit in missing)
        return at, missing


class Planner:
    """Plans one roster's batches, one after the other: what one of them takes or makes holds for the next."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._tree = Tree()
        self._taken: dict[bytes, int] = {}

    def learn(self, units: Sequence[Unit]) -> None:
        """The organisation's units as they stand, before the batch that is planned next."""
        self._tree.learn(units)

    def plan(self, entries: Sequence[Entry], standing: Iterable[Standing]) -> Plan:
        """The batch's plan.  standing: every row that bears a number or an address of the batch.

        A row is found by its number, else by its address where the row has no other number.
        """
        made, found = Plan(), _Index(standing)
        for entry in entries:
            refusal = self._place(made, entry, found)
            if refusal is not None:
                made.refused.append(refusal)
        return made

    def _place(self, made: Plan, entry: Entry, found: "_Index") -> Refused | None:
        """Adds one entry to the plan, or says why it is refused."""
        number, email = self._secrets.number(entry.number), self._secrets.email(entry.email)
        row, other = found.by_number.get(number), found.by_email.get(email)
        if row is None and other is not None and (number is None or other.number_mac is None):
            row = other
        if other is not None and other is not row:
            return Refused(entry.row, "taken", EMAIL)
        if row is not None and row.ident in self._taken:
            return Refused(entry.row, "duplicate", NUMBER if number else EMAIL, self._taken[row.ident])
        content = self._secrets.content(entry)
        if row is not None and row.content_mac == content:
            after, verdict, moved = row, SAME, False
        else:
            placed = self._tree.find(entry.path)
            if placed is None:
                return Refused(entry.row, "too_many_units", DEPARTMENT)
            made.units += placed[1]
            after = _after(row, number, email, content, placed[0])
            verdict = NEW if row is None else CHANGED
            moved = row is not None and row.person_id is not None and after.unit_id not in (None, row.unit_id)
        self._taken[after.ident] = entry.row
        found.replace(row, after)
        made.placed.append(Placed(entry, verdict, after, moved))
        return None


class _Index:
    """Rows by what they are found by; nobody is found by nothing."""

    def __init__(self, standing: Iterable[Standing]) -> None:
        self.by_number: dict[bytes | None, Standing] = {}
        self.by_email: dict[bytes | None, Standing] = {}
        for row in standing:
            self.replace(None, row)

    def replace(self, row: Standing | None, after: Standing) -> None:
        """Lets a row be found as it is from now on, and no more as it was."""
        if row is not None:
            self.by_email.pop(row.email_mac, None)
        if after.number_mac is not None:
            self.by_number[after.number_mac] = after
        if after.email_mac is not None:
            self.by_email[after.email_mac] = after


def _after(
    row: Standing | None, number: bytes | None, email: bytes | None, content: bytes, unit_id: UUID | None
) -> Standing:
    """The row as it will be.  A number or address that the roster no longer says stays: without it nobody finds the row."""
    if row is None:
        return Standing(new_ident(), number, email, content, unit_id)
    return Standing(row.ident, number or row.number_mac, email or row.email_mac, content, unit_id, row.person_id)

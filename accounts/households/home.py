"""A household as its members see it: who is in it, since when, and which children they log for.

Its rows are seen by a transaction that names it (`see`); which one somebody is in, by the person's own transaction, which
names no organisation (`Database.work(person_id=…)`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.people import PersonUnknown
from accounts.wording import one_line
from kernel.errors import DomainError
from kernel.ids import new_uuid
from kernel.work import Connection

MOST_PEOPLE = 10
"""Adults and children together."""
MOST_NAME = 40
MG_PER_KG = 1_000_000
LEAST_GOAL_MG, MOST_GOAL_MG = MG_PER_KG, 1_000 * MG_PER_KG
HOUSEHOLD_TOTAL = "household_total"
"""The consent to be counted in a household's total, noted in the programme's log: no employer has a part in it."""


class HouseholdMissing(DomainError):
    """The person is in no household."""

    code = "household_missing"


class HouseholdStands(DomainError):
    """The person is in a household already; nobody is in two at once."""

    code = "household_stands"


class HouseholdFull(DomainError):
    """A household has at most `most` people."""

    code = "household_full"


class HouseholdNameUnusable(DomainError):
    """A name at home is 1 to `longest` characters that can be seen, and no other child's."""

    code = "household_name_unusable"


class HouseholdGoalOutOfRange(DomainError):
    """A household's goal is `least_kg` to `most_kg` kilograms a month."""

    code = "household_goal_out_of_range"


class FounderOnly(DomainError):
    """Only whoever made the household, or followed them, may do this."""

    code = "founder_only"


class HouseholdMemberUnknown(DomainError):
    """Nobody of that id is in the household (any more)."""

    code = "household_member_unknown"


@dataclass(frozen=True, slots=True)
class Member:
    """An adult in the household.  id: of this membership."""

    id: UUID
    person_id: UUID
    nickname: str | None
    founder: bool
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Child:
    """A child by nickname, without an account.  person_id: the adult who entered it."""

    id: UUID
    person_id: UUID
    nickname: str


@dataclass(frozen=True, slots=True)
class Household:
    """A household that stands; the founder first, then by when they came.  goal_mg: what it wants in a month."""

    id: UUID
    name: str
    members: tuple[Member, ...]
    children: tuple[Child, ...]
    goal_mg: int | None = None

    @property
    def room(self) -> int:
        """How many more people may come."""
        return MOST_PEOPLE - len(self.members) - len(self.children)

    def member(self, person_id: UUID) -> Member:
        """The membership of one of its people; raises `HouseholdMemberUnknown`."""
        for one in self.members:
            if one.person_id == person_id:
                return one
        raise HouseholdMemberUnknown


@dataclass(frozen=True, slots=True)
class Former:
    """A household that somebody has left, in whose total their acts of that time still count.  id: of the membership."""

    id: UUID
    name: str
    left_at: datetime


async def see(connection: Connection, household_id: UUID | None) -> None:
    """From here to its end the transaction sees the household's rows; None: no household's."""
    await connection.execute("SELECT set_config('app.household', $1, true)", str(household_id or ""))


async def standing(connection: Connection, person_id: UUID) -> UUID | None:
    """The household that the person is in; the transaction names no organisation."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    found: UUID | None = await connection.fetchval(
        "SELECT household_id FROM household_member WHERE person_id = $1 AND left_at IS NULL", person_id
    )
    return found


async def of(connection: Connection, person_id: UUID) -> Household | None:
    """The person's household, which the transaction sees from here on; None where they are in none."""
    household_id = await standing(connection, person_id)
    if household_id is None:
        return None
    await see(connection, household_id)
    return await read(connection, household_id)


async def required(connection: Connection, person_id: UUID) -> Household:
    """As `of`; raises `HouseholdMissing`."""
    found = await of(connection, person_id)
    if found is None:
        raise HouseholdMissing
    return found


async def read(connection: Connection, household_id: UUID) -> Household:
    """The household that the transaction sees; raises `HouseholdMissing` where it was dissolved."""
    row = await connection.fetchrow("SELECT name, goal_mg FROM household WHERE household_id = $1", household_id)
    if row is None:
        raise HouseholdMissing
    members = await connection.fetch(
        "SELECT m.id, m.person_id, p.nickname, m.founder, m.joined_at FROM household_member m"
        " LEFT JOIN person p ON p.id = m.person_id WHERE m.household_id = $1 AND m.left_at IS NULL"
        " ORDER BY m.founder DESC, m.joined_at, m.id",
        household_id,
    )
    children = await connection.fetch(
        "SELECT id, person_id, nickname FROM household_child WHERE household_id = $1 ORDER BY created_at, id",
        household_id,
    )
    return Household(
        household_id,
        row["name"],
        tuple(Member(**one) for one in members),
        tuple(Child(**one) for one in children),
        row["goal_mg"],
    )


async def lock_person(connection: Connection, person_id: UUID) -> None:
    """Until the transaction ends nobody else changes which household the person is in; raises `PersonUnknown`."""
    if not await connection.fetchval("SELECT true FROM person WHERE id = $1 FOR UPDATE", person_id):
        raise PersonUnknown


async def lock(connection: Connection, household_id: UUID) -> Household:
    """The household, which the transaction sees and nobody else changes until it ends; raises `HouseholdMissing`.

    Call it after people are locked and after a log's head: an erasure takes the three in this order.
    """
    await see(connection, household_id)
    await connection.execute("SELECT FROM household WHERE household_id = $1 FOR UPDATE", household_id)
    return await read(connection, household_id)


async def add_member(
    connection: Connection, household_id: UUID, person_id: UUID, now: datetime, *, founder: bool
) -> None:
    """Puts somebody in from the next whole second on: Telegram's dates are cut to seconds, and what was said in the
    second of joining may have been said before it.
    """
    since = now.replace(microsecond=0) + timedelta(seconds=1 if now.microsecond else 0)
    await connection.execute(
        "INSERT INTO household_member (household_id, id, person_id, founder, joined_at) VALUES ($1, $2, $3, $4, $5)",
        household_id,
        new_uuid(),
        person_id,
        founder,
        since,
    )


async def set_goal(connection: Connection, person_id: UUID, goal_mg: int | None) -> Household:
    """What the person's household wants in a month from now on, None for nothing; for each of its adults to set.

    A transaction of their own.  Raises `HouseholdMissing`, and `HouseholdGoalOutOfRange`.
    """
    if goal_mg is not None and not LEAST_GOAL_MG <= goal_mg <= MOST_GOAL_MG:
        raise HouseholdGoalOutOfRange(least_kg=LEAST_GOAL_MG // MG_PER_KG, most_kg=MOST_GOAL_MG // MG_PER_KG)
    found = await required(connection, person_id)
    await connection.execute("UPDATE household SET goal_mg = $2 WHERE household_id = $1", found.id, goal_mg)
    return await read(connection, found.id)


def usable_name(name: str) -> str:
    """The name on one line; raises `HouseholdNameUnusable`."""
    shown = one_line(name, MOST_NAME)
    if shown is None:
        raise HouseholdNameUnusable(longest=MOST_NAME)
    return shown

"""Children at home: a nickname without an account, for whom an adult logs.

An act that is logged for a child is the adult's, in the ledger as everywhere; which child it was stands here alone.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.households import home
from accounts.households.home import (
    Child,
    FounderOnly,
    Household,
    HouseholdFull,
    HouseholdMemberUnknown,
    HouseholdNameUnusable,
)
from accounts.people import keep
from kernel.ids import new_uuid
from kernel.work import Connection


async def add(connection: Connection, person_id: UUID, nickname: str, now: datetime) -> Household:
    """A child more in the person's household; a transaction of their own.

    Raises `PersonUnknown`, `HouseholdMissing`, `HouseholdFull`, and `HouseholdNameUnusable`, also for a name that another
    child there has.
    """
    shown = home.usable_name(nickname)
    await keep(connection, person_id)
    found = await home.lock(connection, (await home.required(connection, person_id)).id)
    found.member(person_id)
    if found.room < 1:
        raise HouseholdFull(most=home.MOST_PEOPLE)
    if shown.casefold() in {one.nickname.casefold() for one in found.children}:
        raise HouseholdNameUnusable(longest=home.MOST_NAME)
    await connection.execute(
        "INSERT INTO household_child (household_id, id, person_id, nickname, created_at) VALUES ($1, $2, $3, $4, $5)",
        found.id,
        new_uuid(),
        person_id,
        shown,
        now,
    )
    return await home.read(connection, found.id)


async def remove(connection: Connection, person_id: UUID, child_id: UUID) -> Child:
    """Forgets a child and which acts were its own; for whoever entered it, and the founder.  Acts stay the adults'.

    Raises `PersonUnknown`, `HouseholdMissing`, `HouseholdMemberUnknown` and `FounderOnly`.
    """
    await keep(connection, person_id)
    found = await home.lock(connection, (await home.required(connection, person_id)).id)
    child = named(found, child_id)
    if child.person_id != person_id and not found.member(person_id).founder:
        raise FounderOnly
    await connection.execute("DELETE FROM household_child WHERE household_id = $1 AND id = $2", found.id, child_id)
    return child


def named(household: Household, child_id: UUID) -> Child:
    """The child of that id; raises `HouseholdMemberUnknown`."""
    for one in household.children:
        if one.id == child_id:
            return one
    raise HouseholdMemberUnknown


async def note(connection: Connection, person_id: UUID, child_id: UUID, acts: Iterable[tuple[str, UUID]]) -> Child:
    """Notes that these acts of the person's, by log and id, were a child's; told again it changes nothing.

    Raises `PersonUnknown`, `HouseholdMissing` and `HouseholdMemberUnknown`.
    """
    await keep(connection, person_id)
    found = await home.lock(connection, (await home.required(connection, person_id)).id)
    child = named(found, child_id)
    for log_id, action_id in acts:
        await connection.execute(
            "INSERT INTO household_act (household_id, log_id, action_id, child_id, person_id) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT DO NOTHING",
            found.id,
            log_id,
            action_id,
            child_id,
            person_id,
        )
    return child

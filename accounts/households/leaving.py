"""Leaving a household, being put out of it, taking one's grams out of its total; the last one out dissolves it."""

from datetime import datetime
from uuid import UUID

from accounts import notices, partners
from accounts.consents import Consents
from accounts.households import home
from accounts.households.home import (
    HOUSEHOLD_TOTAL,
    Former,
    FounderOnly,
    HouseholdMemberUnknown,
    HouseholdMissing,
    Member,
)
from kernel.ids import PROGRAMME
from kernel.work import Connection

_EMPTIED = ("household_child", "household_invitation", "household_reading", "household_member", "household")
"""In this order: a child's acts go with it."""


async def leave(connection: Connection, consents: Consents, person_id: UUID, now: datetime, *, keep: bool) -> str:
    """Ends the person's membership; the household's name.  A transaction of their own.

    keep: what they did while in it stays in its total.  Their acts are theirs either way, in the logs where they stand.
    The children whom they entered go along.  Raises `PersonUnknown` and `HouseholdMissing`.
    """
    await home.lock_person(connection, person_id)
    household_id = await home.standing(connection, person_id)
    if household_id is None:
        raise HouseholdMissing
    await home.see(connection, household_id)
    seen = await home.read(connection, household_id)
    # With the last one goes the total, and with it what anybody consented to.
    keep = keep and len(seen.members) > 1
    if not keep:
        await _withdraw(connection, consents, person_id, seen.member(person_id).id)
    found = await home.lock(connection, household_id)
    await part(connection, household_id, found.member(person_id), now, keep=keep)
    return found.name


async def remove(
    connection: Connection, founder_id: UUID, member_id: UUID, now: datetime, *, zone: str
) -> tuple[str, str | None]:
    """Puts a member out, who is told; the household's name and theirs.  A transaction of the founder's.

    Links that were handed out end.  What the member did while in it stays in the total until they take it out.
    zone: IANA, for their quiet hours where they chose none.  Raises `PersonUnknown`, `HouseholdMissing`, `FounderOnly`
    and `HouseholdMemberUnknown`, also for the founder themselves, who may leave.
    """
    seen = await home.required(connection, founder_id)
    whom = _of(seen.members, member_id)
    for person_id in sorted((founder_id, whom.person_id)):
        await home.lock_person(connection, person_id)
    found = await home.lock(connection, seen.id)
    whom = _of(found.members, member_id)
    if not found.member(founder_id).founder:
        raise FounderOnly
    if whom.person_id == founder_id:
        raise HouseholdMemberUnknown
    await part(connection, found.id, whom, now, keep=True)
    await connection.execute(
        "UPDATE household_invitation SET expires_at = $2 WHERE household_id = $1 AND expires_at > $2", found.id, now
    )
    await notices.tell(connection, whom.person_id, "family-removed", {"household": found.name}, now=now, zone=zone)
    return found.name, whom.nickname


async def take_out(connection: Connection, consents: Consents, person_id: UUID, member_id: UUID) -> None:
    """Takes what the person did in a household that they left out of its total.  A transaction of their own.

    Raises `PersonUnknown` and `HouseholdMemberUnknown`.
    """
    await home.lock_person(connection, person_id)
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    household_id = await connection.fetchval(
        "SELECT household_id FROM household_member WHERE person_id = $1 AND id = $2 AND left_at IS NOT NULL AND counted",
        person_id,
        member_id,
    )
    if household_id is None:
        raise HouseholdMemberUnknown
    await _withdraw(connection, consents, person_id, member_id)
    await home.see(connection, household_id)
    await connection.execute(
        "UPDATE household_member SET counted = false WHERE household_id = $1 AND id = $2", household_id, member_id
    )


async def former(connection: Connection, person_id: UUID) -> list[Former]:
    """The households that the person left and still counts in, the last one first; a transaction of their own."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    rows = await connection.fetch(
        "SELECT household_id, id, left_at FROM household_member WHERE person_id = $1 AND left_at IS NOT NULL AND counted"
        " ORDER BY left_at DESC, id",
        person_id,
    )
    found = []
    for row in rows:
        await home.see(connection, row["household_id"])
        found.append(Former(row["id"], (await home.read(connection, row["household_id"])).name, row["left_at"]))
    return found


async def part(connection: Connection, household_id: UUID, member: Member, now: datetime, *, keep: bool) -> None:
    """Ends a membership in a household that is locked; the next one follows a founder, and the last one dissolves it."""
    await connection.execute(
        "UPDATE household_member SET left_at = greatest($3, joined_at), counted = $4, founder = false"
        " WHERE household_id = $1 AND id = $2",
        household_id,
        member.id,
        now.replace(microsecond=0),
        keep,
    )
    await forget_children(connection, household_id, member.person_id)
    await follow(connection, household_id)


async def forget_children(connection: Connection, household_id: UUID, person_id: UUID) -> None:
    """The children whom the person entered, and for whom they logged, are known no more; the acts stay theirs."""
    for table in ("household_act", "household_child"):
        await connection.execute(
            f"DELETE FROM {table} WHERE household_id = $1 AND person_id = $2", household_id, person_id
        )


async def follow(connection: Connection, household_id: UUID) -> None:
    """The longest there becomes the founder where none is left; where nobody is, nothing of the household stays."""
    left = await home.read(connection, household_id)
    if not left.members:
        for table in _EMPTIED:
            await connection.execute(f"DELETE FROM {table} WHERE household_id = $1", household_id)
    elif not any(one.founder for one in left.members):
        await connection.execute(
            "UPDATE household_member SET founder = true WHERE household_id = $1 AND id = $2",
            household_id,
            left.members[0].id,
        )


async def _withdraw(connection: Connection, consents: Consents, person_id: UUID, member_id: UUID) -> None:
    """Logs that the consent is over, unless they are counted in another household; then the programme is seen."""
    others = await connection.fetchval(
        "SELECT count(*) FROM household_member WHERE person_id = $1 AND id <> $2 AND counted", person_id, member_id
    )
    if not others:
        await partners.see(connection, PROGRAMME)
        await consents.withdraw_within(connection, PROGRAMME, person_id, HOUSEHOLD_TOTAL)


def _of(members: tuple[Member, ...], member_id: UUID) -> Member:
    for one in members:
        if one.id == member_id:
            return one
    raise HouseholdMemberUnknown

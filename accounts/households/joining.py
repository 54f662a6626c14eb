"""Making a household, inviting into it by a signed link that ends, and joining it by consent."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import notices, partners, tokens
from accounts.consents import Consents
from accounts.households import home
from accounts.households.home import HOUSEHOLD_TOTAL, Household, HouseholdFull, HouseholdMissing, HouseholdStands
from accounts.joining import InvitationExpired
from kernel.ids import PROGRAMME, new_uuid
from kernel.work import Connection

LIFE = timedelta(days=7)
SHOWN_AGAIN = timedelta(days=1)
"""A link that holds for less is not handed out again."""
PREFIX = "h_"
_PURPOSE = "household"
_INVITED = "family-invited"
_IDENT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Invited:
    """What a stranger is shown of a household before they agree: its name and how many are in it."""

    household_id: UUID
    name: str
    people: int


async def make(connection: Connection, consents: Consents, person_id: UUID, name: str, now: datetime) -> Household:
    """A new household, made by somebody who agreed to be counted in it; a transaction of their own.

    Raises `HouseholdNameUnusable`, `PersonUnknown` and `HouseholdStands`.
    """
    shown = home.usable_name(name)
    await _free(connection, person_id)
    await _agree(connection, consents, person_id)
    household_id = new_uuid()
    await home.see(connection, household_id)
    await connection.execute(
        "INSERT INTO household (household_id, name, created_at) VALUES ($1, $2, $3)", household_id, shown, now
    )
    await home.add_member(connection, household_id, person_id, now, founder=True)
    return await home.read(connection, household_id)


async def invite(connection: Connection, token_key: bytes, household: Household, now: datetime) -> tuple[str, datetime]:
    """The start payload `h_…` (50 characters) of the household's link, and when it ends; the one that stands, or a new one.

    It lets in as many as there was room for.  The transaction sees the household.  Raises `HouseholdFull`.
    """
    if household.room < 1:
        raise HouseholdFull(most=home.MOST_PEOPLE)
    row = await connection.fetchrow(
        "SELECT id, expires_at FROM household_invitation WHERE household_id = $1 AND expires_at > $2 AND joins < cap"
        " ORDER BY expires_at DESC LIMIT 1",
        household.id,
        now + SHOWN_AGAIN,
    )
    ident, expires_at = (os.urandom(_IDENT_BYTES), now + LIFE) if row is None else (row["id"], row["expires_at"])
    if row is None:
        await connection.execute(
            "DELETE FROM household_invitation WHERE household_id = $1 AND expires_at <= $2", household.id, now
        )
        await connection.execute(
            "INSERT INTO household_invitation (household_id, id, expires_at, cap) VALUES ($1, $2, $3, $4)",
            household.id,
            ident,
            expires_at,
            household.room,
        )
    return PREFIX + tokens.issue(token_key, _PURPOSE, household.id.bytes + ident), expires_at


async def pass_on(
    connection: Connection, household: Household, user_ids: Sequence[int], params: Mapping[str, str], now: datetime,
    *, zone: str,
) -> None:  # fmt: skip
    """Tells those of these Telegram users who use the product of a link, each once; nobody learns who they are.

    params: name, household, link.  zone: IANA, for quiet hours where somebody chose none.
    """
    rows = await connection.fetch(
        "SELECT t.person_id FROM telegram_account t WHERE t.user_id = any($1::bigint[])"
        " AND NOT t.person_id = any($2::uuid[]) AND NOT EXISTS (SELECT FROM outbox o"
        "  WHERE o.body->>'person_id' = t.person_id::text AND o.body->>'code' = $3"
        "  AND o.body->'params'->>'link' = $4) ORDER BY t.person_id",
        list(user_ids),
        [one.person_id for one in household.members],
        _INVITED,
        params["link"],
    )
    for row in rows:
        await notices.tell(connection, row["person_id"], _INVITED, params, now=now, zone=zone)


def household_of(token_key: bytes, payload: str) -> UUID:
    """Which household a payload `h_…` leads to; raises `TokenInvalid`."""
    return _read(token_key, payload)[0]


async def look(connection: Connection, token_key: bytes, payload: str, now: datetime) -> Invited:
    """What the link leads to; raises `TokenInvalid` and `InvitationExpired`."""
    household_id, ident = _read(token_key, payload)
    await home.see(connection, household_id)
    stands = await connection.fetchval(
        "SELECT expires_at > $3 AND joins < cap FROM household_invitation WHERE household_id = $1 AND id = $2",
        household_id,
        ident,
        now,
    )
    if not stands:
        raise InvitationExpired
    found = await home.read(connection, household_id)
    return Invited(household_id, found.name, len(found.members) + len(found.children))


async def join(
    connection: Connection, consents: Consents, token_key: bytes, payload: str, person_id: UUID, now: datetime
) -> Household:
    """Puts somebody who agreed into the household of their link; a transaction of their own.

    Raises `TokenInvalid`, `PersonUnknown`, `HouseholdStands`, `InvitationExpired` and `HouseholdFull`.
    """
    household_id, ident = _read(token_key, payload)
    await _free(connection, person_id)
    await _agree(connection, consents, person_id)
    try:
        found = await home.lock(connection, household_id)
    except HouseholdMissing:
        raise InvitationExpired from None
    if found.room < 1:
        raise HouseholdFull(most=home.MOST_PEOPLE)
    taken = await connection.fetchval(
        "UPDATE household_invitation SET joins = joins + 1"
        " WHERE household_id = $1 AND id = $2 AND expires_at > $3 AND joins < cap RETURNING joins",
        household_id,
        ident,
        now,
    )
    if taken is None:
        raise InvitationExpired
    await home.add_member(connection, household_id, person_id, now, founder=False)
    return await home.read(connection, household_id)


async def _free(connection: Connection, person_id: UUID) -> None:
    """The person, whose household nobody else changes until the transaction ends, is in none.

    Raises `PersonUnknown` and `HouseholdStands`.
    """
    await home.lock_person(connection, person_id)
    if await home.standing(connection, person_id) is not None:
        raise HouseholdStands


async def _agree(connection: Connection, consents: Consents, person_id: UUID) -> None:
    """Notes and logs the consent; the transaction sees the programme from here on."""
    await partners.see(connection, PROGRAMME)
    await consents.give_within(connection, PROGRAMME, person_id, HOUSEHOLD_TOTAL)


def _read(token_key: bytes, payload: str) -> tuple[UUID, bytes]:
    ident = tokens.read(token_key, _PURPOSE, payload.removeprefix(PREFIX))
    if len(ident) != 16 + _IDENT_BYTES:
        raise tokens.TokenInvalid
    return UUID(bytes=ident[:16]), ident[16:]

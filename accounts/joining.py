"""Invitations: signed, expiring, capped links that lead into an organisation, a department or a campaign."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import people, tokens
from accounts.permissions import ROLES
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection
from ledger import log

DEFAULT_LIFE = timedelta(days=30)
DEFAULT_CAP = 5000


class InvitationExpired(DomainError):
    """The invitation is past its date or its number of joins."""

    code = "invitation_expired"


class BotUnknown(DomainError):
    """The bot has never run under this token, so nobody knows the name that its links need."""

    code = "bot_unknown"


@dataclass(frozen=True)
class Invitation:
    """What a join link leads to.  `ident` is 8 random bytes.  personal: for one person of a roster (`accounts.roster`)."""

    org_id: UUID
    ident: bytes
    unit_id: UUID | None
    campaign_id: UUID | None
    roles: frozenset[str]
    personal: bool = False


async def invite(
    connection: Connection,
    token_key: bytes,
    org_id: UUID,
    *,
    now: datetime,
    unit_id: UUID | None = None,
    campaign_id: UUID | None = None,
    roles: frozenset[str] = frozenset(),
    life: timedelta = DEFAULT_LIFE,
    cap: int = DEFAULT_CAP,
) -> str:
    """The start payload `j_…` (50 characters) of a new invitation.  An invitation that gives roles works once."""
    assert roles <= ROLES
    ident = os.urandom(8)
    await connection.execute(
        "INSERT INTO invitation (org_id, id, unit_id, campaign_id, roles, expires_at, cap, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        org_id,
        ident,
        unit_id,
        campaign_id,
        sorted(roles),
        now + life,
        1 if roles else cap,
        now,
    )
    return payload(token_key, org_id, ident)


def payload(token_key: bytes, org_id: UUID, ident: bytes) -> str:
    """The start payload of an invitation that stands."""
    return "j_" + tokens.issue(token_key, "join", org_id.bytes + ident)


def organisation_of(token_key: bytes, payload: str) -> UUID:
    """Which organisation a payload `j_…` leads to; raises `TokenInvalid`."""
    return UUID(bytes=_ident(token_key, payload)[:16])


async def look(connection: Connection, token_key: bytes, payload: str, now: datetime) -> Invitation:
    """As `find`, for somebody who opens it: counts a view."""
    ident = _ident(token_key, payload)
    await connection.execute(
        "UPDATE invitation SET views = views + 1 WHERE org_id = $1 AND id = $2", UUID(bytes=ident[:16]), ident[16:]
    )
    return await find(connection, token_key, payload, now)


async def find(connection: Connection, token_key: bytes, payload: str, now: datetime) -> Invitation:
    """The invitation; raises `TokenInvalid` and `InvitationExpired`.

    The transaction must see the organisation (`organisation_of`).
    """
    ident = _ident(token_key, payload)
    row = await connection.fetchrow(
        "SELECT * FROM invitation WHERE org_id = $1 AND id = $2", UUID(bytes=ident[:16]), ident[16:]
    )
    if row is None:
        raise tokens.TokenInvalid
    if row["expires_at"] < now or row["joins"] >= row["cap"]:
        raise InvitationExpired
    roles = frozenset(row["roles"])
    return Invitation(row["org_id"], ident[16:], row["unit_id"], row["campaign_id"], roles, row["personal"])


async def adds(connection: Connection, invitation: Invitation, person_id: UUID) -> bool:
    """Whether it gives a member what they have not: a role, their row of a roster, or another department."""
    if invitation.roles or invitation.personal:
        return True
    return invitation.unit_id is not None and bool(
        await connection.fetchval(
            "SELECT unit_id IS DISTINCT FROM $3 FROM membership WHERE org_id = $1 AND person_id = $2",
            invitation.org_id,
            person_id,
            invitation.unit_id,
        )
    )


async def use(connection: Connection, invitation: Invitation, person_id: UUID) -> None:
    """Counts a join of the person; raises `InvitationExpired` when another took the last place, and `PersonUnknown`.

    Locks the person and the log's head, in which joining is noted, before any other row: whoever imports a roster holds
    the head while they renew its invitations.
    """
    await people.keep_still(connection, person_id)
    await log.lock(connection, public("log", invitation.org_id))
    taken = await connection.fetchval(
        "UPDATE invitation SET joins = joins + 1 WHERE org_id = $1 AND id = $2 AND joins < cap RETURNING joins",
        invitation.org_id,
        invitation.ident,
    )
    if taken is None:
        raise InvitationExpired


async def came_by(connection: Connection, invitation: Invitation, person_id: UUID, now: datetime) -> None:
    """Notes which invitation a membership of this moment came by; one that stood before keeps its own."""
    await connection.execute(
        "UPDATE membership SET invitation_id = $3 WHERE org_id = $1 AND person_id = $2 AND joined_at = $4",
        invitation.org_id,
        person_id,
        invitation.ident,
        now,
    )


def _ident(token_key: bytes, payload: str) -> bytes:
    ident = tokens.read(token_key, "join", payload.removeprefix("j_"))
    if len(ident) != 24:
        raise tokens.TokenInvalid
    return ident

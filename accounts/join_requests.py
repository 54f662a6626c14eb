"""Asking to join without an invitation: a link that anybody may have, a request by who agreed, an organiser's decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import admin_acts, notices, organisations, people, tokens
from accounts.admin_acts import Act, Author
from accounts.belonging import COMMUNITY_TOTAL
from accounts.consents import Consents
from accounts.organisations import COMMUNITY
from accounts.permissions import PEOPLE_INVITE
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from kernel.work import Connection
from privacy.consent import SERVICE
from privacy.keys import KeyRing
from privacy.person_data import Kept, rows

PREFIX = "a_"
APPROVED, DECLINED = "approved", "declined"
TOLD = "join-request-told"
"""The notice to who may decide."""
MOST_OPEN = 5
"""Requests of one person that nobody has decided."""
MOST_TOLD = 10
"""With more open ones than that an organisation's organisers get no further messages; the desk lists all."""
MOST_LISTED = 10
ASK_AGAIN = timedelta(days=7)
KEPT = (Kept("join_request", tenant=""),)
PAST_THEIR_DAYS = "DELETE FROM join_request WHERE coalesce(decided_at, asked_at) < $1 AND org_id = $2"
_PURPOSE = "ask"


class JoinRequestsTooMany(DomainError):
    """Somebody waits for `most` answers already."""

    code = "join_requests_too_many"


class JoinRequestTooSoon(DomainError):
    """An organiser declined less than `days` days ago."""

    code = "join_request_too_soon"


class JoinRequestDecided(DomainError):
    """Somebody else decided it, or who asked is gone, or has joined there or at another employer meanwhile."""

    code = "join_request_decided"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request, with the name that its person goes by."""

    id: UUID
    name: str
    asked_at: datetime


def payload(token_key: bytes, org_id: UUID) -> str:
    """The start payload `a_…` (40 characters) by which anybody may ask an organisation; it never ends."""
    return PREFIX + tokens.issue(token_key, _PURPOSE, org_id.bytes)


def organisation_of(token_key: bytes, said: str) -> UUID:
    """Which organisation such a payload asks; raises `TokenInvalid`."""
    ident = tokens.read(token_key, _PURPOSE, said.removeprefix(PREFIX))
    if len(ident) != 16:
        raise tokens.TokenInvalid
    return UUID(bytes=ident)


async def ask(connection: Connection, org_id: UUID, person_id: UUID, now: datetime) -> bool:
    """A new request, told to whoever may decide; False where one waits already.  A transaction of organisation and person.

    Asking is consenting to what joining means, should it be approved.  Raises `PersonUnknown`, `JoinRequestTooSoon` and
    `JoinRequestsTooMany`.
    """
    await people.keep_still(connection, person_id)
    mine = await connection.fetch(
        "SELECT org_id, decided_at, decision FROM join_request WHERE person_id = $1", person_id
    )
    waiting = [row["org_id"] for row in mine if row["decided_at"] is None]
    if org_id in waiting:
        return False
    if any(
        row["org_id"] == org_id and row["decision"] == DECLINED and row["decided_at"] > now - ASK_AGAIN for row in mine
    ):
        raise JoinRequestTooSoon(days=ASK_AGAIN.days)
    if len(waiting) >= MOST_OPEN:
        raise JoinRequestsTooMany(most=MOST_OPEN)
    made = new_uuid()
    await connection.execute(
        "INSERT INTO join_request (org_id, id, person_id, asked_at) VALUES ($1, $2, $3, $4)",
        org_id,
        made,
        person_id,
        now,
    )
    await _tell(connection, org_id, now)
    return True


async def _tell(connection: Connection, org_id: UUID, now: datetime) -> None:
    """Tells whoever may decide, while there are not too many."""
    count: int = await connection.fetchval(
        "SELECT count(*) FROM join_request WHERE org_id = $1 AND decided_at IS NULL", org_id
    )
    if count > MOST_TOLD:
        return
    organisation = await organisations.find(connection, org_id)
    # Without the name: what waits to be sent must not outlive an erasure of who asked.
    params = {"organisation": organisation.name}
    told = dict.fromkeys(await people.holders(connection, org_id, PEOPLE_INVITE), params)
    await notices.tell_each(connection, TOLD, told, now=now, zone=organisation.zone)


async def waiting(connection: Connection, org_id: UUID) -> list[Asked]:
    """The open requests, oldest first, at most `MOST_LISTED`; the transaction sees `org_id`."""
    found = await connection.fetch(
        "SELECT r.id, coalesce(p.nickname, '') AS name, r.asked_at FROM join_request r JOIN person p ON p.id = r.person_id"
        " WHERE r.org_id = $1 AND r.decided_at IS NULL ORDER BY r.asked_at, r.id LIMIT $2",
        org_id,
        MOST_LISTED,
    )
    return [Asked(row["id"], row["name"], row["asked_at"]) for row in found]


async def decide(
    connection: Connection, keys: KeyRing, consents: Consents, org_id: UUID, author: Author, request_id: UUID,
    decision: str, now: datetime,
) -> str:  # fmt: skip
    """Approves or declines, once; the person is a member then, and is told.  Their name.

    The transaction sees `org_id`, and the caller has made sure that the author may.  The log names nobody.  Raises
    `JoinRequestDecided`, and `PersonUnknown` for an author who is gone.
    """
    if author.person_id is not None:
        await people.keep(connection, author.person_id)
    person_id = await connection.fetchval(
        "SELECT person_id FROM join_request WHERE org_id = $1 AND id = $2", org_id, request_id
    )
    try:
        if person_id is None:
            raise JoinRequestDecided
        await people.keep_still(connection, person_id)
    except people.PersonUnknown:
        raise JoinRequestDecided from None
    taken = await connection.execute(
        "UPDATE join_request SET decided_at = $3, decision = $4 WHERE org_id = $1 AND id = $2 AND decided_at IS NULL",
        org_id,
        request_id,
        now,
        decision,
    )
    if not rows(taken):
        raise JoinRequestDecided
    organisation = await organisations.find(connection, org_id)
    if decision == APPROVED:
        await people.join(connection, person_id, org_id, now=now)
        purpose = COMMUNITY_TOTAL if organisation.kind == COMMUNITY else SERVICE
        await consents.give_within(connection, org_id, person_id, purpose)
    act = Act(f"join_{decision}", "asked", "")
    await admin_acts.write(connection, keys, public("log", org_id), author, [act], now)
    params = {"organisation": organisation.name}
    await notices.tell(connection, person_id, f"join-request-{decision}", params, now=now, zone=organisation.zone)
    return str(await connection.fetchval("SELECT coalesce(nickname, '') FROM person WHERE id = $1", person_id))


async def forget(connection: Connection, person_id: UUID) -> dict[str, int]:
    """Deletes the person's requests in every organisation, for an erasure; how many."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    deleted = await connection.execute("DELETE FROM join_request WHERE person_id = $1", person_id)
    return {"join_requests": rows(deleted)}

"""A person's sessions in browsers: each opened by one link, ended by its time, by the person, or with their account.

The browser keeps `s_…`: the person's id and 32 random bytes, of which the database holds a digest.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import people
from accounts.signing_in import links
from kernel.errors import DomainError
from kernel.ids import new_uuid
from kernel.work import Connection, Taken
from privacy.person_data import Kept, rows

LIFE = timedelta(hours=12)
FRESH = timedelta(minutes=10)
"""So long after the link was opened a session may set up a second factor: a stolen cookie is rarely that young."""
SEEN_EVERY = timedelta(minutes=1)
MOST_AGENT = 120
_SECRET_BYTES = 32
_PREFIX = "s_"

KEPT = Kept("browser_session", tenant="", hidden=("secret", "link"))


class SessionMissing(DomainError):
    """Nobody is signed in: no session, or one that has ended."""

    code = "session_missing"


class SignInLinkUsed(DomainError):
    """The link has opened a session before; each opens one."""

    code = "sign_in_link_used"


class SessionUnknown(DomainError):
    """The person has no such session that still runs."""

    code = "session_unknown"


@dataclass(frozen=True)
class Session:
    """agent: what the browser called itself.  proved_at: when the second factor was shown in it, if ever."""

    id: UUID
    person_id: UUID
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    proved_at: datetime | None

    def fresh(self, now: datetime) -> bool:
        """Whether it comes straight from the chat."""
        return now < self.opened_at + FRESH


_COLUMNS = "id, person_id, opened_at, seen_at, expires_at, agent, proved_at"


async def open_by_link(
    connection: Connection, token_key: bytes, token: str, agent: str, now: datetime
) -> tuple[Session, str]:
    """The session that a link opens, and what the browser keeps of it.

    Raises `TokenInvalid`, `SignInLinkExpired`, `SignInLinkUsed`, and `PersonUnknown` for whoever was erased meanwhile.
    """
    person_id = links.read(token_key, token, now)
    await people.find(connection, person_id)
    await people.keep(connection, person_id)
    secret = os.urandom(_SECRET_BYTES)
    try:
        row = await connection.fetchrow(
            "INSERT INTO browser_session (person_id, id, secret, link, opened_at, seen_at, expires_at, agent)"
            f" VALUES ($1, $2, $3, $4, $5, $5, $6, $7) RETURNING {_COLUMNS}",
            person_id, new_uuid(), _digest(secret), links.digest(token), now, now + LIFE, agent[:MOST_AGENT],
        )  # fmt: skip
    except Taken:
        raise SignInLinkUsed from None
    assert row is not None
    kept = base64.urlsafe_b64encode(person_id.bytes + secret).rstrip(b"=").decode()
    return Session(**dict(row)), _PREFIX + kept


async def find(connection: Connection, kept: str, now: datetime) -> Session:
    """The running session behind what a browser kept; raises `SessionMissing`.  The transaction becomes the person's."""
    person_id, secret = _read(kept)
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM browser_session WHERE person_id = $1 AND secret = $2 AND ended_at IS NULL"
        " AND expires_at > $3",
        person_id, _digest(secret), now,
    )  # fmt: skip
    if row is None:
        raise SessionMissing
    session = Session(**dict(row))
    if session.seen_at + SEEN_EVERY < now:
        await connection.execute(
            "UPDATE browser_session SET seen_at = $3 WHERE person_id = $1 AND id = $2", person_id, session.id, now
        )
    return session


async def running(connection: Connection, person_id: UUID, now: datetime) -> list[Session]:
    """The person's sessions that still run, the one last seen first; the transaction is the person's."""
    found = await connection.fetch(
        f"SELECT {_COLUMNS} FROM browser_session WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2"
        " ORDER BY seen_at DESC, id",
        person_id, now,
    )  # fmt: skip
    return [Session(**dict(row)) for row in found]


async def end(connection: Connection, person_id: UUID, session_id: UUID, now: datetime) -> None:
    """Ends one session at once; raises `SessionUnknown`.  The transaction is the person's."""
    ended = await connection.execute(
        "UPDATE browser_session SET ended_at = $3 WHERE person_id = $1 AND id = $2 AND ended_at IS NULL"
        " AND expires_at > $3",
        person_id, session_id, now,
    )  # fmt: skip
    if not rows(ended):
        raise SessionUnknown


async def end_all(connection: Connection, person_id: UUID, now: datetime) -> int:
    """Ends every session of the person; how many there were.  The transaction is the person's."""
    ended = await connection.execute(
        "UPDATE browser_session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2",
        person_id, now,
    )  # fmt: skip
    return rows(ended)


async def mark_proved(connection: Connection, session: Session, now: datetime) -> None:
    """Notes that the second factor was shown in the session."""
    await connection.execute(
        "UPDATE browser_session SET proved_at = $3 WHERE person_id = $1 AND id = $2", session.person_id, session.id, now
    )


async def forget(connection: Connection, person_id: UUID) -> dict[str, int]:
    """Deletes the sessions of a person who is erased, whose the transaction is."""
    return {"sessions": rows(await connection.execute("DELETE FROM browser_session WHERE person_id = $1", person_id))}


def _read(kept: str) -> tuple[UUID, bytes]:
    body = kept.removeprefix(_PREFIX)
    try:
        raw = base64.b64decode(body.encode("ascii") + b"=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except ValueError as problem:
        raise SessionMissing from problem
    if not kept.startswith(_PREFIX) or len(raw) != 16 + _SECRET_BYTES:
        raise SessionMissing
    return UUID(bytes=raw[:16]), raw[16:]


def _digest(secret: bytes) -> bytes:
    """Of 256 random bits, which nobody can try through."""
    return hashlib.sha256(secret).digest()

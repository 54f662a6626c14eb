"""The second factor: a time-based one-time code (TOTP, RFC 6238) from an app of the person's, beside their chat.

Its secret lies sealed under the person's key.  A code counts once: the newest step that was used is remembered.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

from accounts import people
from accounts.signing_in.sessions import Session, mark_proved
from kernel.errors import DomainError
from kernel.work import Connection
from privacy.keys import KeyRing, seal, unseal
from privacy.person_data import Kept, rows

STEP_S = 30
SLACK = 1
"""Steps before and after now that are taken too: clocks differ (RFC 6238 §5.2)."""
LASTS = timedelta(hours=1)
"""So long after the code was shown a session may change people, money and grams."""
MOST_TRIES = 5
TRIES_FOR = timedelta(minutes=15)
ISSUER = "Leafledger"

KEPT = Kept("second_factor", tenant="", hidden=("sealed",))


class SecondFactorMissing(DomainError):
    """The act needs a second factor, and the person has set none up."""

    code = "second_factor_missing"


class SecondFactorNeeded(DomainError):
    """The act needs a code that was shown in this session within the last hour."""

    code = "second_factor_needed"


class SecondFactorStands(DomainError):
    """The person has one already."""

    code = "second_factor_stands"


class SecondFactorTooLate(DomainError):
    """It is set up only in a session that has just been opened from the chat."""

    code = "second_factor_too_late"


class CodeWrong(DomainError):
    """Not the code of now, or one that was used before."""

    code = "code_wrong"


class CodesTooOften(DomainError):
    """Too many wrong codes within a quarter of an hour."""

    code = "codes_too_often"


@dataclass(frozen=True)
class Offer:
    """A secret that waits for its first code.  uri: what an authenticator app reads from a QR code."""

    secret: str
    uri: str


async def offer(connection: Connection, keys: KeyRing, session: Session, name: str, now: datetime) -> Offer:
    """A new secret in place of an unconfirmed one; raises `SecondFactorStands`, `SecondFactorTooLate`,
    and `PersonUnknown`.

    name: how the person knows the account in their app.
    """
    if not session.fresh(now):
        raise SecondFactorTooLate
    await people.keep(connection, session.person_id)
    secret = pyotp.random_base32()
    key = await keys.subject_key(connection, session.person_id)
    offered = await connection.execute(
        "INSERT INTO second_factor AS f (person_id, sealed, offered_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person_id) DO UPDATE SET sealed = $2, offered_at = $3, step = 0, tries = 0, tried_at = NULL"
        " WHERE f.confirmed_at IS NULL",
        session.person_id, seal(key, secret.encode(), _row(session.person_id)), now,
    )  # fmt: skip
    if not rows(offered):
        raise SecondFactorStands
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


async def stands(connection: Connection, person_id: UUID) -> bool:
    """Whether the person has a confirmed one."""
    return bool(
        await connection.fetchval("SELECT confirmed_at IS NOT NULL FROM second_factor WHERE person_id = $1", person_id)
    )


async def show(connection: Connection, keys: KeyRing, session: Session, code: str, now: datetime) -> bool:
    """Whether the code is right: it proves the session, and confirms a factor that was offered to it.

    A wrong one is counted, so let the transaction be committed.  Raises `SecondFactorMissing`, `CodesTooOften`, and
    `SecondFactorTooLate` where an offer would be confirmed by an old session.
    """
    row = await connection.fetchrow(
        "SELECT sealed, confirmed_at, step, tries, tried_at FROM second_factor WHERE person_id = $1 FOR UPDATE",
        session.person_id,
    )
    if row is None:
        raise SecondFactorMissing
    if row["confirmed_at"] is None and not session.fresh(now):
        raise SecondFactorTooLate
    recent = row["tried_at"] is not None and row["tried_at"] + TRIES_FOR > now
    tries = row["tries"] if recent else 0
    if tries >= MOST_TRIES:
        raise CodesTooOften
    key = await keys.subject_key(connection, session.person_id)
    step = _step_of(code, unseal(key, row["sealed"], _row(session.person_id)).decode(), now, row["step"])
    if step is None:
        await connection.execute(
            "UPDATE second_factor SET tries = $2, tried_at = $3 WHERE person_id = $1", session.person_id, tries + 1, now
        )
        return False
    await connection.execute(
        "UPDATE second_factor SET step = $2, tries = 0, confirmed_at = coalesce(confirmed_at, $3) WHERE person_id = $1",
        session.person_id, step, now,
    )  # fmt: skip
    await mark_proved(connection, session, now)
    return True


def lasts(session: Session, now: datetime) -> bool:
    """Whether a code was shown in the session within the last hour."""
    return session.proved_at is not None and now < session.proved_at + LASTS


async def require(connection: Connection, session: Session, now: datetime) -> None:
    """Raises `SecondFactorMissing` or `SecondFactorNeeded` unless a code was shown in this session a short while ago."""
    if lasts(session, now):
        return
    raise SecondFactorNeeded if await stands(connection, session.person_id) else SecondFactorMissing


async def forget(connection: Connection, person_id: UUID) -> dict[str, int]:
    """Deletes the factor: of a person who is erased, or who has lost it and whom an operator has recognised."""
    gone = await connection.execute("DELETE FROM second_factor WHERE person_id = $1", person_id)
    return {"second_factors": rows(gone)}


def _step_of(code: str, secret: str, now: datetime, used: int) -> int | None:
    """The step within the slack whose code this is, none that was used or lies before one."""
    totp, current = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    for step in range(current - SLACK, current + SLACK + 1):
        if step > used and hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _row(person_id: UUID) -> bytes:
    return b"second_factor|" + person_id.bytes

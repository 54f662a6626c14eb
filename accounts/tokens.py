"""Short signed tokens for deep links: an identifier and 12 bytes of HMAC, in base64url.

A Telegram start payload holds 64 characters of A-Z a-z 0-9 _ - (Bot API, deep linking); two uuids and the signature
take 59.
"""

import base64
import hmac
from datetime import UTC, datetime
from uuid import UUID

from kernel.errors import DomainError

MAC_BYTES = 12
MOST_IDENT_BYTES = 32
_UUID_BYTES, _SECONDS_BYTES = 16, 8


class TokenInvalid(DomainError):
    """The link or code was not made by us, or was changed."""

    code = "token_invalid"


def issue(key: bytes, purpose: str, ident: bytes) -> str:
    """The token for an `ident` of at most 32 bytes, good for one `purpose`."""
    assert len(ident) <= MOST_IDENT_BYTES
    return _text(ident + _mac(key, purpose, ident))


def read(key: bytes, purpose: str, token: str) -> bytes:
    """The identifier inside a token, which is written in one way alone: who remembers a text remembers the token.

    Raises `TokenInvalid`.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as problem:
        raise TokenInvalid from problem
    ident, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    # Base64 is lenient: + for -, other letters where bits are left over, padding, and signs that it skips.
    if not hmac.compare_digest(mac, _mac(key, purpose, ident)) or _text(raw) != token:
        raise TokenInvalid
    return ident


def issue_until(key: bytes, purpose: str, ident: UUID, expires_at: datetime) -> str:
    """The token for an id that ends at a moment, to the second."""
    return issue(key, purpose, ident.bytes + int(expires_at.timestamp()).to_bytes(_SECONDS_BYTES, "big"))


def read_until(key: bytes, purpose: str, token: str) -> tuple[UUID, datetime]:
    """The id inside such a token, and when it ends or ended; raises `TokenInvalid`."""
    ident = read(key, purpose, token)
    if len(ident) != _UUID_BYTES + _SECONDS_BYTES:
        raise TokenInvalid
    expires_at = datetime.fromtimestamp(int.from_bytes(ident[_UUID_BYTES:], "big"), UTC)
    return UUID(bytes=ident[:_UUID_BYTES]), expires_at


def read_in_time(key: bytes, purpose: str, token: str, now: datetime, late: type[DomainError]) -> UUID:
    """The id inside such a token while it lasts; raises `TokenInvalid`, and `late` from its end on."""
    ident, expires_at = read_until(key, purpose, token)
    if expires_at <= now:
        raise late
    return ident


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(key: bytes, purpose: str, ident: bytes) -> bytes:
    return hmac.digest(key, f"{purpose}|".encode() + ident, "sha256")[:MAC_BYTES]

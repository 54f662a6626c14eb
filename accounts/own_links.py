"""Links that open a person's own data in a browser: signed, for one person, for a quarter of an hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts import tokens
from kernel.errors import DomainError

LIFE = timedelta(minutes=15)
_PURPOSE = "own-data"
_SECONDS_BYTES = 8


class OwnLinkExpired(DomainError):
    """The link was right a while ago; the chat gives a new one."""

    code = "own_link_expired"


def issue(token_key: bytes, person_id: UUID, now: datetime) -> str:
    """The token of a new link; whoever holds it reads everything of the person until it expires."""
    seconds = int((now + LIFE).timestamp())
    return tokens.issue(token_key, _PURPOSE, person_id.bytes + seconds.to_bytes(_SECONDS_BYTES, "big"))


def read(token_key: bytes, token: str, now: datetime) -> UUID:
    """Whose data the link opens; raises `TokenInvalid` and `OwnLinkExpired`."""
    ident = tokens.read(token_key, _PURPOSE, token)
    if len(ident) != 16 + _SECONDS_BYTES:
        raise tokens.TokenInvalid
    if datetime.fromtimestamp(int.from_bytes(ident[16:], "big"), UTC) <= now:
        raise OwnLinkExpired
    return UUID(bytes=ident[:16])

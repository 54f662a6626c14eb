"""Links that open a person's own data in a browser: signed, for one person, for a quarter of an hour."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts import tokens
from kernel.errors import DomainError

LIFE = timedelta(minutes=15)
_PURPOSE = "own-data"


class OwnLinkExpired(DomainError):
    """The link was right a while ago; the chat gives a new one."""

    code = "own_link_expired"


def issue(token_key: bytes, person_id: UUID, now: datetime) -> str:
    """The token of a new link; whoever holds it reads everything of the person until it expires."""
    return tokens.issue_until(token_key, _PURPOSE, person_id, now + LIFE)


def read(token_key: bytes, token: str, now: datetime) -> UUID:
    """Whose data the link opens; raises `TokenInvalid` and `OwnLinkExpired`."""
    return tokens.read_in_time(token_key, _PURPOSE, token, now, OwnLinkExpired)

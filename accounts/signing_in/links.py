"""Links from the chat that open a session in a browser: signed, for one person, once, for five minutes."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from accounts import tokens
from kernel.errors import DomainError

LIFE = timedelta(minutes=5)
_PURPOSE = "sign-in"


class SignInLinkExpired(DomainError):
    """The link was right a while ago; the chat gives a new one."""

    code = "sign_in_link_expired"


def issue(token_key: bytes, person_id: UUID, now: datetime) -> str:
    """The token of a new link; whoever opens it first is taken for the person."""
    return tokens.issue_until(token_key, _PURPOSE, person_id, now + LIFE)


def read(token_key: bytes, token: str, now: datetime) -> UUID:
    """Whom the link signs in; raises `TokenInvalid` and `SignInLinkExpired`."""
    return tokens.read_in_time(token_key, _PURPOSE, token, now, SignInLinkExpired)


def digest(token: str) -> bytes:
    """What is remembered of a link that was used."""
    return hashlib.sha256(token.encode()).digest()

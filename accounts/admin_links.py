"""Links that open an organisation's pages without an account: signed, for one organisation, for seven days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import tokens
from kernel.errors import DomainError

LIFE = timedelta(days=7)
_LINK, _SESSION = "admin-link", "admin-session"


class AdminLinkExpired(DomainError):
    """The link was right once; a new one is needed."""

    code = "admin_link_expired"


@dataclass(frozen=True)
class AdminLink:
    """What a link opens, and until when."""

    org_id: UUID
    expires_at: datetime


def issue(token_key: bytes, org_id: UUID, expires_at: datetime) -> str:
    """The token `a_…` of a new link; whoever holds it sees the organisation's figures until it expires.

    expires_at: aware, as a rule `LIFE` from now.
    """
    return _issue(token_key, _LINK, AdminLink(org_id, expires_at))


def read(token_key: bytes, token: str, now: datetime) -> AdminLink:
    """The link behind a token; raises `TokenInvalid` and `AdminLinkExpired`."""
    return _read(token_key, _LINK, token, now)


def session(token_key: bytes, link: AdminLink) -> str:
    """What a browser keeps instead of the link; it ends with the link, and it is no link itself."""
    return _issue(token_key, _SESSION, link)


def read_session(token_key: bytes, token: str, now: datetime) -> AdminLink:
    """The link that a session came from; raises `TokenInvalid` and `AdminLinkExpired`."""
    return _read(token_key, _SESSION, token, now)


def _issue(token_key: bytes, purpose: str, link: AdminLink) -> str:
    return "a_" + tokens.issue_until(token_key, purpose, link.org_id, link.expires_at)


def _read(token_key: bytes, purpose: str, token: str, now: datetime) -> AdminLink:
    link = AdminLink(*tokens.read_until(token_key, purpose, token.removeprefix("a_")))
    if link.expires_at <= now:
        raise AdminLinkExpired
    return link

"""Pages: a sealed token says where the next one starts.  Nothing can be read from it, and it fits one list only."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.faults import PageTokenInvalid
from kernel.clock import Clock
from privacy.keys import SealBroken, derive, seal, unseal

DEFAULT_SIZE = 50
MOST_SIZE = 1000
LIFE = timedelta(days=1)
MOST_TOKEN_LENGTH = 500
"""Enough for a position of 64 letters of four bytes beside an id."""


def size_of(asked: int) -> int:
    """Rows a page: 0 is the default, more than 1,000 is 1,000 (AIP-158)."""
    return min(asked or DEFAULT_SIZE, MOST_SIZE)


@dataclass(frozen=True)
class Paging:
    """Seals positions for one list: a caller, a path, a filter.  A token for any other is refused."""

    key: bytes
    clock: Clock

    def token(self, position: str, about: Mapping[str, object]) -> str:
        """The token of the page after `position`."""
        expires = int((self.clock.now() + LIFE).timestamp())
        sealed = seal(derive(self.key, b"page-token/v1"), f"{expires} {position}".encode(), _row(about))
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def position(self, token: str, about: Mapping[str, object]) -> str | None:
        """Where the page starts, None for the first; raises `PageTokenInvalid`."""
        if not token:
            return None
        try:
            sealed = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
            if len(token) > MOST_TOKEN_LENGTH:
                raise PageTokenInvalid
            expires, _, position = (
                unseal(derive(self.key, b"page-token/v1"), sealed, _row(about)).decode().partition(" ")
            )
        except (ValueError, SealBroken) as problem:
            raise PageTokenInvalid from problem
        if datetime.fromtimestamp(int(expires), UTC) < self.clock.now():
            raise PageTokenInvalid
        return position


def _row(about: Mapping[str, object]) -> bytes:
    return hashlib.sha256(repr(sorted(about.items())).encode()).digest()

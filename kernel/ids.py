"""Public ids: a prefix and 26 base-32 characters over a stored uuid.  Never sequential, never guessable."""

import os
from uuid import UUID

from kernel.errors import DomainError

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUE = {letter: number for number, letter in enumerate(_ALPHABET)}

PROGRAMME = UUID(int=0)
"""The programme organisation, the one with a fixed public name: `org_public`."""
PLATFORM_LOG = "log_platform"
"""The log of the other logs' checkpoints; no organisation's."""


class MalformedId(DomainError):
    """The text is not an id of the expected kind.  expected: its prefix, or `n` for a number."""

    code = "malformed_id"


def new_uuid() -> UUID:
    """128 random bits."""
    return UUID(bytes=os.urandom(16))


def public(prefix: str, value: UUID) -> str:
    """`prefix` + "_" + 26 base-32 characters; the programme organisation is `org_public`, its log `log_public`."""
    if value == PROGRAMME and prefix in ("org", "log"):
        return f"{prefix}_public"
    number, letters = value.int, ""
    for _ in range(13):
        letters = _PAIRS[number & 1023] + letters
        number >>= 10
    return f"{prefix}_{letters}"


def parse(prefix: str, text: str) -> UUID:
    """The uuid behind `text`; raises `MalformedId` for another prefix, length, letter or more than 128 bits."""
    if text == f"{prefix}_public" and prefix in ("org", "log"):
        return PROGRAMME
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != 26 or any(letter not in _VALUE for letter in tail):
        raise MalformedId(expected=prefix)
    number = 0
    for letter in tail:
        number = number << 5 | _VALUE[letter]
    if number >> 128:
        raise MalformedId(expected=prefix)
    return UUID(int=number)

"""What a package that keeps personal data offers, so that a person can leave all of them at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kernel.work import Connection


@dataclass(frozen=True, slots=True)
class Whose:
    """One person within one organisation, whose rows the transaction sees."""

    person_id: UUID
    org_id: UUID
    log_id: str


Erase = Callable[[Connection, Whose], Awaitable[dict[str, int]]]
"""Removes what a package keeps of the person there; how many rows of what.  A second call finds nothing."""


def rows(status: str) -> int:
    """How many rows a statement touched, by its command tag: `DELETE 3`."""
    return int(status.rsplit(" ", 1)[1])

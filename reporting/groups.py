"""Small groups: which figures of a table may be shown, so that no sum gives away what is hidden.

A figure is shown only where at least k people stand behind it.  Where a sum is published with some of its parts
hidden, subtraction yields the hidden parts together; so the people behind those are at least k too, or the smallest
shown part is hidden with them.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people behind a figure.  people: by name only where they are fewer than k; erased ones count as nobody."""

    count: int
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Sum:
    """A published total and the published parts that add up to it."""

    total: Hashable
    parts: tuple[Hashable, ...]


def hidden(
    crowds: Mapping[Key, Crowd], sums: Sequence[Sum], minimum: int, *, unpublished: Collection[Key] = ()
) -> frozenset[Key]:
    """The keys whose figures stay hidden, `unpublished` among them: parts of a sum that no table shows.

    A part without a crowd is a true zero and may be shown.  The set only grows, so this ends.
    """
    found = {key for key, crowd in crowds.items() if crowd.count < minimum} | set(unpublished)
    while True:
        more = {key for one in sums for key in _more(one, crowds, found, minimum)} - found
        if not more:
            return frozenset(found)
        found |= more


def _more(one: Sum, crowds: Mapping[Key, Crowd], found: Collection[Key], minimum: int) -> Collection[Key]:
    """What else must be hidden because of one sum."""
    parts = [key for key in crowds if key in one.parts]
    if one.total in found:
        return parts
    secret = [key for key in parts if key in found]
    if not secret or _together(secret, crowds, minimum):
        return ()
    open_parts = [key for key in parts if key not in found]
    if open_parts:
        return (min(open_parts, key=lambda key: (crowds[key].count, parts.index(key))),)
    return [key for key in crowds if key == one.total]


def _together(keys: Collection[Key], crowds: Mapping[Key, Crowd], minimum: int) -> bool:
    """Whether at least `minimum` different people stand behind the keys."""
    if any(crowds[key].count >= minimum for key in keys):
        return True
    return len(frozenset[UUID]().union(*(crowds[key].people for key in keys))) >= minimum

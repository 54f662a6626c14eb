"""People's days, as batches meet on them: what one reads, and what the one before leaves behind."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

PersonDay = tuple[UUID, date]


@dataclass(frozen=True, slots=True)
class Days:
    """What a batch reads.  whole: people's days.  only_told: more, of which only what rests on their word alone counts."""

    whole: set[PersonDay] = field(default_factory=set)
    only_told: set[PersonDay] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What a batch leaves behind.  days: those on which an act is new or different.  told: those of them on which that is
    an act that rested, or rests, on a person's word alone.
    """

    days: set[PersonDay] = field(default_factory=set)
    told: set[PersonDay] = field(default_factory=set)

    def concerns(self, read: Days) -> bool:
        """Whether a batch that reads these days has to wait until this one is written."""
        return not (self.days.isdisjoint(read.whole) and self.told.isdisjoint(read.only_told))

    def add(self, person_id: UUID, day: date, *, told: bool) -> None:
        """An act of that day is new or different."""
        self.days.add((person_id, day))
        if told:
            self.told.add((person_id, day))

"""What a week has come to, as whoever keeps the acts hands it up: this floor sums no reductions itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from campaigns.tables import Campaign
from kernel.work import Connection


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A department's part; `participants`: people with at least one act."""

    unit_id: UUID | None
    participants: int
    reduction_mg: int


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of act: how often, how much in its base unit, by how many people."""

    kind: str
    unit: str
    acts: int
    quantity: int
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The standing acts of a week.  participants, checked_in: people; grams by evidence add up to `reduction_mg`."""

    participants: int
    acts: int
    reduction_mg: int
    attested_mg: int
    corroborated_mg: int
    self_reported_mg: int
    verified_mg: int
    checked_in: int
    units: Sequence[UnitFigures]
    kinds: Sequence[KindFigures]
    own_mg: Sequence[tuple[UUID, int]]
    """(person, milligrams) of everybody with an act, for their own eyes only."""

    @property
    def solid_mg(self) -> int:
        """Grams with evidence."""
        return self.attested_mg + self.corroborated_mg


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person's part.  active_days: days with an act; kinds_today: what they did on the day asked about."""

    acts: int
    reduction_mg: int
    solid_mg: int
    checkins: int
    active_days: int
    kinds_today: frozenset[str]


Reader = Callable[[Connection, Campaign], Awaitable[Figures]]
"""`actions.of_campaign.figures`, passed in from above."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of an organisation or of one of its weeks."""

    on: date
    participants: int
    checked_in: int
    reduction_mg: int

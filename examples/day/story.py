"""The frame of the day: what happens, through which door, in which step, and what it does to the expected book."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from company import Person
from oracle import DAY_S, Act, Book, Verdict
from rides import Feed, Ride, Trip
from telegram import Telegram

STEPS = (
    ("hello", "chat"),
    ("continue", "chat"),
    ("agree", "chat"),
    ("commute_kind", "chat"),
    ("commute_far", "chat"),
    ("link_by_use_case", "setup"),
    ("partner_hello", "chat"),
    ("partner_agree", "chat"),
    ("late_rides", "partner"),
    ("morning", "chat"),
    ("morning_answers", "chat"),
    ("morning_rides", "partner"),
    ("withdraw", "setup"),
    ("afternoon", "chat"),
    ("afternoon_presses", "chat"),
    ("afternoon_words", "chat"),
    ("afternoon_consent", "chat"),
    ("evening_rides", "partner"),
    ("night", "chat"),
    ("talk", "chat"),
    ("review", "setup"),
)
"""In this order; each is over before the next begins, because the order of the two doors decides who told first."""


@dataclass
class Told:
    """What somebody said, and what came of it; filled when the book is made."""

    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def act(self) -> Act:
        """The last act that it made."""
        found = self.verdicts[-1].act
        assert found is not None
        return found


Effect = Callable[[Book], object]


@dataclass
class Happening:
    """One line of a file.  body: an update or a row."""

    step: str
    door: str
    body: Any
    effect: Effect | None
    duplicate: bool = False


@dataclass
class Story:
    """Collects happenings in the order in which they arrive."""

    random: Random
    people: Sequence[Person]
    telegram: Telegram = field(default_factory=Telegram)
    feed: Feed = field(default_factory=Feed)
    happenings: list[Happening] = field(default_factory=list)
    step: str = ""

    def begin(self, step: str) -> None:
        """Everything after this belongs to `step`."""
        assert step in dict(STEPS)
        self.step = step

    def update(self, update: dict[str, Any], effect: Effect | None = None) -> dict[str, Any]:
        """An update through the chat."""
        self.happenings.append(Happening(self.step, "chat", update, effect))
        return update

    def redeliver(self, update: dict[str, Any]) -> None:
        """The same update once more, as after a lost confirmation: it must do nothing."""
        self.happenings.append(Happening(self.step, "chat", update, None, duplicate=True))

    def say(self, person: Person, at: int, text: str, *, group: str = "") -> dict[str, Any]:
        """A text that records nothing."""
        return self.update(self.telegram.text(person, at, text, group=group))

    def tell(
        self,
        person: Person,
        at: int,
        text: str,
        acts: Sequence[tuple[str, int]],
        *,
        day: int = 0,
        told: Told | None = None,
    ) -> Told:
        """A text that records `acts` (kind, base units) on the day of the message or the one before."""
        found = told or Told()
        self.update(self.telegram.text(person, at, text), telling(person, at + day * DAY_S, acts, found))
        return found

    def press(self, person: Person, at: int, label: str, effect: Effect | None = None) -> dict[str, Any]:
        """A button."""
        return self.update(self.telegram.press(person, at, label), effect)

    def rides(self, rides: Sequence[Ride]) -> None:
        """Rows of the partner."""
        for ride in rides:
            self.happenings.append(Happening(self.step, "partner", ride.row, ride.effect))

    def pick(self, people: Sequence[Person], most: int) -> list[Person]:
        """Some of the people, in the order of the list."""
        return sorted(self.random.sample(list(people), min(most, len(people))), key=lambda person: person.number)


def telling(
    person: Person, at: int, acts: Sequence[tuple[str, int]], told: Told, *, another: bool = False, review: bool = False
) -> Effect:
    """What a sentence, or the choice under a question, does."""

    def effect(book: Book) -> None:
        for kind, quantity in acts:
            told.verdicts.append(book.tell(person.number, kind, quantity, at, another=another, review=review))

    return effect


def nearly(random: Random, trip: Trip) -> int:
    """How far somebody says that a trip was: rounded, sometimes by a tenth off, within the tolerance of the rules."""
    metres = trip.metres if random.random() < 0.8 else trip.metres * random.choice((91, 93, 107)) // 100
    step = 500 if metres > 2_500 else 100
    return max(step, (metres + step // 2) // step * step)

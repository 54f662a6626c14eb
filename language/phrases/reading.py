"""What a sentence can be: activities, a question back, a refusal, an intent, or nothing we understand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kernel.errors import Param
from kernel.units import BaseUnit


@dataclass(frozen=True, slots=True)
class Leg:
    """One act that can be recorded as it stands: `quantity` is whole base units (m, g, Wh or event).

    instead: the mode that the person said they would have used, if they said it.
    """

    kind: str
    quantity: int
    unit: BaseUnit
    occurred_on: date
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One button under a question.

    code: `record` (record `legs`), `review` (record `legs` and hand them to a reviewer), `kind` (take `kind`),
    `stops` (ask back in kilometres) or `cancel`.  `legs` is the whole of what would be recorded.
    """

    code: str
    legs: tuple[Leg, ...] = ()
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Activities:
    """Acts to be recorded now.

    notes: facts to be said beside the receipt (`li_is_500_m`, `jin_is_500_g`, `liang_is_50_g`, `doubled`,
    `driving_not_counted`); the day of a back-filled act stands in the leg.
    """

    legs: tuple[Leg, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something is missing or doubtful; message `ask-<code with dashes>`.  Nothing is recorded yet.

    kind, quantity, unit, occurred_on: what is already known.  legs: other acts of the same sentence, recorded together
    with the answer.  instead: what was said to be replaced.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    kind: str | None = None
    quantity: int | None = None
    unit: BaseUnit | None = None
    occurred_on: date | None = None
    legs: tuple[Leg, ...] = ()
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Understood, and not to be recorded; message `refuse-<code with dashes>`."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """A wish that is not an act: planet, week, rank, undo, help, receipt, privacy, language, why, ..."""

    name: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing in the sentence is ours."""


Reading = Activities | Question | Refusal | Intent | Unclear

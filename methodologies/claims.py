"""What an act claims so that no second act is paid for it: a meter's days, an appliance's year, a car left at home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from methodologies.contract import InputRefused
from methodologies.fields import Document, integer, text, wrong

LONGEST_DAYS = 366
"""A year's bill is the longest period that one act may claim."""
_FIELDS = frozenset({"of", "beside", "number", "since", "usual_days", "days"})


@dataclass(frozen=True, slots=True)
class Span:
    """The days that an act claims, first and last included, and which of the person's things it is of, from 1."""

    number: int
    first: date
    last: date

    def meets(self, other: "Span") -> bool:
        """Whether both claim the same thing on some day."""
        return self.number == other.number and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that acts of a kind claim; acts of every kind that names the same thing compete for it.

    of: the thing.  beside: acts of one such word stand beside each other; any other two of the same thing do not.
    number: the input that tells the person's first meter from the second; "" where there is one.  since: the input with
    the first day of a period that ends on the act's day; usual_days: how long that is where nobody says.  days: the
    input with the length of a period that begins on the act's day.  Without either it is the day itself.
    """

    of: str
    beside: str
    number: str
    since: str
    usual_days: int
    days: str

    @property
    def longest_before(self) -> int:
        """Days before the act's own that it may claim."""
        return LONGEST_DAYS - 1 if self.since else 0

    @property
    def longest_after(self) -> int:
        """Days after the act's own that it may claim."""
        return LONGEST_DAYS - 1 if self.days else 0

    def competes(self, other: "Claim") -> bool:
        """Whether it and the other cannot both be paid for on the same day."""
        return self.of == other.of and not (self.beside and self.beside == other.beside)

    def span(self, inputs: Mapping[str, object], occurred_on: date) -> Span:
        """What an act with these inputs claims; raises `InputRefused` for a period that ends before it begins."""
        number = _whole(inputs, self.number, 1)
        length = min(_whole(inputs, self.days, 1), LONGEST_DAYS)
        return Span(number, self._first(inputs, occurred_on), occurred_on + timedelta(days=length - 1))

    def _first(self, inputs: Mapping[str, object], occurred_on: date) -> date:
        if not self.since:
            return occurred_on
        said = inputs.get(self.since)
        if said is None:
            return occurred_on - timedelta(days=self.usual_days - 1)
        first = date.fromisoformat(str(said))
        if not 0 <= (occurred_on - first).days < LONGEST_DAYS:
            raise InputRefused(pointer=f"/{self.since}", reason="period")
        return first


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of an input a person's day may hold: `times` the largest that the day's acts state under `by`.

    otherwise: what `by` is where an act does not state it.
    """

    input: str
    by: str
    times: int
    otherwise: int

    def most(self, *acts: Mapping[str, object]) -> int:
        """The day's bound by the inputs of its acts, in the input's own unit."""
        return self.times * max(_whole(inputs, self.by, self.otherwise) for inputs in acts)


def read_claim(row: Document) -> Claim:
    """A claim of a kind; raises `PackageInvalid`."""
    if set(row) - _FIELDS or ("since" in row) is not ("usual_days" in row) or {"since", "days"} <= set(row):
        raise wrong("claims")
    return Claim(
        of=text(row, "of"),
        beside=text(row, "beside") if "beside" in row else "",
        number=text(row, "number") if "number" in row else "",
        since=text(row, "since") if "since" in row else "",
        usual_days=integer({"usual_days": 1, **row}, "usual_days", 1),
        days=text(row, "days") if "days" in row else "",
    )


def read_bound(row: Document) -> Bound:
    """A bound of a use; raises `PackageInvalid`."""
    if set(row) != {"input", "by", "times", "otherwise"}:
        raise wrong("bound")
    return Bound(text(row, "input"), text(row, "by"), integer(row, "times", 1), integer(row, "otherwise", 1))


def _whole(inputs: Mapping[str, object], name: str, otherwise: int) -> int:
    found = inputs.get(name, otherwise) if name else otherwise
    assert isinstance(found, int)  # The package's schema says so.
    return found

"""A household's electricity: what a reading may be, and what it saved.  Pure: readings in, verdicts out.

A bill says what a month came to; a daily reading is where the meter stands.  Whole watt-hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from kernel.errors import DomainError

Kind = Literal["bill", "day"]
BILL: Kind = "bill"
DAY: Kind = "day"
MOST_WH = 1_000_000_000
"""A million kWh: as far as the counter of a home's meter goes."""
UNLIKELY_TIMES = 10
BASELINE_BILLS = 3
MEAN_DAYS = 7
MOST_SAVED_PERCENT = 30
"""Of the baseline, as in the methodology for it (`elec-own-average`)."""
_MOST_DAY_WH = 1_000_000
"""What the methodology takes for a day."""
_DAY = timedelta(days=1)
Readings = Mapping[date, int]
"""Watt-hours by period: a bill's by the first day of its month, a meter's standing by its day."""


class ReadingOutOfRange(DomainError):
    """A reading is between 0 and `most_kwh`, of a month that is over or of today."""

    code = "reading_out_of_range"


class ReadingDoubtful(DomainError):
    """It may be a slip: asked back, and taken when it is meant.

    reason: below (the last reading, of which `last_wh` tells) or unlikely (ten times the usual `usual_wh`, or more).
    """

    code = "reading_doubtful"


@dataclass(frozen=True, slots=True)
class Saving:
    """What a period saved against its baseline, in watt-hours, at least 0.

    basis: last_year, first_bills or own_mean.  days: what the seven days before came to, each; empty for a bill.
    """

    baseline_wh: int
    actual_wh: int
    saved_wh: int
    basis: str
    days: tuple[int, ...] = ()


def check(kind: Kind, readings: Readings, period: date, reading_wh: int) -> None:
    """Raises `ReadingOutOfRange` and `ReadingDoubtful`.  readings: of the kind, without the one that is judged."""
    if not 0 <= reading_wh <= MOST_WH:
        raise ReadingOutOfRange(most_kwh=MOST_WH // 1000)
    before = {on: wh for on, wh in readings.items() if on < period}
    if kind == BILL:
        usual = sum(readings.values()) // len(readings) if readings else 0
        asked = reading_wh
    else:
        if not before:
            return
        last_on = max(before)
        if reading_wh < before[last_on]:
            raise ReadingDoubtful(reason="below", last_wh=before[last_on], usual_wh=0)
        asked = (reading_wh - before[last_on]) // (period - last_on).days
        first_on = min(before)
        usual = (before[last_on] - before[first_on]) // max(1, (last_on - first_on).days)
    if usual > 0 and asked >= UNLIKELY_TIMES * usual:
        raise ReadingDoubtful(reason="unlikely", last_wh=0, usual_wh=usual)


def of_bill(bills: Readings, month: date) -> Saving | None:
    """What a month saved against the same month of the year before, else the mean of the first three bills.

    None while there is neither.  The mean is rounded down, in nobody's favour.
    """
    last_year = month.replace(year=month.year - 1)
    earlier = sorted(on for on in bills if on < month)
    if last_year in bills:
        baseline, basis = bills[last_year], "last_year"
    elif len(earlier) >= BASELINE_BILLS:
        baseline = sum(bills[on] for on in earlier[:BASELINE_BILLS]) // BASELINE_BILLS
        basis = "first_bills"
    else:
        return None
    return _saving(baseline, bills[month], basis)


def of_day(readings: Readings, day: date) -> Saving | None:
    """What the day up to this reading saved against the mean of the seven days before.

    The meter must have been read on the day, the day before, and eight days before; what a gap between came to is shared
    out over its days, so that the seven add up to what was metered.  None otherwise, and where a meter was exchanged.
    """
    standing = [on for on in sorted(readings) if day - (MEAN_DAYS + 1) * _DAY <= on <= day]
    if len(standing) < 3 or standing[0] != day - (MEAN_DAYS + 1) * _DAY or standing[-2:] != [day - _DAY, day]:
        return None
    used: list[int] = []
    for begin, end in pairwise(standing):
        used += _shared(readings[end] - readings[begin], (end - begin).days)
    if any(not 0 <= one <= _MOST_DAY_WH for one in used):
        return None
    *days, actual = used
    return _saving(sum(days) // MEAN_DAYS, actual, "own_mean", tuple(days))


def days_missing(readings: Readings, day: date) -> int:
    """For how many days after `day` the meter must be read until one can be compared; 0 where the day itself can be.

    Nine with nothing read, and eight from the day of an exchange on; other gaps than `of_day` minds count for nothing.
    """
    for more in range(MEAN_DAYS + 2):
        last = day + more * _DAY
        first = last - (MEAN_DAYS + 1) * _DAY
        read = {*readings, *(day + number * _DAY for number in range(1, more + 1))}
        standing = [readings[on] for on in sorted(readings) if on >= first]
        if {first, last - _DAY, last} <= read and standing == sorted(standing):
            return more
    return MEAN_DAYS + 2


def _saving(baseline: int, actual: int, basis: str, days: tuple[int, ...] = ()) -> Saving:
    saved = min(baseline - actual, baseline * MOST_SAVED_PERCENT // 100)
    return Saving(baseline, actual, max(0, saved), basis, days)


def _shared(wh: int, days: int) -> list[int]:
    """A whole amount over days, the first ones taking what is left over; a negative one stays negative."""
    each, over = divmod(wh, days)
    return [each + (1 if number < over else 0) for number in range(days)]

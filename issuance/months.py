"""Monitoring periods: calendar months in the organisation's own days."""

import re
from datetime import date

from kernel.errors import DomainError

_month = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])").fullmatch


class MonthMalformed(DomainError):
    """The text is no month of the form YYYY-MM."""

    code = "month_malformed"


class MonthInFuture(DomainError):
    """Nothing can be reported on a month that has not begun.  month: the one asked for."""

    code = "month_in_future"


def parse(text: str, today: date) -> date:
    """The first day of the month `text` (YYYY-MM); raises `MonthMalformed`, or `MonthInFuture` as seen from `today`."""
    found = _month(text)
    if found is None:
        raise MonthMalformed(month=text[:40])
    first = date(int(found[1]), int(found[2]), 1)
    if first > today:
        raise MonthInFuture(month=text)
    return first


def after(first: date) -> date:
    """The first day of the month after the one that `first` begins."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def before(first: date) -> date:
    """The first day of the month before the one that `first` begins."""
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def written(first: date) -> str:
    """The month as text, YYYY-MM."""
    return f"{first.year:04d}-{first.month:02d}"

"""Months: what is one, and what comes before and after."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance import months
from issuance.months import MonthInFuture, MonthMalformed

TODAY = date(2026, 11, 21)


def test_the_present_month_can_be_asked_for() -> None:
    assert months.parse("2026-11", TODAY) == date(2026, 11, 1)


def test_a_month_that_has_not_begun_is_refused() -> None:
    with pytest.raises(MonthInFuture):
        months.parse("2026-12", TODAY)


@given(st.text(max_size=12))
def test_any_text_is_a_month_or_refused(text: str) -> None:
    with suppress(MonthMalformed, MonthInFuture):
        assert months.written(months.parse(text, TODAY)) == text


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2900, 1, 1)))
def test_before_undoes_after(day: date) -> None:
    first = day.replace(day=1)
    assert months.before(months.after(first)) == first
    assert 28 <= (months.after(first) - first).days <= 31

"""The time given to an act that is told for another day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.recording import occurred_at

SHENZHEN = "Asia/Shanghai"
BERLIN = "Europe/Berlin"
"""Clocks go back on 25 October 2026 at 03:00 and forward on 28 March 2027 at 02:00."""


def test_an_act_of_today_happened_when_it_was_said() -> None:
    said_at = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert occurred_at(date(2026, 11, 20), said_at, SHENZHEN) == said_at


def test_an_act_of_another_day_happened_at_the_same_clock_time() -> None:
    said_at = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert occurred_at(date(2026, 11, 13), said_at, SHENZHEN) == datetime(2026, 11, 13, 1, 30, tzinfo=UTC)


def test_the_day_is_that_of_the_zone() -> None:
    said_at = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)  # 01:00 on the 20th in Shenzhen.
    assert occurred_at(date(2026, 11, 19), said_at, SHENZHEN) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said_at", "day", "expected"),
    [
        # 23:30 on the 26th, told for the 24th: 48 hours earlier it was already 00:30 on the 25th.
        (datetime(2026, 10, 26, 22, 30, tzinfo=UTC), date(2026, 10, 24), datetime(2026, 10, 24, 21, 30, tzinfo=UTC)),
        # 00:30 on the 29th, told for the 28th: 24 hours earlier it was still 23:30 on the 27th.
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 27, 23, 30, tzinfo=UTC)),
    ],
)
def test_days_of_23_and_25_hours_keep_the_clock_time(said_at: datetime, day: date, expected: datetime) -> None:
    found = occurred_at(day, said_at, BERLIN)
    assert found == expected
    assert found.astimezone(ZoneInfo(BERLIN)).date() == day


def test_a_clock_time_that_was_skipped_is_an_hour_later() -> None:
    said_at = datetime(2027, 3, 29, 0, 30, tzinfo=UTC)  # 02:30 on the 29th.
    assert occurred_at(date(2027, 3, 28), said_at, BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_clock_time_that_came_twice_is_the_first() -> None:
    said_at = datetime(2026, 10, 26, 1, 30, tzinfo=UTC)  # 02:30 on the 26th.
    assert occurred_at(date(2026, 10, 25), said_at, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

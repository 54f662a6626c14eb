"""Streaks over the Chinese workday calendar, the two shields, and the promises that hold for every history."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.streaks import STRENGTH_MULTIPLIER, STRENGTH_SCALE, Calendar, CalendarUnknown, Pause, streak

CHINA = Calendar()
START = date(2026, 3, 2)
"""A Monday; no holiday until 4 April."""
EVERY_DAY = Calendar("CN", {START + timedelta(days=number): True for number in range(400)})
HORIZON = 70
OFFSETS = st.sets(st.integers(min_value=0, max_value=HORIZON))


def days(offsets: Iterable[int]) -> set[date]:
    return {START + timedelta(days=offset) for offset in offsets}


def test_the_calendar_has_the_248_workdays_of_2026() -> None:
    first = date(2026, 1, 1)
    assert sum(CHINA.is_workday(first + timedelta(days=number)) for number in range(365)) == 248


def test_a_make_up_saturday_is_a_workday_and_a_holiday_is_not() -> None:
    assert CHINA.is_workday(date(2026, 10, 10))
    assert not CHINA.is_workday(date(2026, 10, 1))


def test_an_override_of_the_organisation_decides() -> None:
    calendar = Calendar("CN", {date(2026, 10, 1): True, date(2026, 3, 2): False})
    assert calendar.is_workday(date(2026, 10, 1))
    assert not calendar.is_workday(date(2026, 3, 2))


def test_another_country_has_its_own_holidays() -> None:
    assert not Calendar("US").is_workday(date(2026, 7, 3))
    assert CHINA.is_workday(date(2026, 7, 3))


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(CalendarUnknown) as caught:
        Calendar("XX").is_workday(START)
    assert caught.value.params == {"country": "XX"}


def test_nobody_who_never_acted_has_a_streak() -> None:
    told = streak(set(), START, CHINA)
    assert (told.current, told.best, told.strength_permille, told.alive) == (0, 0, 0, False)
    assert told.shields == 2


def test_a_weekend_between_two_kept_days_does_not_break() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    told = streak({friday, monday}, monday, CHINA)
    assert (told.current, told.shields) == (2, 2)


def test_the_whole_national_holiday_does_not_break() -> None:
    before, after = date(2026, 9, 30), date(2026, 10, 8)
    told = streak({before, after}, after, CHINA)
    assert (told.current, told.shields) == (2, 2)


def test_an_act_on_a_free_day_counts_one() -> None:
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert streak({friday, saturday}, saturday, CHINA).current == 2


def test_today_is_still_open() -> None:
    told = streak({START}, START + timedelta(days=1), CHINA)
    assert (told.current, told.shields, told.kept_today) == (1, 2, False)


def test_a_missed_workday_takes_one_shield_and_says_which_day() -> None:
    told = streak({START, START + timedelta(days=2)}, START + timedelta(days=2), CHINA)
    assert (told.current, told.shields, told.alive) == (2, 1, True)
    assert told.shield_used_on == START + timedelta(days=1)


def test_the_third_missed_workday_ends_the_run_and_the_best_stays() -> None:
    told = streak(days([0, 1, 4]), START + timedelta(days=9), CHINA)
    assert (told.current, told.best, told.alive) == (0, 3, False)


def test_ten_kept_days_refill_one_shield() -> None:
    missed_once = [0, *range(2, 11)]
    assert streak(days(missed_once), START + timedelta(days=10), EVERY_DAY).shields == 1
    assert streak(days([*missed_once, 11]), START + timedelta(days=11), EVERY_DAY).shields == 2


def test_there_are_never_more_than_two_shields() -> None:
    assert streak(days(range(40)), START + timedelta(days=39), EVERY_DAY).shields == 2


def test_a_new_run_starts_at_one_and_earns_its_own_shields() -> None:
    told = streak(days([0, 10]), START + timedelta(days=10), EVERY_DAY)
    assert (told.current, told.best, told.shields) == (1, 1, 0)
    again = streak(days([0, *range(10, 20)]), START + timedelta(days=19), EVERY_DAY)
    assert (again.current, again.shields) == (10, 1)


def test_a_pause_asks_for_nothing_on_both_its_edges() -> None:
    pause = Pause(START + timedelta(days=1), START + timedelta(days=8))
    told = streak(days([0, 9]), START + timedelta(days=9), EVERY_DAY, pauses=[pause])
    assert (told.current, told.shields) == (2, 2)


def test_back_filling_the_missed_day_gives_the_shield_back() -> None:
    today = START + timedelta(days=2)
    assert streak(days([0, 2]), today, CHINA).shields == 1
    assert streak(days([0, 1, 2]), today, CHINA).shields == 2


def test_days_after_today_are_not_counted() -> None:
    assert streak(days([0, 1, 2]), START, CHINA).current == 1


def test_strength_after_sixty_days_and_five_missed_is_that_of_the_published_formula() -> None:
    kept = days(range(60))
    assert streak(kept, START + timedelta(days=59), EVERY_DAY).strength_permille == 959
    assert streak(kept, START + timedelta(days=65), EVERY_DAY).strength_permille == 734


def test_the_multiplier_is_the_thirteenth_root_of_a_half() -> None:
    with localcontext(prec=40):
        exact = Decimal("0.5") ** (Decimal(1) / 13)
        assert int(exact * STRENGTH_SCALE) == STRENGTH_MULTIPLIER


@given(OFFSETS, st.integers(min_value=0, max_value=HORIZON))
def test_an_act_after_the_first_one_never_lowers_anything(offsets: set[int], extra: int) -> None:
    kept = {0, *offsets}
    today = START + timedelta(days=HORIZON)
    before, after = streak(days(kept), today, CHINA), streak(days({*kept, extra}), today, CHINA)
    assert after.current >= before.current
    assert after.best >= before.best
    assert after.shields >= before.shields
    assert after.strength_permille >= before.strength_permille


@given(OFFSETS, st.integers(min_value=0, max_value=HORIZON), st.integers(min_value=0, max_value=HORIZON))
def test_a_pause_never_lowers_anything(offsets: set[int], one: int, other: int) -> None:
    today = START + timedelta(days=HORIZON)
    pause = Pause(START + timedelta(days=min(one, other)), START + timedelta(days=max(one, other)))
    before = streak(days(offsets), today, CHINA)
    after = streak(days(offsets), today, CHINA, pauses=[pause])
    assert after.current >= before.current
    assert after.best >= before.best
    assert after.shields >= before.shields
    assert after.strength_permille >= before.strength_permille


@given(OFFSETS, OFFSETS)
def test_holidays_never_lower_anything(offsets: set[int], free: set[int]) -> None:
    today = START + timedelta(days=HORIZON)
    calendar = Calendar("CN", dict.fromkeys(days(free), False))
    before, after = streak(days(offsets), today, CHINA), streak(days(offsets), today, calendar)
    assert after.current >= before.current
    assert after.best >= before.best
    assert after.shields >= before.shields
    assert after.strength_permille >= before.strength_permille


@given(OFFSETS)
def test_a_streak_is_at_most_the_days_with_an_act(offsets: set[int]) -> None:
    told = streak(days(offsets), START + timedelta(days=HORIZON), CHINA)
    assert 0 <= told.current <= told.best <= len(offsets)
    assert 0 <= told.shields <= 2
    assert 0 <= told.strength_permille <= 1000

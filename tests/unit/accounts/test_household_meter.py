"""What a reading may be, and what a period saved."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.households.meter import (
    BILL,
    DAY,
    MOST_WH,
    ReadingDoubtful,
    ReadingOutOfRange,
    check,
    days_missing,
    of_bill,
    of_day,
)

TODAY = date(2026, 11, 20)


def months(*bills: int, last: date = date(2026, 10, 1)) -> dict[date, int]:
    """Bills of consecutive months, the last one that of `last`."""
    number = last.year * 12 + last.month - 1
    found = {}
    for back, wh in enumerate(reversed(bills)):
        year, month = divmod(number - back, 12)
        found[date(year, month + 1, 1)] = wh
    return found


def readings(*used: int, start: int = 5_000_000, today: date = TODAY) -> dict[date, int]:
    """The meter's standing on consecutive days up to today, of which each used that much."""
    standing = {today - timedelta(days=len(used)): start}
    for number, wh in enumerate(used):
        standing[today - timedelta(days=len(used) - 1 - number)] = start = start + wh
    return standing


def test_the_same_month_of_the_year_before_comes_first() -> None:
    bills = {**months(200_000, 210_000, 220_000, 180_000), date(2025, 10, 1): 240_000}
    saving = of_bill(bills, date(2026, 10, 1))
    assert saving is not None
    assert (saving.baseline_wh, saving.saved_wh, saving.basis) == (240_000, 60_000, "last_year")


def test_else_the_mean_of_the_first_three_bills() -> None:
    bills = months(200_000, 210_001, 220_000, 300_000, 199_000)
    saving = of_bill(bills, date(2026, 10, 1))
    assert saving is not None
    assert (saving.baseline_wh, saving.saved_wh, saving.basis) == (210_000, 11_000, "first_bills")


@pytest.mark.parametrize("bills", [(200_000,), (200_000, 210_000), (200_000, 210_000, 220_000)])
def test_without_a_baseline_nothing_is_saved(bills: tuple[int, ...]) -> None:
    assert of_bill(months(*bills), date(2026, 10, 1)) is None


def test_who_used_more_saved_nothing_and_who_used_far_less_thirty_percent() -> None:
    more = of_bill(months(200_000, 200_000, 200_000, 250_000), date(2026, 10, 1))
    less = of_bill(months(200_000, 200_000, 200_000, 1_000), date(2026, 10, 1))
    assert more is not None and less is not None
    assert (more.saved_wh, less.saved_wh) == (0, 60_000)


def test_a_day_is_held_against_the_mean_of_the_seven_before() -> None:
    saving = of_day(readings(8_100, 7_950, 8_420, 9_003, 7_777, 8_200, 8_601, 7_001), TODAY)
    assert saving is not None
    assert saving.days == (8_100, 7_950, 8_420, 9_003, 7_777, 8_200, 8_601)
    assert (saving.baseline_wh, saving.actual_wh, saving.saved_wh) == (8_293, 7_001, 1_292)


def test_a_gap_within_the_seven_days_is_shared_out_and_adds_up() -> None:
    standing = readings(8_000, 8_000, 8_001, 8_000, 8_000, 8_000, 8_000, 7_000)
    for back in (4, 5):
        del standing[TODAY - timedelta(days=back)]
    saving = of_day(standing, TODAY)
    assert saving is not None and sum(saving.days) == 56_001 and len(saving.days) == 7


@pytest.mark.parametrize("back", [0, 1, 8])
def test_without_today_yesterday_or_the_eighth_day_before_there_is_no_mean(back: int) -> None:
    standing = readings(*[8_000] * 8)
    del standing[TODAY - timedelta(days=back)]
    assert of_day(standing, TODAY) is None


def test_an_exchanged_meter_is_compared_with_nothing_until_eight_days_later() -> None:
    standing = readings(*[8_000] * 8)
    standing[TODAY] = 12
    assert of_day(standing, TODAY) is None


@pytest.mark.parametrize(("run", "missing"), [(0, 9), (1, 8), (8, 1), (9, 0), (20, 0)])
def test_how_many_days_are_missing_after_a_run_of_readings(run: int, missing: int) -> None:
    standing = {TODAY - timedelta(days=number): 1_000 for number in range(run)}
    assert days_missing(standing, TODAY) == missing
    assert (of_day(standing, TODAY) is not None) == (missing == 0)


@given(st.sets(st.integers(0, 12)), st.integers(0, 12))
def test_that_many_days_more_is_what_it_takes_and_no_day_less(back: set[int], exchanged: int) -> None:
    """exchanged: so many days ago a new meter began near nothing."""
    standing = {
        TODAY - timedelta(days=one): 1_000 * (20 - one) + (50_000 if one > exchanged else 0) for one in {0, *back}
    }
    missing, day = days_missing(standing, TODAY), TODAY
    for _ in range(missing):
        assert of_day(standing, day) is None
        standing[day + timedelta(days=1)] = standing[day] + 1_000
        day += timedelta(days=1)
    assert of_day(standing, day) is not None


def test_a_reading_below_the_last_is_asked_back() -> None:
    with pytest.raises(ReadingDoubtful) as raised:
        check(DAY, {TODAY - timedelta(days=3): 5_000_000}, TODAY, 4_999_999)
    assert raised.value.params["reason"] == "below"
    check(DAY, {TODAY - timedelta(days=3): 5_000_000}, TODAY, 5_000_000)


def test_ten_times_the_usual_is_asked_back() -> None:
    standing = readings(8_000, 8_000, 8_000, today=TODAY - timedelta(days=1))
    last = max(standing.values())
    check(DAY, standing, TODAY, last + 79_999)
    with pytest.raises(ReadingDoubtful) as raised:
        check(DAY, standing, TODAY, last + 80_000)
    assert raised.value.params == {"reason": "unlikely", "last_wh": 0, "usual_wh": 8_000}
    check(DAY, standing, TODAY + timedelta(days=1), last + 80_000)
    bills = months(200_000, 210_000)
    check(BILL, bills, date(2026, 11, 1), 2_049_999)
    with pytest.raises(ReadingDoubtful):
        check(BILL, bills, date(2026, 11, 1), 2_050_000)


@pytest.mark.parametrize("wh", [-1, MOST_WH + 1])
def test_no_meter_shows_that(wh: int) -> None:
    with pytest.raises(ReadingOutOfRange):
        check(DAY, {}, TODAY, wh)


@given(st.lists(st.integers(0, 1_000_000), min_size=8, max_size=8), st.sets(st.integers(2, 7)))
def test_whatever_is_read_saves_at_most_thirty_percent_of_what_was_metered(used: list[int], gaps: set[int]) -> None:
    standing = readings(*used)
    for back in gaps:
        del standing[TODAY - timedelta(days=back)]
    saving = of_day(standing, TODAY)
    assert saving is not None
    assert sum(saving.days) == sum(used[:7]) and saving.actual_wh == used[7]
    assert 0 <= saving.saved_wh <= sum(used[:7]) * 30 // 700 + 1

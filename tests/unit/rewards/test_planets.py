"""The curve of the nine planets against the table of the art direction, and its edges."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.planets import (
    PLANET_DAILY_CAP_MG,
    PLANETS,
    SPROUT,
    PlanetUnknown,
    mist_permille,
    planet,
    planet_mg,
    stage,
    standing,
)

GRAMS = st.integers(min_value=0, max_value=400_000_000)
DAYS = st.integers(min_value=0, max_value=600)
MONDAY = date(2026, 1, 5)


def test_thresholds_are_those_of_the_curve() -> None:
    assert [item.threshold_mg for item in PLANETS] == [
        kilograms_tenth * 100_000 for kilograms_tenth in (8, 30, 90, 200, 400, 700, 1100, 1650, 2400)
    ]
    assert [item.threshold_days for item in PLANETS] == [3, 7, 18, 38, 72, 125, 195, 290, 420]


def test_each_step_by_grams_is_longer_than_the_one_before() -> None:
    marks = [0, *(item.threshold_mg for item in PLANETS)]
    steps = [after - before for before, after in pairwise(marks)]
    assert steps == sorted(set(steps))


def test_every_planet_has_a_name_in_both_languages_and_its_own_code() -> None:
    for item in (SPROUT, *PLANETS):
        assert set(item.name) == {"zh", "en"}
        assert all(item.name.values())
    assert len({item.code for item in (SPROUT, *PLANETS)}) == 10


def test_a_newcomer_stands_on_no_planet_and_sees_the_first_ahead() -> None:
    here = standing(0, 0)
    assert (here.current, here.next) == (None, PLANETS[0])
    assert (here.progress_permille, here.stage) == (0, 0)
    assert (here.remaining_mg, here.remaining_days) == (800_000, 3)


def test_grams_alone_unlock() -> None:
    assert standing(799_999, 0).current is None
    assert standing(800_000, 0).current == PLANETS[0]


def test_days_alone_unlock() -> None:
    assert standing(0, 2).current is None
    assert standing(0, 3).current == PLANETS[0]


def test_the_worked_example_of_the_isles_says_what_is_missing() -> None:
    here = standing(6_200_000, 8)
    assert here.current == PLANETS[1]
    assert here.next == PLANETS[2]
    assert here.remaining_mg == 2_800_000
    assert here.remaining_days == 10
    assert here.progress_permille == (6_200_000 - 3_000_000) * 1000 // 6_000_000


def test_progress_is_that_of_the_better_track() -> None:
    assert standing(3_000_000, 17).progress_permille == 10 * 1000 // 11


def test_a_planet_reached_by_days_does_not_start_below_nothing() -> None:
    assert standing(0, 7).progress_permille == 0


def test_after_the_ninth_nothing_is_missing() -> None:
    here = standing(500_000_000, 0)
    assert (here.current, here.next) == (PLANETS[8], None)
    assert (here.progress_permille, here.remaining_mg, here.remaining_days, here.stage) == (1000, 0, 0, 4)


def test_a_planet_once_unlocked_is_never_taken_away() -> None:
    here = standing(0, 0, unlocked=4)
    assert here.current == PLANETS[3]
    assert here.progress_permille == 0
    assert here.remaining_mg == PLANETS[4].threshold_mg


@pytest.mark.parametrize("number", [-1, 10])
def test_a_number_outside_the_nine_is_unknown(number: int) -> None:
    with pytest.raises(PlanetUnknown) as caught:
        planet(number)
    assert caught.value.params == {"number": number}


@pytest.mark.parametrize(
    ("progress", "expected"), [(0, 0), (199, 0), (200, 1), (399, 1), (400, 2), (700, 3), (999, 3), (1000, 4)]
)
def test_the_five_stages_begin_where_the_curve_says(progress: int, expected: int) -> None:
    assert stage(progress) == expected


@given(GRAMS, DAYS, GRAMS, DAYS)
def test_more_never_stands_lower(grams: int, days: int, more_grams: int, more_days: int) -> None:
    before, after = standing(grams, days), standing(grams + more_grams, days + more_days)
    number_before = before.current.number if before.current else 0
    number_after = after.current.number if after.current else 0
    assert (number_after, after.progress_permille) >= (number_before, before.progress_permille)


@given(GRAMS, DAYS)
def test_reaching_what_remains_on_one_track_unlocks_the_next(grams: int, days: int) -> None:
    here = standing(grams, days)
    if here.next is not None:
        assert standing(grams + here.remaining_mg, days).current == here.next
        assert standing(grams, days + here.remaining_days).current == here.next
        assert here.remaining_mg > 0
        assert here.remaining_days > 0


def test_one_bag_of_clothes_cannot_open_more_than_one_planet() -> None:
    assert planet_mg([(MONDAY, "old_clothes", 36_000_000)]) == PLANET_DAILY_CAP_MG
    assert standing(PLANET_DAILY_CAP_MG, 1).current == PLANETS[0]


def test_the_cap_binds_each_category_and_day_by_itself() -> None:
    rows = [
        (MONDAY, "transit", 1_500_000),
        (MONDAY, "transit", 1_500_000),
        (MONDAY, "recycling", 1_500_000),
        (date(2026, 1, 6), "transit", 561_600),
    ]
    assert planet_mg(rows) == 2_000_000 + 1_500_000 + 561_600


def test_a_withdrawn_act_gives_back_room_under_the_cap() -> None:
    rows = [(MONDAY, "transit", 1_800_000), (MONDAY, "transit", 1_800_000), (MONDAY, "transit", -1_800_000)]
    assert planet_mg(rows) == 1_800_000


def test_a_day_never_counts_below_nothing() -> None:
    assert planet_mg([(MONDAY, "transit", -5), (MONDAY, "recycling", 7)]) == 7


@pytest.mark.parametrize(
    ("total", "self_reported", "expected"),
    [(0, 0, 0), (1000, 0, 0), (1000, 1000, 1000), (3000, 1000, 334), (1000, 2000, 1000), (1000, -5, 0)],
)
def test_mist_is_the_share_of_what_is_only_told(total: int, self_reported: int, expected: int) -> None:
    assert mist_permille(total, self_reported) == expected

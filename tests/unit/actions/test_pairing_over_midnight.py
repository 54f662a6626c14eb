"""A trip counts once where midnight lies between its record and its telling, whichever of the two comes first."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.commands import SameAgain

SHENZHEN = ZoneInfo("Asia/Shanghai")
EVENING, MORNING = date(2026, 11, 17), date(2026, 11, 18)
RIDDEN = datetime(2026, 11, 17, 23, 30, tzinfo=SHENZHEN)
TOLD = datetime(2026, 11, 18, 0, 10, tzinfo=SHENZHEN)
ZONES = ("Asia/Shanghai", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "UTC", "America/St_Johns")


def _tell(person: Any, metres: int, at: datetime, **more: Any) -> Any:
    """A message, understood at once."""
    person.now = at
    return person.tell(metres, at=at, **more)


def _ride(person: Any, metres: int, at: datetime, sent: datetime | None = None) -> Any:
    person.now = sent or max(person.now, at)
    return person.ride(metres, at=at)


@pytest.mark.parametrize("first", ["told", "measured"])
def test_a_ride_before_midnight_told_after_it_is_one_of_its_own_day(person: Any, first: str) -> None:
    if first == "measured":
        _ride(person, 12_200, RIDDEN)
    _tell(person, 12_000, TOLD)
    if first == "told":
        _ride(person, 12_200, RIDDEN, sent=TOLD + timedelta(hours=2))
    (act,) = person.standing
    assert (act.occurred_on, act.evidence, act.quantity) == (EVENING, "attested", 12_200)
    assert act.reduction_mg == person.booked_mg == 570_960


@settings(max_examples=80, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    ridden=st.integers(0, 24 * 60 - 1),
    told=st.integers(0, 4 * 60 - 1),
    measured_first=st.booleans(),
    waited=st.integers(0, 60),
)
def test_any_ride_of_the_day_that_is_told_in_the_small_hours_counts_once(
    someone: Callable[..., Any], zone: str, ridden: int, told: int, measured_first: bool, waited: int
) -> None:
    person = someone(zone=zone)
    midnight = datetime(2026, 11, 18, tzinfo=ZoneInfo(zone))
    ridden_at, told_at = midnight - timedelta(minutes=ridden + 1), midnight + timedelta(minutes=told)
    if measured_first:
        _ride(person, 12_200, ridden_at)
    _tell(person, 12_000, told_at)
    if not measured_first:
        _ride(person, 12_200, ridden_at, sent=told_at + timedelta(minutes=waited))
    (act,) = person.standing
    assert (act.occurred_on, act.reduction_mg) == (EVENING, person.booked_mg)
    assert sorted(act.sources) == ["rides", "telegram"]


@settings(max_examples=80, deadline=None)
@given(rides=st.integers(0, 4), tellings=st.integers(0, 4), order=st.randoms(use_true_random=False))
def test_rides_of_the_evening_told_after_midnight_count_the_larger_number(
    someone: Callable[..., Any], rides: int, tellings: int, order: Any
) -> None:
    person = someone()
    events = ["ride"] * rides + ["tell"] * tellings
    order.shuffle(events)
    for number, event in enumerate(events):
        if event == "ride":
            _ride(person, 12_000, RIDDEN - timedelta(minutes=31 * number), sent=TOLD + timedelta(hours=4))
        else:
            _tell(person, 12_000, TOLD + timedelta(minutes=20 * number), another=True)
    assert len(person.standing) == max(rides, tellings)
    assert person.booked_mg == sum(act.reduction_mg for act in person.standing)


@pytest.mark.parametrize("first", ["told", "measured"])
def test_from_four_in_the_morning_a_telling_is_of_its_own_day(person: Any, first: str) -> None:
    told = TOLD.replace(hour=4, minute=0)
    if first == "measured":
        _ride(person, 12_000, RIDDEN)
    _tell(person, 12_000, told)
    if first == "told":
        _ride(person, 12_000, RIDDEN, sent=told)
    assert sorted(act.occurred_on for act in person.standing) == [EVENING, MORNING]


@pytest.mark.parametrize("first", ["told", "measured"])
def test_a_day_that_was_named_is_taken_at_its_word(person: Any, first: str) -> None:
    """ "Yesterday" said at ten past midnight stands at ten past midnight of that day."""
    before = RIDDEN - timedelta(days=1)
    if first == "measured":
        _ride(person, 12_000, before)
    person.now = TOLD
    person.tell(12_000, at=TOLD - timedelta(days=1))
    if first == "told":
        _ride(person, 12_000, before, sent=TOLD)
    assert len(person.standing) == 2


@pytest.mark.parametrize("first", ["told", "measured"])
def test_a_ride_recorded_minutes_after_midnight_was_told_as_it_began(person: Any, first: str) -> None:
    told, ridden = RIDDEN + timedelta(minutes=20), RIDDEN + timedelta(minutes=35)
    if first == "measured":
        _ride(person, 12_000, ridden)
    person.now = ridden
    person.tell(12_000, at=told)
    if first == "told":
        _ride(person, 12_000, ridden)
    (act,) = person.standing
    assert (act.occurred_on, act.evidence) == (MORNING, "attested")


def test_what_was_told_before_a_night_is_not_the_ride_of_the_morning(person: Any) -> None:
    _tell(person, 12_000, RIDDEN)
    _ride(person, 12_000, TOLD + timedelta(hours=6))
    assert len(person.standing) == 2


def test_a_ride_of_the_same_day_goes_before_one_beyond_midnight(person: Any) -> None:
    evening = _ride(person, 12_000, RIDDEN)
    night = _ride(person, 11_000, TOLD)
    again = _tell(person, 12_000, TOLD + timedelta(hours=1))
    assert (again.action_id, again.first) == (night.action_id, False)
    assert _tell(person, 12_000, TOLD + timedelta(hours=2)).action_id == evening.action_id


def test_the_cap_of_the_day_of_the_ride_cuts_it_and_the_other_day_has_room_again(person: Any) -> None:
    """120 km a day: the telling took 12 of the new day's, its measurement finds 5 left of the old day's."""
    _ride(person, 95_000, RIDDEN.replace(hour=12))
    _ride(person, 20_000, RIDDEN.replace(hour=18))
    _tell(person, 12_000, TOLD)
    raised = _ride(person, 12_200, RIDDEN, sent=TOLD)
    assert (raised.occurred_on, raised.quantity, raised.raised) == (EVENING, 5_000, True)
    assert "daily_cap" in raised.reasons
    whole = [_ride(person, metres, TOLD.replace(hour=12 + hour)) for hour, metres in ((0, 100_000), (4, 20_000))]
    assert [one.quantity for one in whole] == [100_000, 20_000]


def test_the_same_words_on_both_sides_of_midnight_are_asked_about(person: Any) -> None:
    _tell(person, 12_000, RIDDEN + timedelta(minutes=20))
    assert isinstance(_tell(person, 12_000, TOLD), SameAgain)

"""A day holds what the package allows and no more, whatever the order; rides that overlap wait."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.commands import Receipt

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
MOST_M = {"metro": 120_000, "bus": 60_000, "cycling": 50_000}


@settings(max_examples=60, deadline=None)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["tell", "ride"]),
            st.sampled_from(sorted(MOST_M)),
            st.integers(1, 100_000),
            st.integers(0, 3 * 1440),
        ),
        max_size=15,
    )
)
def test_no_order_of_acts_passes_a_cap(someone: Callable[[], Any], acts: list[tuple[str, str, int, int]]) -> None:
    person = someone()
    for way, kind, quantity, minutes in acts:
        at = NOON - timedelta(minutes=minutes)
        if way == "tell":
            person.tell(quantity, kind, at, another=True)
        else:
            person.ride(quantity, kind, at)
    for day in person.acts.values():
        for kind, most in MOST_M.items():
            counting = [act for act in day if act.kind == kind and act.methodology and act.status != "pending_review"]
            assert sum(act.quantity for act in counting) <= most
    assert person.booked_mg == sum(act.reduction_mg for act in person.standing)
    assert all(act.reduction_mg >= 0 for act in person.standing)


def test_what_the_cap_cuts_is_said_and_kept_in_full(person: Any) -> None:
    person.tell(110_000)
    cut = person.tell(15_000)
    assert (cut.quantity, cut.reasons) == (10_000, ("daily_cap",))
    nothing = person.tell(9_000)
    assert (nothing.quantity, nothing.reduction_mg, nothing.methodology) == (9_000, 0, None)
    assert nothing.credit_class == "none"


def test_legs_of_one_kind_and_of_another_count_into_their_own_caps(person: Any) -> None:
    legs = [{"mode": "metro", "distance_m": 70_000}, {"mode": "bev_bus", "distance_m": 50_000}]
    person.ride(None, inputs={"segments": legs})
    assert person.ride(60_000, at=NOON - timedelta(hours=6)).quantity == 50_000
    assert person.ride(60_000, "bus", at=NOON - timedelta(hours=3)).quantity == 10_000


def test_what_waits_for_review_takes_nothing_from_the_day(person: Any) -> None:
    person.tell(119_000, review=True)
    assert person.tell(50_000).reduction_mg == 50_000 * 468 // 10


def test_a_ride_that_began_during_another_waits(person: Any) -> None:
    person.ride(15_000)
    second = person.ride(20_000, at=NOON + timedelta(minutes=4))
    assert isinstance(second, Receipt)
    assert (second.status, second.reduction_mg, second.reasons) == ("pending_review", 0, ("pending", "overlap"))
    assert person.ride(5_000, at=NOON - timedelta(minutes=30)).status == "recorded"


def test_telling_an_overlapping_ride_first_does_not_smuggle_it_past_the_check(person: Any) -> None:
    person.ride(30_000)
    person.tell(10_000, at=NOON + timedelta(minutes=3))
    raised = person.ride(10_000, at=NOON + timedelta(minutes=3))
    assert raised.raised and (raised.status, raised.reduction_mg) == ("pending_review", 0)
    assert person.booked_mg == 30_000 * 468 // 10


def test_rides_overlap_across_midnight(person: Any) -> None:
    midnight = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
    person.ride(30_000, at=midnight - timedelta(minutes=5))
    late = person.ride(20_000, at=midnight + timedelta(minutes=2))
    assert late.status == "pending_review"
    assert [len(acts) for acts in person.acts.values()] == [1, 1]


def test_bicycles_overlap_too(person: Any) -> None:
    person.ride(5_000, "cycling")
    assert person.ride(9_000, "cycling", at=NOON + timedelta(minutes=2)).status == "pending_review"

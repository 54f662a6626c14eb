"""Tellings and measurements of one act count once, whatever their order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.partners import Partner
from actions.commands import Receipt, SameAgain

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
EVENTS = st.lists(st.sampled_from(["told", "measured"]), min_size=1, max_size=9)


def _play(person: Any, events: list[str]) -> None:
    """Rides of 10 km every 25 minutes; a person who repeats himself says that it is another one."""
    told = measured = 0
    for event in events:
        if event == "told":
            told += 1
            person.tell(10_000, at=NOON - timedelta(minutes=25 * told), another=True)
        else:
            measured += 1
            person.ride(10_100, at=NOON - timedelta(minutes=25 * measured))


@settings(max_examples=60, deadline=None)
@given(events=EVENTS)
def test_n_tellings_and_m_measurements_count_the_larger_number_in_any_order(
    someone: Callable[[], Any], events: list[str]
) -> None:
    person = someone()
    _play(person, events)
    told, measured = events.count("told"), events.count("measured")
    assert len(person.standing) == max(told, measured)
    assert sum(act.evidence == "attested" for act in person.standing) == measured


@settings(max_examples=60, deadline=None)
@given(events=EVENTS)
def test_entries_sum_to_what_stands(someone: Callable[[], Any], events: list[str]) -> None:
    person = someone()
    _play(person, events)
    assert person.booked_mg == sum(act.reduction_mg for act in person.standing)


def test_a_measurement_replaces_the_told_quantity_and_raises_the_evidence(person: Any) -> None:
    first = person.tell(10_000)
    again = person.ride(11_000)
    assert (again.action_id, again.raised, again.first) == (first.action_id, True, False)
    assert (again.quantity, again.evidence, again.reduction_mg) == (11_000, "attested", 11_000 * 468 // 10)
    assert person.booked_mg == 11_000 * 468 // 10


def test_what_is_told_after_the_measurement_adds_nothing(person: Any) -> None:
    first = person.ride(10_000)
    again = person.tell(11_900)
    assert (again.action_id, again.raised, again.reduction_mg) == (first.action_id, False, first.reduction_mg)
    assert len(person.head._sealed) == 2, "the package and the ride"


def test_an_act_that_a_photo_proved_is_raised_and_not_doubled(person: Any) -> None:
    person.tell(10_000)
    (act,) = person.standing
    act.evidence = "corroborated"
    assert person.ride(10_000).raised
    assert len(person.standing) == 1


def test_what_is_verified_keeps_its_grams_when_a_measurement_comes(person: Any) -> None:
    person.tell(10_000)
    (act,) = person.standing
    act.evidence, act.status, act.verified_mg = "corroborated", "verified", act.reduction_mg
    raised = person.ride(11_000)
    assert raised.raised and (raised.status, raised.evidence, raised.quantity) == ("verified", "attested", 10_000)
    assert act.verified_mg == act.reduction_mg == 468_000


@pytest.mark.parametrize("first", ["told", "measured"])
def test_a_twin_of_what_waits_for_review_is_the_same_act(person: Any, first: str) -> None:
    if first == "told":
        person.tell(10_000, review=True)
        answer = person.ride(10_000)
        assert (answer.status, answer.reduction_mg) == ("recorded", 468_000), "the measurement answers the question"
    else:
        person.ride(30_000, at=NOON - timedelta(minutes=5))
        person.ride(10_000)
        answer = person.tell(10_000)
        assert answer.status == "pending_review"
    assert len(person.standing) == (1 if first == "told" else 2)


def test_a_partner_whose_proof_is_weaker_than_attested_is_paired_too(person: Any) -> None:
    person.partner = Partner(person.partner.id, person.partner.org_id, "p", "rides", "ticket_photo")
    first = person.tell(10_000)
    again = person.ride(10_000)
    assert (again.action_id, again.evidence) == (first.action_id, "corroborated")


def test_the_same_words_within_half_an_hour_are_asked_back(person: Any) -> None:
    person.tell(10_000)
    assert isinstance(person.tell(10_000, at=NOON - timedelta(minutes=29)), SameAgain)
    assert isinstance(person.tell(10_000, at=NOON - timedelta(minutes=31)), Receipt)
    assert isinstance(person.tell(10_001), Receipt)


def test_another_one_is_still_paired_with_its_own_measurement(person: Any) -> None:
    person.tell(10_000)
    person.ride(10_000)
    person.ride(10_000, at=NOON - timedelta(minutes=40))
    person.tell(10_000, another=True)
    assert len(person.standing) == 2


@pytest.mark.parametrize("told_first", [True, False])
@pytest.mark.parametrize(("measured_m", "paired"), [(8_000, True), (7_999, False), (12_500, True), (12_501, False)])
def test_a_fifth_of_the_larger_is_the_tolerance(person: Any, measured_m: int, paired: bool, told_first: bool) -> None:
    if told_first:
        person.tell(10_000)
    person.ride(measured_m)
    if not told_first:
        person.tell(10_000)
    assert len(person.standing) == (1 if paired else 2)

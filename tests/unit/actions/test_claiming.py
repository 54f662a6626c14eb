"""One thing is paid for once: a meter's days, an appliance's year, a car left at home, a roof's day, a ride."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import claiming
from actions.commands import ClaimedAlready, Receipt, SameAgain
from actions.judging import restate
from methodologies.catalogue import Catalogue
from methodologies.contract import InputRefused

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BILL = {"baseline_energy_wh": 412_500, "baseline_cdd": "55", "actual_energy_wh": 463_900, "actual_cdd": "68.2"}
FRIDGE = {"units": 1, "old_energy_wh": 410_000, "new_energy_wh": 263_000, "days": 30}
WEEK = {"days": [{"earlier_wh": 8_000}] * 7, "actual_energy_wh": 7_000}
CAR = {"mode": "car", "occupants": "1"}
MIX = [{"share": "1", "mode": "car", "occupants": "1"}]


@pytest.fixture
def living(someone: Callable[..., Any]) -> Callable[[str], Any]:
    """A person of a place whose organisation lets everything there count."""

    def made(region: str) -> Any:
        person = someone(region=region)
        everywhere = ("modeshift-cycling", "recycle-warm", "recycle-warm-more", "textile-reuse", "meal")
        person.organisation = replace(person.organisation, methodology_set=("local", *everywhere))
        return person

    return made


def sent(person: Any, kind: str, inputs: Mapping[str, object], at: datetime = NOON) -> Any:
    """A partner's whole inputs."""
    return person.take(kind, None, at, "rides", person.partner, "operator_record", inputs=inputs)


def paid(*outcomes: Any) -> int:
    return sum(one.reduction_mg for one in outcomes if isinstance(one, Receipt))


def test_a_bill_sent_again_under_another_name_is_refused_and_names_the_first(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    first = sent(person, "metered_electricity", BILL)
    again = sent(person, "metered_electricity", BILL)
    assert first.reduction_mg == 21_034_440
    assert isinstance(again, ClaimedAlready)
    assert again.params == {"action_id": first.public_id, "kind": "metered_electricity"}
    assert len(person.standing) == 1


@pytest.mark.parametrize(
    ("more", "later", "counts"),
    [
        ({"period_from": "2026-10-19"}, {"period_from": "2026-11-18"}, False),
        ({"period_from": "2026-10-19"}, {"period_from": "2026-11-19"}, True),
        ({"period_from": "2026-10-19"}, {"period_from": "2026-11-19", "meter": 2}, True),
        ({"period_from": "2026-10-19"}, {"period_from": "2026-10-19", "meter": 2}, True),
        ({"meter": 2}, {"meter": 2}, False),
        ({}, {}, False),
    ],
)
def test_bills_of_one_meter_do_not_overlap(
    living: Callable[[str], Any], more: dict[str, Any], later: dict[str, Any], counts: bool
) -> None:
    person = living("CN-GD")
    person.now = NOON + 20 * DAY
    assert isinstance(sent(person, "metered_electricity", BILL | more), Receipt)
    second = sent(person, "metered_electricity", BILL | later, NOON + 20 * DAY)
    assert isinstance(second, Receipt if counts else ClaimedAlready)


def test_a_bill_found_late_does_not_overlap_one_that_stands(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    person.now = NOON + 20 * DAY
    sent(person, "metered_electricity", BILL | {"period_from": "2026-11-01"}, NOON + 20 * DAY)
    late = sent(person, "metered_electricity", BILL | {"period_from": "2026-10-01"})
    assert isinstance(late, ClaimedAlready)


def test_a_day_inside_a_bill_is_not_saved_again_by_ones_own_average(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    sent(person, "metered_electricity", BILL | {"period_from": "2026-11-01"})
    assert isinstance(sent(person, "household_electricity", WEEK, NOON - 5 * DAY), ClaimedAlready)
    assert isinstance(sent(person, "household_electricity", WEEK | {"meter": 2}, NOON - 5 * DAY), Receipt)


def test_a_household_saves_once_a_day(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    assert sent(person, "household_electricity", WEEK).reduction_mg == 441_900
    assert isinstance(sent(person, "household_electricity", WEEK), ClaimedAlready)
    assert isinstance(sent(person, "household_electricity", WEEK, NOON - DAY), Receipt)


def test_a_period_from_after_its_day_is_refused_by_name(living: Callable[[str], Any]) -> None:
    refused = sent(living("CN-GD"), "metered_electricity", BILL | {"period_from": "2026-11-19"})
    assert isinstance(refused, InputRefused)
    assert refused.params["pointer"] == "/period_from"


def test_a_told_response_to_the_grid_is_priced_and_the_utilitys_record_raises_nothing(
    living: Callable[[str], Any],
) -> None:
    person = living("CN-HB")
    told = person.tell(2_000, kind="demand_response")
    assert (told.methodology, told.reduction_mg) == ("demand-response/2023.1", 808_800)
    assert isinstance(
        sent(person, "demand_response", {"baseline_energy_wh": 3_000, "actual_energy_wh": 0}), ClaimedAlready
    )


def test_what_was_taken_back_claims_nothing(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    sent(person, "metered_electricity", BILL)
    person.acts.clear()  # A reversed act is not read.
    assert isinstance(sent(person, "metered_electricity", BILL), Receipt)


def test_an_act_without_grams_claims_nothing(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    assert person.tell(5_000, kind="metered_electricity").methodology is None
    assert isinstance(sent(person, "metered_electricity", BILL | {"period_from": "2026-11-18"}), Receipt)


def test_an_appliance_is_claimed_once_in_the_days_of_its_claim(living: Callable[[str], Any]) -> None:
    person = living("CN-JS")
    person.now = NOON + 31 * DAY
    assert isinstance(sent(person, "appliance", FRIDGE), Receipt)
    assert isinstance(sent(person, "appliance", FRIDGE, NOON + DAY), ClaimedAlready)
    assert isinstance(sent(person, "appliance", FRIDGE | {"old_energy_wh": 410_001}, NOON + 29 * DAY), ClaimedAlready)
    assert isinstance(sent(person, "appliance", FRIDGE, NOON + 30 * DAY), Receipt)


def test_a_second_appliance_is_one_and_a_third_is_not(living: Callable[[str], Any]) -> None:
    person = living("CN-JS")
    assert isinstance(sent(person, "appliance", FRIDGE), Receipt)
    assert isinstance(sent(person, "appliance", FRIDGE | {"device": 2}), Receipt)
    assert isinstance(sent(person, "appliance", FRIDGE | {"device": 2}, NOON - DAY), ClaimedAlready)


def test_an_appliance_that_was_claimed_backwards_in_time_is_found(living: Callable[[str], Any]) -> None:
    person = living("CN-JS")
    sent(person, "appliance", FRIDGE)
    assert isinstance(sent(person, "appliance", FRIDGE, NOON - 20 * DAY), ClaimedAlready)


def test_a_car_left_at_home_is_not_left_there_for_a_ride_as_well(living: Callable[[str], Any]) -> None:
    free = {
        "days": 1,
        "usual_m": 20_000,
        "car": {"mode": "car"},
        "travelled": [{"mode": "metro", "distance_m": 20_000}],
    }
    rode = living("GB")
    assert rode.tell(20_000, instead="car_alone").reduction_mg > 0
    assert isinstance(sent(rode, "car_free_day", free), ClaimedAlready)
    stayed = living("GB")
    assert isinstance(sent(stayed, "car_free_day", free), Receipt)
    assert isinstance(stayed.tell(20_000), ClaimedAlready)
    assert isinstance(stayed.tell(20_000, kind="telework"), ClaimedAlready)


def test_rides_of_one_day_stand_beside_each_other(living: Callable[[str], Any]) -> None:
    person = living("GB")
    kinds = ("metro", "bus", "tram", "cycling", "walking", "telework")
    assert all(isinstance(person.tell(4_000, kind=kind), Receipt) for kind in kinds)


def test_a_kilometre_of_an_electric_car_is_saved_in_one_way(living: Callable[[str], Any]) -> None:
    person = living("GB")
    drive = {"distance_m": 40_000, "baseline": {"mode": "car_petrol"}}
    style = {"usual_m": 1_000_000, "usual_energy_wh": 171_000, "distance_m": 40_000, "actual_energy_wh": 6_400}
    assert isinstance(sent(person, "ev_driving", drive), Receipt)
    assert isinstance(sent(person, "ev_driving", drive), Receipt), "a second drive, under the day's cap"
    assert isinstance(sent(person, "eco_driving", style), ClaimedAlready)


@pytest.mark.parametrize("order", ["told first", "measured first"])
@pytest.mark.parametrize(
    ("kind", "more"), [("bike_share", {"service_m": 100}), ("surveyed_cycling", {"project": {"mode": "bicycle"}})]
)
def test_a_ride_told_as_cycling_and_measured_as_another_kind_is_one_ride(
    living: Callable[[str], Any], order: str, kind: str, more: dict[str, Any]
) -> None:
    person, measured = living("GB"), {"distance_m": 3_100, "mix": MIX, **more}
    if order == "told first":
        person.tell(3_000, kind="cycling", instead="car_alone")
        receipt = sent(person, kind, measured)
        assert receipt.raised
    else:
        receipt = sent(person, kind, measured)
        assert person.tell(3_000, kind="cycling").action_id == receipt.action_id
    (act,) = person.standing
    assert (act.kind, act.quantity, act.evidence) == (kind, 3_100, "attested")
    assert receipt.kind == kind
    assert person.booked_mg == act.reduction_mg > 0


@pytest.mark.parametrize(("told", "measured"), [("train", "rail_for_flight"), ("rail_for_flight", "train")])
def test_a_journey_by_rail_is_compared_with_a_car_or_with_a_flight_and_paid_once(
    living: Callable[[str], Any], told: str, measured: str
) -> None:
    person = living("GB")
    first = person.tell(400_000, kind=told)
    receipt = person.ride(404_000, kind=measured)
    assert (receipt.action_id, receipt.kind, receipt.raised) == (first.action_id, measured, True)
    (act,) = person.standing
    assert (act.kind, act.quantity) == (measured, 404_000)
    assert person.booked_mg == act.reduction_mg


def test_a_journey_by_rail_told_a_second_time_as_saving_a_flight_is_asked_about(living: Callable[[str], Any]) -> None:
    person = living("GB")
    person.tell(400_000, kind="train", instead="car")
    assert isinstance(person.tell(400_000, kind="rail_for_flight"), SameAgain)


def test_a_mix_that_uses_no_factor_is_recorded(living: Callable[[str], Any]) -> None:
    walked = [{"share": "1", "unpowered": "walk"}]
    inputs = {"distance_m": 900, "mix": walked, "project": {"mode": "walk"}}
    receipt = sent(living("GB"), "surveyed_walking", inputs)
    assert (receipt.methodology, receipt.reduction_mg) == ("modeshift-mix/2026.1", 0)


def test_a_hired_bicycle_told_without_grams_is_one_ride_with_its_telling_as_cycling(
    living: Callable[[str], Any],
) -> None:
    person = living("GB")
    assert person.tell(3_000, kind="bike_share").methodology is None
    person.ride(3_050, kind="cycling")
    (act,) = person.standing
    assert act.kind == "cycling"


def roof(person: Any, energy_wh: int, capacity_w: int | None, at: datetime = NOON) -> Any:
    stated = {} if capacity_w is None else {"capacity_w": capacity_w}
    return sent(person, "solar", {"energy_wh": energy_wh, **stated}, at)


def test_a_roof_makes_no_more_a_day_in_parts_than_its_capacity(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    parts = [roof(person, 20_000, 3_000) for _ in range(4)]
    assert [part.quantity for part in parts[:2]] == [20_000, 4_000]
    assert [part.methodology for part in parts[2:]] == [None, None]
    assert paid(*parts) == 24_000 * 4_419 // 10
    assert "daily_cap" in parts[1].reasons


def test_a_larger_roof_raises_the_days_bound_and_a_smaller_one_does_not_lower_it(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    first, second = roof(person, 24_000, 3_000), roof(person, 40_000, 10_000)
    assert (first.quantity, second.quantity) == (24_000, 40_000)
    third = roof(person, 8_000, 1_000)
    assert third.quantity == 8_000
    assert paid(first, second, third) == 72_000 * 4_419 // 10


def test_what_is_told_and_what_is_sent_are_of_one_roof(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    person.tell(30_000, kind="solar")
    sent_ = roof(person, 40_000, 5_000)
    assert sent_.quantity == 10_000


def test_a_corrected_telling_stays_within_the_day(living: Callable[[str], Any]) -> None:
    person = living("CN-GD")
    told = person.tell(10_000, kind="solar")
    roof(person, 30_000, 5_000)
    acts = person.standing
    package = person.catalogue.package(told.methodology)
    act = next(one for one in acts if one.seq == told.seq)
    others = [one for one in acts if one.seq != told.seq]
    judged = restate(person.catalogue, act, package, {**act.inputs, "energy_wh": 25_000}, 25_000, others)
    assert (judged.quantity, judged.full) == (10_000, {"energy_wh": 25_000})


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_division_of_a_roofs_day_pays_more_than_the_largest_capacity_allows(
    someone: Callable[..., Any], seed: int
) -> None:
    random, person = Random(seed), someone(region="CN-GD")
    person.organisation = replace(person.organisation, methodology_set=("local",))
    acts = []
    for _ in range(random.randint(1, 6)):
        capacity = random.choice([None, 1_000, 3_000, 5_000, 20_000])
        acts.append(((capacity or 5_000), roof(person, random.randint(1, 8 * (capacity or 5_000)), capacity)))
    total = sum(act.inputs.get("energy_wh", 0) for act in person.standing)
    assert total <= 8 * max(capacity for capacity, _ in acts)
    assert person.booked_mg == sum(act.reduction_mg for act in person.standing) <= total * 4_419 // 10


def test_a_claim_reaches_as_far_as_the_longest_bill(living: Callable[[str], Any]) -> None:
    catalogue: Catalogue = living("GB").catalogue
    on, latest = date(2026, 11, 18), date(2026, 11, 23)
    assert claiming.days_around(catalogue, "metro", on, latest) == ()
    house = claiming.days_around(catalogue, "household_electricity", on, latest)
    assert (house[0], house[-1], len(house)) == (date(2026, 11, 19), latest, 5)
    bill = claiming.days_around(catalogue, "metered_electricity", on, latest)
    assert (bill[0], bill[-1]) == (on - timedelta(days=365), latest)
    assert on not in bill

"""What an act claims: the thing, its number, and the days."""

from datetime import date, timedelta
from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from methodologies.claims import LONGEST_DAYS, Bound, Claim, Span, read_claim
from methodologies.contract import InputRefused

ON = date(2026, 11, 18)
BILL = read_claim({"of": "meter", "number": "meter", "since": "period_from", "usual_days": 28})
YEAR = read_claim({"of": "appliance", "number": "device", "days": "days"})


def test_an_act_claims_its_own_day_where_nothing_else_is_said() -> None:
    assert read_claim({"of": "meter"}).span({}, ON) == Span(1, ON, ON)


def test_a_bill_claims_from_its_first_day_to_its_last() -> None:
    assert BILL.span({"meter": 2, "period_from": "2026-10-19"}, ON) == Span(2, date(2026, 10, 19), ON)


def test_a_bill_without_a_first_day_claims_four_weeks() -> None:
    assert BILL.span({}, ON) == Span(1, ON - timedelta(days=27), ON)


def test_an_appliance_claims_the_days_that_follow() -> None:
    assert YEAR.span({"days": 30, "device": 2}, ON) == Span(2, ON, date(2026, 12, 17))


@pytest.mark.parametrize("first", ["2026-11-19", "2025-11-17"])
def test_a_period_that_ends_before_it_begins_or_is_longer_than_a_year_is_refused(first: str) -> None:
    with pytest.raises(InputRefused) as caught:
        BILL.span({"period_from": first}, ON)
    assert caught.value.params == {"pointer": "/period_from", "reason": "period"}


def test_the_longest_period_is_a_leap_year() -> None:
    first = ON - timedelta(days=LONGEST_DAYS - 1)
    assert BILL.span({"period_from": first.isoformat()}, ON).first == first


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (Span(1, ON, ON), True),
        (Span(2, ON, ON), False),
        (Span(1, ON + timedelta(days=1), ON + timedelta(days=9)), False),
        (Span(1, ON - timedelta(days=9), ON), True),
    ],
)
def test_spans_meet_on_a_day_of_the_same_thing(other: Span, meets: bool) -> None:
    one = Span(1, ON - timedelta(days=2), ON)
    assert one.meets(other) is meets is other.meets(one)


def test_acts_compete_for_one_thing_unless_they_stand_beside_each_other() -> None:
    ride, stays = read_claim({"of": "car", "beside": "travel"}), read_claim({"of": "car"})
    assert ride.competes(stays) and stays.competes(ride) and stays.competes(stays)
    assert not ride.competes(ride)
    assert not read_claim({"of": "meter"}).competes(stays)


def test_the_largest_stated_capacity_bounds_the_day() -> None:
    bound = Bound("energy_wh", "capacity_w", 8, 5_000)
    assert bound.most({}, {"capacity_w": 3_000}) == 40_000
    assert bound.most({"capacity_w": 3_000}) == 24_000
    assert bound.most({"capacity_w": 3_000}, {"capacity_w": 10_000}) == 80_000


def _inputs_of(catalogue: Catalogue, methodology: str) -> list[dict[str, Any]]:
    return [
        package.document["inputs"]["properties"]  # type: ignore[index]
        for package in catalogue.packages.values()
        if package.id == methodology and package.status == "active" and package.name != "elec-saving/1"
    ]


def _named(claim: Claim) -> list[str]:
    return [name for name in (claim.number, claim.since, claim.days) if name]


def test_every_claim_and_bound_names_inputs_that_its_packages_have(catalogue: Catalogue) -> None:
    asked = 0
    for kind in catalogue.kinds.values():
        for use in kind.methodologies:
            bounded = [use.bound.input, use.bound.by] if use.bound else []
            for known in _inputs_of(catalogue, use.methodology):
                for name in (*bounded, *(name for claim in kind.claims for name in _named(claim))):
                    assert name in known, (kind.code, use.methodology, name)
                    asked += 1
    assert asked >= 15


def test_the_day_of_the_bound_is_the_packages_own_check(catalogue: Catalogue) -> None:
    uses = [use for kind in catalogue.kinds.values() for use in kind.methodologies if use.bound]
    assert len(uses) == 3
    for use in uses:
        found = next(one for one in catalogue.packages.values() if one.id == use.methodology)
        (check,) = found.document["checks"]  # type: ignore[misc]
        bound = use.bound
        assert bound is not None
        capacity = {"in": bound.by, "default": str(bound.otherwise)}
        assert check["that"] == {
            "le": [{"in": bound.input}, {"mul": [capacity, {"const": str(bound.times), "unit": "h"}]}]
        }


def test_whatever_pays_is_bounded_by_a_cap_or_by_a_claim(catalogue: Catalogue) -> None:
    for kind in catalogue.kinds.values():
        alone = any(not claim.beside for claim in kind.claims)
        for use in kind.methodologies:
            active = [one for one in catalogue.packages.values() if one.status == "active"]
            for package in (one for one in active if one.id == use.methodology):
                assert package.caps or alone, (kind.code, package.name)


def test_what_tells_things_apart_changes_no_gram(catalogue: Catalogue) -> None:
    said = {"meter": 2, "period_from": "2026-01-01", "device": 2}
    tried = 0
    for package in (one for one in catalogue.packages.values() if one.status == "active"):
        known = package.document["inputs"]["properties"]  # type: ignore[index]
        more = {name: value for name, value in said.items() if name in known}
        for case in package.document["golden"] if more else []:  # type: ignore[attr-defined]
            plain, told = case["input"], {**case["input"], **more}
            assert catalogue.quantify(package, told, "attested") == catalogue.quantify(package, plain, "attested")
            tried += 1
    assert tried >= 6

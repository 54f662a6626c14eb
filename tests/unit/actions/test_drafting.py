"""One act read by the rules of its organisation: the day, the region, the package, the key, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.commands import ActionOutOfTime, InputsUnusable, QuantityOutOfRange, RecordAction, UnitMismatch
from actions.drafting import natural_key
from kernel.errors import DomainError
from kernel.ids import new_uuid
from methodologies.contract import EvidenceNotAccepted, InputRefused, KindUnknown

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


def test_the_day_is_the_organisations_own(someone: Callable[..., Any]) -> None:
    midnight = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
    shanghai = someone()
    assert shanghai.tell(1_000, at=midnight - timedelta(seconds=1)).occurred_on == date(2026, 11, 17)
    assert shanghai.tell(2_000, at=midnight).occurred_on == date(2026, 11, 18)
    assert someone(zone="Europe/London").tell(1_000, at=midnight).occurred_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-10-25T00:59:59+00:00", date(2026, 10, 25)), ("2026-10-24T21:59:59+00:00", date(2026, 10, 24)),
     ("2026-10-25T22:59:59+00:00", date(2026, 10, 25)), ("2026-10-25T23:00:00+00:00", date(2026, 10, 26))],
)  # fmt: skip
def test_a_day_of_25_hours_is_one_day(someone: Callable[..., Any], moment: str, day: date) -> None:
    person = someone(zone="Europe/Berlin")
    person.now = datetime(2026, 10, 26, tzinfo=UTC)
    assert person.tell(1_000, at=datetime.fromisoformat(moment)).occurred_on == day


def test_where_no_package_applies_the_act_is_recorded_and_the_grams_are_withheld(someone: Callable[..., Any]) -> None:
    receipt = someone(region="CN-SH").tell(5_000)
    assert (receipt.reduction_mg, receipt.methodology, receipt.credit_class) == (0, None, "none")
    assert receipt.inputs == {"occurred_on": "2026-11-18", "quantity": 5000, "region": "CN-SH", "unit": "m"}


@pytest.mark.parametrize(
    ("change", "error"),
    [({"kind": "flying"}, KindUnknown), ({"kind": "driving"}, KindUnknown), ({"quantity": 0}, QuantityOutOfRange),
     ({"quantity": -5}, QuantityOutOfRange), ({"quantity": 10**30}, QuantityOutOfRange), ({"unit": "g"}, UnitMismatch),
     ({"at": NOON + timedelta(minutes=6)}, ActionOutOfTime), ({"at": NOON - timedelta(days=32)}, ActionOutOfTime),
     ({"at": datetime.min.replace(tzinfo=UTC)}, ActionOutOfTime), ({"proof": "hearsay"}, EvidenceNotAccepted),
     ({"kind": "walking", "quantity": None, "inputs": {"distance_m": 5}}, InputsUnusable)],
)  # fmt: skip
def test_what_is_wrong_is_named(person: Any, change: dict[str, Any], error: type[DomainError]) -> None:
    told = {"kind": "metro", "quantity": 1_000, "at": NOON, "source": "rides", "partner": person.partner,
            "proof": "operator_record", **change}  # fmt: skip
    with pytest.raises(error):
        person.take(**told)


@pytest.mark.parametrize("days", [7, 30])
def test_the_window_is_a_week_in_chat_and_a_month_for_partners(person: Any, days: int) -> None:
    way = person.tell if days == 7 else person.ride
    way(1_000, at=NOON - timedelta(days=days))
    with pytest.raises(ActionOutOfTime):
        way(1_000, at=NOON - timedelta(days=days + 1, seconds=1))


@pytest.mark.parametrize(
    "inputs",
    [{"segments": {"distance_m": 100}}, {"other": {"distance_m": 100}}, {"segments": [5, {"distance_m": 100}]},
     {"segments": [{"distance_m": 100, "mode": ["metro"]}]}, {"segments": [{"distance_m": 100, "mode": "diesel"}]},
     {"segments": [{"distance_m": 100, "mode": "metro"}], "region": "CN-SH", "note": "x"}],
)  # fmt: skip
def test_inputs_that_the_package_does_not_take_are_refused_before_any_cap_is_counted(
    person: Any, inputs: dict[str, Any]
) -> None:
    with pytest.raises(InputRefused):
        person.ride(None, inputs=inputs)


def test_a_larger_roof_is_told_by_its_inputs_with_its_capacity(person: Any) -> None:
    person.organisation = replace(person.organisation, methodology_set=("local",))
    sent = {"kind": "solar", "at": NOON, "source": "inverters", "partner": person.partner, "proof": "operator_record"}
    with pytest.raises(QuantityOutOfRange):
        person.take(**sent, quantity=45_000)
    with pytest.raises(InputRefused):
        person.take(**sent, quantity=None, inputs={"energy_wh": 45_000})
    receipt = person.take(**sent, quantity=None, inputs={"energy_wh": 45_000, "capacity_w": 6_000})
    assert (receipt.quantity, receipt.reduction_mg) == (45_000, 19_885_500)  # 45 kWh at 441.9 g in Guangdong.


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["segments", "distance_m", "mode", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.exhaustive
@settings(max_examples=200, deadline=None)
@given(inputs=st.dictionaries(st.sampled_from(["segments", "distance_m", "mode", "region"]), JSON, max_size=3))
def test_no_object_brings_down_the_batch(someone: Callable[[], Any], inputs: dict[str, Any]) -> None:
    person = someone()
    try:
        person.ride(None, inputs=inputs)
    except DomainError:
        assert person.standing == []


def _command(**change: Any) -> RecordAction:
    said = {"kind": "metro", "occurred_at": NOON, "source": "rides", "external_id": "1", "quantity": 5}
    return RecordAction(**{**said, "person_id": PERSON, **change})  # type: ignore[arg-type]


PERSON = new_uuid()


def test_the_natural_key_is_of_source_and_external_id_alone_and_the_fingerprint_of_the_rest() -> None:
    idem, fingerprint = natural_key(_command(), b"k" * 32)
    assert natural_key(_command(another=True), b"k" * 32) == (idem, fingerprint)
    for change in ({"kind": "bus"}, {"quantity": 6}, {"person_id": new_uuid()}, {"occurred_at": NOON + timedelta(1)}):
        same, other = natural_key(_command(**change), b"k" * 32)
        assert same == idem and other != fingerprint
    for change in ({"source": "other"}, {"external_id": "2"}):
        assert natural_key(_command(**change), b"k" * 32)[0] != idem


def test_source_and_external_id_do_not_run_into_each_other() -> None:
    one = natural_key(_command(source="a", external_id="bc"), b"k" * 32)
    assert one[0] != natural_key(_command(source="ab", external_id="c"), b"k" * 32)[0]


def test_another_organisations_key_gives_other_digests() -> None:
    one, other = natural_key(_command(), b"k" * 32), natural_key(_command(), b"o" * 32)
    assert one[0] != other[0] and one[1] != other[1]

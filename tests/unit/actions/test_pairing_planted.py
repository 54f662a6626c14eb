"""The pairing tests seen to fail: each is run over a product with one line planted wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from actions import judging, plausibility
from actions.batch import Batch
from tests.planting import FAILS, plant
from tests.unit.actions import test_pairing as held

ANY_ORDER = held.test_n_tellings_and_m_measurements_count_the_larger_number_in_any_order


@pytest.mark.parametrize(
    ("sound", "defect"),
    [
        ("act.only_told if measured else not act.told", "act.only_told and measured"),
        ("act.only_told if measured else not act.told", "not measured and not act.told"),
        ("act.only_told if measured else not act.told", "act.only_told if measured else True"),
    ],
    ids=["only what was told before", "only what was measured before", "one measurement for many tellings"],
)
def test_a_pairing_that_hangs_on_the_order_is_seen(
    someone: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, sound: str, defect: str
) -> None:
    plant(monkeypatch, plausibility, "same_act", sound, defect)
    monkeypatch.setattr(judging, "same_act", plausibility.same_act)
    with pytest.raises(AssertionError):
        for events in (["told", "measured"], ["measured", "told"], ["measured", "told", "told"]):
            ANY_ORDER.hypothesis.inner_test(someone, events)  # type: ignore[attr-defined]


def test_entries_that_sum_to_more_than_what_stands_are_seen(
    someone: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The measurement's entry books the whole ride, and not what it adds to what was told."""
    plant(monkeypatch, judging, "judge", "worth - standing,", "worth,")
    monkeypatch.setattr("actions.batch.judge", judging.judge)
    with pytest.raises(AssertionError):
        held.test_a_measurement_replaces_the_told_quantity_and_raises_the_evidence(someone())


def test_a_tolerance_of_the_smaller_is_seen(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, plausibility, "same_act", "max(act.quantity, quantity)", "min(act.quantity, quantity)")
    monkeypatch.setattr(judging, "same_act", plausibility.same_act)
    with pytest.raises(AssertionError):
        held.test_a_fifth_of_the_larger_is_the_tolerance(person, 8_000, True, True)


def test_verified_grams_that_a_measurement_changes_are_seen(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, Batch, "take", 'same.status == "verified"', "False")
    with pytest.raises(FAILS):
        held.test_what_is_verified_keeps_its_grams_when_a_measurement_comes(person)

"""The bench's reference says the same as the engine: results, refusals and every step of the trace."""

import pytest

from benchmarks.quantifying import TRIPS, both
from methodologies.contract import MethodologyError

pytestmark = pytest.mark.exhaustive


def test_both_give_the_same_results_and_traces() -> None:
    compiled, by_hand = both()
    legs = {**TRIPS[0], "segments": [{"mode": "metro", "distance_m": 7}, {"mode": "bev_bus", "distance_m": 3}]}
    for trip in [*TRIPS[:200], legs]:
        one, other = compiled(trip), by_hand(trip)
        assert (one, one.trace) == (other, other.trace)


@pytest.mark.parametrize(
    "change",
    [
        {"region": "CN-SH"},
        {"occurred_on": "2021-11-30"},
        {"occurred_on": "2026-13-01"},
        {"segments": []},
        {"segments": [{"mode": "walk", "distance_m": 5}]},
        {"segments": [{"mode": "metro", "distance_m": 0}]},
        {"segments": [{"mode": "metro", "distance_m": True}]},
        {"segments": [{"mode": "metro", "distance_m": 120_001}]},
        {"segments": [{"mode": "metro"}]},
        {"more": 1},
    ],
)
def test_both_refuse_the_same(change: dict[str, object]) -> None:
    for quantify in both():
        with pytest.raises((MethodologyError, ValueError)):
            quantify({**TRIPS[0], **change})

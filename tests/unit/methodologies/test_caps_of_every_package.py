"""What the caps leave of an act, for every package: it fits, nothing vanishes, and the package still takes it."""

from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from methodologies.caps import counted, cut
from methodologies.package import Package
from tests.unit.methodologies.accepted_inputs import Inputs, accepted_inputs
from tests.unit.methodologies.shipped import CATALOGUE, each

pytestmark = pytest.mark.exhaustive
CAPPED = each(lambda package: bool(package.caps))
COSTS = {"telework/1"}
"""Retired: its cap counts minutes at home, a cost of the act, and less of a cost is not less saved."""
SEEDS = st.integers(0, 2**32)
SOME = settings(max_examples=10, deadline=None)


def used_before(package: Package, random: Random) -> list[int]:
    """What the day holds already: nothing, something, all but one, all, or more than the cap."""
    return [
        random.choice([0, random.randint(0, cap.maximum), cap.maximum - 1, cap.maximum, cap.maximum + 7])
        for cap in package.caps
    ]


def cut_down(package: Package, seed: int) -> tuple[Inputs, Inputs | None]:
    """An act, and what the caps leave of it on a day that holds something already."""
    inputs, used = accepted_inputs(CATALOGUE, package, seed), used_before(package, Random(seed))
    left, _ = cut(package, inputs, used)
    note(f"{inputs} {used} {left}")
    return inputs, left


@CAPPED
@SOME
@given(seed=SEEDS)
def test_what_is_left_fits_and_what_is_lost_is_told(package: Package, seed: int) -> None:
    inputs, used = accepted_inputs(CATALOGUE, package, seed), used_before(package, Random(seed))
    left, lost = cut(package, inputs, used)
    kept = (0,) * len(used) if left is None else counted(package, left)
    for cap, taken, full, rest, gone in zip(package.caps, used, counted(package, inputs), kept, lost, strict=True):
        assert rest <= max(0, cap.maximum - taken)
        assert rest + gone == full


@CAPPED
@SOME
@given(seed=SEEDS)
def test_the_package_takes_what_is_left(package: Package, seed: int) -> None:
    _, left = cut_down(package, seed)
    if left is not None:
        CATALOGUE.quantify(package, left, "attested")


@CAPPED
@SOME
@given(seed=SEEDS)
def test_a_cap_never_makes_an_act_pay_more(package: Package, seed: int) -> None:
    inputs, left = cut_down(package, seed)
    if left is not None and package.name not in COSTS:
        whole, rest = (CATALOGUE.quantify(package, one, "attested").reduction_mg for one in (inputs, left))
        assert rest <= whole


@CAPPED
@SOME
@given(seed=SEEDS)
def test_an_empty_day_takes_an_act_within_its_caps_as_it_is(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    amounts = counted(package, inputs)
    left, lost = cut(package, inputs, [0] * len(amounts))
    if all(amount <= cap.maximum for amount, cap in zip(amounts, package.caps, strict=True)):
        assert (left, set(lost)) == (inputs, {0})
    else:
        assert left is not None and any(lost)

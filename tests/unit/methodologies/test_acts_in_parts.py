"""Telling one act as several never pays more, and doing less of it never pays more: for every package."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodologies.contract import InputRefused, Result
from methodologies.package import Package
from tests.unit.methodologies.accepted_inputs import Inputs, accepted_inputs
from tests.unit.methodologies.shipped import CATALOGUE

pytestmark = pytest.mark.exhaustive
NAMES = sorted(CATALOGUE.packages)
INVENTORIES = [name for name in NAMES if CATALOGUE.packages[name].document.get("output") == "emission"]
SEEDS = st.integers(0, 2**32)

TOGETHER = {
    "carpool": ("detour_m", "platform_energy_wh"),
    "modeshift-active": ("charged_energy_wh",),
    "shuttle": ("shuttle_energy_wh",),
    "bike-shared": ("service_m",),
    "eco-driving-ev": ("actual_energy_wh",),
    "demand-response": ("actual_energy_wh",),
    "elec-saving": ("baseline_energy_wh", "actual_energy_wh"),
    "elec-saving-gb": ("baseline_energy_wh", "actual_energy_wh"),
    "elec-saving-us": ("baseline_energy_wh", "actual_energy_wh"),
    "commute-inventory": ("days",),
    "waste-inventory": ("mass_g",),
    "paper": ("pages", "sheets", "duplex_pages", "invoice_sheets"),
}
"""What an act spends beside the quantity that its cap counts: whoever tells it in parts divides that too."""
BENT = {"elec-saving", "elec-saving-gb", "elec-saving-us", "paper"}
"""At most 30 % of a baseline, and half sheets rounded up: parts may pay less, not only for the rounding."""
ONE_A_DAY = {"car-free-day", "meeting", "telework"}
"""Their caps count the day or the meeting itself, of which an act holds one."""
NESTED = "carpool/1"
"""Its distances stand with every rider, not at the top."""


def quantified(package: Package, inputs: Inputs) -> Result:
    return CATALOGUE.quantify(package, inputs, "attested")


def exact(result: Result) -> Fraction:
    return Fraction(str(next(step.params["exact"] for step in result.trace if step.code == "formula")))


def divisible(package: Package, inputs: Inputs) -> Iterator[tuple[str, ...]]:
    """Groups of whole amounts at the top of `inputs` that divide together."""
    if package.id in ONE_A_DAY or package.name == NESTED:
        return
    beside = tuple(name for name in TOGETHER.get(package.id, ()) if name in inputs)
    counted = dict.fromkeys(cap.input for cap in package.caps if cap.array is None and cap.input in inputs)
    groups = {tuple(sorted({name, *beside}, key=(name, *beside).index)) for name in counted} or {beside}
    yield from sorted(group for group in groups if group)


def parts_of(inputs: Inputs, names: tuple[str, ...], random: Random) -> list[Inputs]:
    """The act in two to four parts, with what `names` say divided among them."""
    parts = [dict(inputs) for _ in range(random.randint(2, 4))]
    for name in dict.fromkeys(names):
        cuts = sorted(random.randint(0, inputs[name]) for _ in parts[1:])
        for part, low, high in zip(parts, [0, *cuts], [*cuts, inputs[name]], strict=True):
            part[name] = high - low
    return parts


def answers(package: Package, parts: list[Inputs]) -> list[Result]:
    """What the parts say; nothing where one of them is too small to be an act at all."""
    try:
        return [quantified(package, part) for part in parts]
    except InputRefused:
        return []


def test_there_is_something_to_divide_in_nearly_every_package() -> None:
    undivided = {
        package.id
        for package in CATALOGUE.packages.values()
        if package.name != NESTED
        and not any(
            answers(package, parts_of(inputs, names, Random(seed)))
            for seed in range(40)
            for inputs in [accepted_inputs(CATALOGUE, package, seed)]
            for names in divisible(package, inputs)
        )
    }
    assert undivided == {"car-free-day", "cn-sz-lcpt", "elec-own-average", "gwp", "meeting", "telework"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in INVENTORIES])
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_an_act_told_in_parts_never_pays_more(name: str, seed: int) -> None:
    package = CATALOGUE.package(name)
    inputs = accepted_inputs(CATALOGUE, package, seed)
    whole = quantified(package, inputs)
    for names in divisible(package, inputs):
        results = answers(package, parts_of(inputs, names, Random(seed)))
        if not results:
            continue
        lost = whole.signed_mg - sum(result.signed_mg for result in results)
        assert lost >= 0
        if package.id not in BENT:
            assert sum((exact(result) for result in results), Fraction(0)) == exact(whole)
            assert lost < len(results)
        if all(result.signed_mg >= 0 for result in results):
            assert sum(result.reduction_mg for result in results) <= whole.reduction_mg


@pytest.mark.parametrize("name", INVENTORIES)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_an_inventory_told_in_parts_never_states_less(name: str, seed: int) -> None:
    package = CATALOGUE.package(name)
    inputs = accepted_inputs(CATALOGUE, package, seed)
    whole = quantified(package, inputs).emission_mg
    assert whole is not None
    for names in divisible(package, inputs):
        results = answers(package, parts_of(inputs, names, Random(seed)))
        if results:
            assert 0 <= sum(result.emission_mg or 0 for result in results) - whole < len(results)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in INVENTORIES])
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_less_of_an_act_never_pays_more(name: str, seed: int) -> None:
    package = CATALOGUE.package(name)
    inputs = accepted_inputs(CATALOGUE, package, seed)
    whole = quantified(package, inputs)
    for quantity, *_ in divisible(package, inputs):
        less = answers(package, [{**inputs, quantity: Random(seed).randint(1, max(1, inputs[quantity]))}])
        if less and less[0].signed_mg >= 0:
            assert less[0].signed_mg <= whole.signed_mg
            assert less[0].reduction_mg <= whole.reduction_mg


@pytest.mark.parametrize("name", [name for name in NAMES if CATALOGUE.package(name).id == "cn-sz-lcpt"])
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_a_ride_counts_the_same_in_one_leg_or_in_many_and_no_more_as_many_rides(name: str, seed: int) -> None:
    package, random = CATALOGUE.package(name), Random(seed)
    inputs = accepted_inputs(CATALOGUE, package, seed)
    legs = [
        part
        for leg in inputs["segments"]
        for at in [random.randint(0, leg["distance_m"])]
        for part in ({**leg, "distance_m": at}, {**leg, "distance_m": leg["distance_m"] - at})
        if part["distance_m"]
    ]
    whole = quantified(package, inputs)
    assert quantified(package, {**inputs, "segments": legs}).reduction_mg == whole.reduction_mg
    rides = [quantified(package, {**inputs, "segments": [leg]}).reduction_mg for leg in legs]
    assert 0 <= whole.reduction_mg - sum(rides) < max(2, len(rides))


@settings(max_examples=50, deadline=None)
@given(pages=st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_two_sided_printing_told_in_parts_never_pays_more(pages: list[int]) -> None:
    day = {"region": "GB", "occurred_on": "2026-11-20", "sheet": "A4", "gsm": "80"}
    package = CATALOGUE.package("paper/2")
    parts = [quantified(package, {**day, "duplex_pages": count}).reduction_mg for count in pages]
    assert sum(parts) <= quantified(package, {**day, "duplex_pages": sum(pages)}).reduction_mg

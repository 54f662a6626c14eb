"""What holds for every methodology, whoever wrote it: for all packages of the catalogue, on inputs nobody chose."""

import json
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from random import Random
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from methodologies import engine
from methodologies.contract import EVIDENCE_LEVELS, Result
from methodologies.package import Package
from tests.unit.methodologies.accepted_inputs import Inputs, accepted_inputs
from tests.unit.methodologies.shipped import CATALOGUE, each
from tests.unit.methodologies.told_formula import worked_out

pytestmark = pytest.mark.exhaustive
EVERY = each()
REDUCING = each(lambda package: package.document.get("output") != "emission")
SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=5, deadline=None)


def quantified(package: Package, inputs: Inputs) -> Result:
    return CATALOGUE.quantify(package, inputs, "attested")


@REDUCING
@FEW
@given(seed=SEEDS)
def test_a_reduction_lies_between_nothing_and_the_signed_result(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    for evidence in EVIDENCE_LEVELS:
        result = CATALOGUE.quantify(package, inputs, evidence)
        assert 0 <= result.reduction_mg <= max(0, result.signed_mg)
        assert result.emission_mg is None


@EVERY
@FEW
@given(seed=SEEDS)
def test_an_inventory_is_no_reduction(package: Package, seed: int) -> None:
    result = quantified(package, accepted_inputs(CATALOGUE, package, seed))
    if package.document.get("output") == "emission":
        assert (result.signed_mg, result.reduction_mg) == (0, 0)
        assert result.emission_mg is not None and result.emission_mg > 0
    else:
        assert result.emission_mg is None


@EVERY
@FEW
@given(seed=SEEDS)
def test_the_order_of_the_keys_changes_nothing(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    result, other = quantified(package, inputs), quantified(package, shuffled(inputs, Random(seed)))
    assert (result, sorted(map(str, result.trace))) == (other, sorted(map(str, other.trace)))


def shuffled(value: Any, random: Random) -> Any:
    if isinstance(value, list):
        return [shuffled(one, random) for one in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    random.shuffle(names)
    return {name: shuffled(value[name], random) for name in names}


@EVERY
@FEW
@given(seed=SEEDS)
def test_a_way_through_json_changes_nothing(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    result, other = quantified(package, inputs), quantified(package, json.loads(json.dumps(inputs)))
    assert (result, result.trace) == (other, other.trace)


@EVERY
@FEW
@given(seed=SEEDS)
def test_the_told_formula_comes_to_the_told_sum(package: Package, seed: int) -> None:
    result = quantified(package, accepted_inputs(CATALOGUE, package, seed))
    (step,) = [step for step in result.trace if step.code == "formula"]
    note(str(step.params["text"]))
    assert worked_out(str(step.params["text"])) == Fraction(str(step.params["exact"]))


@EVERY
@FEW
@given(seed=SEEDS)
def test_the_told_sum_discounted_and_rounded_once_is_the_result(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    for evidence in EVIDENCE_LEVELS:
        result = CATALOGUE.quantify(package, inputs, evidence)
        told = {step.code: step.params for step in result.trace}
        sum_mg = Fraction(str(told["formula"]["exact"]))
        if result.emission_mg is not None:
            assert result.emission_mg == ceil(sum_mg)
            continue
        left = 1 - Fraction(str(told.get("discount", {}).get("discount", "0")))
        assert (result.signed_mg, result.reduction_mg) == (floor(sum_mg), max(0, floor(sum_mg * left)))


@EVERY
@FEW
@given(seed=SEEDS)
def test_every_factor_of_the_sum_is_told_with_its_value_and_id(package: Package, seed: int) -> None:
    result = quantified(package, accepted_inputs(CATALOGUE, package, seed))
    told = [(step.params["key"], step.params["value"]) for step in result.trace if step.code == "factor"]
    assert told == [(key, package.factors[key].value) for key in result.factors]


@REDUCING
@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, hundredths=st.tuples(*[st.integers(0, 10_000)] * 3))
def test_any_discount_is_taken_from_the_exact_sum(package: Package, seed: int, hundredths: tuple[int, ...]) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    shares = {level: Fraction(number, 10_000) for level, number in zip(EVIDENCE_LEVELS, hundredths, strict=True)}
    document = {**package.document, "discount": {level: decimal(share) for level, share in shares.items()}}
    for level, share in shares.items():
        result = engine.quantify(document, inputs, level)
        sum_mg = Fraction(str(next(step.params["exact"] for step in result.trace if step.code == "formula")))
        assert (result.signed_mg, result.reduction_mg) == (floor(sum_mg), max(0, floor(sum_mg * (1 - share))))


def decimal(share: Fraction) -> str:
    """In the one text form of a decimal."""
    return format(Decimal(share.numerator) / Decimal(share.denominator), "f")


@EVERY
@FEW
@given(seed=SEEDS)
def test_zeros_behind_a_decimal_change_nothing_at_the_doors(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    assert CATALOGUE.normalised(package, with_zeros(package.document["inputs"], inputs)) == inputs


def with_zeros(schema: Any, value: Any) -> Any:
    """The same value with two more digits behind every decimal: "1.5" as "1.500", "2" as "2.00"."""
    if isinstance(value, dict):
        return {name: with_zeros(schema["properties"][name], one) for name, one in value.items()}
    if isinstance(value, list):
        return [with_zeros(schema["items"], one) for one in value]
    if schema.get("format") != "decimal" or not isinstance(value, str):
        return value
    return f"{value}00" if "." in value else f"{value}.00"

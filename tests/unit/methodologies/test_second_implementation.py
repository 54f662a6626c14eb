"""The engine against the second implementation, on inputs that nobody chose."""

from itertools import product

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from methodologies.contract import EVIDENCE_LEVELS
from methodologies.package import Package
from tests.unit.methodologies import second_implementation as second
from tests.unit.methodologies.accepted_inputs import accepted_inputs
from tests.unit.methodologies.shipped import CATALOGUE, each

pytestmark = pytest.mark.exhaustive
SEEDS = st.integers(0, 2**32)


@each()
def test_every_shipped_package_is_written_down_a_second_time(package: Package) -> None:
    assert second.known(package.name)


@each()
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_both_say_the_same_milligrams(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    note(str(inputs))
    for evidence in EVIDENCE_LEVELS:
        result, other = CATALOGUE.quantify(package, inputs, evidence), second.answer(package.name, inputs, evidence)
        assert (result.signed_mg, result.reduction_mg) == (other.signed_mg, other.reduction_mg)
        assert (result.emission_mg, dict(result.impacts)) == (other.emission_mg, second.impacts(package.name, inputs))


@each(lambda package: package.status == "active")
def test_both_say_the_same_of_what_people_say_in_words(package: Package) -> None:
    day = package.activity_to or package.activity_from
    regions = ["GB", "FR", "CN-GD-SZ", "CN-GD", "CN-ZJ", "US", "US-CAMX", package.region]
    for kind in CATALOGUE.kinds.values():
        for use in kind.methodologies:
            if use.methodology != package.id or not use.told:
                continue
            for instead, quantity in product(use.instead or [None], [kind.minimum, kind.ask_above, kind.maximum]):
                inputs = CATALOGUE.completed(package, use.filled(quantity, instead), covered(package, regions), day)
                result, other = (
                    CATALOGUE.quantify(package, inputs, "self_reported"),
                    second.answer(package.name, inputs),
                )
                assert (result.signed_mg, result.reduction_mg) == (other.signed_mg, other.reduction_mg)


def covered(package: Package, regions: list[str]) -> str | None:
    """One of the regions that the package's inputs take, None where they know none."""
    schema = package.document["inputs"]["properties"].get("region")  # type: ignore[index]
    if schema is None:
        return None
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else regions)
    return next(region for region in regions if region in allowed)

"""The engine against the second implementation, on inputs that nobody chose."""

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from methodologies.catalogue import Catalogue
from methodologies.contract import EVIDENCE_LEVELS
from methodologies.package import Package
from tests.unit.methodologies import second_implementation as second
from tests.unit.methodologies.accepted_inputs import accepted_inputs

CATALOGUE = Catalogue.load(plugins=[])
PACKAGES = [pytest.param(package, id=name) for name, package in sorted(CATALOGUE.packages.items())]
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_shipped_package_is_written_down_a_second_time(package: Package) -> None:
    assert second.known(package.name)


@pytest.mark.parametrize("package", PACKAGES)
@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_both_say_the_same_milligrams(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    note(str(inputs))
    for evidence in EVIDENCE_LEVELS:
        result, other = CATALOGUE.quantify(package, inputs, evidence), second.answer(package.name, inputs, evidence)
        assert (result.signed_mg, result.reduction_mg) == (other.signed_mg, other.reduction_mg)
        assert (result.emission_mg, dict(result.impacts)) == (other.emission_mg, second.impacts(package.name, inputs))

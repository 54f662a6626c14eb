"""What a package counts beside CO2e, and the bound on its grams per unit."""

from collections.abc import Callable
from typing import Any

import pytest

from methodologies import engine
from methodologies.contract import InputRefused, PackageInvalid
from methodologies.package import read

Documents = Callable[[str], dict[str, Any]]
PAPER = {"key": "paper_g", "unit": "g", "formula": {"div": [{"in": "distance_m"}, {"const": "7"}]}}


def cycled(metres: int) -> dict[str, Any]:
    return {"occurred_on": "2026-11-20", "distance_m": metres}


def test_impacts_stand_beside_the_grams_and_change_none(document: Documents) -> None:
    plain, package = document("modeshift-cycling-2026.1"), document("modeshift-cycling-2026.1") | {"impacts": [PAPER]}
    result, alone = (engine.quantify(one, cycled(1_000), "attested") for one in (package, plain))
    assert (result.signed_mg, result.reduction_mg) == (alone.signed_mg, alone.reduction_mg)
    assert result.emission_mg == alone.emission_mg
    assert dict(result.impacts) == {"paper_g": 142}  # 1000 / 7 is 142.857: whole units, rounded down.
    assert result.trace[-1].code == "impact"
    assert result.trace[-1].params == {"key": "paper_g", "quantity": 142, "unit": "g"}


def test_without_impacts_there_are_none(document: Documents) -> None:
    assert engine.quantify(document("modeshift-cycling-2026.1"), cycled(1_000), "attested").impacts == {}


@pytest.mark.parametrize(
    "impacts",
    [
        {},
        [{"key": "paper_g", "unit": "g"}],
        [{**PAPER, "unit": "t"}],
        [{**PAPER, "key": "Paper g"}],
        [PAPER, PAPER],
        [{**PAPER, "formula": {"factor": "underground"}}],
        [{**PAPER, "formula": {"in": "nowhere"}}],
    ],
)
def test_impacts_off_the_format_are_refused(document: Documents, impacts: object) -> None:
    package = document("modeshift-cycling-2026.1")
    factor = package["factors"][0]["key"]
    text = {**package, "impacts": impacts}
    if isinstance(impacts, list) and impacts and "factor" in impacts[0].get("formula", {}):
        text["impacts"] = [{**PAPER, "formula": {"mul": [{"in": "distance_m"}, {"factor": factor}]}}]
    with pytest.raises(PackageInvalid):
        engine.quantify(text, cycled(1_000), "attested")


def bounded(document: Documents, most: str) -> dict[str, Any]:
    intensity = {"per": {"in": "distance_m"}, "unit": "mg/m", "most": most}
    return document("modeshift-cycling-2026.1") | {"intensity": intensity}


def test_a_result_at_the_bound_passes_and_above_it_is_refused(document: Documents) -> None:
    assert engine.quantify(bounded(document, "15.49"), cycled(3), "attested").signed_mg == 46
    with pytest.raises(InputRefused, match="magnitude"):
        engine.quantify(bounded(document, "15.48"), cycled(3), "attested")


def test_a_result_below_zero_is_bounded_too(document: Documents) -> None:
    """The plug-in hybrid that became a bus: 99.18 - 125.52 is -26.34 mg/m."""
    flip = document("modeshift-1")["golden"][1]["input"]

    def within(most: str) -> engine.Package:
        return document("modeshift-1") | {"intensity": {"per": {"in": "distance_m"}, "unit": "mg/m", "most": most}}

    assert engine.quantify(within("26.34"), flip, "attested").signed_mg == -169_551
    with pytest.raises(InputRefused, match="magnitude"):
        engine.quantify(within("26.33"), flip, "attested")


@pytest.mark.parametrize(
    "intensity",
    [
        {"per": {"in": "distance_m"}, "unit": "mg/m"},
        {"per": {"in": "distance_m"}, "unit": "mg/m", "most": "1e3"},
        {"per": {"in": "distance_m"}, "unit": "mg/m", "most": "300.1"},
        {"per": {"in": "distance_m"}, "unit": "mg/parsec", "most": "3"},
        {"per": {"in": "occurred_on"}, "unit": "mg/m", "most": "3"},
        "300",
    ],
)
def test_a_bound_off_the_format_does_not_load(document: Documents, intensity: object) -> None:
    package = document("modeshift-cycling-2026.1") | {"intensity": intensity}
    with pytest.raises(PackageInvalid):
        engine.quantify(read(package, "bounded.json").document, cycled(3), "attested")

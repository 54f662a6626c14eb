"""The units of a formula's parts fit one another, and come to milligrams of CO2e; else the package does not load."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
from methodologies.dimensions import unit
from methodologies.engine import quantify
from methodologies.package import SCHEMA

Documents = Callable[[str], dict[str, Any]]
pytestmark = pytest.mark.exhaustive
DISTANCE: dict[str, Any] = {"in": "distance_m"}
TUBE: dict[str, Any] = {"factor": "london_underground"}
NOTHING: dict[str, Any] = {"const": "0", "as": "emission"}


def times(*trees: object) -> dict[str, Any]:
    return {"mul": list(trees)}


def saved(*trees: object) -> dict[str, Any]:
    return {"sub": [times(*trees), NOTHING]}


@pytest.fixture
def cycling(document: Documents) -> dict[str, Any]:
    package = document("modeshift-cycling-2026.1")
    properties = package["inputs"]["properties"]
    for name in ("energy_wh", "distance_km", "home_min", "trips"):
        properties[name] = {"type": "integer", "minimum": 1, "maximum": 1000}
        package["inputs"]["required"].append(name)
        for case in package["golden"]:
            case["input"][name] = 1
    return package


def misfit(package: dict[str, Any], folder: Path) -> tuple[str, str]:
    """Reason and place of what the loader refuses; nothing else in the package may be wrong."""
    quantify(package, package["golden"][0]["input"], "attested")
    (folder / "package.json").write_text(json.dumps({**package, "version": "9"}), "utf-8")
    with pytest.raises(PackageInvalid) as caught:
        Catalogue.load(folder, plugins=[])
    return str(caught.value.params["reason"]), str(caught.value.params["at"])


@pytest.mark.parametrize(
    ("formula", "reason", "at"),
    [
        (saved({"in": "energy_wh"}, TUBE), "unit_of_result", "/formula"),
        (saved({"in": "trips"}, TUBE), "unit_of_result", "/formula"),
        (saved({"in": "distance_km"}, TUBE), "unit_of_result", "/formula"),
        (saved(DISTANCE, DISTANCE, TUBE), "unit_of_result", "/formula"),
        (saved(DISTANCE, TUBE, {"const": "60", "unit": "min/h"}), "unit_of_result", "/formula"),
        (saved({"div": [DISTANCE, {"const": "2", "unit": "h"}]}, TUBE), "unit_of_result", "/formula"),
        (saved({"add": [DISTANCE, {"in": "energy_wh"}]}, TUBE), "units_differ", "/formula/sub/0/mul/0/add/1"),
        (saved({"add": [DISTANCE, {"in": "distance_km"}]}, TUBE), "units_differ", "/formula/sub/0/mul/0/add/1"),
        (saved({"min": [DISTANCE, {"const": "5000"}]}, TUBE), "units_differ", "/formula/sub/0/mul/0/min/1"),
        (saved({"ceil_div": [DISTANCE, {"const": "2"}]}, TUBE), "unit_of_count", "/formula/sub/0/mul/0/ceil_div"),
        ({"sub": [times(DISTANCE, TUBE), times({"in": "energy_wh"}, TUBE)]}, "units_differ", "/formula/sub/1"),
    ],
)
def test_units_that_do_not_fit_are_refused_with_the_node(
    cycling: dict[str, Any], tmp_path: Path, formula: object, reason: str, at: str
) -> None:
    assert misfit({**cycling, "formula": formula}, tmp_path) == (reason, at)


@pytest.mark.parametrize(
    "formula",
    [
        times(DISTANCE, {"sub": [TUBE, NOTHING]}),
        saved({"in": "trips"}, DISTANCE, TUBE),
        saved({"max": [DISTANCE, {"const": "0"}]}, TUBE),
        saved({"in": "distance_km"}, {"const": "1000", "unit": "m/km"}, TUBE),
        saved({"add": [DISTANCE, times({"in": "energy_wh"}, {"const": "2", "unit": "m/Wh"})]}, TUBE),
        saved({"div": [times(DISTANCE, {"in": "home_min"}), {"const": "60", "unit": "min"}]}, TUBE),
    ],
)
def test_units_that_fit_load(cycling: dict[str, Any], tmp_path: Path, formula: object) -> None:
    package = {**cycling, "id": "fitting", "formula": formula}
    for case in package["golden"]:
        case["signed_mg"] = quantify(package, case["input"], "attested").signed_mg
        case["reduction_mg"] = case["signed_mg"]
    (tmp_path / "package.json").write_text(json.dumps(package), "utf-8")
    assert "fitting/2026.1" in Catalogue.load(tmp_path, plugins=[]).packages
    jsonschema.validate(package, json.loads(SCHEMA.read_text("utf-8")))


def test_a_factor_in_another_unit_than_its_neighbours_is_refused(cycling: dict[str, Any], tmp_path: Path) -> None:
    package = {**cycling, "formula": saved(DISTANCE, {"factor": {"by": "mode"}})}
    package["factors"].append({**package["factors"][0], "key": "per_wh", "unit": "mg/Wh"})
    package["inputs"]["properties"]["mode"] = {"enum": ["london_underground", "per_wh"]}
    package["inputs"]["required"].append("mode")
    for case in package["golden"]:
        case["input"]["mode"] = "london_underground"
    assert misfit(package, tmp_path) == ("units_differ", "/formula/sub/0/mul/1/factor")


def test_a_bound_an_impact_and_a_check_have_units_too(cycling: dict[str, Any], tmp_path: Path) -> None:
    bound = {"per": {"mul": [{"in": "energy_wh"}, {"const": "1000000"}]}, "unit": "mg/m", "most": "300"}
    impact = {"key": "water_l", "unit": "L", "formula": DISTANCE}
    check = {"name": "far_enough", "that": {"le": [{"const": "1"}, DISTANCE]}}
    assert misfit({**cycling, "intensity": bound}, tmp_path) == ("unit_of_intensity", "/intensity/per")
    assert misfit({**cycling, "impacts": [impact]}, tmp_path) == ("unit_of_impact", "/impacts/0/formula")
    assert misfit({**cycling, "checks": [check]}, tmp_path) == ("units_differ", "/checks/0/that/le/1")


def test_a_stated_emission_is_a_mass(cycling: dict[str, Any], tmp_path: Path) -> None:
    formula = {"sub": [{"in": "energy_wh", "as": "emission"}, times(DISTANCE, TUBE)]}
    assert misfit({**cycling, "formula": formula}, tmp_path) == ("unit_of_emission", "/formula/sub/0/in")


@pytest.mark.parametrize("written", ["ton", "furlong", "m/", "/m", "m/h/h", "", "km/furlong", 3])
def test_a_unit_off_the_list_is_refused_with_its_place(cycling: dict[str, Any], written: object) -> None:
    cycling["formula"] = saved(DISTANCE, TUBE, {"const": "2", "unit": written})
    with pytest.raises(PackageInvalid) as caught:
        quantify(cycling, cycling["golden"][0]["input"], "attested")
    assert caught.value.params == {"reason": "unit_unknown", "at": "/formula/sub/0/mul/2/const/unit"}


def test_the_schema_knows_the_same_units_as_the_loader() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["unit"]
    for text in ["1", "m", "min/h", "g/m2", "K.d", "KKd", "m/Wh", "t", "m/ton", "mg/m", "event", "m3"]:
        assert jsonschema.Draft202012Validator(schema).is_valid(text) is (unit(text) is not None), text


def test_a_version_that_a_log_holds_is_computed_whatever_its_units(cycling: dict[str, Any]) -> None:
    catalogue = Catalogue.load(plugins=[])
    old = {**cycling, "version": "9", "formula": saved({"in": "trips"}, TUBE)}
    for case in old["golden"]:
        case["signed_mg"] = case["reduction_mg"] = quantify(old, case["input"], "attested").signed_mg
    with pytest.raises(PackageInvalid):
        catalogue.publish(old, in_force=True)
    kept = catalogue.keep(old)
    assert catalogue.quantify(kept, old["golden"][0]["input"], "attested").signed_mg == 15  # 1 x 15.49, rounded down
    day = kept.activity_from
    assert catalogue.choose("cycling", "GB", ["modeshift-cycling"], day) is not kept

"""Reading a package file: what may not be loaded, and that no file can crash the reader."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodologies.catalogue import Catalogue
from methodologies.contract import MethodologyError, PackageInvalid
from methodologies.engine import quantify
from methodologies.fields import parse
from methodologies.package import canonical, read

Documents = Callable[[str], dict[str, Any]]
pytestmark = pytest.mark.exhaustive
CYCLING = json.loads(
    (Path(__file__).parents[3] / "methodologies" / "packages" / "modeshift-cycling-2026.1.json").read_text("utf-8")
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["*", "-1", "0", "metro"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def fault(document: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(PackageInvalid) as caught:
        read(document, "spoiled.json")
    assert caught.value.params["file"] == "spoiled.json"
    return str(caught.value.params["reason"]), str(caught.value.params["at"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


@given(place=st.sampled_from(places(CYCLING)[1:]), junk=JUNK)
def test_junk_anywhere_in_a_package_is_refused_by_name_or_harmless(place: tuple[Any, ...], junk: Any) -> None:
    document = json.loads(json.dumps(CYCLING))
    target = document
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = junk
    try:
        read(document, "spoiled.json")
        quantify(document, {"occurred_on": "2026-11-20", "distance_m": 3000}, "attested")
    except MethodologyError as error:
        assert error.params


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_an_object_or_our_own_error(data: bytes) -> None:
    try:
        assert isinstance(parse(data, "any.json"), dict)
    except PackageInvalid as error:
        assert error.params["file"] == "any.json"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "keys"),
        ('{"é": 1}', "keys"),
        ('{"a": 1.5}', "float"),
        ('{"a": 1e3}', "float"),
        ('{"a": NaN}', "float"),
        ('{"a": -Infinity}', "float"),
        ('{"a": "\\ud800"}', "json"),
        ("[]", "json"),
        ("{", "json"),
        ("[" * 100_000, "json"),
        ('{"a": ' + "9" * 5_000 + "}", "json"),
    ],
)
def test_malformed_json_is_named(text: str, reason: str) -> None:
    with pytest.raises(PackageInvalid) as caught:
        parse(text.encode(), "bad.json")
    assert caught.value.params["reason"] == reason


def test_a_field_too_many_is_refused(document: Documents) -> None:
    assert fault({**document("modeshift-cycling-2026.1"), "colour": "green"}) == ("fields", "/colour")


def test_a_missing_use_by_date_is_refused(document: Documents) -> None:
    package = document("modeshift-cycling-2026.1")
    del package["use_by"]
    assert fault(package) == ("fields", "/use_by")


def test_another_format_is_refused(document: Documents) -> None:
    package = {**document("modeshift-cycling-2026.1"), "format": "leafledger-methodology/2"}
    assert fault(package)[0] == "format"


def test_a_package_is_a_formula_or_a_plugin_and_not_both(document: Documents) -> None:
    assert fault({**document("modeshift-cycling-2026.1"), "plugin": "p"})[0] == "fields"


def test_a_package_that_does_not_fit_an_entry_is_refused(document: Documents) -> None:
    package = {**document("modeshift-cycling-2026.1"), "notes": "字" * 20_000}
    assert len(canonical(package)) > 60_000
    assert fault(package)[0] == "too_large"


@pytest.mark.parametrize("credit_class", ["market", "company"])
def test_a_credit_needs_a_region(document: Documents, credit_class: str) -> None:
    package = {**document("modeshift-cycling-2026.1"), "credit_class": credit_class}
    assert fault(package) == ("class_needs_a_region", "/credit_class")


def test_an_inventory_is_no_credit(document: Documents) -> None:
    assert fault({**document("commute-inventory-1"), "credit_class": "estimate"})[0] == "inventory_with_credit"


def test_a_lot_needs_the_text_and_its_hash(document: Documents) -> None:
    package = document("cn-sz-lcpt-2021.1")
    package["export"] = {"allowed": True}
    assert fault(package) == ("export_without_text", "/export")


@pytest.mark.parametrize(
    ("factor_id", "reason"),
    [
        ("UNV-CN-SH-2024-bus-a", "factor_unverified"),
        ("UK-DESNZ-2026-waste-paper-landfill", "waste_factor_in_a_reduction"),
        ("UK-DESNZ-2026-material-paper-primary", "material_factor_in_a_reduction"),
        ("CN-SZ-LCPT-2021-metro-REDUCTION", "factor_kind"),
    ],
)
def test_a_factor_that_may_not_serve_a_reduction_is_refused(document: Documents, factor_id: str, reason: str) -> None:
    package = document("modeshift-cycling-2026.1")
    package["factors"][0]["factor_id"] = factor_id
    assert fault(package) == (reason, "/factors/0")


def test_a_waste_factor_may_serve_an_inventory(document: Documents) -> None:
    package = document("commute-inventory-1")
    package["factors"][0]["factor_id"] = "UK-DESNZ-2026-waste-paper-landfill"
    assert read(package, "waste.json").credit_class == "none"


def test_an_emission_factor_is_not_called_a_reduction(document: Documents) -> None:
    package = document("modeshift-cycling-2026.1")
    package["factors"][0]["kind"] = "reduction"
    assert fault(package)[0] == "factor_kind"


def test_a_slip_of_a_thousand_does_not_load(document: Documents) -> None:
    package = document("modeshift-cycling-2026.1")
    package["factors"][0]["value"] = "15490"
    assert fault(package) == ("intensity", "/factors/0")


def test_a_kind_of_evidence_proves_one_level(document: Documents) -> None:
    package = document("cn-sz-lcpt-2021.1")
    package["evidence"]["attested"].append("statement")
    assert fault(package)[0] == "evidence"


@pytest.mark.parametrize("cap", [{}, {"per": "year", "where": {}, "input": "distance_m", "max": 1}, None, "60 km"])
def test_a_cap_that_cannot_be_applied_is_refused(document: Documents, cap: object) -> None:
    assert fault({**document("cn-sz-lcpt-2021.1"), "caps": [cap]})[0] == "cap"


def write(directory: Path, document: dict[str, Any]) -> Path:
    (directory / "extra.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return directory


def test_a_package_that_fails_its_golden_case_does_not_load(document: Documents, tmp_path: Path) -> None:
    package = {**document("modeshift-cycling-2026.1"), "version": "2026.2"}
    package["golden"][1]["reduction_mg"] += 1
    with pytest.raises(PackageInvalid) as caught:
        Catalogue.load(write(tmp_path, package), plugins=[])
    assert caught.value.params["reason"] == "golden_failed"
    assert caught.value.params["at"] == "/golden/1"


@pytest.mark.parametrize("golden", [[], [{}], [{"input": {}}], "none", [{"case": "x", "input": {"distance_m": 1}}]])
def test_a_package_without_a_working_golden_case_does_not_load(
    document: Documents, tmp_path: Path, golden: object
) -> None:
    package = {**document("modeshift-cycling-2026.1"), "version": "2026.2", "golden": golden}
    with pytest.raises(PackageInvalid):
        Catalogue.load(write(tmp_path, package), plugins=[])


def test_a_version_that_exists_is_not_replaced(document: Documents, tmp_path: Path) -> None:
    with pytest.raises(PackageInvalid) as caught:
        Catalogue.load(write(tmp_path, document("modeshift-cycling-2026.1")), plugins=[])
    assert caught.value.params["reason"] == "package_twice"


def test_a_package_whose_plugin_is_not_installed_does_not_load(document: Documents, tmp_path: Path) -> None:
    package = {**document("modeshift-cycling-2026.1"), "version": "2026.2", "plugin": "absent"}
    del package["formula"]
    with pytest.raises(PackageInvalid) as caught:
        Catalogue.load(write(tmp_path, package), plugins=[])
    assert caught.value.params["reason"] == "plugin_missing"


def shenzhen(document: Documents, **fields: Any) -> dict[str, Any]:
    return document("cn-sz-lcpt-2021.1") | fields


@pytest.mark.parametrize(
    ("fields", "reason", "at"),
    [
        ({"caps": [{"per": "person-day", "where": {}, "input": "dist", "max": 5}]}, "cap_input", "/caps/0/input"),
        ({"caps": [{"per": "person-day", "where": {}, "input": "mode", "max": 5}]}, "cap_input", "/caps/0/input"),
        (
            {"caps": [{"per": "person-day", "where": {"mode": "buss"}, "input": "distance_m", "max": 5}]},
            "cap_where",
            "/caps/0/where/mode",
        ),
        (
            {"caps": [{"per": "person-day", "where": {"mood": "bus"}, "input": "distance_m", "max": 5}]},
            "cap_where",
            "/caps/0/where/mood",
        ),
        ({"credit_class": "none"}, "reduction_without_class", "/credit_class"),
        ({"day_zone": "Asia/Nowhere"}, "field", "/day_zone"),
        ({"day_zone": "../../etc/passwd"}, "field", "/day_zone"),
        ({"region": "CN-GD-GZ"}, "region_of_inputs", "/inputs/properties/region"),
        ({"use_by": "2026-11-19"}, "days", "/use_by"),
        ({"supersedes": "cn-sz-lcpt/2021.1"}, "field", "/supersedes"),
        ({"plausibility": {"metro": {"speed_max": 60}}}, "plausibility", "/plausibility/metro"),
    ],
)
def test_what_would_price_wrongly_or_never_does_not_load(
    document: Documents, fields: dict[str, Any], reason: str, at: str
) -> None:
    assert fault(shenzhen(document, **fields)) == (reason, at)


@pytest.mark.parametrize("published", ["2026-13", "2026-02-30", "0000"])
def test_a_day_that_there_is_not_is_no_day_of_publication(document: Documents, published: str) -> None:
    source = document("cn-sz-lcpt-2021.1")["source"] | {"published_on": published}
    assert fault(shenzhen(document, source=source))[0] == "field"


def test_a_market_methodology_has_at_least_a_quoted_text(document: Documents) -> None:
    source = document("cn-sz-lcpt-2021.1")["source"] | {"text_state": "structure_only"}
    assert fault(shenzhen(document, source=source)) == ("market_without_text", "/credit_class")


@pytest.mark.parametrize(
    ("spoil", "at"),
    [
        (lambda one: one["export"].pop("hold"), "/export/hold"),
        (lambda one: one["title"].pop("zh"), "/title/zh"),
        (lambda one: one.update(baseline={"zh": "", "en": "a car"}), "/baseline/zh"),
        (lambda one: one["source"].update(text_state="rumour"), "/source/text_state"),
        (lambda one: one["source"].update(published_on="2026-02-30"), "/source/published_on"),
        (lambda one: one["additionality"].update(already_paid=None), "/additionality/already_paid"),
        (lambda one: one["evidence"].update(attested="all"), "/evidence/attested"),
        (lambda one: one.update(intensity={"per": {}, "unit": "mg/m"}), "/intensity/most"),
    ],
)
def test_a_fault_within_an_object_is_named_with_its_whole_path(
    document: Documents, spoil: Callable[[dict[str, Any]], object], at: str
) -> None:
    package = shenzhen(document)
    spoil(package)
    assert fault(package) == ("field", at)

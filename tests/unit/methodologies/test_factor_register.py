"""The register of factors: exact decimals, one set a row, plausible ranges, and what may be credited on which set."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
from methodologies.factors import register
from methodologies.factors.findings import CREDITABLE, findings
from methodologies.factors.register import (
    BASE_UNITS,
    COLUMNS,
    HERE,
    UNITS,
    FactorNotExact,
    FactorUnknown,
    Register,
    RegisterInvalid,
    read,
)
from methodologies.package import Package
from methodologies.package import read as read_package

TABLE = (HERE / "factors.csv").read_bytes()
SETS = (HERE / "sets.json").read_bytes()
LIMITS = json.loads((HERE.parent / "limits.json").read_text("utf-8"))["most_mg_per_unit"]
REGISTER = register.load()
ROW = {
    "factor_id": "UK-DESNZ-2026-a-train", "activity": "A train", "unit": "passenger-km", "kgCO2e_per_unit": "0.03",
    "region": "GB", "year": "2026", "source": "s", "source_ref": "r", "licence": "l", "notes": "",
}  # fmt: skip


def one(**changes: str) -> Register:
    """A register of one row."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow([{**ROW, **changes}[name] for name in COLUMNS])
    return read(file.getvalue().encode(), SETS)


def refused(**changes: str) -> str:
    with pytest.raises(RegisterInvalid) as found:
        one(**changes)
    return str(found.value.params["reason"])


def factors_of(package: Package) -> list[dict[str, Any]]:
    rows = package.document["factors"]
    assert isinstance(rows, list)
    return rows


def test_every_row_of_the_file_is_there_as_an_exact_decimal() -> None:
    lines = list(csv.DictReader(io.StringIO(TABLE.decode(), newline="")))
    assert list(REGISTER.rows) == [line["factor_id"] for line in lines]
    for line in lines:
        row = REGISTER.row(line["factor_id"])
        assert type(row.value) is Decimal and row.text == line["kgCO2e_per_unit"]
        assert row.value == Decimal(line["kgCO2e_per_unit"])


def test_every_set_has_rows_and_every_row_a_set() -> None:
    assert {row.of.name for row in REGISTER.rows.values()} == set(REGISTER.sets)


def test_the_longest_beginning_of_an_id_decides_its_set() -> None:
    waste = next(row for name, row in REGISTER.rows.items() if name.startswith("UK-DESNZ-2026-waste-"))
    assert waste.of.credit == "no"
    assert REGISTER.row("UK-DESNZ-2026-material-paper-primary").of.boundary == "life_cycle"
    assert REGISTER.row("UK-DESNZ-2026-rail-national").of.boundary == "direct"


def test_years_and_regions_fit_the_sets_they_stand_in() -> None:
    for row in REGISTER.rows.values():
        if row.of.rule == "label_year":
            assert row.of.first_on.year == row.year, row.factor_id
        assert f"-{row.year}-" in row.factor_id or row.of.rule in ("open", "reproduce_only"), row.factor_id


def test_only_confirmed_sets_may_be_credited() -> None:
    for one_set in REGISTER.sets.values():
        confirmed = one_set.sha256 is not None or one_set.confirmed_by == "issuers_repository" or one_set.copies >= 2
        assert one_set.credit != "yes" or (confirmed and one_set.confirmed_by != "quotation"), one_set.name


def test_the_notes_agree_on_how_many_transcriptions_there_are() -> None:
    for row in REGISTER.rows.values():
        if any(word in row.notes for word in ("one secondary", "single secondary", "sub-version (v1/v1.1) not known")):
            assert row.of.copies == 1 and row.of.credit == "no", row.factor_id


def test_no_unconfirmed_or_foreign_row_is_reachable_from_a_shipped_package(catalogue: Catalogue) -> None:
    found = [finding for package in catalogue.packages.values() for finding in findings(package, REGISTER)]
    assert found == []
    creditable = [one for one in catalogue.packages.values() if one.credit_class in CREDITABLE]
    assert sum(len(factors_of(one)) for one in creditable) > 50


def planted(document: dict[str, Any], factor_id: str, **changes: object) -> list[tuple[str, str]]:
    """What is found against a package whose first factor is another row of the register."""
    made = REGISTER.row(factor_id).for_package() if factor_id in REGISTER.rows else {}
    document["factors"][0] |= {**made, "key": document["factors"][0]["key"], "factor_id": factor_id, **changes}
    return [(one.factor_id, one.reason) for one in findings(read_package(document, "planted"), REGISTER)]


def test_a_creditable_package_on_one_transcription_is_found(document: Any) -> None:
    assert planted(document("elec-saving-2"), "CN-MEE-2021-grid-BJ") == [("CN-MEE-2021-grid-BJ", "unconfirmed")]
    assert planted(document("elec-saving-2"), "CN-MEE-2023-grid-region-NORTH")[0][1] == "unconfirmed"


def test_the_same_row_is_good_enough_for_an_estimate(document: Any) -> None:
    estimate = document("elec-saving-2") | {"credit_class": "estimate"}
    assert planted(estimate, "CN-MEE-2021-grid-BJ") == []


def test_quoted_constants_are_creditable_only_while_their_lots_are_held(document: Any) -> None:
    name = "CN-SZ-LCPT-2021-metro-REDUCTION"
    assert planted(document("cn-sz-lcpt-2021.1"), name) == []
    other = document("cn-sz-lcpt-2021.1") | {"credit_class": "company"}
    other["source"] = {**other["source"], "text_state": "structure_only"}
    assert (name, "unconfirmed") in planted(other, name)


def test_a_factor_that_is_not_the_registers_is_found(document: Any) -> None:
    assert planted(document("elec-saving-2"), "CN-MEE-2023-grid-BJ", value="555.5")[0][1] == "differs"
    assert planted(document("elec-saving-2"), "CN-MEE-2023-grid-BJ", row_sha256="0" * 64)[0][1] == "differs"
    assert planted(document("elec-saving-2"), "CN-MEE-2099-grid-BJ")[0][1] == "unknown"
    mile = next(name for name, row in REGISTER.rows.items() if row.unit == "vehicle-mile")
    assert planted(document("elec-saving-2") | {"credit_class": "estimate"}, "X-" + mile)[0][1] == "unknown"


def test_every_package_row_is_the_registers(catalogue: Catalogue) -> None:
    for package in catalogue.packages.values():
        for factor in factors_of(package):
            made = REGISTER.row(factor["factor_id"]).for_package()
            same = ("kind", "value", "unit", "factor_id", "row_sha256")
            assert {name: factor[name] for name in same} == {name: made[name] for name in same}, package.name
            assert factor.get("per", "unit") in (made.get("per", "unit"), "passenger", "unit"), package.name


def test_every_package_names_who_published_its_factors(catalogue: Catalogue) -> None:
    journal = "CN-GZ-METRO-2015"  # Named in English by the package, in Chinese by the register.
    for package in catalogue.packages.values():
        for factor in factors_of(package):
            of = REGISTER.row(factor["factor_id"]).of
            assert (of.attribution if of.name == journal else of.issuer) in package.attribution, package.name


def test_ranges_keep_to_the_limits_that_packages_are_loaded_with() -> None:
    sets = json.loads(SETS)
    for unit, (_, most) in sets["plausible"].items():
        limit = LIMITS.get(BASE_UNITS[unit][0]) if unit in BASE_UNITS else None
        if limit is not None and unit not in ("vehicle-km", "kg"):
            assert Decimal(most) * BASE_UNITS[unit][1] <= Decimal(limit), unit
    assert set(sets["plausible"]) == UNITS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"factor_id": "UNV-SH-bus"}, "unverified"),
        ({"factor_id": "XX-1-a"}, "set"),
        ({"factor_id": "UK-DESNZ-2026-ü"}, "id"),
        ({"unit": "ton"}, "unit"),
        ({"kgCO2e_per_unit": "3e-2"}, "value"),
        ({"kgCO2e_per_unit": "NaN"}, "value"),
        ({"kgCO2e_per_unit": "0.030"}, "value"),
        ({"kgCO2e_per_unit": "30"}, "implausible"),
        ({"kgCO2e_per_unit": "0.00003"}, "implausible"),
        ({"kgCO2e_per_unit": "-0.03"}, "implausible"),
        ({"unit": "kWh", "kgCO2e_per_unit": "530.6"}, "implausible"),
        ({"year": "26"}, "year"),
        ({"year": "²²²²"}, "year"),
        ({"source": ""}, "empty"),
        ({"licence": ""}, "empty"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_reason(changes: dict[str, str], reason: str) -> None:
    assert one().row(ROW["factor_id"]).value == Decimal("0.03")
    assert refused(**changes) == reason


def test_an_id_that_stands_twice_is_refused() -> None:
    last = TABLE.rstrip(b"\n").rpartition(b"\n")[2]
    with pytest.raises(RegisterInvalid) as found:
        read(TABLE.rstrip(b"\n") + b"\n" + last + b"\n", SETS)
    assert found.value.params["reason"] == "twice"


def test_two_sets_that_claim_a_row_alike_leave_it_without_one() -> None:
    doubled = json.loads(SETS)
    doubled["sets"].append({**doubled["sets"][0], "set": "another"})
    with pytest.raises(RegisterInvalid) as found:
        read(TABLE, json.dumps(doubled).encode())
    assert found.value.params["reason"] == "set"


@pytest.mark.parametrize("field", ["credit", "licence", "days", "confirmation", "title", "about", "gases", "ids"])
def test_a_set_without_one_of_its_fields_is_refused(field: str) -> None:
    poorer = json.loads(SETS)
    del poorer["sets"][3][field]
    with pytest.raises(PackageInvalid):
        read(TABLE, json.dumps(poorer).encode())


def test_a_row_becomes_a_packages_factor_in_base_units() -> None:
    made = REGISTER.row("UK-DESNZ-2026-car-average-unknown-km").for_package()
    assert (made["value"], made["unit"], made["boundary"], made["per"]) == ("165.91", "mg/m", "direct", "vehicle")
    assert (made["key"], made["published"]) == ("car_average_unknown_km", "0.16591 kgCO2e/vehicle-km")
    grid = REGISTER.row("CN-MEE-2023-grid-national").for_package()
    assert (grid["key"], grid["value"], grid["published"]) == ("grid_national", "530.6", "0.5306 kgCO2/kWh")
    trip = REGISTER.row("CN-GZ-METRO-2015-trip-mean-REDUCTION").for_package()
    assert (trip["kind"], trip["value"], trip["unit"]) == ("reduction", "515500", "mg/event")
    assert "boundary" not in trip


def test_a_value_per_mile_is_not_rounded_into_one_per_metre() -> None:
    mile = next(row for row in REGISTER.rows.values() if row.unit == "vehicle-mile")
    with pytest.raises(FactorNotExact):
        mile.for_package()


def test_a_region_finds_what_lies_in_it_and_no_namesake() -> None:
    assert {row.region for row in REGISTER.search(region="CN-GD")} == {"CN-GD", "CN-GD-SZ", "CN-GD-GZ"}
    assert not any(row.region.startswith("CN-G") for row in REGISTER.search(region="CN-G"))


def test_all_words_of_a_search_must_fit() -> None:
    found = REGISTER.search(["underground", "2026"], unit="passenger-km")
    assert [row.factor_id for row in found] == ["UK-DESNZ-2026-rail-london-underground"]
    assert REGISTER.search(["深圳", "地铁", "nowhere"]) == []
    assert len(REGISTER.search(year=2024, unit="kWh")) == len(
        [row for row in REGISTER.rows.values() if row.year == 2024 and row.unit == "kWh"]
    )


def test_an_id_that_is_not_there_is_named() -> None:
    with pytest.raises(FactorUnknown) as found:
        REGISTER.row("UNV-SH-bus")
    assert found.value.params == {"factor": "UNV-SH-bus"}

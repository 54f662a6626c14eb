"""Published means frozen: what ships is pinned, and every number in it is the register's."""

import csv
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from methodologies import catalogue as module
from methodologies.catalogue import Catalogue
from methodologies.package import Package, canonical

HERE = Path(module.__file__).parent
PACKAGES = {file.parent.name for file in HERE.parent.glob("*/__init__.py")} | {HERE.name}
THOUSAND = {"kg": 1_000, "kWh": 1_000, "m3": 1_000, "passenger-km": 1_000, "vehicle-km": 1_000} | dict.fromkeys(
    ["FTE-hour", "room-night", "meal", "trip"], 1_000_000
)


@pytest.fixture(scope="module")
def register() -> dict[str, dict[str, str]]:
    with (HERE / "factors" / "factors.csv").open(encoding="utf-8") as file:
        return {row["factor_id"]: row for row in csv.DictReader(file)}


def factors_of(package: Package) -> list[dict[str, Any]]:
    rows = package.document["factors"]
    assert isinstance(rows, list)
    return rows


def test_every_package_has_its_pinned_hash(catalogue: Catalogue, vectors: Path) -> None:
    pinned = json.loads((vectors / "package_hashes.json").read_text("utf-8"))
    assert {name: package.sha256 for name, package in catalogue.packages.items()} == pinned


def test_the_shenzhen_package_has_the_bytes_of_the_guidance(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert len(package.canonical) == 3076
    assert package.sha256 == "7712cd434b91ca33ad93330fd1f5a5dc7e5d9cd13dd4a519f8355c5a1e641685"


def test_a_changed_digit_changes_the_hash(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert hashlib.sha256(package.canonical.replace(b"46.8", b"46.9", 1)).hexdigest() != package.sha256


def test_every_value_is_the_registers_in_base_units(catalogue: Catalogue, register: dict[str, dict[str, str]]) -> None:
    for package in catalogue.packages.values():
        for factor in factors_of(package):
            row = register[factor["factor_id"]]
            scaled = Decimal(row["kgCO2e_per_unit"]) * THOUSAND[row["unit"]]
            assert Decimal(factor["value"]) == scaled, (package.name, factor["key"])
            assert (factor.get("per") == "vehicle") is (row["unit"] == "vehicle-km")


def test_every_factor_pins_the_row_it_was_copied_from(
    catalogue: Catalogue, register: dict[str, dict[str, str]]
) -> None:
    columns = ("factor_id", "kgCO2e_per_unit", "region", "unit", "year")
    for package in catalogue.packages.values():
        for factor in factors_of(package):
            row = register[factor["factor_id"]]
            pinned = hashlib.sha256(canonical({name: row[name] for name in columns})).hexdigest()
            assert factor["row_sha256"] == pinned, (package.name, factor["key"])


def test_a_warming_potential_is_the_registers(catalogue: Catalogue, register: dict[str, dict[str, str]]) -> None:
    document: dict[str, Any] = dict(catalogue.package("gwp/1").document)
    values = document["formula"]["sum"]["each"]["mul"][1]["lookup"]["values"]
    assert len(values) == len([name for name in register if name.startswith("GWP100-")])
    for name, value in values.items():
        assert register[f"GWP100-{name.replace('_', '-')}"]["kgCO2e_per_unit"] == value


def test_an_area_of_paper_is_that_of_the_standard(catalogue: Catalogue) -> None:
    sides_mm = {"A3": 297 * 420, "A4": 210 * 297, "A5": 148 * 210}
    text = json.dumps(catalogue.package("paper/2").document["formula"])
    for name, area in sides_mm.items():
        assert f'"{name}": "{Decimal(area) / 1_000_000}"' in text


def test_no_unverified_factor_ships(register: dict[str, dict[str, str]]) -> None:
    assert not [name for name in register if name.startswith("UNV-")]
    assert not list(HERE.glob("**/*unverified*"))


def test_no_number_of_a_methodology_stands_in_a_python_file(catalogue: Catalogue) -> None:
    values = {
        factor.value.removeprefix("-")
        for package in catalogue.packages.values()
        for factor in package.factors.values()
        if "." in factor.value
    }
    assert {"26.9", "46.8"} <= values
    number = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
    for package in sorted(PACKAGES):
        forbidden = values if package == HERE.name else {"26.9", "46.8"}
        for file in (HERE.parent / package).glob("**/*.py"):
            assert not set(number.findall(file.read_text("utf-8"))) & forbidden, file

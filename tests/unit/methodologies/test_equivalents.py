"""The one comparison: by the register's factors, exact and rounded down, by region, and without trees."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodologies import equivalents
from methodologies.contract import PackageInvalid
from methodologies.factors import register

ROOT = Path(__file__).parents[3]
TABLE = json.loads(equivalents.FILE.read_text("utf-8"))


def test_every_number_is_the_registers() -> None:
    for row in TABLE["equivalents"]:
        made = register.load().row(row["factor_id"]).for_package()
        assert (row["value"], row["unit"]) == (made["value"], made["unit"])
        assert row["attribution"] == register.load().row(row["factor_id"]).of.attribution


def test_only_confirmed_sets_are_compared_with() -> None:
    assert {register.load().row(row["factor_id"]).of.credit for row in TABLE["equivalents"]} == {"yes"}


@pytest.mark.parametrize(
    ("milligrams", "region", "key", "quantity"),
    [
        (561_600, "CN-GD-SZ", "grid_kwh", 1058),
        (530_600, "CN", "grid_kwh", 1000),
        (530_599, "CN", "grid_kwh", 999),
        (165_910, "GB", "car_km", 1000),
        (165_909, None, "car_km", 999),
        (1_000_000, "CNX", "car_km", 6027),
        (10**15, "FR", "car_km", 6_027_364_233_620),
    ],
)
def test_the_comparison_is_the_regions_own_and_rounded_down(
    milligrams: int, region: str | None, key: str, quantity: int
) -> None:
    found = equivalents.of(milligrams, region)
    assert found is not None
    assert (found.key, found.quantity) == (key, quantity)


@pytest.mark.parametrize("milligrams", [-1, -(10**12), 0, 16_590])
def test_little_nothing_and_an_increase_are_compared_with_nothing(milligrams: int) -> None:
    assert equivalents.of(milligrams, "GB") is None


@given(st.integers(0, 10**15), st.sampled_from(["CN-BJ", "GB", None]))
def test_what_is_compared_with_never_emits_more(milligrams: int, region: str | None) -> None:
    found = equivalents.of(milligrams, region)
    if found is not None:
        value = Decimal(next(row["value"] for row in TABLE["equivalents"] if row["key"] == found.key))
        assert found.quantity * value <= milligrams < (found.quantity + 1) * value


@pytest.mark.parametrize(
    "change",
    [
        {"format": "leafledger-equivalents/2"},
        {"equivalents": TABLE["equivalents"][:1]},
        {"equivalents": [*TABLE["equivalents"], TABLE["equivalents"][0]]},
        {"equivalents": [{**TABLE["equivalents"][1], "value": "0"}]},
        {"equivalents": [{**TABLE["equivalents"][1], "unit": "kg/km"}]},
    ],
)
def test_a_table_that_breaks_a_rule_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PackageInvalid):
        equivalents.read(json.dumps({**TABLE, **change}).encode())


def test_nothing_that_people_read_is_told_in_trees() -> None:
    for file in (ROOT / "language" / "locales").glob("*/*.ftl"):
        for line in file.read_text("utf-8").splitlines():
            # The act of planting counts trees, and nothing else does: a line that is that unit and no more.
            if not re.fullmatch(r" *(\[tree\]|\*\[other\] \{ \$count \}) 棵", line):
                assert not re.search(r"棵|trees\b.*(CO|gram|kg)|equivalent to .*tree", line), (file.name, line)

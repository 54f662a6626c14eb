"""The published answers, to the milligram."""

import csv
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from methodologies.catalogue import Catalogue

VECTORS = Path(__file__).parents[2] / "vectors" / "golden_cases.csv"
CASES = list(csv.DictReader(VECTORS.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_golden_case_comes_out_to_the_milligram(catalogue: Catalogue, case: dict[str, str]) -> None:
    package = catalogue.package(case["methodology"])
    inputs = catalogue.normalised(package, json.loads(case["input_json"]))
    result = catalogue.quantify(package, inputs, "attested")
    if case["expected_emission_mg"]:
        assert (result.emission_mg, result.reduction_mg) == (int(case["expected_emission_mg"]), 0)
    else:
        assert (result.emission_mg, result.reduction_mg) == (None, int(case["expected_reduction_mg"]))
    signed = re.search(r"signed_mg=(-?\d+)", case["note"])
    if signed:
        assert result.signed_mg == int(signed[1])


def test_all_twelve_cases_of_the_guidance_are_here() -> None:
    assert {f"G{number:02}" for number in range(1, 13)} <= {case["case_id"] for case in CASES}


def test_every_shipped_package_has_a_golden_case_outside_its_own_file(catalogue: Catalogue) -> None:
    assert set(catalogue.packages) == {case["methodology"] for case in CASES}


def test_the_metro_ride_equals_a_sum_worked_with_fractions(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    values = {key: Fraction(factor.value) for key, factor in package.factors.items()}
    for metro_m, bus_m in ((1, 1), (7, 13), (999, 1_001), (119_999, 59_999), (12_345, 6_789)):
        inputs = {
            "region": "CN-GD-SZ",
            "occurred_on": "2026-11-20",
            "segments": [{"mode": "metro", "distance_m": metro_m}, {"mode": "bev_bus", "distance_m": bus_m}],
        }
        exact = metro_m * values["metro"] + bus_m * values["bev_bus"]
        assert catalogue.quantify(package, inputs, "attested").reduction_mg == exact.__floor__()

"""The published answers, to the milligram."""

import csv
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from methodologies.caps import cut
from methodologies.catalogue import Catalogue
from tests.unit.methodologies import golden_edges
from tests.unit.methodologies import second_implementation as second

pytestmark = pytest.mark.exhaustive
VECTORS = Path(__file__).parents[2] / "vectors" / "golden_cases.csv"
CASES = list(csv.DictReader(VECTORS.read_text("utf-8").splitlines()))


def tagged(case: dict[str, str], name: str, otherwise: str) -> str:
    """What the note says behind `name=`."""
    found = re.search(rf"{name}=(-?[\w,]+)", case["note"])
    return found[1] if found else otherwise


def expected(case: dict[str, str]) -> tuple[int, int, int | None]:
    """Signed result, reduction and emission of a row; the signed result stands in the note where it is another one."""
    if case["expected_emission_mg"]:
        return 0, 0, int(case["expected_emission_mg"])
    reduction_mg = int(case["expected_reduction_mg"])
    return int(tagged(case, "signed_mg", str(reduction_mg))), reduction_mg, None


@pytest.mark.parametrize(
    "case", [case for case in CASES if "used=" not in case["note"]], ids=lambda case: case["case_id"]
)
def test_a_golden_case_comes_out_to_the_milligram(catalogue: Catalogue, case: dict[str, str]) -> None:
    package = catalogue.package(case["methodology"])
    inputs = catalogue.normalised(package, json.loads(case["input_json"]))
    result = catalogue.quantify(package, inputs, tagged(case, "evidence", "attested"))
    assert (result.signed_mg, result.reduction_mg, result.emission_mg) == expected(case)


@pytest.mark.parametrize("case", [case for case in CASES if "used=" in case["note"]], ids=lambda case: case["case_id"])
def test_what_the_caps_leave_comes_out_to_the_milligram(catalogue: Catalogue, case: dict[str, str]) -> None:
    package = catalogue.package(case["methodology"])
    used, lost = ([int(one) for one in tagged(case, name, "").split(",")] for name in ("used", "lost"))
    left, gone = cut(package, json.loads(case["input_json"]), used)
    assert list(gone) == lost
    assert (0 if left is None else catalogue.quantify(package, left, "attested").reduction_mg) == expected(case)[1]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "used=" not in case["note"]], ids=lambda case: case["case_id"]
)
def test_the_second_implementation_says_the_same(case: dict[str, str]) -> None:
    evidence = tagged(case, "evidence", "attested")
    found = second.answer(case["methodology"], json.loads(case["input_json"]), evidence)
    assert (found.signed_mg, found.reduction_mg, found.emission_mg) == expected(case)


def test_making_the_edges_anew_changes_nothing() -> None:
    table = VECTORS.read_text("utf-8")
    assert golden_edges.written(table) == table


def test_no_case_has_the_name_of_another() -> None:
    assert len({case["case_id"] for case in CASES}) == len(CASES)


def test_at_least_150_cases_are_of_our_own() -> None:
    assert len([case for case in CASES if case["case_id"].startswith(golden_edges.PREFIX)]) >= 150


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

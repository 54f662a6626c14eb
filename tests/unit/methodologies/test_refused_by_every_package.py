"""What every package refuses wherever a field of that sort stands in its inputs, with the field named."""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from methodologies.contract import ActivityOutOfDate, InputRefused
from methodologies.package import Package
from tests.unit.methodologies.accepted_inputs import Inputs, accepted_inputs
from tests.unit.methodologies.shipped import CATALOGUE, each

pytestmark = pytest.mark.exhaustive
EVERY = each()
DATED = each(lambda package: "occurred_on" in package.document["inputs"]["properties"])  # type: ignore[index]
OUTSIDE = ["CN-XZ", "CN-HK", "CN-MO", "CN-TW", "CN-GDD", "cn-gd", "", "GB ", None]
NO_DECIMALS = [
    "1e3",
    "1E+3",
    "1e400",
    "NaN",
    "Infinity",
    "-0",
    "-0.0",
    "+1",
    ".5",
    "5.",
    "0x1",
    "１",
    "1,5",
    "1 ",
    1.5,
    True,
]
NO_WHOLE_NUMBERS = [True, 1.0, "1", "1e3", "NaN", float("nan"), float("inf"), None, [1], {"t": 1}]
SEEDS = range(2)


def fields(schema: Any, value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Paths and schemas of the single values that stand in `value`."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from fields(schema["properties"][name], one, (*path, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from fields(schema["items"], one, (*path, index))
    else:
        yield path, schema


def changed(inputs: Inputs, path: tuple[Any, ...], value: Any) -> Inputs:
    """A copy with `value` at `path`."""
    found = copy.deepcopy(inputs)
    place: Any = found
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return found


def pointer(path: tuple[Any, ...]) -> str:
    return "".join(f"/{step}" for step in path)


def bad_values(schema: Any) -> list[Any]:
    """Values that a field with this schema must not take."""
    if "const" in schema:
        return ["typo", None, 17]
    if "enum" in schema:
        return ["typo", "", None, "UNV-CN-SH-2024-bus-a", "UK-DESNZ-2026-waste-paper-landfill", ["metro"]]
    if schema["type"] == "boolean":
        return ["true", 1, None]
    if schema["type"] == "integer":
        return [*NO_WHOLE_NUMBERS, schema["minimum"] - 1, schema["maximum"] + 1, -(10**6), 10**400]
    match schema["format"]:
        case "decimal":
            return [*NO_DECIMALS, "-0.000001", "1" + "0" * 400, "tonne", "2 ton"]
        case "date":
            return ["2026-02-30", "20261120", "2026-W47-5", "today", "", 20261120, None]
        case "region":
            return ["", None, 1, "nowhere at all"]
    raise AssertionError(schema)


def refusal(package: Package, inputs: Inputs) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        CATALOGUE.quantify(package, inputs, "attested")
    return caught.value


@EVERY
@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(package: Package, seed: int) -> None:
    inputs = accepted_inputs(CATALOGUE, package, seed)
    for path, schema in fields(package.document["inputs"], inputs):
        for value in bad_values(schema):
            error = refusal(package, changed(inputs, path, value))
            assert error.params["pointer"] == pointer(path), (value, error.params)


@EVERY
def test_a_missing_field_is_refused_by_its_name(package: Package) -> None:
    inputs = accepted_inputs(CATALOGUE, package, 0)
    required = package.document["inputs"]["required"]  # type: ignore[index]
    for name in required:
        error = refusal(package, {key: value for key, value in inputs.items() if key != name})
        assert (error.params["pointer"], error.params["reason"]) == (f"/{name}", "required")


@EVERY
@pytest.mark.parametrize("name", ["unit", "reduction_mg", "factor", "discount", "distance_km"])
def test_a_field_too_many_is_refused_by_its_name(package: Package, name: str) -> None:
    error = refusal(package, {**accepted_inputs(CATALOGUE, package, 0), name: "ton"})
    assert (error.params["pointer"], error.params["reason"]) == (f"/{name}", "additionalProperties")


@pytest.mark.parametrize(
    "package",
    [
        pytest.param(package, id=name)
        for name, package in sorted(CATALOGUE.packages.items())
        if package.region != "*" and "region" in package.document["inputs"]["properties"]  # type: ignore[index]
    ],
)
def test_a_region_that_the_package_does_not_cover_is_refused(package: Package) -> None:
    inputs = accepted_inputs(CATALOGUE, package, 0)
    for region in OUTSIDE:
        assert refusal(package, {**inputs, "region": region}).params["pointer"] == "/region"


@DATED
def test_a_day_outside_the_package_is_refused_with_its_bounds(package: Package) -> None:
    inputs = accepted_inputs(CATALOGUE, package, 0)
    last = package.document.get("provisional_to", package.document["activity_to"])
    days = [package.activity_from - timedelta(days=1)]
    days += [date.fromisoformat(str(last)) + timedelta(days=1)] if last else []
    for day in days:
        with pytest.raises(ActivityOutOfDate) as caught:
            CATALOGUE.quantify(package, {**inputs, "occurred_on": day.isoformat()}, "attested")
        assert caught.value.params["activity_from"] == package.activity_from.isoformat()


@DATED
def test_the_first_and_the_last_day_are_accepted(package: Package) -> None:
    inputs = accepted_inputs(CATALOGUE, package, 0)
    for day in (package.activity_from, package.activity_to or package.activity_from):
        result = CATALOGUE.quantify(package, {**inputs, "occurred_on": day.isoformat()}, "attested")
        assert result == CATALOGUE.quantify(package, inputs, "attested")

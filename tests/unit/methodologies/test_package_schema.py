"""The published JSON Schema of packages: whatever ships fits it, and the loader takes nothing that does not."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import methodologies
from methodologies.contract import MethodologyError
from methodologies.engine import compiled
from methodologies.package import read

ROOT = Path(methodologies.__file__).parent
SCHEMA = json.loads((ROOT / "package.schema.json").read_text("utf-8"))
FITS = Draft202012Validator(SCHEMA)
PACKAGES = sorted((ROOT / "packages").glob("*.json"))
SPOILT = [
    json.loads((ROOT / "packages" / f"{name}.json").read_text("utf-8"))
    for name in ("cn-sz-lcpt-2021.1", "modeshift-mix-1", "paper-1")
]
GONE = object()
JUNK: tuple[Any, ...] = (None, True, -1, 3, "", "*", "metro", "1e3", "2026-11-20", [], ["zh"], {}, {"zh": "x"}, GONE)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", PACKAGES, ids=lambda file: file.stem)
def test_every_shipped_package_fits(file: Path) -> None:
    assert [error.message for error in FITS.iter_errors(json.loads(file.read_text("utf-8")))] == []


def spoilt(index: int, place: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    """A package with `junk` in one place, or with that place gone."""
    package: dict[str, Any] = copy.deepcopy(SPOILT[index])
    target: Any = package
    for key in place[:-1]:
        target = target[key]
    if junk is GONE:
        del target[place[-1]]
    else:
        target[place[-1]] = junk
    return package


@pytest.mark.exhaustive
@pytest.mark.parametrize("index", range(len(SPOILT)))
def test_the_loader_takes_nothing_that_the_schema_refuses(index: int) -> None:
    for place in places(SPOILT[index])[1:]:
        if place[0] == "golden":
            continue  # Golden cases run: the loader refuses more there than a schema can say.
        for junk in JUNK:
            package = spoilt(index, place, junk)
            try:
                compiled(read(package, "spoilt.json").document)
            except MethodologyError:
                continue
            assert [error.message for error in FITS.iter_errors(package)] == [], (place, junk)

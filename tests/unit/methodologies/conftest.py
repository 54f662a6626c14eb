"""One catalogue for all tests of this folder, and copies of packages to spoil."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from tests.unit.methodologies.shipped import CATALOGUE

TESTS = Path(__file__).parents[2]
PACKAGES = TESTS.parent / "methodologies" / "packages"


@pytest.fixture(scope="session")
def vectors() -> Path:
    return TESTS / "vectors"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture
def document() -> Callable[[str], dict[str, Any]]:
    """A fresh copy of a shipped package's document, by file name without the ending."""

    def read(name: str) -> dict[str, Any]:
        return copy.deepcopy(json.loads((PACKAGES / f"{name}.json").read_text("utf-8")))

    return read


@pytest.fixture
def ride() -> dict[str, Any]:
    """A metro ride of 12 km in Shenzhen."""
    return {
        "region": "CN-GD-SZ",
        "occurred_on": "2026-11-20",
        "segments": [{"mode": "metro", "distance_m": 12_000}],
    }

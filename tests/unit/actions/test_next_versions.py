"""The version that follows an attested one: its number, what changes in it, and what does not."""

import json
from datetime import date
from typing import Any

import pytest

from actions.attesting import next_version
from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
from methodologies.package import Package, canonical, read

TODAY = date(2026, 11, 21)
CHANGED = {"version", "supersedes", "packaged_on", "source", "export"}


@pytest.fixture(scope="module")
def shipped() -> Package:
    return Catalogue.load(plugins=[]).package("cn-sz-lcpt/2021.1")


def _as(shipped: Package, **fields: Any) -> Package:
    return read(json.loads(canonical({**shipped.document, **fields})), "test")


@pytest.mark.parametrize(
    ("number", "taken", "following"),
    [
        ("2021.1", (), "2021.2"),
        ("2021.9", (), "2021.10"),
        ("2021.1", ("2021.2", "2021.3"), "2021.4"),
        ("16", (), "16.1"),
        ("2021.1-467", (), "2021.1-467.1"),
    ],
)
def test_the_next_free_number_follows(shipped: Package, number: str, taken: tuple[str, ...], following: str) -> None:
    names = {f"{shipped.id}/{one}" for one in (number, *taken)}
    made = next_version(_as(shipped, version=number), "a" * 64, TODAY, names)
    assert made.name == f"{shipped.id}/{following}"


def test_nothing_else_changes(shipped: Package) -> None:
    made = next_version(shipped, "a" * 64, TODAY, ())
    kept = set(shipped.document) - CHANGED
    assert set(made.document) == set(shipped.document)
    assert {name: made.document[name] for name in kept} == {name: shipped.document[name] for name in kept}
    was, now = shipped.document["source"], made.document["source"]
    assert isinstance(was, dict) and isinstance(now, dict)
    assert now == {**was, "text_state": "on_file", "document_sha256": "a" * 64}
    assert (made.document["supersedes"], made.packaged_on, made.hold) == (shipped.name, TODAY, None)


def test_it_is_packaged_no_earlier_than_the_one_before(shipped: Package) -> None:
    made = next_version(shipped, "a" * 64, date(2020, 1, 1), ())
    assert made.packaged_on == shipped.packaged_on


def test_golden_cases_are_run_before_anything_is_published(shipped: Package) -> None:
    cases: Any = json.loads(canonical(shipped.document))["golden"]
    cases[0]["reduction_mg"] += 1
    with pytest.raises(PackageInvalid):
        next_version(_as(shipped, golden=cases), "a" * 64, TODAY, ())

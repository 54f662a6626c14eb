"""Only `kernel/work.py` opens transactions, only `kernel/clock.py` reads a clock; no methodology's number stands in code."""

import re

from tests.house.sources import BESIDE, PACKAGES, PROJECT, python


def _naming(pattern: str, *folders: str) -> set[str]:
    """The files in which the pattern stands."""
    named = re.compile(pattern).search
    return {name for name, text in python(*folders).items() if named(text)}


def test_only_the_unit_of_work_opens_transactions() -> None:
    assert _naming(r"\.(transaction\(|commit\(\))|\b(BEGIN|COMMIT)\b", *PACKAGES) == {"kernel/work.py"}


def test_no_statement_reads_the_databases_clock() -> None:
    """What Python's clocks are, ruff knows."""
    words = r"(?i)(?<![.\w])(?<!def )now\(\)|\b(current_date|current_timestamp|localtimestamp|clock_timestamp)\b"
    assert _naming(words, *PACKAGES) == set()


def test_no_number_of_a_methodology_stands_in_code() -> None:
    assert _naming(r"(?<![\d.])(26\.9|46\.8|46\.7|269|468)(?!\d)", *PACKAGES, *BESIDE) == set()


def test_no_file_is_longer_than_400_lines() -> None:
    lines = {name: len(text.splitlines()) for name, text in python(*PACKAGES, *BESIDE, "tests").items()}
    assert {name: n for name, n in lines.items() if n > 400} == {}


def test_every_list_of_packages_is_the_same() -> None:
    """A package that one of them forgot would not be shipped, typed, or held to its floor."""
    tools = PROJECT["tool"]
    (floors,) = [one for one in tools["importlinter"]["contracts"] if one["id"] == "floors"]
    shipped = set(tools["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert shipped == {*PACKAGES, "migrations"}
    assert set(tools["importlinter"]["root_packages"]) == set(PACKAGES)
    assert {one for floor in floors["layers"] for one in floor.split(" | ")} == set(PACKAGES)

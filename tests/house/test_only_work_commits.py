"""Only `kernel/work.py` opens transactions; only `kernel/clock.py` reads the clock (a lint of ruff's)."""

import re
from pathlib import Path

import kernel

ROOT = Path(kernel.__file__).parent.parent
PACKAGES = [
    "accounts",
    "actions",
    "api",
    "app",
    "bot",
    "campaigns",
    "issuance",
    "kernel",
    "language",
    "ledger",
    "methodologies",
    "privacy",
    "reporting",
    "rewards",
]


def _sources() -> list[Path]:
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def test_only_the_unit_of_work_opens_transactions() -> None:
    found = {
        str(file.relative_to(ROOT))
        for file in _sources()
        if re.search(r"\.(transaction\(|commit\(\))|\b(BEGIN|COMMIT)\b", file.read_text("utf-8"))
    }
    assert found == {"kernel/work.py"}


def test_no_number_of_a_methodology_stands_in_code() -> None:
    pattern = re.compile(r"(?<![\d.])(26\.9|46\.8|46\.7|269|468)(?!\d)")
    elsewhere = ("simulator", "migrations", "benchmarks", "examples", "deploy")
    others = [file for folder in elsewhere for file in sorted((ROOT / folder).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)) for file in _sources() + others if pattern.search(file.read_text("utf-8"))}
    assert found == set()


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in _sources() if (n := len(f.read_text("utf-8").splitlines())) > 400}
    assert long == {}

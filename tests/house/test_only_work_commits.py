"""Only `kernel/work.py` opens transactions; no methodology's number stands in code; no file is too long to read."""

import re
from pathlib import Path

import kernel

ROOT = Path(kernel.__file__).parent.parent
PRODUCT = (
    "accounts", "actions", "api", "app", "bot", "campaigns", "issuance", "kernel", "language", "ledger",
    "methodologies", "privacy", "reporting", "rewards", "simulator",
)  # fmt: skip
BESIDE = ("migrations", "benchmarks", "examples", "deploy")


def _sources(*folders: str) -> dict[str, str]:
    """Each Python file below the folders, by its path from the root."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


def test_only_the_unit_of_work_opens_transactions() -> None:
    pattern = re.compile(r"\.(transaction\(|commit\(\))|\b(BEGIN|COMMIT)\b")
    assert {name for name, text in _sources(*PRODUCT).items() if pattern.search(text)} == {"kernel/work.py"}


def test_no_number_of_a_methodology_stands_in_code() -> None:
    pattern = re.compile(r"(?<![\d.])(26\.9|46\.8|46\.7|269|468)(?!\d)")
    assert {name for name, text in _sources(*PRODUCT, *BESIDE).items() if pattern.search(text)} == set()


def test_no_file_is_longer_than_400_lines() -> None:
    lines = {name: len(text.splitlines()) for name, text in _sources(*PRODUCT, *BESIDE, "tests").items()}
    assert {name: n for name, n in lines.items() if n > 400} == {}

"""A log of any length is verified in the memory that a short one needs, and a few bytes for each entry."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.exhaustive
SHORT, LONG = 2_000, 12_000
BYTES_AN_ENTRY = 60
"""What may stay of one: its standing grams, state, package and month; its own bytes are six times as many."""


def _peak(log: Any, check: Any, directory: Path, size: int) -> int:
    while len(log.entries) < size:
        log.ride(10, 30)
    log.write(directory)
    tracemalloc.start()
    try:
        assert check(directory).size == size
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_is_kept_of_an_entry_is_a_few_bytes(log: Any, check: Any, tmp_path: Path) -> None:
    log.publish()
    short = _peak(log, check, tmp_path / "short", SHORT)
    long = _peak(log, check, tmp_path / "long", LONG)
    assert min(map(len, log.entries[1:])) > 6 * BYTES_AN_ENTRY
    assert (long - short) / (LONG - SHORT) < BYTES_AN_ENTRY


def test_a_large_report_file_is_hashed_in_pieces(
    whole_log: Any, totals: dict[str, object], check: Any, tmp_path: Path
) -> None:
    files = whole_log.report(totals, csv=b"x" * 20_000_000)
    whole_log.write(tmp_path, files=files)
    tracemalloc.start()
    try:
        assert check(tmp_path).with_report
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()

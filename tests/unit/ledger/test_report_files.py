"""The report's manifest and totals as text."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.invalid import TotalsWrong
from ledger.manifest import Manifest, ManifestMalformed
from ledger.replay import Line
from ledger.totals import Totals, add_up

FILES = {"report.csv": "ab" * 32, "report.xlsx": "cd" * 32, "totals.json": "ef" * 32}
MANIFEST = Manifest("log_public", 1234, "month=2026-10", "leafledger 0.1.0", FILES)
TEXT = MANIFEST.to_text()


def test_a_manifest_is_plain_text_and_round_trips() -> None:
    assert TEXT.startswith(b"leafledger-manifest/1\nlog_id log_public\ntree_size 1234\nquery month=2026-10\n")
    assert TEXT.endswith(b"\n" + b"ef" * 32 + b"  totals.json\n")
    assert Manifest.parse(TEXT) == MANIFEST


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"manifest/1", b"manifest/2", 1),
        (b"log_public", b"log public", 2),
        (b"1234", b"01234", 3),
        (b"query month=2026-10", b"query ", 4),
        (b"generator ", b"made-by ", 5),
        (b"  report.csv", b" report.csv", 6),
        (b"  report.csv", b"  ../report.csv", 6),
        (b"  report.csv", b"  zzz", 7),
        (b"  report.xlsx", b"  report.csv", 7),
        (b"ef" * 32, b"EF" * 32, 8),
        (b"totals.json\n", b"totals.json", 8),
        (b"\n", b"\r\n", 1),
        (b"month", b"\xff", 1),
    ],
)
def test_a_manifest_in_another_form_names_the_line(old: bytes, new: bytes, line: int) -> None:
    assert old in TEXT
    with pytest.raises(ManifestMalformed) as caught:
        Manifest.parse(TEXT.replace(old, new))
    assert caught.value.params["line"] == line


def test_a_manifest_that_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(ManifestMalformed):
        Manifest("log_public", 1, "two\nlines", "x", {}).to_text()
    with pytest.raises(ManifestMalformed):
        Manifest("log_public", 1, "q", "x", {"a/b": "ab" * 32}).to_text()


@given(st.binary(max_size=90) | st.text(max_size=90).map(lambda text: TEXT + text.encode()))
@settings(max_examples=150, deadline=None)
def test_arbitrary_bytes_are_a_manifest_or_our_error(data: bytes) -> None:
    try:
        found = Manifest.parse(data)
    except ManifestMalformed:
        return
    assert found.to_text() == data


def test_totals_read_as_they_stand(totals: dict[str, Any]) -> None:
    found = Totals.parse(json.dumps(totals, indent=1).encode())
    assert (found.log_id, found.tree_size, found.month) == ("log_demo", 271, "2026-10")
    assert found.lines["test-ride/1", "corroborated"] is None
    assert found.lines["test-ride/1", "attested"] == Line(3_000, 786_000, 0, 258)
    assert found.total == add_up(found.lines.values())


def test_milligrams_beyond_what_json_holds_come_as_text(totals: dict[str, Any]) -> None:
    totals["lines"][0]["verified_mg"] = str(2**53)
    totals["total"]["verified_mg"] = str(2**53)
    assert Totals.parse(json.dumps(totals).encode()).total[0] == 2**53
    totals["total"]["verified_mg"] = "5"
    with pytest.raises(TotalsWrong):
        Totals.parse(json.dumps(totals).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.update(format="leafledger-totals/2"),
        lambda report: report.update(month="2026-13"),
        lambda report: report.update(month="2026-1"),
        lambda report: report.update(tree_size="271"),
        lambda report: report.update(tree_size=-1),
        lambda report: report.update(lines={}),
        lambda report: report.pop("total"),
        lambda report: report["lines"].append("line"),
        lambda report: report["lines"].append(report["lines"][1]),
        lambda report: report["lines"][0].update(evidence="A"),
        lambda report: report["lines"][0].update(evidence=["attested"]),
        lambda report: report["lines"][0].update(methodology=7),
        lambda report: report["lines"][0].update(verified_mg=True),
        lambda report: report["lines"][0].pop("actions"),
        lambda report: report["lines"][1].update(verified_mg=1),
        lambda report: report["total"].update(actions=1),
    ],
)
def test_totals_in_another_form_are_malformed(totals: dict[str, Any], change: Any) -> None:
    change(totals)
    with pytest.raises(TotalsWrong) as caught:
        Totals.parse(json.dumps(totals).encode())
    assert caught.value.params["reason"] == "malformed"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b'{"a":1,"a":1}', b'{"a":NaN}', b"[" * 100_000, b"9" * 5000]
)
def test_what_is_not_json_is_malformed(data: bytes) -> None:
    with pytest.raises(TotalsWrong):
        Totals.parse(data)

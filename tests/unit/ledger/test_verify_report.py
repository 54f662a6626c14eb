"""The verifier on an export's report: its totals, its manifest, and the entry that proves them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ledger import invalid, manifest
from tests.unit.ledger.refusals import refused


def changed_totals(exported: Path, whole_log: Any, totals: dict[str, Any], tmp_path: Path) -> Path:
    """The same log with another report, properly listed, logged and signed."""
    whole_log.entries.pop()
    return whole_log.write(tmp_path / "other", files=whole_log.report(totals))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda report: report["lines"][0].update(verified_mg=3_001), "line"),
        (lambda report: report["lines"][0].update(actions=257), "line"),
        (lambda report: report["lines"][2].update(self_reported_mg=0, unverified_mg=1_500), "line"),
        (lambda report: report["lines"].pop(1), "line_missing"),
        (lambda report: report["lines"][1].update(methodology="test-ride/2"), "line_missing"),
        (
            lambda report: report["lines"].append({"methodology": "z/1", "evidence": "attested", "hidden": True}),
            "line_extra",
        ),
        (lambda report: report["total"].update(verified_mg=6_000), "total"),
        (lambda report: report.update(month="2026-09"), "line"),
        (lambda report: report.update(tree_size=270), "tree_size"),
        (lambda report: report.update(log_id="log_other"), "log_id"),
        (lambda report: report.update(note="x"), "malformed"),
        (lambda report: report["lines"][1].update(hidden=False), "malformed"),
        (lambda report: report["lines"][0].update(actions=258.0), "malformed"),
    ],
)
def test_totals_that_do_not_follow_from_the_entries_are_refused(
    exported: Path, whole_log: Any, totals: Any, tmp_path: Path, check: Any, change: Any, reason: str
) -> None:
    change(totals)
    error = refused(check, changed_totals(exported, whole_log, totals, tmp_path))
    assert (type(error), error.params["reason"]) == (invalid.TotalsWrong, reason)


def test_the_report_covers_its_own_tree_size_not_what_came_later(
    whole_log: Any, totals: Any, check: Any, tmp_path: Path
) -> None:
    files = whole_log.report(totals)
    whole_log.append("action.reversed", ref=2, reduction_mg=-3000, reasons=["rejected"])
    found = check(whole_log.write(tmp_path, files=files))
    assert (found.reduction_mg, found.verified_mg) == (793_500, 0)


def test_a_report_that_no_entry_proves_is_refused(whole_log: Any, totals: Any, check: Any, tmp_path: Path) -> None:
    files = whole_log.report(totals)
    whole_log.entries.pop()
    assert refused(check, whole_log.write(tmp_path, files=files)).params["reason"] == "unlogged"


def test_an_export_entry_proves_only_what_stood_before_it(log: Any, check: Any, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"a,b\n").hexdigest()
    text = manifest.Manifest("log_demo", 2, "all", "leafledger test", {"report.csv": digest}).to_text()
    log.append("export.made", manifest_sha256=hashlib.sha256(text).hexdigest(), tree_size=2)
    log.publish()
    files = {"report.csv": b"a,b\n", "manifest": text}
    assert refused(check, log.write(tmp_path, files=files)).params["reason"] == "unlogged"


def test_a_report_file_outside_the_manifest_is_refused(
    exported: Path, whole_log: Any, check: Any, tmp_path: Path
) -> None:
    (exported / "report.xlsx").write_bytes(b"PK")
    assert refused(check, exported).params == {"file": "report.xlsx", "n": None, "reason": "unlisted"}
    bare = whole_log.write(tmp_path / "bare", files={"totals.json": json.dumps({}).encode()})
    assert refused(check, bare).params["reason"] == "unlisted"

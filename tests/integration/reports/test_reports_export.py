"""A month's export: figures from raw rows, the auditor's verdict, refusals, and the same bytes twice."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.export import write_log, write_month
from issuance.months import MonthInFuture, MonthMalformed
from ledger.invalid import LogInvalid, ManifestWrong, TotalsWrong
from ledger.layout import DirectoryNotEmpty, DirectoryNotWritable, LogEmpty
from ledger.verify import verify
from methodologies.engine import recompute

MONTH = "2026-11"


async def _busy_month(company: Any) -> None:
    """Six people: attested metro (three of them verified), self-reported bus, cycling (an estimate), one undone ride."""
    staff = [await company.hire() for _ in range(6)]
    reviewer = await company.hire(role="reviewer")
    rides = [
        await company.record(person, "metro", 10_000 + at, proof="operator_record") for at, person in enumerate(staff)
    ]
    for at, person in enumerate(staff):
        await company.record(person, "bus", 3_001 + at, hours_ago=5)
        await company.record(person, "cycling", 4_000, hours_ago=8)
    undone = await company.record(staff[0], "metro", 20_000, hours_ago=9)
    await company.container.corrector.undo(company.org_id, staff[0].id, undone.action_id)
    await company.container.reviewing.verify(company.org_id, reviewer, [ride.action_id for ride in rides[:3]])


def _rows(directory: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((directory / "report.csv").read_text("utf-8"))))


async def test_the_exported_month_is_accepted_by_the_auditors_verifier(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    told = await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    verdict = verify(tmp_path / "out", None, recompute)
    assert verdict.with_report
    assert verdict.entries["export.made"] == 1
    assert told["exports"][0]["root"] == verdict.root  # type: ignore[index]


async def test_the_figures_are_those_that_the_raw_entries_give(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    metro, bus = _rows(tmp_path / "out")
    # 46.8 mg a metre by metro, 26.9 by electric bus, floored once a ride.
    metro_mg = [(10_000 + at) * 468 // 10 for at in range(6)]
    assert (metro["methodology"], metro["evidence"]) == ("cn-sz-lcpt/2021.1", "attested")
    assert (metro["actions"], metro["people"]) == ("6", "6")
    assert int(metro["verified_mg"]) == sum(metro_mg[:3])
    assert int(metro["not_yet_verified_mg"]) == sum(metro_mg[3:])
    assert metro["self_reported_mg"] == "0"
    assert (bus["evidence"], bus["verified_mg"], bus["not_yet_verified_mg"]) == ("self_reported", "0", "0")
    assert int(bus["self_reported_mg"]) == sum((3_001 + at) * 269 // 10 for at in range(6))


async def test_estimates_and_reversed_acts_are_not_in_the_report(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    assert {row["methodology"] for row in _rows(tmp_path / "out")} == {"cn-sz-lcpt/2021.1"}
    assert sum(int(row["actions"]) for row in _rows(tmp_path / "out")) == 12


async def test_every_line_says_its_source_state_and_that_it_is_no_market_unit(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    for row in _rows(tmp_path / "out"):
        assert row["source_state"] == "quoted"
        assert "46.8 or 46.7" in row["market_hold"]
        assert row["market_hold"].startswith("原文不在案")
        assert "not a market unit" in row["statement"]
        assert "深圳市生态环境局" in row["attribution"]


async def test_the_same_export_twice_is_the_same_to_the_byte(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "one", company.org_id)
    await write_month(company.container, MONTH, tmp_path / "two", company.org_id)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def _files(directory: Path) -> dict[str, bytes]:
    return {str(file.relative_to(directory)): file.read_bytes() for file in directory.rglob("*") if file.is_file()}


async def test_a_changed_figure_in_the_report_is_found(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    report = tmp_path / "out" / "report.csv"
    report.write_bytes(report.read_bytes().replace(b",6,6,", b",6,7,"))
    with pytest.raises(ManifestWrong) as caught:
        verify(tmp_path / "out", None, recompute)
    assert caught.value.params["reason"] == "hash"


async def test_a_changed_total_with_a_fitting_manifest_is_found(company: Any, tmp_path: Path) -> None:
    """Whoever rewrites totals and manifest together still cannot rewrite the entries."""
    await _busy_month(company)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    file = tmp_path / "out" / "totals.json"
    document: dict[str, Any] = json.loads(file.read_text())
    document["lines"][0]["verified_mg"] += 1
    document["total"]["verified_mg"] += 1
    before, changed = file.read_bytes(), json.dumps(document).encode()
    file.write_bytes(changed)
    _renew_manifest(tmp_path / "out", before, changed)
    with pytest.raises(TotalsWrong):
        verify(tmp_path / "out", None, recompute)


def _renew_manifest(directory: Path, before: bytes, after: bytes) -> None:
    text = (directory / "manifest").read_text()
    old, new = hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest()
    (directory / "manifest").write_text(text.replace(old, new))


async def test_a_changed_entry_in_the_database_is_found_in_the_bare_log(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_log(company.container, company.org_id, tmp_path / "good")
    assert not verify(tmp_path / "good", None, recompute).with_report
    bundle = next((tmp_path / "good" / "tile" / "entries").rglob("000.p/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b'"distance_m":10003', b'"distance_m":10009'))
    with pytest.raises(LogInvalid) as caught:
        verify(tmp_path / "good", None, recompute)
    assert caught.value.params["n"] is not None


async def test_a_log_without_entries_cannot_be_exported(company: Any, tmp_path: Path) -> None:
    with pytest.raises(LogEmpty):
        await write_log(company.container, company.org_id, tmp_path / "out")


async def test_a_month_without_acts_is_an_empty_report(company: Any, tmp_path: Path) -> None:
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    assert _rows(tmp_path / "out") == []
    assert verify(tmp_path / "out", None, recompute).with_report


async def test_a_malformed_month_is_refused(company: Any, tmp_path: Path) -> None:
    for month in ("2026-13", "2026-1", "2026/11", "November", "", "2026-11-01", "２０２６-11"):
        with pytest.raises(MonthMalformed):
            await write_month(company.container, month, tmp_path / "out", company.org_id)
    assert not (tmp_path / "out").exists()


async def test_a_month_that_has_not_begun_is_refused(company: Any, tmp_path: Path) -> None:
    with pytest.raises(MonthInFuture):
        await write_month(company.container, "2026-12", tmp_path / "out", company.org_id)


async def test_a_folder_with_something_in_it_is_left_alone(company: Any, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(DirectoryNotEmpty):
        await write_month(company.container, MONTH, tmp_path, company.org_id)
    assert [file.name for file in tmp_path.iterdir() if file.name != "data"] == ["kept.txt"]


async def test_a_folder_that_cannot_be_made_is_refused(company: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DirectoryNotWritable):
        await write_month(company.container, MONTH, tmp_path / "file" / "out", company.org_id)


async def test_last_months_acts_stay_in_last_months_report(company: Any, tmp_path: Path) -> None:
    await _busy_month(company)
    await write_month(company.container, "2026-10", tmp_path / "out", company.org_id)
    assert _rows(tmp_path / "out") == []
    assert date(2026, 10, 1) < company.clock.now().date()

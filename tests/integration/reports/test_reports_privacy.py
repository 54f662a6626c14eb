"""What a report does not tell: small groups, names, and formulas hidden in names."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.export import write_month
from issuance.exports import files
from issuance.verified import Report, read
from ledger.verify import verify
from methodologies.engine import recompute

MONTH = "2026-11"
FORMULAS = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\u202e=1")


async def _report(company: Any) -> Report:
    async with company.container.database.work(company.org_id) as connection:
        return await read(connection, company.organisation, date(2026, 11, 1))


def _rows(report: Report, company: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files.csv_file(report, company.container.texts).decode())))


async def test_a_line_of_four_people_has_no_figures_in_any_file(company: Any, tmp_path: Path) -> None:
    for _ in range(4):
        await company.record(await company.hire(), "metro", 11_111, proof="operator_record")
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    (row,) = _rows(await _report(company), company)
    assert (row["shown"], row["actions"], row["people"], row["not_yet_verified_mg"]) == ("hidden", "", "", "")
    totals = json.loads((tmp_path / "out" / "totals.json").read_text())
    assert totals["lines"] == [{"evidence": "attested", "hidden": True, "methodology": "cn-sz-lcpt/2021.1"}]
    assert totals["total"] == {"verified_mg": 0, "unverified_mg": 0, "self_reported_mg": 0}
    assert verify(tmp_path / "out", None, recompute).with_report


async def test_the_fifth_person_makes_the_line_visible(company: Any) -> None:
    for _ in range(5):
        await company.record(await company.hire(), "metro", 11_111, proof="operator_record")
    (row,) = _rows(await _report(company), company)
    assert (row["shown"], row["people"]) == ("shown", "5")


async def test_one_small_line_cannot_be_worked_out_from_the_organisations_total(company: Any) -> None:
    """The green office publishes the total of all lines, so the hidden ones together speak of five or more."""
    for _ in range(7):
        await company.record(await company.hire(), "metro", 9_000)
    for _ in range(6):
        await company.record(await company.hire(), "metro", 8_000, proof="operator_record")
    await company.record(await company.hire(), "metro", 7_000, proof="stop_pair")
    found = {line.evidence: line.figures for line in (await _report(company)).lines}
    assert found["corroborated"] is None
    assert [level for level, figures in found.items() if figures is None] == ["attested", "corroborated"]


async def test_a_hidden_line_is_not_in_the_total(company: Any) -> None:
    for _ in range(6):
        await company.record(await company.hire(), "metro", 10_000)
    await company.record(await company.hire(), "metro", 7_000, proof="operator_record")
    report = await _report(company)
    assert [line.figures for line in report.lines] == [None, None]
    assert report.total_mg == (0, 0, 0)


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\u202e=1"]
)
async def test_an_organisation_named_like_a_formula_is_text_in_every_file(company: Any, name: str) -> None:
    for _ in range(5):
        await company.record(await company.hire(), "metro", 10_000)
    honest = await _report(company)
    for name in FORMULAS:
        report = replace(honest, organisation=replace(company.organisation, name=name))
        (row,) = _rows(report, company)
        assert row["organisation"].startswith("'")
        book = openpyxl.load_workbook(io.BytesIO(files.xlsx_file(report, company.container.texts)))
        for sheet in book.worksheets:
            for cells in sheet.iter_rows():
                assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
        assert book["Lines"]["A2"].value == row["organisation"]


async def test_no_name_of_a_person_stands_in_any_file(company: Any, tmp_path: Path) -> None:
    staff = [await company.hire() for _ in range(5)]
    for person in staff:
        await company.record(person, "metro", 10_000)
    await write_month(company.container, MONTH, tmp_path / "out", company.org_id)
    hunted = [text.encode() for person in staff for text in (str(person.id), person.public_id, person.nickname or "-")]
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            if file.suffix == ".xlsx":
                with zipfile.ZipFile(file) as book:
                    data += b"".join(book.read(name) for name in book.namelist())
            assert not any(text in data for text in hunted)


async def test_the_workbook_says_what_it_is_not(company: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx_file(await _report(company), company.container.texts)))
    told = " ".join(str(cell.value) for row in book["About"].iter_rows() for cell in row)
    assert "not a market unit" in told and "不是市场交易单位" in told

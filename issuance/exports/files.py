"""The report's files: CSV and XLSX for people, `totals.json` for the verifier.  Same report, same bytes."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from issuance import months
from issuance.exports.cells import inert
from issuance.verified import Line, Report
from kernel.units import MAX_SAFE_INTEGER
from language import holds
from language.texts import LOCALES, Texts
from ledger import totals

COLUMNS = (
    ("organisation", 24),
    ("month", 10),
    ("methodology", 20),
    ("credit_class", 12),
    ("evidence", 14),
    ("shown", 10),
    ("actions", 10),
    ("people", 10),
    ("verified_mg", 18),
    ("not_yet_verified_mg", 18),
    ("self_reported_mg", 18),
    ("source_state", 16),
    ("market_hold", 36),
    ("methodology_sha256", 20),
    ("attribution", 40),
    ("statement", 40),
)
"""Name and width of each column; the names are the header of the CSV."""
HIDDEN = "hidden"
SHOWN = "shown"
_LAST_FIGURE = 10
_MG_PER_KG = 1_000_000


def statement(texts: Texts) -> str:
    """That nothing in the report is a market unit, in both languages."""
    return _both(texts, "report-not-a-market-unit")


def csv_file(report: Report, texts: Texts) -> bytes:
    """UTF-8, RFC 4180 quoting, a header and one row a line; a hidden line has empty figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in COLUMNS])
    for line in report.lines:
        writer.writerow(["" if value is None else value for value in _row(report, line, texts)])
    return out.getvalue().encode()


def xlsx_file(report: Report, texts: Texts) -> bytes:
    """A workbook of two sheets, in Chinese and English: the lines, and what they are and are not."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # The file's own date is the month's, or every copy would differ.
    made_at = datetime(report.month.year, report.month.month, 1, tzinfo=UTC).replace(tzinfo=None)
    workbook.set_properties({"title": f"Verified reductions {months.written(report.month)}", "created": made_at})
    _write_lines(workbook, report, texts)
    _write_about(workbook, report, texts)
    workbook.close()
    return out.getvalue()


def totals_file(report: Report) -> bytes:
    """`totals.json` as `ledger.totals` reads it: the figures that a verifier adds up again from the entries."""
    document = {
        "format": totals.FORMAT,
        "log_id": report.organisation.log_id,
        "tree_size": report.tree_size,
        "month": months.written(report.month),
        "lines": [_totals_line(line) for line in report.lines],
        "total": dict(zip(totals.COLUMNS, map(_safe, report.total_mg), strict=True)),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def as_json(report: Report, texts: Texts) -> dict[str, object]:
    """The report as plain values for the API; a hidden line has only its name."""
    verified_mg, unverified_mg, self_reported_mg = report.total_mg
    return {
        "format": "leafledger-verified-reductions/1",
        "organisation": {"id": report.organisation.public_id, "name": report.organisation.name},
        "month": months.written(report.month),
        "log_id": report.organisation.log_id,
        "tree_size": report.tree_size,
        "minimum_group": report.organisation.minimum_group,
        "statement": {locale: texts.render("report-not-a-market-unit", {}, locale) for locale in LOCALES},
        "lines": [_json_line(line, texts) for line in report.lines],
        "total": {
            "verified_mg": _safe(verified_mg),
            "not_yet_verified_mg": _safe(unverified_mg),
            "self_reported_mg": _safe(self_reported_mg),
        },
        "attributions": list(report.attributions),
    }


def _row(report: Report, line: Line, texts: Texts) -> list[str | int | None]:
    """One line's cells in the order of `COLUMNS`; texts inert, numbers as numbers, None for what is hidden."""
    source, figures = line.source, line.figures
    return [
        inert(report.organisation.name),
        months.written(report.month),
        inert(source.methodology),
        source.credit_class,
        line.evidence,
        HIDDEN if figures is None else SHOWN,
        None if figures is None else figures.actions,
        None if figures is None else figures.people,
        None if figures is None else figures.verified_mg,
        None if figures is None else figures.unverified_mg,
        None if figures is None else figures.self_reported_mg,
        source.text_state,
        inert(_hold(source.hold, texts)),
        source.sha256,
        inert(source.attribution),
        statement(texts),
    ]


def _hold(hold: str | None, texts: Texts) -> str:
    """Why no market lot may be made of it, in both languages; once where it is a package's own words."""
    told = holds.in_each(texts, hold)
    return "" if told is None else " / ".join(dict.fromkeys(told.values()))


def _totals_line(line: Line) -> dict[str, object]:
    name: dict[str, object] = {"methodology": line.source.methodology, "evidence": line.evidence}
    figures = line.figures
    if figures is None:
        return {**name, "hidden": True}
    return {
        **name,
        "actions": figures.actions,
        "verified_mg": _safe(figures.verified_mg),
        "unverified_mg": _safe(figures.unverified_mg),
        "self_reported_mg": _safe(figures.self_reported_mg),
    }


def _json_line(line: Line, texts: Texts) -> dict[str, object]:
    source, figures = line.source, line.figures
    told: dict[str, object] = {
        "methodology": source.methodology,
        "methodology_sha256": source.sha256,
        "title": dict(source.title),
        "credit_class": source.credit_class,
        "evidence": line.evidence,
        "source_state": source.text_state,
        "market_hold": source.hold,
        "market_hold_text": holds.in_each(texts, source.hold),
        "attribution": source.attribution,
        "hidden": figures is None,
    }
    if figures is not None:
        told |= {
            "actions": figures.actions,
            "people": figures.people,
            "verified_mg": _safe(figures.verified_mg),
            "not_yet_verified_mg": _safe(figures.unverified_mg),
            "self_reported_mg": _safe(figures.self_reported_mg),
        }
    return told


def _safe(number: int) -> int | str:
    """JSON readers are exact up to 2^53 - 1; beyond, a decimal string."""
    return number if number <= MAX_SAFE_INTEGER else str(number)


def _both(texts: Texts, code: str, **params: str | int) -> str:
    return " / ".join(texts.render(code, params, locale) for locale in LOCALES)


def _write_lines(workbook: Any, report: Report, texts: Texts) -> None:
    sheet = workbook.add_worksheet("Lines")
    formats = _formats(workbook)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, _both(texts, f"report-column-{name.replace('_', '-')}"), formats["head"])
    sheet.freeze_panes(1, 3)
    for row, line in enumerate(report.lines, start=1):
        for column, value in enumerate(_row(report, line, texts)):
            if isinstance(value, int):
                sheet.write_number(row, column, value, formats["number"])
            elif value is None:
                sheet.write_string(row, column, _both(texts, "report-hidden"), formats["hidden"])
            else:
                sheet.write_string(row, column, value, formats["text"])
    bottom = len(report.lines) + 1
    sheet.write_string(bottom, 2, _both(texts, "report-total-of-shown"), formats["head"])
    for column, total_mg in enumerate(report.total_mg, start=_LAST_FIGURE - 2):
        sheet.write_number(bottom, column, total_mg, formats["total"])
        sheet.write_number(bottom + 1, column, Decimal(total_mg) / _MG_PER_KG, formats["kilograms"])
    sheet.write_string(bottom + 1, 2, _both(texts, "report-total-in-kilograms"), formats["head"])


def _write_about(workbook: Any, report: Report, texts: Texts) -> None:
    sheet = workbook.add_worksheet("About")
    formats = _formats(workbook)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    rows = [
        (_both(texts, "report-column-organisation"), inert(report.organisation.name)),
        (_both(texts, "report-column-month"), months.written(report.month)),
        (_both(texts, "report-log"), report.organisation.log_id),
        (_both(texts, "report-column-statement"), statement(texts)),
        *(
            (_both(texts, f"report-about-{topic}-title"), _both(texts, f"report-about-{topic}", **params))
            for topic, params in _topics(report).items()
        ),
        *((_both(texts, "report-column-attribution"), inert(text)) for text in report.attributions),
    ]
    for row, (name, value) in enumerate(rows):
        sheet.write_string(row, 0, name, formats["head"])
        sheet.write_string(row, 1, value, formats["text"])


def _topics(report: Report) -> Mapping[str, Mapping[str, str | int]]:
    """What the sheet explains, with the values that the texts need."""
    return {
        "columns": {},
        "evidence": {},
        "source": {},
        "hidden": {"minimum": report.organisation.minimum_group},
        "check": {},
    }


def _formats(workbook: Any) -> dict[str, Any]:
    """Cell formats of a sheet."""
    return {
        "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3F1E4"}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "hidden": workbook.add_format({"italic": True, "valign": "top", "font_color": "#6B7A6E"}),
        "number": workbook.add_format({"num_format": "#,##0", "valign": "top"}),
        "total": workbook.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
        "kilograms": workbook.add_format({"num_format": "#,##0.000000", "bold": True}),
    }

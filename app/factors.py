"""`leafledger factors`: the register of published factors, as a table, as JSON, or as a package's row."""

import json
from collections.abc import Sequence
from datetime import date

from methodologies.factors import register
from methodologies.factors.register import UNITS, Row

__all__ = ["UNITS", "as_json", "package_rows", "row_of", "rows_of", "table"]
HEAD = ("factor", "kg CO2e", "per", "region", "year", "set", "credit")


def rows_of(words: Sequence[str], region: str, unit: str, year: int | None, on: date | None) -> list[Row]:
    """The rows that hold every word and fit region, unit, year and day of activity, in the register's order."""
    return register.load().search(words, region, unit, year, on)


def row_of(factor_id: str) -> Row:
    """The one row; raises `FactorUnknown`."""
    return register.load().row(factor_id)


def as_json(row: Row) -> dict[str, object]:
    """A row with what is known of its set; decimals and days are text."""
    of = row.of
    return {
        "factor_id": row.factor_id,
        "activity": row.activity,
        "value": row.text,
        "unit": f"kgCO2e/{row.unit}",
        "kind": row.kind,
        "region": row.region,
        "year": row.year,
        "source": row.source,
        "source_ref": row.source_ref,
        "notes": row.notes,
        "licence": row.licence,
        "attribution": of.attribution,
        "row_sha256": row.row_sha256,
        "use_by": _iso(of.use_by),
        "credit": of.credit,
        "set": {
            "name": of.name,
            "title": dict(of.title),
            "about": dict(of.about),
            "issuer": of.issuer,
            "published_on": of.published_on,
            "days": {"rule": of.rule, "from": _iso(of.first_on), "to": _iso(of.last_on)},
            "gases": list(of.gases),
            "boundary": of.boundary,
            "confirmation": {"by": of.confirmed_by, "sha256": of.sha256, "copies": of.copies},
        },
    }


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned columns; nothing for none."""
    cells = [
        HEAD,
        *((row.factor_id, row.text, row.unit, row.region, str(row.year), row.of.name, row.of.credit) for row in rows),
    ]
    return aligned(cells) if rows else ""


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two blanks between them, a line each."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    made = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
    return "".join(f"{line}\n" for line in made)


def package_rows(rows: Sequence[Row]) -> str:
    """The rows as a package holds them, one a line; raises `FactorNotExact` for a value per mile."""
    return "".join(f"{json.dumps(row.for_package(), ensure_ascii=False)}\n" for row in rows)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

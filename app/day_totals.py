"""What stands in an organisation's log after an example day, counted act by act."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kernel.work import Connection

Totals = Mapping[str, Any]


async def totals(connection: Connection, log_id: str, base_on: date) -> Totals:
    """Acts and milligrams by evidence, kind, department and days from `base_on`, in the form of `expected.json`.

    A day after `base_on` can only be the one on which the files are played: it is called `clock`.
    """
    rows = await connection.fetch(
        "SELECT a.kind, a.evidence, a.status, a.occurred_on, a.reduction_mg, a.verified_mg, u.name AS unit"
        " FROM action a LEFT JOIN unit u ON u.id = a.unit_id WHERE a.log_id = $1",
        log_id,
    )
    standing = [row for row in rows if row["status"] != "reversed"]
    return {
        "all": _sums(standing),
        "reversed": len(rows) - len(standing),
        "pending": sum(row["status"] == "pending_review" for row in standing),
        "by_evidence": _by((row["evidence"], row) for row in standing),
        "by_kind": _by((row["kind"], row) for row in standing),
        "by_department": _by((str(row["unit"]), row) for row in standing),
        "by_day": _by((_day(row["occurred_on"], base_on), row) for row in standing),
    }


def differences(path: str, expected: object, actual: object) -> list[dict[str, object]]:
    """Every place at which two trees of plain values differ."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return [
            found
            for name in sorted({*expected, *actual})
            for found in differences(f"{path}.{name}", expected.get(name), actual.get(name))
        ]
    return [] if expected == actual else [{"at": path, "expected": expected, "actual": actual}]


def _day(on: date, base_on: date) -> str:
    days = (on - base_on).days
    return "clock" if days > 0 else str(days)


def _sums(rows: Iterable[Any]) -> dict[str, int]:
    found = list(rows)
    return {
        "acts": len(found),
        "reduction_mg": sum(row["reduction_mg"] for row in found),
        "verified_mg": sum(row["verified_mg"] for row in found),
    }


def _by(named: Iterable[tuple[str, Any]]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Any]] = {}
    for name, row in named:
        groups.setdefault(name, []).append(row)
    return {name: _sums(rows) for name, rows in sorted(groups.items())}

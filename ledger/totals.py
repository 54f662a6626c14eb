"""`totals.json`, the report's figures for machines: read strictly, and added up again from the entries.

Format `leafledger-totals/1`: log_id, tree_size, month, lines by (methodology, evidence), total of the shown lines.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from kernel.units import MAX_SAFE_INTEGER
from ledger.entry import EVIDENCE
from ledger.invalid import TotalsWrong
from ledger.replay import Line, month_number

NAME = "totals.json"
FORMAT = "leafledger-totals/1"
MAX_BYTES = 10_000_000
COLUMNS = ("verified_mg", "unverified_mg", "self_reported_mg")
_month = re.compile(r"[0-9]{4}-[0-9]{2}").fullmatch


class _Wrong(Exception):
    """The text is not in the format; becomes `TotalsWrong`."""


@dataclass(frozen=True)
class Totals:
    """What a report claims.  lines: None for a line shown without figures (its group is too small)."""

    log_id: str
    tree_size: int
    month: str
    lines: Mapping[tuple[str, str], Line | None]
    total: tuple[int, int, int]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read `totals.json`; raises `TotalsWrong` with reason malformed."""
        try:
            document = json.loads(data.decode(), object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse)
            return cls._read(document)
        except (_Wrong, ValueError, RecursionError):
            raise _differs("malformed", ("", "")) from None

    @classmethod
    def _read(cls, document: object) -> Self:
        log_id, size, month, form, rows, total = _values(
            document, "log_id", "tree_size", "month", "format", "lines", "total"
        )
        if form != FORMAT or type(log_id) is not str or type(month) is not str or not _month(month):
            raise _Wrong
        if month_number(month) < 0 or type(rows) is not list:
            raise _Wrong
        lines: dict[tuple[str, str], Line | None] = {}
        for row in rows:
            key, line = _line(row)
            if key in lines:
                raise _Wrong
            lines[key] = line
        verified, unverified, self_reported = (_natural(value) for value in _values(total, *COLUMNS))
        return cls(log_id, _natural(size), month, lines, (verified, unverified, self_reported))

    def check(self, found: Mapping[tuple[str, str], Line]) -> None:
        """Compare with the lines that the entries give; raises `TotalsWrong` naming the first line that differs."""
        for key in sorted(self.lines.keys() | found.keys()):
            if key not in self.lines:
                raise _differs("line_missing", key)
            if key not in found:
                raise _differs("line_extra", key)
            if self.lines[key] not in (None, found[key]):
                raise _differs("line", key)
        if self.total != add_up(self.lines.values()):
            raise _differs("total", ("", ""))


def add_up(lines: Iterable[Line | None]) -> tuple[int, int, int]:
    """The three columns over the lines that are shown."""
    shown = [line for line in lines if line is not None]
    return (
        sum(line.verified_mg for line in shown),
        sum(line.unverified_mg for line in shown),
        sum(line.self_reported_mg for line in shown),
    )


def _differs(reason: str, key: tuple[str, str]) -> TotalsWrong:
    return TotalsWrong(file=NAME, n=None, reason=reason, methodology=key[0], evidence=key[1])


def _line(row: object) -> tuple[tuple[str, str], Line | None]:
    if type(row) is dict and "hidden" in row:
        methodology, evidence, hidden = _values(row, "methodology", "evidence", "hidden")
        if hidden is not True:
            raise _Wrong
        line = None
    else:
        methodology, evidence, *figures = _values(row, "methodology", "evidence", *COLUMNS, "actions")
        line = Line(*(_natural(value) for value in figures))
    if type(methodology) is not str or type(evidence) is not str or evidence not in EVIDENCE:
        raise _Wrong
    return (methodology, evidence), line


def _values(document: object, *names: str) -> list[object]:
    """The values of an object that has exactly these names."""
    if type(document) is not dict or set(document) != set(names):
        raise _Wrong
    return [document[name] for name in names]


def _natural(value: object) -> int:
    """A count or milligrams; above 2^53 - 1 as a decimal string (no reader of JSON is safe beyond)."""
    if type(value) is str and re.fullmatch(r"[1-9][0-9]{0,29}", value) and int(value) > MAX_SAFE_INTEGER:
        return int(value)
    if type(value) is int and 0 <= value <= MAX_SAFE_INTEGER:
        return value
    raise _Wrong


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _Wrong
    return document


def _refuse(_: str) -> object:
    raise _Wrong

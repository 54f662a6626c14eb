"""A roster's file as a table of texts: CSV in five encodings, or the first sheet of an XLSX workbook; bytes in, rows out."""

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook

from accounts.roster.table import Cells, Table
from kernel.errors import DomainError

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
"""Of a workbook, which is a ZIP archive: a small one may hold anything."""
MOST_PARTS = 500
MOST_ROWS = 50_000
MOST_COLUMNS = 40
XLSX = "xlsx"
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", ";", "\t")
_SAMPLE_BYTES = 4096
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class RosterTooLarge(DomainError):
    """More than a roster may hold.  what: bytes, rows or columns; most: how many there may be."""

    code = "roster_too_large"


class RosterUnreadable(DomainError):
    """The file is no table that can be read.  reason: encoding, quotes, workbook or old_workbook."""

    code = "roster_unreadable"


def read(data: bytes) -> Table:
    """The file's rows, the header among them; raises `RosterTooLarge` and `RosterUnreadable`.

    At most `MOST_BYTES`, `MOST_ROWS` below the header and `MOST_COLUMNS`; of a longer one no more than that is read.
    """
    if len(data) > MOST_BYTES:
        raise RosterTooLarge(what="bytes", most=MOST_BYTES)
    if data.startswith(_OLD_WORKBOOK):
        raise RosterUnreadable(reason="old_workbook")
    if data.startswith(_ZIP):
        return Table(XLSX, _taken(_workbook(data)))
    encoding, text = _decoded(data)
    return Table(encoding, _taken(_csv(text)))


def _taken(rows: Iterable[Cells]) -> tuple[tuple[int, Cells], ...]:
    """The rows that hold something, no more of them than may be."""
    kept: list[tuple[int, Cells]] = []
    for number, cells in enumerate(rows, 1):
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise RosterTooLarge(what="columns", most=MOST_COLUMNS)
        # Blank rows count too: a file of nothing else must come to an end.
        if number > MOST_ROWS + 1:
            raise RosterTooLarge(what="rows", most=MOST_ROWS)
        if any(cell is None or cell.strip() for cell in cells):
            kept.append((number, cells[:MOST_COLUMNS]))
    return tuple(kept)


def _decoded(data: bytes) -> tuple[str, str]:
    """The encoding and the text; raises `RosterUnreadable`."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # No encoding that is right shows a NUL in a table of texts.
        if "\0" not in text:
            return encoding, text
    raise RosterUnreadable(reason="encoding")


def _candidates(data: bytes) -> tuple[str, ...]:
    """What the file may be in, the likeliest first.  A UTF-16 file without a mark shows the zeros of its commas."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return (encoding,)
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even or odd:
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", "gb18030")


def _csv(text: str) -> Iterator[Cells]:
    """The rows by the separator that the first line shows most of; raises `RosterUnreadable`."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield tuple(row)
    except csv.Error as problem:
        raise RosterUnreadable(reason="quotes") from problem


def _workbook(data: bytes) -> Iterator[Cells]:
    """The rows of the first sheet, read one by one; raises `RosterTooLarge` and `RosterUnreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise RosterUnreadable(reason="workbook") from problem
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise RosterTooLarge(what="bytes", most=MOST_UNPACKED_BYTES)
    try:
        with warnings.catch_warnings():
            # Of what a workbook has besides texts, such as rules for entering data, nothing is read.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                # The size that a sheet states of itself may be wrong.
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                for row in sheet.iter_rows(values_only=True):
                    yield tuple(_text(value) for value in row)
            finally:
                book.close()
    except RosterTooLarge:
        raise
    except Exception as problem:  # The library raises whatever the file makes it stumble over.
        raise RosterUnreadable(reason="workbook") from problem


def _text(value: object) -> str | None:
    """A cell as the text that it shows; None for what is none.  A formula is the text that begins with its sign."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | date() | datetime() | time() | timedelta():
            return None
        case int():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case _ if hasattr(value, "text"):  # an array formula
            return "=" + str(value.text or "").removeprefix("=")
    return None

"""A roster as read from its file, whatever it was."""

from dataclasses import dataclass

Cells = tuple[str | None, ...]
"""A row; None for what is no text and no whole number, such as a date or a fraction."""


@dataclass(frozen=True, slots=True)
class Table:
    """encoding: utf-8, utf-8-sig, utf-16, utf-16-le, utf-16-be, gb18030 or xlsx.  rows: with their number in the file,
    from 1, empty ones left out."""

    encoding: str
    rows: tuple[tuple[int, Cells], ...]

"""What a page is made of, before it becomes Markdown or HTML; every text in it is plain and still to be escaped."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """Text as a machine writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to the page of a version.  target: (id, version)."""

    text: str
    target: tuple[str, str]


Span = str | Code | Link
Line = Sequence[Span]
Address = Callable[[tuple[str, str]], str]
"""From the target of a link to where that page lies, seen from the page that is written."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more.  weighty: it is a warning that nobody should miss."""

    line: Line
    weighty: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what is said of them."""

    rows: Sequence[tuple[str, Line]]


@dataclass(frozen=True, slots=True)
class Items:
    """A list.  numbered: its order counts."""

    lines: Sequence[Line]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name for who cannot see it; each row is as long as the head."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of code or mathematics."""

    name: str
    text: str


Block = Heading | Paragraph | Facts | Items | Table | Listing


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page.  title: its first heading."""

    title: str
    blocks: Sequence[Block]


def visible(text: str) -> str:
    """One line of text without control, direction-turning and zero-width characters."""
    if text.isprintable():
        return text
    plain = " ".join(text.split())
    return "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn"))

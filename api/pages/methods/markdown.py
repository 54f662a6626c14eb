"""A page as Markdown (GitHub's flavour).  Whatever a package says is escaped: none of it is taken for markup."""

import re
from collections.abc import Sequence

from api.pages.methods.blocks import (
    Address,
    Block,
    Code,
    Facts,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    Page,
    Paragraph,
    Span,
    Table,
    visible,
)

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_FIRST = re.compile(r"^(\s*)([-+=:]|\d+[.)])")


def write(page: Page, address: Address, before: str = "") -> str:
    """The whole file.  before: lines of our own above the heading, already Markdown."""
    parts = [before.rstrip("\n")] if before else []
    parts.append(f"# {_text(page.title)}")
    parts += [_block(block, address) for block in page.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, address: Address) -> str:
    match block:
        case Heading():
            return f"## {_text(block.text)}"
        case Paragraph():
            return f"> {_line(block.line, address)}" if block.weighty else _start(_line(block.line, address))
        case Facts():
            return _table(["", ""], [[[name], line] for name, line in block.rows], address)
        case Items():
            marks = (f"{number}. " if block.numbered else "- " for number in range(1, len(block.lines) + 1))
            return "\n".join(mark + _start(_line(line, address)) for mark, line in zip(marks, block.lines, strict=True))
        case Table():
            return _table(block.head, block.rows, address)
        case Listing():
            return _fenced(block.text)


def _table(head: Sequence[str], rows: Sequence[Sequence[Line]], address: Address) -> str:
    lines = [f"| {' | '.join(_text(cell) for cell in head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell, address) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(line: Line, address: Address) -> str:
    """A bar ends a cell even within a code span."""
    return re.sub(r"(?<!\\)\|", r"\\|", _line(line, address))


def _line(line: Line, address: Address) -> str:
    return "".join(_span(span, address) for span in line)


def _span(span: Span, address: Address) -> str:
    if isinstance(span, Code):
        return _code(span.text)
    if isinstance(span, Link):
        return f"[{_text(span.text)}]({address(span.target)})"
    return _text(span)


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text))


def _start(text: str) -> str:
    """A line that begins with what would make it a list, a rule or a heading, made harmless."""
    return _FIRST.sub(r"\1\\\2", text)


def _code(text: str) -> str:
    """A code span whose fence is longer than any run of backticks inside."""
    plain = visible(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", plain)), default=0))
    pad = " " if plain[:1] in ("`", "") or plain[-1:] == "`" else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    lines = "\n".join(visible(line) if line.strip() else "" for line in text.split("\n"))
    return f"{fence}text\n{lines}\n{fence}"

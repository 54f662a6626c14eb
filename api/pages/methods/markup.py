"""A page as HTML.  Whatever a package says is escaped."""

import html
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


def write(page: Page, address: Address) -> str:
    """The content of the frame: heading and sections.  address: where the page of a version is served."""
    body = "".join(_block(block, address) for block in page.blocks)
    return f'<article class="method"><h1>{escaped(page.title)}</h1>{body}</article>'


def _block(block: Block, address: Address) -> str:
    match block:
        case Heading():
            return f"<h2>{escaped(block.text)}</h2>"
        case Paragraph():
            look = ' class="weighty"' if block.weighty else ""
            return f"<p{look}>{_line(block.line, address)}</p>"
        case Facts():
            rows = "".join(
                f"<div><dt>{escaped(name)}</dt><dd>{_line(line, address)}</dd></div>" for name, line in block.rows
            )
            return f"<dl>{rows}</dl>"
        case Items():
            tag = "ol" if block.numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_line(line, address)}</li>' for line in block.lines)}</{tag}>"
        case Table():
            return _scrolled(block.name, _table(block.head, block.rows, address))
        case Listing():
            lines = "\n".join(visible(line) if line.strip() else "" for line in block.text.split("\n"))
            return _scrolled(block.name, f"<pre>{html.escape(lines)}</pre>")


def _scrolled(name: str, inner: str) -> str:
    """What may be wider than a phone scrolls by itself, by keyboard too."""
    return f'<div class="scroll" role="region" aria-label="{escaped(name)}" tabindex="0">{inner}</div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[Line]], address: Address) -> str:
    names = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{_line(cell, address)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>"


def _line(line: Line, address: Address) -> str:
    return "".join(_span(span, address) for span in line)


def _span(span: Span, address: Address) -> str:
    if isinstance(span, Code):
        return f"<code>{escaped(span.text)}</code>"
    if isinstance(span, Link):
        return f'<a href="{html.escape(address(span.target))}">{escaped(span.text)}</a>'
    return escaped(span)


def escaped(text: str) -> str:
    """Text that cannot be taken for markup."""
    return html.escape(visible(text))

"""One HTML file that stands alone: its style inside, nothing from elsewhere, no script, every text escaped."""

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}caption{text-align:left;font-weight:600}"
    "th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top}th{font-weight:600}"
    "pre{white-space:pre-wrap;border:1px solid #8888;padding:.5rem}details{margin:.5rem 0}.wide{overflow-x:auto}"
    "@media print{details>*{display:block}}"
)
STYLE_SHA256 = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""For a content security policy that lets this style through and nothing else."""
POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_SHA256}'; base-uri 'none'; form-action 'none'"
LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass
class Part:
    """A part of the document in one language: blocks of markup, made from plain text."""

    locale: str
    blocks: list[str] = field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading of level 1 to 3."""
        self.blocks.append(f"<h{level}>{html.escape(text)}</h{level}>")

    def paragraph(self, text: str) -> None:
        """A paragraph; its lines stay lines."""
        self.blocks.append(f"<p>{'<br>'.join(html.escape(line) for line in text.splitlines())}</p>")

    def verbatim(self, text: str) -> None:
        """Bytes that somebody may check, as they are."""
        self.blocks.append(f"<pre>{html.escape(text)}</pre>")

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table: its first row names the columns."""
        top = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        self.blocks.append(
            f'<div class="wide"><table><caption>{html.escape(caption)}</caption><thead><tr>{top}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def document(title: str, parts: Sequence[Part]) -> bytes:
    """The file in UTF-8; the first part's language is the file's."""
    sections = "\n".join(
        f'<section lang="{LANGUAGES[part.locale]}">\n{chr(10).join(part.blocks)}\n</section>' for part in parts
    )
    return (
        f'<!doctype html>\n<html lang="{LANGUAGES[parts[0].locale]}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n<body>\n<main>\n{sections}\n</main>\n"
        "</body>\n</html>\n"
    ).encode()

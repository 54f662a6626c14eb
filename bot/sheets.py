"""A printable page with a QR code for each department: one HTML file that loads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

_STYLE = (
    "@page{size:A4;margin:18mm}*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#111;"
    "background:#fff}section{min-height:250mm;display:flex;flex-direction:column;align-items:center;"
    "justify-content:center;text-align:center;gap:10px;break-after:page;padding:16px}section:last-child{break-after:auto}"
    "h1{font-size:30px;margin:0}h2{font-size:24px;margin:0;font-weight:600}p{margin:0;max-width:34em}"
    "svg{width:min(90mm,70vw);height:auto}.link{font-size:12px;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page.  place: the department's path, empty for the whole organisation.  lines: what to do, a language each."""

    place: str
    link: str
    lines: Sequence[str]


def printable(organisation: str, sheets: Sequence[Sheet], locale: str) -> bytes:
    """The file.  Every word of it is escaped: names of departments are what somebody typed."""
    name = escape(organisation)
    pages = "".join(_page(name, sheet) for sheet in sheets)
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{name}</title><style>{_STYLE}</style></head><body><main>{pages}</main></body></html>"
    ).encode()


def _page(organisation: str, sheet: Sheet) -> str:
    code = segno.make(sheet.link, error="m", micro=False)
    place = f"<h2>{escape(sheet.place)}</h2>" if sheet.place else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in sheet.lines)
    drawn = code.svg_inline(border=4, title=sheet.link, omitsize=True)
    return f'<section><h1>{organisation}</h1>{place}{drawn}{lines}<p class="link">{escape(sheet.link)}</p></section>'

"""The frame of the pages for people: language, layout, headers.  Nothing in it comes from elsewhere."""

import html
from pathlib import Path
from string import Template

from fastapi import Request
from starlette.responses import HTMLResponse

from api.door import Door
from api.problems import header, locale_of

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": POLICY, "vary": "Accept-Language", "cache-control": "no-cache"}
_LAYOUT = Template((Path(__file__).parent / "layout.html").read_text("utf-8"))


def locale_asked(request: Request) -> str:
    """The language in the address, else the one that the browser prefers."""
    asked = request.query_params.get("lang", "")
    return asked if asked in ("zh", "en") else locale_of(header(request.scope, b"accept-language"))


def framed(door: Door, request: Request, locale: str, heading: str, content: str, status: int = 200) -> HTMLResponse:
    """The layout around content that is already markup; heading is text."""
    other = "en" if locale == "zh" else "zh"
    texts = door.context.texts
    filled = _LAYOUT.substitute(
        lang="zh-CN" if locale == "zh" else "en",
        title=html.escape(heading),
        home=html.escape(texts.render("page-name", {}, locale)),
        other=other,
        other_lang="zh-CN" if other == "zh" else "en",
        other_name=html.escape(texts.render("page-this-language", {}, other)),
        path=html.escape(request.url.path),
        content=content,
    )
    return HTMLResponse(filled, status, {**HEADERS, "content-language": locale})

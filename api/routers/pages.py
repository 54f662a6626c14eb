"""Pages for people: what this is, what the API offers, what a problem means, and the page that checks a proof.

Nothing comes from elsewhere, and only the check page has a script: one that is named by its hash.
"""

import html
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.access import HandedOver
from api.door import Door
from api.faults import AddressUnknown
from api.pages.check import CheckPage, assemble
from api.pages.frame import framed, locale_asked
from api.problems import STATUS, title
from kernel.ids import PROGRAMME, public
from ledger import integrator
from methodologies.catalogue import Catalogue
from rewards import drawing

router = APIRouter(include_in_schema=False)
PAGES = Path(__file__).parent.parent / "pages"
LOG = public("log", PROGRAMME)
_STYLE = (PAGES / "leaf.css").read_bytes()
_PLANET = drawing.svg(1, stage_permille=900, mist_permille=0, seed=b"leaf", size=320)
_LEAF = (PAGES / "leaf.svg").read_bytes()


def _text(door: Door, locale: str, message: str, **values: str | int) -> str:
    return html.escape(door.context.texts.render(message, values, locale))


@router.get("/")
async def landing(request: Request, door: HandedOver) -> HTMLResponse:
    """What this is and where everything lies."""
    locale = locale_asked(request)
    async with door.context.database.work(PROGRAMME) as connection:
        signed = await integrator.latest(connection, LOG)
    # Before the first entry there is no checkpoint to show.
    ledger = "/v1/logs" if signed is None else f"/v1/logs/{LOG}/checkpoint"
    links = [
        ("api", "/docs"),
        ("green-office", "/green-office"),
        ("ledger", ledger),
        ("check", f"/check?lang={locale}"),
        ("methods", f"/methodologies?lang={locale}"),
    ]
    if door.context.chat_url is not None:
        links.insert(0, ("chat", door.context.chat_url))
    cards = "".join(
        f'<li><a href="{html.escape(address)}"><strong>{_text(door, locale, f"page-{name}")}</strong>'
        f"<span>{_text(door, locale, f'page-{name}-what')}</span></a></li>"
        for name, address in links
    )
    steps = "".join(f"<li>{_text(door, locale, f'page-step-{number}')}</li>" for number in (1, 2, 3))
    content = (
        f'<section class="hero wide"><div><h1>{_text(door, locale, "page-hero")}</h1>'
        f"<p>{_text(door, locale, 'page-what')}</p></div>"
        '<img src="/assets/planet.svg" alt="" width="320" height="320"></section>'
        f'<ul class="cards">{cards}</ul><ol class="steps">{steps}</ol>'
    )
    return framed(door, request, locale, door.context.texts.render("page-name", {}, locale), content)


@lru_cache(maxsize=4)
def _check_page(catalogue: Catalogue) -> CheckPage:
    return assemble(catalogue.kinds.values())


@router.get("/check")
async def check(door: HandedOver) -> Response:
    """The page that verifies a receipt in the browser; saved to a disk it works without us."""
    page = _check_page(door.context.catalogue)
    headers = {
        "content-security-policy": f"{page.policy}; frame-ancestors 'none'",
        "cache-control": "no-cache",
    }
    return HTMLResponse(page.document, headers=headers)


@router.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    """The document."""
    return JSONResponse(request.app.openapi(), headers={"cache-control": "no-cache"})


@router.get("/docs")
async def docs(request: Request, door: HandedOver) -> HTMLResponse:
    """The document as a page."""
    locale = locale_asked(request)
    made = request.app.openapi()
    groups: dict[str, list[str]] = {tag["name"]: [] for tag in made["tags"]}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(door, locale, method, path, operation))
    intro = _text(door, locale, "page-docs-what")
    parts = [
        f'<section class="hero small"><h1>{_text(door, locale, "page-api")}</h1><p>{intro}</p>'
        '<p><a href="/openapi.json">openapi.json</a></p></section>'
    ]
    parts += [
        f'<h2 id="{name}">{html.escape(title(name))}</h2>{"".join(items)}' for name, items in groups.items() if items
    ]
    return framed(door, request, locale, door.context.texts.render("page-api", {}, locale), "".join(parts))


def _operation(door: Door, locale: str, method: str, path: str, operation: Mapping[str, Any]) -> str:
    example = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    shown = "" if example is None else f"<pre>{html.escape(_pretty(example))}</pre>"
    names = ", ".join(
        f"<code>{html.escape(one.get('name', 'Idempotency-Key'))}</code>" for one in operation.get("parameters", [])
    )
    asked = f"<p>{_text(door, locale, 'page-docs-parameters')} {names}</p>" if names else ""
    key = "" if operation.get("security") == [] else f'<em class="key">{_text(door, locale, "page-docs-key")}</em>'
    answers = " ".join(f"<code>{status}</code>" for status in operation["responses"])
    return (
        f'<details><summary><b class="{method}">{method.upper()}</b> <code>{html.escape(path)}</code> '
        f"<span>{html.escape(operation.get('summary', ''))}</span>{key}</summary>"
        f"<p>{html.escape(operation.get('description', ''))}</p>{asked}{shown}"
        f"<p>{_text(door, locale, 'page-docs-answers')} {answers}</p></details>"
    )


def _pretty(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


@router.get("/problems/{name}")
async def problem(name: str, request: Request, door: HandedOver) -> HTMLResponse:
    """What a problem's `type` leads to."""
    locale, code = locale_asked(request), name.replace("-", "_")
    if code not in STATUS or name != code.replace("_", "-"):
        raise AddressUnknown
    sentence = html.escape(door.problems.sentence(code, {}, locale))
    status = _text(door, locale, "page-problem-status", status=str(STATUS[code]))
    content = (
        f'<section class="hero small"><h1>{html.escape(title(code))}</h1><p>{sentence}</p>'
        f"<p>{status} <code>{html.escape(code)}</code></p></section>"
    )
    return framed(door, request, locale, title(code), content)


@router.get("/assets/leaf.css")
async def style() -> Response:
    """The pages' style."""
    return Response(_STYLE, media_type="text/css", headers={"cache-control": "public, max-age=300"})


@router.get("/assets/leaf.svg")
@router.get("/favicon.ico")
async def leaf() -> Response:
    """The leaf."""
    return Response(_LEAF, media_type="image/svg+xml", headers={"cache-control": "public, max-age=3600"})


@router.get("/assets/planet.svg")
async def planet() -> Response:
    """The first planet, nearly grown."""
    return Response(_PLANET, media_type="image/svg+xml", headers={"cache-control": "public, max-age=3600"})

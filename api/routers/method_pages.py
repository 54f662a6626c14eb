"""/methodologies: a page for people per methodology version, made from the package that the ledger pins."""

from asyncio import to_thread
from functools import lru_cache
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api.access import HandedOver
from api.pages.frame import framed, locale_asked
from api.pages.methods import acts, content, index, markup
from api.pages.methods.view import PATH, Acts, View, address
from language.texts import Texts
from methodologies import action_types
from methodologies.catalogue import Catalogue

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def listed(request: Request, door: HandedOver) -> HTMLResponse:
    """All versions."""
    locale, context = locale_asked(request), door.context
    view = View(context.texts, locale)
    page = index.page(context.catalogue.packages.values(), view)
    article = markup.write(page, lambda target: _address(target, locale))
    more = _more((f"{PATH}/acts?lang={locale}", view.say("acts-heading")))
    return framed(door, request, locale, page.title, more + article)


@router.get("/acts")
async def types_of_act(request: Request, door: HandedOver) -> HTMLResponse:
    """All types of act, those without grams too."""
    locale, context = locale_asked(request), door.context
    view = View(context.texts, locale, await to_thread(_shipped_acts))
    page = acts.page(context.catalogue.packages.values(), view)
    article = markup.write(page, lambda target: _address(target, locale))
    return framed(door, request, locale, page.title, _more(_all(view)) + article)


@router.get("/{methodology_id}/{version}")
async def version(methodology_id: str, version: str, request: Request, door: HandedOver) -> HTMLResponse:
    """One version; raises `MethodologyUnknown`."""
    locale, context = locale_asked(request), door.context
    package = context.catalogue.package(f"{methodology_id}/{version}")
    await to_thread(_shipped_acts)
    after = tuple(one.name for one in content.family_of(package, context.catalogue).after)
    title, article = _article(context.catalogue, context.texts, package.name, package.sha256, locale, after)
    view = View(context.texts, locale)
    whole = f"/v1{PATH}/{quote(methodology_id, safe='')}/versions/{quote(version, safe='')}"
    more = _more(_all(view), (whole, view.say("method-index-json")))
    return framed(door, request, locale, title, more + article)


@lru_cache(maxsize=512)
def _article(
    catalogue: Catalogue, texts: Texts, name: str, sha256: str, locale: str, after: tuple[str, ...]
) -> tuple[str, str]:
    """Title and markup; a version is frozen, so only a new one that supersedes it changes its page."""
    page = content.page(catalogue.package(name), catalogue, View(texts, locale, _shipped_acts()))
    return page.title, markup.write(page, lambda target: _address(target, locale))


@lru_cache(maxsize=1)
def _shipped_acts() -> Acts:
    """The catalogue of action types, checked against what ships: a stranger's package may name types of its own."""
    shipped = Catalogue.load(plugins=[])
    return action_types.load(shipped.packages.values(), shipped.kinds)


def _all(view: View) -> tuple[str, str]:
    return f"{PATH}?lang={view.locale}", f"‹ {view.say('method-index-all')}"


def _more(*links: tuple[str, str]) -> str:
    """Links to other pages: address and text."""
    made = "".join(f'<a href="{markup.escaped(href)}">{markup.escaped(text)}</a>' for href, text in links)
    return f'<nav class="method-more">{made}</nav>'


def _address(target: tuple[str, str], locale: str) -> str:
    return f"{address(*target)}?lang={locale}"

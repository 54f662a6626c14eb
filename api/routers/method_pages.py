"""/methodologies: a page for people per methodology version, made from the package that the ledger pins."""

from functools import lru_cache
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api.access import HandedOver
from api.pages.frame import framed, locale_asked
from api.pages.methods import content, index, markup
from api.pages.methods.view import PATH, View, address
from language.texts import Texts
from methodologies.catalogue import Catalogue

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def listed(request: Request, door: HandedOver) -> HTMLResponse:
    """All versions."""
    locale = locale_asked(request)
    view, catalogue = View(door.context.texts, locale), door.context.catalogue
    page = index.page(catalogue.packages.values(), view)
    return framed(door, request, locale, page.title, markup.write(page, lambda target: _address(target, locale)))


@router.get("/{methodology_id}/{version}")
async def version(methodology_id: str, version: str, request: Request, door: HandedOver) -> HTMLResponse:
    """One version; raises `MethodologyUnknown`."""
    locale, context = locale_asked(request), door.context
    package = context.catalogue.package(f"{methodology_id}/{version}")
    around = content.family_of(package, context.catalogue)
    after = tuple(one.name for one in around.after)
    title, article = _article(context.catalogue, context.texts, package.name, package.sha256, locale, after)
    view = View(context.texts, locale)
    more = (
        f'<nav class="method-more"><a href="{PATH}?lang={locale}">‹ {markup.escaped(view.say("method-index-all"))}</a>'
        f'<a href="/v1{PATH}/{quote(methodology_id, safe="")}/versions/{quote(version, safe="")}">'
        f"{markup.escaped(view.say('method-index-json'))}</a></nav>"
    )
    return framed(door, request, locale, title, more + article)


@lru_cache(maxsize=512)
def _article(
    catalogue: Catalogue, texts: Texts, name: str, sha256: str, locale: str, after: tuple[str, ...]
) -> tuple[str, str]:
    """Title and markup; a version is frozen, so only a new one that supersedes it changes its page."""
    page = content.page(catalogue.package(name), catalogue, View(texts, locale))
    return page.title, markup.write(page, lambda target: _address(target, locale))


def _address(target: tuple[str, str], locale: str) -> str:
    return f"{address(*target)}?lang={locale}"

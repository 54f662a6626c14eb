"""/mine/…: a person's own data in a browser, through a link from their chat that lives a quarter of an hour."""

import html
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from accounts import own_links, people
from accounts.own_links import OwnLinkExpired
from accounts.people import PersonUnknown
from accounts.tokens import TokenInvalid
from api.access import HandedOver, anybody
from api.door import Door
from api.pages.frame import framed, locale_asked
from api.problems import STATUS, header
from kernel.errors import DomainError
from privacy import access
from reporting.personal import document
from reporting.personal.own_data import OwnData, as_json
from reporting.personal.own_page import page

router = APIRouter(prefix="/mine", include_in_schema=False)
_ALONE = {
    "content-security-policy": f"{document.POLICY}; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "vary": "Accept-Language",
}


@router.get("/{token}", dependencies=[Depends(anybody)])
async def mine(
    token: str,
    request: Request,
    door: HandedOver,
    format: Annotated[Literal["html", "json"], Query()] = "html",
) -> Response:
    """Everything about the person whom the link is for; raises `TokenInvalid`, `OwnLinkExpired`, `PersonUnknown`."""
    try:
        return await _opened(token, request, door, format)
    except (TokenInvalid, OwnLinkExpired, PersonUnknown) as fault:
        if "text/html" not in header(request.scope, b"accept"):
            raise
        return _closed(request, door, fault)


def _closed(request: Request, door: Door, fault: DomainError) -> Response:
    """What somebody reads in a browser whose link opens nothing any more."""
    locale = locale_asked(request)
    heading = door.context.texts.render("own-data-closed", {}, locale)
    sentence = door.problems.sentence(fault.code, fault.params, locale)
    content = f'<section class="hero small"><h1>{html.escape(heading)}</h1><p>{html.escape(sentence)}</p></section>'
    page = framed(door, request, locale, heading, content, STATUS[fault.code])
    page.headers.update({name: _ALONE[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")})
    return page


async def _opened(token: str, request: Request, door: Door, format: Literal["html", "json"]) -> Response:
    """The data as a page or a file, and a note that somebody looked."""
    context = door.context
    now = context.clock.now()
    person_id = own_links.read(context.keys.token_key, token, now)
    # Whoever holds the link is taken for the person: that it was used, they see in their chat.
    async with context.database.work() as connection:
        home = (await people.find(connection, person_id)).org_id
    async with context.database.work(home) as connection:
        await people.keep(connection, person_id)
        await access.note(connection, home, person_id, access.Look(now, "link", "own_data", "download"))
    found = await OwnData(context.database, context.keys, context.clock).collected(person_id)
    if format == "json":
        name = f'attachment; filename="leafledger-{now:%Y-%m-%d}.json"'
        return Response(as_json(found), media_type="application/json", headers={**_ALONE, "content-disposition": name})
    locale = locale_asked(request)
    return Response(
        page(found, context.texts, locale),
        media_type="text/html; charset=utf-8",
        headers={**_ALONE, "content-language": locale},
    )

"""/mine/…: a person's own data in a browser, through a link from their chat that lives a quarter of an hour."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from accounts import own_links, people
from api.access import HandedOver, anybody
from api.pages.frame import locale_asked
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

"""/green-office: an organisation's month as one page, opened by a signed admin link and kept open by a cookie.

The link's token leaves the address at once: it is exchanged for an HttpOnly cookie and the browser sent on without it,
so that it stands in no history entry that is shared, no bookmark and no referrer.
"""

import html
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from accounts import admin_links, organisations
from accounts.admin_links import AdminLink, AdminLinkExpired
from accounts.tokens import TokenInvalid
from api.access import HandedOver
from api.door import Door
from api.pages.green_office_charts import LEAF
from api.pages.green_office_view import attributions, content, last_day
from api.pages.green_office_words import View
from api.problems import header, locale_of
from issuance import months, verified
from issuance.exports import files
from issuance.months import MonthInFuture, MonthMalformed
from issuance.verified import Report
from kernel.clock import local_date
from language import formats
from reporting.green_office import GreenOffice, summary

router = APIRouter(prefix="/green-office", include_in_schema=False)
COOKIE = "leafledger_admin"
PATH = "/green-office"
LANGUAGES = {"zh": ("zh-CN", "中文"), "en": ("en", "English")}
_STYLE = (Path(__file__).parent / "green_office.css").read_bytes()
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "vary": "Accept-Language, Cookie",
}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("")
async def page(request: Request, door: HandedOver) -> Response:
    """The page of the month asked for, the present one by default; a token in the address becomes a cookie."""
    await door.limits.take(request.scope, None)
    if "token" in request.query_params:
        return _exchange(request, door)
    try:
        link = _session(request, door)
    except (TokenInvalid, AdminLinkExpired) as problem:
        return _closed(request, door, "link-expired" if isinstance(problem, AdminLinkExpired) else None, 401)
    try:
        found, report, today = await _figures(request, door, link)
    except (MonthMalformed, MonthInFuture):
        return _closed(request, door, "month-wrong", 422, open_again=True)
    return _html(request, door, found, report, today)


@router.get("/green-office.css")
async def style() -> Response:
    """The page's own style."""
    return Response(_STYLE, media_type="text/css", headers={"cache-control": "public, max-age=300"})


@router.get("/verified-reductions.{kind}")
async def download(kind: str, request: Request, door: HandedOver) -> Response:
    """The month's verified-reduction report as a file; raises `TokenInvalid`, `AdminLinkExpired` and for the month."""
    await door.limits.take(request.scope, None)
    link = _session(request, door)
    if kind not in MEDIA_TYPES:
        raise TokenInvalid
    _, report, _ = await _figures(request, door, link)
    return file_of(door, report, kind)


def file_of(door: Door, report: Report, kind: str) -> Response:
    """The report as `csv` or `xlsx`, named after organisation and month."""
    data = (files.csv_file if kind == "csv" else files.xlsx_file)(report, door.context.texts)
    name = f"verified-reductions-{report.organisation.public_id}-{months.written(report.month)}.{kind}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, headers=headers, media_type=MEDIA_TYPES[kind])


def _session(request: Request, door: Door) -> AdminLink:
    """What the cookie opens; raises `TokenInvalid` and `AdminLinkExpired`."""
    context = door.context
    return admin_links.read_session(context.keys.token_key, request.cookies.get(COOKIE, ""), context.clock.now())


def _exchange(request: Request, door: Door) -> Response:
    """The cookie for a right token, and on to the same page without it."""
    context, asked = door.context, request.query_params
    try:
        link = admin_links.read(context.keys.token_key, asked["token"], context.clock.now())
    except AdminLinkExpired:
        return _closed(request, door, "link-expired", 410)
    except TokenInvalid:
        return _closed(request, door, "link-wrong", 401)
    kept = {name: asked[name] for name in ("lang", "month") if name in asked}
    answer = RedirectResponse(f"{PATH}?{urlencode(kept)}" if kept else PATH, 303, HEADERS)
    answer.set_cookie(
        COOKIE,
        admin_links.session(context.keys.token_key, link),
        max_age=int((link.expires_at - context.clock.now()).total_seconds()),
        path=PATH,
        secure=context.public_url.startswith("https://"),
        httponly=True,
        # Strict would lose the cookie on the way from a chat, which is where the link is opened.
        samesite="lax",
    )
    return answer


async def _figures(request: Request, door: Door, link: AdminLink) -> tuple[GreenOffice, Report, date]:
    """Both summaries of the month asked for, and today's date there; raises `MonthMalformed` and `MonthInFuture`."""
    context = door.context
    async with context.database.work(link.org_id) as connection:
        organisation = await organisations.find(connection, link.org_id)
        today = local_date(context.clock.now(), organisation.zone)
        month = months.parse(request.query_params.get("month") or months.written(today), today)
        found = await summary(
            connection, organisation, context.catalogue, month=month, next_month=months.after(month), today=today
        )
        return found, await verified.read(connection, organisation, month), today


def _locale(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else locale_of(header(request.scope, b"accept-language"))


def _html(request: Request, door: Door, found: GreenOffice, report: Report, today: date) -> HTMLResponse:
    locale = _locale(request)
    view = View(door.context.texts, door.context.catalogue.kinds, locale, found.organisation.minimum_group)
    month = months.written(found.month)
    heading = view.say("heading", month=formats.month(found.month, locale))
    partial = ""
    if found.until < months.after(found.month):
        partial = f"<p>{view.say('partial', day=formats.short_day(last_day(found), locale))}</p>"
    sources = "".join(f"<li>{html.escape(text)}</li>" for text in attributions(found, report))
    body = (
        f'<main><p class="organisation">{html.escape(found.organisation.name)}</p><h1>{heading}</h1>{partial}'
        f"<p>{view.say('hidden-note', minimum=found.organisation.minimum_group)}</p>"
        f"{_months(view, found.month, today)}{content(view, found, report)}</main>"
        f"<footer><p>{view.say('attributions')}</p><ul>{sources}</ul><p>{view.say('by-api')}"
        f" <code>GET /v1/reports/green-office?month={month}</code> ·"
        f" <code>GET /v1/reports/verified-reductions?month={month}</code></p></footer>"
    )
    return _document(view, f"{heading} · {html.escape(found.organisation.name)}", body, {"month": month})


def _months(view: View, month: date, today: date) -> str:
    """Links to the month before and, where it has begun, the month after."""
    earlier, later = months.before(month), months.after(month)
    links = [f'<a rel="prev" href="{_address(view, earlier)}">‹ {view.say("previous")}</a>']
    if later <= today:
        links.append(f'<a rel="next" href="{_address(view, later)}">{view.say("next")} ›</a>')
    return f'<nav class="months" aria-label="{view.say("months")}">{"".join(links)}</nav>'


def _address(view: View, month: date) -> str:
    return html.escape(f"{PATH}?{urlencode({'month': months.written(month), 'lang': view.locale})}")


def _closed(request: Request, door: Door, reason: str | None, status: int, *, open_again: bool = False) -> HTMLResponse:
    """A page that says why nothing is shown, and what to do."""
    view = View(door.context.texts, {}, _locale(request), 0)
    told = f"<p>{view.say(reason)}</p>" if reason else ""
    if open_again:
        body = f'<main><h1>{view.say("title")}</h1>{told}<p><a href="{PATH}">{view.say("back")}</a></p></main>'
    else:
        body = f"<main><h1>{view.say('closed')}</h1>{told}<p>{view.say('closed-what')}</p></main>"
    return _document(view, view.say("title"), body, {}, status)


def _document(view: View, title: str, body: str, kept: dict[str, str], status: int = 200) -> HTMLResponse:
    """The frame: title and body are markup."""
    other = "en" if view.locale == "zh" else "zh"
    tag, name = LANGUAGES[other]
    address = html.escape(f"{PATH}?{urlencode({**kept, 'lang': other})}")
    return HTMLResponse(
        f'<!doctype html><html lang="{LANGUAGES[view.locale][0]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title>'
        '<link rel="icon" href="/assets/leaf.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/assets/leaf.css">'
        f'<link rel="stylesheet" href="{PATH}/green-office.css"></head>'
        f'<body><header><a class="home" href="/">{LEAF}一叶 Leafledger</a>'
        f'<a class="language" href="{address}" hreflang="{tag}" lang="{tag}">{name}</a></header>{body}</body></html>',
        status,
        {**HEADERS, "content-language": view.locale},
    )

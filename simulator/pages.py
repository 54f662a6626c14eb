"""The chat page's own files, and the rule that only this page and programs reach the control API."""

from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src https: http:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@web.middleware
async def same_site_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page sends to the control API, and set the page's own headers."""
    if request.path.startswith("/simulator/") and request.headers.get("Sec-Fetch-Site", "none") == "cross-site":
        return web.json_response({"error": "another site may not speak for people here"}, status=403)
    answer = await handler(request)
    if not answer.prepared and (request.path == "/" or request.path.startswith("/static/")):
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers[hdrs.CACHE_CONTROL] = "no-cache"
    return answer


def routes() -> list[web.AbstractRouteDef]:
    """The page at / and its files under /static/."""
    return [web.get("/", page), web.get("/favicon.ico", icon), web.static("/static", STATIC)]


async def page(request: web.Request) -> web.StreamResponse:
    """The chat page."""
    return web.FileResponse(STATIC / "index.html")


async def icon(request: web.Request) -> web.StreamResponse:
    """The leaf."""
    return web.FileResponse(STATIC / "leaf.svg")

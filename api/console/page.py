"""The console's page and its files, as `make web` built them; everything else of it goes through /v1/console."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.access import anybody
from api.faults import AddressUnknown, ConsoleUnbuilt

router = APIRouter(prefix="/console", include_in_schema=False, dependencies=[Depends(anybody)])
BUILT = Path(__file__).parent.parent / "pages" / "console"
_ALONE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-cache",
    "x-robots-tag": "noindex",
}
# The names of these files change with what is in them.
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


@router.get("")
async def page() -> Response:
    """The one page; raises `ConsoleUnbuilt` in a checkout where nobody has built it."""
    file = BUILT / "index.html"
    if not file.is_file():
        raise ConsoleUnbuilt
    return Response(file.read_bytes(), media_type="text/html; charset=utf-8", headers=_ALONE)


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """A script or style sheet of the page."""
    file = BUILT / "assets" / name
    if file.parent != BUILT / "assets" or not file.is_file():
        raise AddressUnknown
    return Response(file.read_bytes(), media_type=mimetypes.guess_type(name)[0], headers=_FOR_EVER)

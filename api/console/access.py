"""Who is signed in: the session behind the cookie, and that a change comes from our own pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie
from starlette.responses import Response

from accounts import people
from accounts.people import Person
from accounts.signing_in import second_factor, sessions
from accounts.signing_in.sessions import Session, SessionMissing
from api.access import HandedOver, anybody
from api.door import Door
from api.faults import OriginRefused
from api.problems import header

COOKIE = "leafledger_session"
PATH = "/v1/console"
_SAFE = ("GET", "HEAD")
_MOST_COOKIE = 200
_cookie = APIKeyCookie(
    name=COOKIE, scheme_name="session", description="A session of the console, opened from the chat.", auto_error=False
)


@dataclass(frozen=True)
class SignedIn:
    """Who asks, in which session, and when."""

    person: Person
    session: Session
    now: datetime


def own_pages_alone(request: Request) -> None:
    """Raises `OriginRefused` for a change that another site's page asked for, cookie or not."""
    if request.method in _SAFE:
        return
    site, origin = header(request.scope, b"sec-fetch-site"), header(request.scope, b"origin")
    if site not in ("", "same-origin", "none"):
        raise OriginRefused
    if origin and urlsplit(origin).netloc != header(request.scope, b"host"):
        raise OriginRefused


async def signed_in(
    request: Request, door: HandedOver, kept: Annotated[str | None, Security(_cookie)] = None
) -> SignedIn:
    """The person behind the cookie; raises `SessionMissing`, `OriginRefused`, `TooManyRequests`."""
    await anybody(request, door)
    own_pages_alone(request)
    if kept is None or len(kept) > _MOST_COOKIE:
        raise SessionMissing
    now = door.context.clock.now()
    async with door.context.database.work() as connection:
        session = await sessions.find(connection, kept, now)
        person = await people.find(connection, session.person_id)
    return SignedIn(person, session, now)


Here = Annotated[SignedIn, Depends(signed_in)]


async def proved(door: HandedOver, here: Here) -> SignedIn:
    """As `signed_in`, the second factor shown within the hour; raises `SecondFactorMissing`, `SecondFactorNeeded`."""
    async with door.context.database.work(person_id=here.person.id) as connection:
        await second_factor.require(connection, here.session, here.now)
    return here


Proved = Annotated[SignedIn, Depends(proved)]


def keep(response: Response, door: Door, kept: str) -> None:
    """Hands the browser its session: for our own addresses, never to a script, and no longer than it lasts."""
    response.set_cookie(
        COOKIE,
        kept,
        max_age=int(sessions.LIFE.total_seconds()),
        path=PATH,
        secure=door.context.public_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )


def drop(response: Response) -> None:
    """Takes the session from the browser."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")

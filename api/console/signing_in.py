"""Signing in with a link from the chat, the person's sessions, and their second factor."""

from typing import Literal
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from accounts import organisations, people
from accounts.permissions import PERMISSIONS
from accounts.signing_in import second_factor, sessions
from accounts.signing_in.second_factor import CodeWrong
from accounts.signing_in.sessions import Session
from api.access import HandedOver, anybody
from api.console.access import Here, Proved, SignedIn, drop, keep, own_pages_alone
from api.door import Door
from api.problems import header
from api.shapes import Input, Moment, Output, instant
from kernel.ids import parse, public

router = APIRouter(prefix="/v1/console", tags=["console"])
_STORE_NOTHING = {"cache-control": "no-store"}


class SignIn(Input):
    """The token behind the `#` of a link from the chat."""

    link: str = Field(min_length=1, max_length=120)


class Code(Input):
    """What the authenticator app shows."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class Place(Output):
    """The organisation whose console it is."""

    id: str
    name: str
    kind: Literal["company", "small_firm", "community", "programme"]
    minimum_group: int


class Me(Output):
    """Who is signed in.  permissions: what their roles give in the whole organisation.

    second_factor: whether one is set up.  proved: whether it was shown in this session within the hour.
    """

    person: str
    nickname: str | None
    locale: Literal["zh", "en"]
    organisation: Place
    permissions: list[str]
    second_factor: bool
    proved: bool
    expires_at: Moment


class OneSession(Output):
    """A session that runs.  agent: what the browser called itself.  current: the one that asks."""

    id: str
    agent: str
    opened_at: Moment
    seen_at: Moment
    expires_at: Moment
    current: bool


class Sessions(Output):
    """The one last seen first."""

    sessions: list[OneSession]


class SecretOffered(Output):
    """A second factor that waits for its first code.  image: the QR code of uri, as a data URI."""

    secret: str
    uri: str
    image: str


@router.post(
    "/session", status_code=201, response_model=Me, dependencies=[Depends(anybody), Depends(own_pages_alone)],
    summary="Sign in with a link from the chat",
)  # fmt: skip
async def sign_in(body: SignIn, request: Request, door: HandedOver) -> Response:
    """Opens a session, which the browser keeps in a cookie.  Each link opens one, within five minutes."""
    context, now = door.context, door.context.clock.now()
    agent = header(request.scope, b"user-agent")
    async with context.database.work() as connection:
        session, kept = await sessions.open_by_link(connection, context.keys.token_key, body.link, agent, now)
        person = await people.find(connection, session.person_id)
    response = JSONResponse(await _me(door, SignedIn(person, session, now)), 201, headers=_STORE_NOTHING)
    keep(response, door, kept)
    return response


@router.get("/session", response_model=Me, summary="Who is signed in")
async def me(door: HandedOver, here: Here) -> Response:
    """The person, their organisation and what they may do there."""
    return JSONResponse(await _me(door, here), headers=_STORE_NOTHING)


@router.delete("/session", status_code=204, summary="Sign out")
async def sign_out(door: HandedOver, here: Here) -> Response:
    """Ends this session."""
    await _end(door, here, here.session.id)
    response = Response(status_code=204)
    drop(response)
    return response


@router.get("/sessions", response_model=Sessions, summary="One's own sessions")
async def standing(door: HandedOver, here: Here) -> Response:
    """Every session that runs, on whatever machine."""
    async with door.context.database.work(person_id=here.person.id) as connection:
        found = await sessions.running(connection, here.person.id, here.now)
    told = [_session(one, here.session.id) for one in found]
    return JSONResponse({"sessions": told}, headers=_STORE_NOTHING)


@router.delete("/sessions/{session_id}", status_code=204, summary="End one of one's own sessions")
async def end(session_id: str, door: HandedOver, here: Here) -> Response:
    """At once, wherever it runs."""
    await _end(door, here, parse("ses", session_id))
    return Response(status_code=204)


@router.post("/second-factor", status_code=201, response_model=SecretOffered, summary="Begin a second factor")
async def begin(door: HandedOver, here: Here) -> Response:
    """A secret for an authenticator app, in a session opened within the last ten minutes; its first code confirms it."""
    context = door.context
    async with context.database.work(person_id=here.person.id) as connection:
        name = here.person.nickname or here.person.public_id
        offer = await second_factor.offer(connection, context.keys, here.session, name, here.now)
    image = segno.make(offer.uri, error="m").svg_data_uri(border=4, omitsize=True)
    return JSONResponse({"secret": offer.secret, "uri": offer.uri, "image": image}, 201, headers=_STORE_NOTHING)


@router.post("/session/proof", status_code=204, summary="Show the second factor")
async def prove(body: Code, door: HandedOver, here: Here) -> Response:
    """For an hour the session may change what needs it.  The first right code confirms a factor that was begun."""
    async with door.context.database.work(person_id=here.person.id) as connection:
        right = await second_factor.show(connection, door.context.keys, here.session, body.code, here.now)
    if not right:
        raise CodeWrong
    return Response(status_code=204)


@router.delete("/second-factor", status_code=204, summary="Take one's second factor away")
async def give_up(door: HandedOver, here: Proved) -> Response:
    """In a session that has just shown it; the next one is set up from the chat anew."""
    async with door.context.database.work(person_id=here.person.id) as connection:
        await second_factor.forget(connection, here.person.id)
    return Response(status_code=204)


async def _end(door: Door, here: SignedIn, session_id: UUID) -> None:
    async with door.context.database.work(person_id=here.person.id) as connection:
        await sessions.end(connection, here.person.id, session_id, here.now)


async def _me(door: Door, here: SignedIn) -> dict[str, object]:
    person, session = here.person, here.session
    async with door.context.database.work(person.org_id, person_id=person.id) as connection:
        organisation = await organisations.find(connection, person.org_id)
        stands = await second_factor.stands(connection, person.id)
    return {
        "person": person.public_id,
        "nickname": person.nickname,
        "locale": person.locale,
        "organisation": {
            "id": organisation.public_id,
            "name": organisation.name,
            "kind": organisation.kind,
            "minimum_group": organisation.minimum_group,
        },
        "permissions": [name for name in PERMISSIONS if person.may(name)],
        "second_factor": stands,
        "proved": second_factor.lasts(session, here.now),
        "expires_at": instant(session.expires_at),
    }


def _session(one: Session, current: UUID) -> dict[str, object]:
    return {
        "id": public("ses", one.id),
        "agent": one.agent,
        "opened_at": instant(one.opened_at),
        "seen_at": instant(one.seen_at),
        "expires_at": instant(one.expires_at),
        "current": one.id == current,
    }

"""The control API under /simulator/: what the chat page and tests say on behalf of people.

JSON in, JSON out; a wrong request answers 400 with {"error": reason}.  It is no part of Telegram's Bot API.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from simulator import control_chats, control_machine
from simulator.control_contract import Answer, Call, Malformed
from simulator.gateway import SIMULATION, read_parts
from simulator.wire import Json, Refusal, Upload

Act = Callable[[Call], Awaitable[Answer]]


def routes() -> list[web.RouteDef]:
    """All routes of the control API."""
    acts_of_people: dict[tuple[str, str], Act] = {**control_chats.ACTS, **control_machine.ACTS}
    json_routes = [web.route(verb, f"/simulator/{path}", _door(act)) for (verb, path), act in acts_of_people.items()]
    return [
        *json_routes,
        web.get("/simulator/events", control_machine.events),
        web.get("/simulator/files/{file_id}", control_machine.file),
    ]


def _door(act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            result = await act(await _read(request))
        except Malformed as malformed:
            return _json({"error": str(malformed)}, 400)
        except Refusal as refused:
            return _json({"error": refused.description}, refused.status)
        return _json(result, 200)

    return answer


def _json(result: Json, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(result), status=status, content_type="application/json")


async def _read(request: web.Request) -> Call:
    fields: Any = {}
    uploads: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        fields, uploads = await read_parts(request)
    elif request.can_read_body:
        try:
            fields = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            raise Malformed("the body is no JSON") from None
        if not isinstance(fields, dict):
            raise Malformed("the body is no JSON object")
    return Call(request.app[SIMULATION], {**request.query, **fields}, dict(request.match_info), uploads)

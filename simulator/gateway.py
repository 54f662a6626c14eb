"""The HTTP door of the Bot API: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
from mimetypes import guess_type
from urllib.parse import parse_qsl

import orjson
from aiohttp import hdrs, web

from simulator.faults import Fault
from simulator.methods.table import METHODS
from simulator.simulation import Simulation
from simulator.wire import Parameters, Refusal, Upload, too_many_requests

SIMULATION: web.AppKey[Simulation] = web.AppKey("simulation", Simulation)
JSON = "application/json"


def routes() -> list[web.RouteDef]:
    """The two routes of a Bot API server."""
    return [
        web.route("*", "/bot{token}/{method}", call),
        web.get("/file/bot{token}/{path:.+}", download),
    ]


async def call(request: web.Request) -> web.StreamResponse:
    """Answer one call of a method, or play the fault that was planned for it."""
    simulation = request.app[SIMULATION]
    name = request.match_info["method"].lower()
    try:
        _authorise(simulation, request.match_info["token"])
        method = METHODS.get(name)
        if method is None:
            raise Refusal(404, "Not Found: method not found")
        fault = simulation.faults.take(name)
        if fault is not None and not fault.after:
            return await _fail(simulation, request, fault)
        parameters = await _read(request)
        result = await method(simulation, parameters)
        if fault is not None:
            return await _fail(simulation, request, fault)
    except Refusal as refused:
        if refused.status not in (401, 404, 409):
            simulation.feed.publish("refusal", method=name, status=refused.status, description=refused.description)
        return _refused(refused)
    return web.Response(body=b'{"ok":true,"result":' + orjson.dumps(result) + b"}", content_type=JSON)


async def download(request: web.Request) -> web.StreamResponse:
    """The bytes of a file whose path getFile told."""
    simulation = request.app[SIMULATION]
    try:
        _authorise(simulation, request.match_info["token"])
    except Refusal as refused:
        return _refused(refused)
    path = request.match_info["path"]
    content = simulation.files.read(path)
    if content is None:
        return _refused(Refusal(404, "Not Found"))
    # A page must never run a stranger's file as its own: the type is told, and sniffing forbidden.
    headers = {"X-Content-Type-Options": "nosniff"}
    return web.Response(body=content, content_type=guess_type(path)[0] or "application/octet-stream", headers=headers)


def _authorise(simulation: Simulation, token: str) -> None:
    if token == simulation.token:
        return
    head, separator, _ = token.partition(":")
    raise Refusal(401, "Unauthorized") if separator and head.isdecimal() else Refusal(404, "Not Found")


def _refused(refused: Refusal) -> web.Response:
    headers = {hdrs.RETRY_AFTER: str(refused.retry_after_s)} if refused.retry_after_s is not None else {}
    return web.Response(body=refused.body(), status=refused.status, content_type=JSON, headers=headers)


async def _read(request: web.Request) -> Parameters:
    """Parameters from the query and the body, whatever its form; the body wins."""
    values: dict[str, object] = dict(request.query)
    if not request.can_read_body:
        return Parameters(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        fields, uploads = await read_parts(request)
        return Parameters({**values, **fields}, uploads)
    body = await request.read()
    if kind == JSON:
        try:
            fields = orjson.loads(body) if body else {}
        except orjson.JSONDecodeError:
            raise Refusal(400, "Bad Request: can't parse JSON object in the request body") from None
        if not isinstance(fields, dict):
            raise Refusal(400, "Bad Request: object expected in the request body")
        return Parameters({**values, **fields})
    if kind == "application/x-www-form-urlencoded":
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return Parameters({**values, **fields})
    return Parameters(values)


async def read_parts(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of a multipart body, each by its name."""
    fields, uploads = {}, {}
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            uploads[name] = Upload(part.filename, part.content_type, await asyncio.to_thread(part.file.read))
        else:
            fields[name] = part if isinstance(part, str) else part.decode("utf-8", "replace")
    return fields, uploads


async def _fail(simulation: Simulation, request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "429":
        raise too_many_requests(fault.seconds)
    if fault.kind == "500":
        raise Refusal(500, "Internal Server Error: a fault was asked for")
    if fault.kind == "hang":
        await simulation.closed.wait(fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)

"""The input gate: one ASGI layer before routing that refuses what no handler should have to think about.

It runs after the server's own parsing; with either of uvicorn's parsers hostile input ends here, never in a 5xx.
"""

import asyncio
import os
import re
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import limits, strict
from api.faults import (
    BodyTooLarge,
    HeadersTooLarge,
    MediaTypeUnsupported,
    RequestMalformed,
    StorageFull,
    Unexpected,
)
from api.problems import Problems
from kernel.errors import DomainError

logger = structlog.get_logger()
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024
MOST_BODY_BYTES = 64 * 1024
BODY_BYTES = {"/v1/actions:batch": 1024 * 1024, "/telegram/webhook": 1024 * 1024}
"""Addresses whose bodies may be longer."""
BODY_TIMEOUT_S = 30
JSON_PREFIX = "/v1/"
"""Under it every body is strict JSON, parsed once, here; handlers find it in the scope as `json`."""
_host = re.compile(rb"[A-Za-z0-9_.-]{1,255}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?").fullmatch
_json_type = re.compile(rb"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE).fullmatch
_HARDENING = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]


class Gate:
    """Checks each request, buffers its body, names it, and turns what nobody expected into a plain problem."""

    def __init__(self, application: ASGIApp, problems: Problems) -> None:
        self._application = application
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
            return
        # Our own id: one sent by the client could forge lines in logs.
        scope["request_id"] = request_id = os.urandom(9).hex()
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = message.setdefault("headers", [])
                headers += [(b"x-request-id", request_id.encode()), *_HARDENING, *limits.headers(scope)]
            await send(message)

        try:
            body = await _admit(scope, receive)
            if body is not None:
                await self._application(scope, _replay(body, receive), answer)
        except Exception as problem:
            error = _told(problem, request_id)
            if not started:
                await self._problems.response(error, scope)(scope, receive, answer)


def _told(problem: Exception, request_id: str) -> DomainError:
    """The error as the caller hears of it; what is ours, or nobody's, is logged once."""
    if isinstance(problem, DomainError):
        return problem
    error = storage_fault(problem)
    if error is None:
        logger.error("request.failed", request_id=request_id, exc_info=problem)
        return Unexpected(id=request_id)
    logger.error("storage.full", request_id=request_id, problem=type(problem).__name__)
    return error


def storage_fault(problem: BaseException) -> DomainError | None:
    """What to say when the disk under the database is full; None for any other failure."""
    # Told by name: the door knows no database driver.
    return StorageFull() if type(problem).__name__ == "DiskFullError" else None


async def _admit(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body of a request that may pass, its JSON in the scope; None where the client went away."""
    sent = _headers(scope)
    most = BODY_BYTES.get(scope["path"], MOST_BODY_BYTES)
    declared = sent.get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 18:
        raise RequestMalformed(reason="length")
    if int(declared) > most:
        raise BodyTooLarge(most=most)
    body = await _body(receive, most)
    if body and scope["path"].startswith(JSON_PREFIX):
        if not _json_type(sent.get(b"content-type", b"")) or b"content-encoding" in sent:
            raise MediaTypeUnsupported
        scope["json"] = strict.parse(body)
    return body


def _headers(scope: Scope) -> Mapping[bytes, bytes]:
    """The request's headers by name; raises for what breaks the limits or HTTP itself."""
    lines: list[tuple[bytes, bytes]] = scope["headers"]
    if len(lines) > MOST_HEADERS or sum(len(name) + len(value) for name, value in lines) > MOST_HEADER_BYTES:
        raise HeadersTooLarge(most=MOST_HEADERS)
    sent: dict[bytes, bytes] = {}
    for name, value in lines:
        if name in sent and name in (b"host", b"content-length", b"content-type", b"authorization", b"idempotency-key"):
            raise RequestMalformed(reason=name.decode("latin-1"))
        sent[name] = value
    if not _host(sent.get(b"host", b"")):
        raise RequestMalformed(reason="host")
    if b"content-length" in sent and b"transfer-encoding" in sent:
        raise RequestMalformed(reason="length")
    return sent


async def _body(receive: Receive, most: int) -> bytes | None:
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                parts, length = [body], len(body)
                while message.get("more_body", False):
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(part := message.get("body", b""))
                    # Kept as a sum: whoever sends a byte at a time must not have them all counted at each.
                    length += len(part)
                    if length > most:
                        raise BodyTooLarge(most=most)
                body = b"".join(parts)
        except TimeoutError as problem:
            raise RequestMalformed(reason="timeout") from problem
    if len(body) > most:
        raise BodyTooLarge(most=most)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """The buffered body first, then whatever the server has to say."""
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again

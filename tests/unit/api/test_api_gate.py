"""The gate by itself: what it refuses whatever the server's parser let through, and what becomes of failures."""

from typing import Any

import orjson
import pytest
from starlette.types import Receive, Scope, Send

from actions.requests import Request
from api.faults import RequestInFlight
from api.gate import Gate
from api.idempotency import InFlight
from api.problems import Problems
from language.texts import Texts

PROBLEMS = Problems(Texts.load(), "http://127.0.0.1:8080")


DiskFullError = type("DiskFullError", (Exception,), {})


async def _through(
    application: Any, *headers: tuple[bytes, bytes], body: bytes = b"", path: str = "/v1/actions", type_: str = "http"
) -> tuple[int, dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    scope: Scope = {"type": type_, "method": "POST", "path": path, "headers": [(b"host", b"x"), *headers]}

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await Gate(application, PROBLEMS)(scope, receive, send)
    if sent[0]["type"] != "http.response.start":
        return 0, sent[0]
    return sent[0]["status"], orjson.loads(b"".join(one.get("body", b"") for one in sent[1:]) or b"{}")


async def _fine(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": orjson.dumps({"json": scope.get("json")})})


async def test_both_lengths_are_refused_even_where_the_parser_takes_them() -> None:
    status, made = await _through(_fine, (b"content-length", b"2"), (b"transfer-encoding", b"chunked"), body=b"{}")
    assert (status, made["code"]) == (400, "request_malformed")


@pytest.mark.parametrize("name", [b"host", b"content-length", b"authorization", b"idempotency-key", b"content-type"])
async def test_a_header_that_decides_comes_once(name: bytes) -> None:
    assert (await _through(_fine, (name, b"1"), (name, b"1")))[0] == 400


async def test_the_parsed_body_reaches_the_handler() -> None:
    status, made = await _through(_fine, (b"content-type", b"application/json"), body=b'{"a":[1,"\xe4\xb8\x80"]}')
    assert (status, made) == (200, {"json": {"a": [1, "一"]}})


async def test_a_failure_of_ours_is_told_by_its_id_alone() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("a secret")

    status, made = await _through(failing)
    assert (status, made["code"]) == (500, "internal_error")
    assert "secret" not in str(made) and made["request_id"]


async def test_a_full_disk_is_told_as_such() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise DiskFullError

    status, made = await _through(failing)
    assert (status, made["code"], made["retryable"]) == (507, "storage_full", True)


async def test_a_websocket_is_closed() -> None:
    assert (await _through(_fine, type_="websocket"))[1]["type"] == "websocket.close"


async def test_a_key_is_held_while_its_request_runs() -> None:
    running, request = InFlight(), Request(b"k", b"f")
    with running.claim(request):
        with pytest.raises(RequestInFlight), running.claim(Request(b"k", b"other")):
            pass
        with running.claim(Request(b"another", b"f")):
            pass
    with running.claim(request):
        pass

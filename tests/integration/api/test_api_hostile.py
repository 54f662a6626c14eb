"""Hostile bodies on every write endpoint: never a 5xx, always a problem that says what was wrong, nothing recorded."""

import asyncio
import base64
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import strict
from api.strict import JSONMalformed
from app.container import Container

pytestmark = pytest.mark.asyncio(loop_scope="module")
CORPUS = json.loads((Path(__file__).parents[2] / "vectors" / "hostile.json").read_text("utf-8"))
CALCULATE = "/v1/methodologies/cn-sz-lcpt/versions/2021.1:calculate"
ENDPOINTS = ("/v1/actions", "/v1/actions:batch", "/v1/member_links", CALCULATE)
SLOWEST_S = 20
"""No figure: what hostile input must not cost is minutes."""


async def test_the_corpus_holds_at_least_200_different_hostilities() -> None:
    bodies = {_body(case) for case in CORPUS["bodies"]}
    members = {(case["member"], case["raw"]) for case in CORPUS["fields"]}
    inputs = {case["raw"] for case in CORPUS["inputs"]}
    assert len(bodies) + len(members) + len(inputs) >= 200


def _body(case: dict[str, Any]) -> bytes:
    return base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode()


async def _send(http: httpx.AsyncClient, tenant: Any, path: str, body: bytes, number: int) -> httpx.Response:
    headers = {**tenant.headers, "Idempotency-Key": f"hostile-key-{number:08d}", "Content-Type": "application/json"}
    return await http.post(path, content=body, headers=headers)


def _is_a_problem(answer: httpx.Response) -> dict[str, Any]:
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    made: dict[str, Any] = answer.json()
    assert made["status"] == answer.status_code
    assert made["title"] and made["detail"] and made["code"] and made["request_id"]
    assert answer.elapsed.total_seconds() < SLOWEST_S
    return made


@pytest.mark.parametrize("path", ENDPOINTS)
async def test_bodies_that_are_no_strict_json_are_refused(
    tenant: Any, http: httpx.AsyncClient, entries: Any, path: str
) -> None:
    before = await entries(tenant)
    for number, case in enumerate(CORPUS["bodies"]):
        answer = await _send(http, tenant, path, _body(case), number)
        _is_a_problem(answer)
        long = path == "/v1/actions:batch" and case["status"] == 413
        assert answer.status_code == (422 if long else case["status"]), (case["name"], answer.text)
    assert await entries(tenant) == before


def _with(body: dict[str, Any], member: str, raw: str) -> bytes:
    """The body with one member as raw JSON."""
    rest = {name: value for name, value in body.items() if name != member}
    return (json.dumps(rest)[:-1] + f", {json.dumps(member)}: {raw}" + "}").encode()


def _cases(container: Container, tenant: Any) -> list[tuple[str, bytes]]:
    found = []
    for case in CORPUS["fields"]:
        body = _with(tenant.action(container), case["member"], case["raw"])
        found.append((f"{case['member']}: {case['name']}", body))
    for case in CORPUS["inputs"]:
        body = tenant.action(container)
        del body["quantity"], body["unit"]
        found.append((f"inputs: {case['name']}", _with(body, "inputs", case["raw"])))
    return found


async def test_every_hostile_member_of_an_action_is_refused(
    container: Container, tenant: Any, http: httpx.AsyncClient, entries: Any
) -> None:
    before = await entries(tenant)
    for number, (name, body) in enumerate(_cases(container, tenant)):
        answer = await _send(http, tenant, "/v1/actions", body, 10_000 + number)
        problem = _is_a_problem(answer)
        assert answer.status_code in (400, 403, 422), (name, answer.text)
        assert problem["code"] == "json_malformed" or problem["errors"], (name, answer.text)
    assert await entries(tenant) == before


async def test_hostile_rows_cost_only_themselves(
    container: Container, tenant: Any, http: httpx.AsyncClient, entries: Any
) -> None:
    readable = []
    for name, body in _cases(container, tenant):
        with suppress(JSONMalformed):
            strict.parse(b'{"actions":[' + body + b"]}")
            readable.append((name, body))
    assert len(readable) > 100
    good = json.dumps(tenant.action(container)).encode()
    raw = b'{"actions":[' + b",".join([*(body for _, body in readable), good]) + b"]}"
    answer = await _send(http, tenant, "/v1/actions:batch", raw, 90_000)
    assert answer.status_code == 200, answer.text[:300]
    *refused, last = answer.json()["items"]
    for (name, _), verdict in zip(readable, refused, strict=True):
        assert verdict["status"] in (403, 422) and verdict["problem"]["errors"], (name, verdict)
    assert last["status"] == 201
    assert await entries(tenant) >= 1


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=gbk", 415),
        ("application/xml", 415),
        ("application/json;charset=utf-8", 201),
        ("Application/JSON; charset=UTF-8", 201),
    ],
)
async def test_only_json_in_utf8_is_read(
    container: Container, tenant: Any, http: httpx.AsyncClient, content_type: str, status: int
) -> None:
    headers = {
        **tenant.headers,
        "Idempotency-Key": f"type-{hash(content_type) % 10**12:012d}",
        "Content-Type": content_type,
    }
    answer = await http.post("/v1/actions", content=json.dumps(tenant.action(container)), headers=headers)
    assert answer.status_code == status


async def test_a_compressed_body_is_not_unpacked(tenant: Any, http: httpx.AsyncClient) -> None:
    headers = {**tenant.headers, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (await http.post("/v1/actions", content=b"\x1f\x8b", headers=headers)).status_code == 415


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 256, "sixteen characters", "with/slash-and-more-characters", "ключ-из-букв-кириллицы"]
)
async def test_an_idempotency_key_has_a_form(
    container: Container, tenant: Any, http: httpx.AsyncClient, key: str
) -> None:
    headers: dict[str, bytes] = {"Authorization": tenant.headers["Authorization"].encode()}
    if key:
        headers["Idempotency-Key"] = key.encode()
    answer = await http.post("/v1/actions", json=tenant.action(container), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/nothing", "/v1/actions/", "/v1//actions", "//v1/actions", "/V1/actions", "/v1/actions%2f", "/v1/actions%00",
        "/v1/actions/%00", "/v1/actions/act_%F0%9F%92%A9", "/v1/actions/../../etc/passwd", "/v1/actions/..%2f..%2fetc",
        "/v1/actions/" + "a" * 5000, "/v1/actions/act_00000000000000000000000000%0d%0aX:y", "/.env", "/v1/actions/%ff",
        "/v1/members/%E2%80%8B/summary", "/v1/logs/log_public/../../healthz/x", "/v1/logs/%2e%2e/checkpoint",
        "/v1/methodologies/../versions/1", "/assets/../layout.html", "/problems/..%2f..", "/docs/", "/v1/actions:other",
    ],
)  # fmt: skip
async def test_strange_paths_are_not_there(port: int, tenant: Any, path: str) -> None:
    answer = await _raw(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.key}\r\n\r\n".encode())
    status, head, body = answer
    assert status in (400, 404), (status, body)
    assert b"application/problem+json" in head
    assert b"\r\nX:" not in head and b"\r\nlocation:" not in head.lower()


async def test_a_wrong_method_names_the_right_ones(http: httpx.AsyncClient) -> None:
    for method, path, allowed in (
        ("DELETE", "/v1/actions", "GET, POST"),
        ("PUT", "/v1/actions", "GET, POST"),
        ("PATCH", "/v1/actions/act_00000000000000000000000000", "GET"),
        ("GET", "/v1/actions:batch", "POST"),
        ("POST", "/v1/logs/log_public/checkpoint", "GET"),
        ("DELETE", "/healthz", "GET"),
        ("TRACE", "/v1/actions", "GET, POST"),
    ):
        answer = await http.request(method, path)
        assert (answer.status_code, answer.headers.get("allow")) == (405, allowed), (method, path)
        assert answer.json()["code"] == "method_not_allowed"


async def _raw(port: int, message: bytes, *, more: bytes = b"") -> tuple[int, bytes, bytes]:
    """Sends bytes as they are; status, head and body of the first answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        writer.write(message)
        try:
            await writer.drain()
            if more:
                writer.write(more)
                await writer.drain()
        except ConnectionError:
            pass  # The server answered and hung up before it had read everything.
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        body = await asyncio.wait_for(reader.readexactly(length), 10)
        return int(head.split(b" ", 2)[1]), head, body
    finally:
        writer.close()


POST_HEAD = b"POST /v1/actions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("name", "message", "status"),
    [
        ("no Host", b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("an empty Host", b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("two Hosts", b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("a Host with a path", b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ("a Host with a user", b"GET /healthz HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
        ("a Host with markup", b"GET / HTTP/1.1\r\nHost: <script>\r\n\r\n", 400),
        ("both lengths", POST_HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("two lengths", POST_HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
        ("a negative length", POST_HEAD + b"Content-Length: -2\r\n\r\n{}", 400),
        ("a length in words", POST_HEAD + b"Content-Length: two\r\n\r\n{}", 400),
        ("a declared huge length", POST_HEAD + b"Content-Length: 99999999999\r\n\r\n", 413),
        ("a declared absurd length", POST_HEAD + b"Content-Length: 999999999999999999999999\r\n\r\n", 400),
        ("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        ("half HTTP", b"GET\r\n\r\n", 400),
        ("a bad version", b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", 400),
        ("a folded header", b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
        ("a header without colon", b"GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400),
        ("a space before the colon", b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        ("bare line feeds in a value", b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 400),
        ("101 headers", b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 101 + b"\r\n", 431),
        ("5,000 headers", b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5000 + b"\r\n", 431),
        ("a header of 40 KiB", b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 40960 + b"\r\n\r\n", 431),
        ("a header of 5 MB", b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 5_000_000 + b"\r\n\r\n", 431),
        ("a path of 5 MB", b"GET /" + b"b" * 5_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        ("a chunk without size", POST_HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400),
        (
            "a websocket",
            b"GET /v1/actions HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            401,
        ),
    ],
)
async def test_messages_that_break_http_are_refused(port: int, name: str, message: bytes, status: int) -> None:
    found, head, body = await _raw(port, message)
    assert found == status, (name, found, body)
    assert b"application/problem+json" in head.lower()
    assert json.loads(body)["status"] == status


async def test_a_chunked_body_beyond_the_limit_is_cut(port: int, tenant: Any) -> None:
    head = POST_HEAD + f"Authorization: Bearer {tenant.key}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunks = (b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 8
    status, _, body = await _raw(port, head, more=chunks + b"0\r\n\r\n")
    assert (status, json.loads(body)["code"]) == (413, "body_too_large")


async def test_a_batch_may_be_longer_and_not_endless(tenant: Any, http: httpx.AsyncClient) -> None:
    answer = await _send(http, tenant, "/v1/actions:batch", b" " * 1_048_577, 91_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_clients_request_id_is_never_taken_over(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/me", headers={"X-Request-Id": "forged", "X-Correlation-Id": "forged"})
    assert "forged" not in answer.text and answer.headers["x-request-id"] != "forged"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_no_answer_repeats_what_was_sent(container: Container, tenant: Any, post: Any) -> None:
    answer = await post("/v1/actions", tenant.action(container, external_id="<script>alert(1)</script> \u202e"))
    assert answer.status_code == 422 and "script" not in answer.text


async def test_the_server_lives_on_after_all_of_it(http: httpx.AsyncClient) -> None:
    assert (await http.get("/readyz")).status_code == 200

"""Telegram's webhook: stored and committed before it is confirmed, refused without the secret."""

from typing import Any

import httpx
import pytest

from app.container import Container
from kernel.mailbox import Inbox
from kernel.work import DatabaseUnreachable

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET, BOT_ID = "the-webhook-secret", 4242
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def _stored(container: Container) -> list[tuple[int, int | None]]:
    async with container.database.work() as connection:
        rows = await connection.fetch("SELECT update_id, chat_id FROM inbox ORDER BY update_id")
    return [(row["update_id"], row["chat_id"]) for row in rows]


@pytest.mark.parametrize(
    ("update", "chat_id"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 77}, "text": "坐地铁12公里"}}, 77),
        ({"update_id": 2, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -100}}}}, -100),
        ({"update_id": 3, "my_chat_member": {"chat": {"id": 8}, "from": {"id": 8}}}, 8),
        ({"update_id": 4, "poll": {"id": "x"}}, None),
        ({"update_id": 5, "message": {"chat": {"id": 9}, "text": "a\u0000b\u202e\n"}}, 9),
    ],
)
async def test_an_update_is_in_the_inbox_before_it_is_confirmed(
    container: Container, http: httpx.AsyncClient, update: dict[str, Any], chat_id: int | None
) -> None:
    for _ in range(3):
        answer = await http.post("/telegram/webhook", json=update, headers=HEADERS)
        assert answer.status_code == 200
    assert (update["update_id"], chat_id) in await _stored(container)
    assert len([one for one in await _stored(container) if one[0] == update["update_id"]]) == 1


async def test_an_update_that_could_not_be_stored_is_not_confirmed(
    container: Container, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: Any) -> int:
        raise DatabaseUnreachable(reason="gone")

    monkeypatch.setattr(Inbox, "store", unreachable)
    answer = await http.post("/telegram/webhook", json={"update_id": 77}, headers=HEADERS)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert 77 not in [one[0] for one in await _stored(container)]


async def test_the_bot_takes_what_the_webhook_stored(container: Container, http: httpx.AsyncClient) -> None:
    await http.post("/telegram/webhook", content=b'{"update_id":50,"message":{"chat":{"id":50}}}', headers=HEADERS)
    letters = await Inbox(container.database, BOT_ID).take(100, container.clock.now())
    assert '{"update_id":50,"message":{"chat":{"id":50}}}' in [letter.body for letter in letters]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "ü" * 18])
async def test_without_the_secret_nothing_is_stored(container: Container, http: httpx.AsyncClient, secret: str) -> None:
    before = await _stored(container)
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1")} if secret else {}
    answer = await http.post("/telegram/webhook", json={"update_id": 99}, headers=headers)
    assert answer.status_code == 401
    assert await _stored(container) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"{}", b'{"update_id":"1"}', b'{"update_id":-1}', b'{"update_id":1.5}', b'{"update_id":true}',
        b'{"update_id":99999999999999999999999}', b"\xff\xfe", b"null", b'"x"', b'{"update_id":null}',
    ],
)  # fmt: skip
async def test_what_is_no_update_is_refused(container: Container, http: httpx.AsyncClient, body: bytes) -> None:
    before = await _stored(container)
    answer = await http.post("/telegram/webhook", content=body, headers=HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_malformed")
    assert await _stored(container) == before

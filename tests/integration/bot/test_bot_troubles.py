"""A busy, broken or unwilling Telegram, and our own faults: no reply is lost, nobody waits for somebody else."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson
from pydantic import SecretStr

from kernel.mailbox import Arrival, Inbox

BOT_ID = 4243


def update(update_id: int, person: int, text: str, date: int) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "林", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": "林"}
    message = {"message_id": 1000 + update_id % 1000, "date": date, "chat": chat, "from": sender, "text": text}
    return {"update_id": update_id, "message": message}


async def test_too_many_requests_and_server_errors_lose_no_reply(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    await chat.post("faults", {"method": "sendMessage", "kind": "429", "seconds": 1})
    await chat.post("faults", {"method": "sendMessage", "kind": "500", "count": 2})
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]


async def test_polling_survives_a_broken_connection(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    await chat.post("faults", {"method": "getUpdates", "kind": "500", "count": 1})
    await chat.post("faults", {"method": "getUpdates", "kind": "drop", "count": 1})
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]


async def test_who_blocks_the_bot_is_remembered_and_comes_back(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    blocked = "SELECT blocked_at IS NOT NULL FROM telegram_account WHERE user_id = $1"
    await chat.post(f"people/{lin.id}/block", {})
    await chat.quiet()
    assert await chat.value(blocked, lin.id)
    now = int(chat.container.clock.now().timestamp())
    await chat.post(f"people/{lin.id}/unblock", {})
    await chat.quiet()
    assert not await chat.value(blocked, lin.id)
    # A reply that finds the door shut is no failure: the act counts, the update is done.
    chat.server.simulation.chats.chats[lin.id].bot = "kicked"
    async with chat.container.database.work() as connection:
        body = orjson.dumps(update(900_001, lin.id, "地铁 12 公里", now)).decode()
        await connection.execute(
            "INSERT INTO inbox (bot_id, update_id, body, received_at, chat_id) VALUES ($1, $2, $3, now(), $4)",
            BOT_ID, 900_001, body, lin.id,
        )  # fmt: skip
    await chat.quiet()
    assert await chat.value(blocked, lin.id)
    assert await chat.value("SELECT count(*) FROM action") == 1


async def test_our_own_fault_is_apologised_for_and_tried_again(chat: Any, monkeypatch: Any) -> None:
    lin = await (await chat.person()).joined()
    real, failures = chat.container.recorder.record_many, []

    async def broken(*arguments: Any, **named: Any) -> Any:
        if not failures:
            failures.append(1)
            raise ZeroDivisionError
        return await real(*arguments, **named)

    monkeypatch.setattr(chat.container.recorder, "record_many", broken)
    first, second = await lin.say("地铁 12 公里")
    assert "我这边出错了" in first["text"]
    assert "561.6 克" in second["text"]


async def test_an_unreadable_update_blocks_nobody(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    await chat.post("inject", {"updates": [{"update_id": 900_001, "message": {"nonsense": True}}]})
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]


async def test_many_people_are_served_at_once(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    others = [await (await chat.person(f"P{n}")).joined() for n in range(3)]
    now = int(chat.container.clock.now().timestamp())
    told = [update(900_000 + n, one.id, f"地铁 {3 + n} 公里", now) for n, one in enumerate([lin, *others])]
    await chat.post("faults", {"method": "sendMessage", "kind": "hang", "seconds": 2, "count": 1})
    started = asyncio.get_running_loop().time()
    await chat.post("inject", {"updates": told})
    while await chat.value("SELECT count(*) FROM action") < 4:
        await asyncio.sleep(0.01)
    assert asyncio.get_running_loop().time() - started < 2
    await chat.quiet()


async def test_under_a_webhook_what_the_api_stored_is_answered(silent_chat: Any) -> None:
    chat = silent_chat
    await chat.begin()
    lin = await (await chat.person()).joined()
    await chat.end()
    settings = chat.container.settings.model_copy(update={"telegram_webhook_secret": SecretStr("a-secret-of-ours")})
    chat.container = replace(chat.container, settings=settings)
    await chat.begin()
    hook = chat.server.simulation.webhook
    assert hook.url == f"{chat.container.public_url}/telegram/webhook"
    assert hook.secret == "a-secret-of-ours"
    now = chat.container.clock.now()
    told = update(900_001, lin.id, "地铁 12 公里", int(now.timestamp()))
    inbox = Inbox(chat.container.database, BOT_ID)
    await inbox.store([Arrival(900_001, lin.id, orjson.dumps(told).decode())], now)
    async with asyncio.timeout(5):
        while await chat.open_letters():
            await asyncio.sleep(0.01)
    said = [m.get("text", "") for m in await lin.messages()]
    assert "561.6 克" in said[-1]

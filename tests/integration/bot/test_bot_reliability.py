"""Nothing acknowledged is lost, nothing counts twice: duplicates, double taps, crashes, a dead Redis."""

from dataclasses import replace
from typing import Any

import orjson
from redis.asyncio import Redis

from accounts.updates import chat_of
from bot.polling import ALLOWED_UPDATES
from kernel.mailbox import Arrival, Inbox

BOT_ID = 4243


def update(update_id: int, person: int, text: str, date: int) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "林", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": "林"}
    message = {"message_id": 1000 + update_id % 1000, "date": date, "chat": chat, "from": sender, "text": text}
    return {"update_id": update_id, "message": message}


def test_the_kinds_of_update_that_are_asked_for_are_pinned() -> None:
    assert ALLOWED_UPDATES == (
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    )


def test_the_chat_of_every_kind_of_update_is_found() -> None:
    assert chat_of({"update_id": 1, "message": {"chat": {"id": 5}}}) == 5
    assert chat_of({"update_id": 1, "callback_query": {"message": {"chat": {"id": 6}}}}) == 6
    assert chat_of({"update_id": 1, "my_chat_member": {"chat": {"id": 7}}}) == 7
    assert chat_of({"update_id": 1, "inline_query": {"from": {"id": 8}}}) == 8, "a person alone has their own"
    assert chat_of({"update_id": 1, "poll": {"id": "x"}}) is None
    assert chat_of({"update_id": 1, "message": {"chat": {"id": 2**63}}}) is None, "no column holds it"
    assert chat_of({"update_id": 1, "message": {"chat": {"id": "text"}}}) is None


async def test_an_update_that_comes_three_times_is_one_record(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    now = int(chat.container.clock.now().timestamp())
    told = update(900_001, lin.id, "地铁 12 公里", now)
    for _ in range(3):
        await chat.post("inject", {"updates": [told]})
        await chat.quiet()
    assert await chat.value("SELECT count(*) FROM action") == 1
    texts = [m.get("text", "") for m in await lin.messages() if m["from"]["is_bot"]]
    assert sum("561.6 克" in text for text in texts) == 1


async def test_ten_taps_are_one_effect(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    await lin.say("地铁 12")
    await lin.press("12.0 公里", times=10)
    assert await chat.value("SELECT count(*) FROM action") == 1
    await lin.press("撤销", times=10)
    reversals = "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%action.reversed%'"
    assert await chat.value(reversals) == 1


async def test_what_was_stored_before_a_crash_is_answered_after_the_restart(silent_chat: Any) -> None:
    chat = silent_chat
    await chat.begin()
    lin = await (await chat.person()).joined()
    await chat.end()
    now = chat.container.clock.now()
    told = update(900_001, lin.id, "地铁 12 公里", int(now.timestamp()))
    inbox = Inbox(chat.container.database, BOT_ID)
    await inbox.store([Arrival(900_001, lin.id, orjson.dumps(told).decode())], now)
    await chat.begin()
    await chat.quiet()
    assert "561.6 克" in await lin.last()


async def test_a_crash_between_record_and_reply_tells_the_same_receipt_again(silent_chat: Any) -> None:
    chat = silent_chat
    await chat.begin()
    lin = await (await chat.person()).joined()
    (receipt,) = await lin.say("地铁 12 公里")
    await chat.end()
    async with chat.container.database.work() as connection:
        await connection.execute(
            "UPDATE inbox SET done_at = NULL, leased_until = NULL WHERE update_id = (SELECT max(update_id) FROM inbox)"
        )
    await chat.begin()
    (again,) = await lin.answers()
    assert "561.6 克" in receipt["text"] and again["text"] == receipt["text"]
    assert await chat.value("SELECT count(*) FROM action") == 1


async def test_order_holds_within_a_chat(chat: Any) -> None:
    lin = await (await chat.person()).joined()
    now = int(chat.container.clock.now().timestamp())
    told = [update(900_000 + n, lin.id, f"地铁 {n} 公里", now) for n in range(1, 21)]
    await chat.post("inject", {"updates": told})
    await chat.quiet()
    async with chat.work() as connection:
        rows = await connection.fetch("SELECT quantity FROM action ORDER BY seq")
    assert [row["quantity"] for row in rows] == [n * 1000 for n in range(1, 21)]


async def test_without_redis_the_bot_still_records(silent_chat: Any) -> None:
    chat = silent_chat
    dead = Redis.from_url("redis://127.0.0.1:9/0", decode_responses=True)
    alive, chat.container = chat.container, replace(chat.container, redis=dead)
    await chat.begin()
    lin = await chat.person("断线者")
    await lin.start()
    await lin.press("继续")
    await lin.press("同意并开始")
    await lin.press("深圳")
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]
    await lin.say("公交 5")
    await lin.press("5.0 公里")
    assert "公交 5.0 公里" in await lin.last()
    (lost,) = await lin.say("7")
    assert "没听懂" in lost["text"]
    await dead.aclose()
    assert alive.database is chat.container.database

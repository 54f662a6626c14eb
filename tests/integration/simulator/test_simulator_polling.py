"""The simulator's updates over real HTTP: long poll, conflict, webhook, faults, replays."""

import asyncio
import time

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import web

from simulator.server import Running, build_application, running

TOKEN = "4242:closing-test-token"
PERSON = 700_000_001
LONG_S = 40
"""What a waiting poll asks for: an answer in half that time did not come from the clock running out."""


async def say(page: aiohttp.ClientSession, text: str) -> None:
    answer = await page.post(f"/simulator/chats/{PERSON}/messages", json={"person": PERSON, "text": text})
    assert answer.status == 200, await answer.text()


async def polls_begun(server: Running, count: int) -> None:
    """Return once the simulator has taken up that many polls."""
    while server.simulation.updates.polls < count:
        await asyncio.sleep(0.01)


async def test_a_waiting_poll_returns_when_somebody_writes(
    server: Running, bot: Bot, page: aiohttp.ClientSession
) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=LONG_S))
    await polls_begun(server, 1)
    assert not poll.done()
    await say(page, "坐地铁12公里")
    (update,) = await asyncio.wait_for(poll, LONG_S / 2)
    assert update.message is not None
    assert (update.message.text, update.message.chat.id) == ("坐地铁12公里", PERSON)


async def test_an_unconfirmed_update_is_delivered_again(bot: Bot, page: aiohttp.ClientSession) -> None:
    await say(page, "one")
    await say(page, "two")
    (first,) = await bot.get_updates(limit=1)
    assert (await bot.get_updates(limit=1))[0].update_id == first.update_id
    (second,) = await bot.get_updates(offset=first.update_id + 1)
    assert second.message is not None
    assert second.message.text == "two"
    assert await bot.get_updates(offset=second.update_id + 1) == []


async def test_a_second_poller_ends_the_first_with_a_conflict(
    server: Running, bot: Bot, page: aiohttp.ClientSession
) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=LONG_S))
    await polls_begun(server, 1)
    second = asyncio.ensure_future(bot.get_updates(timeout=LONG_S))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, LONG_S / 2)
    await say(page, "hello")
    assert len(await asyncio.wait_for(second, LONG_S / 2)) == 1


async def test_polling_under_a_webhook_is_a_conflict(server: Running, bot: Bot) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=LONG_S))
    await polls_begun(server, 1)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook"):
        await asyncio.wait_for(poll, LONG_S / 2)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_a_webhook_is_tried_until_it_answers_well(bot: Bot, page: aiohttp.ClientSession) -> None:
    seen: list[tuple[str | None, str]] = []
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), body["message"]["text"]))
        if len(seen) == 1:
            return web.Response(status=503)
        if len(seen) == 3:
            done.set()
        return web.json_response({"method": "sendMessage", "chat_id": PERSON, "text": "reply"})

    application = web.Application()
    application.router.add_post("/hook", hook)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret_-A")
    await say(page, "one")
    await say(page, "two")
    await asyncio.wait_for(done.wait(), LONG_S)
    assert seen == [("s3cret_-A", "one"), ("s3cret_-A", "one"), ("s3cret_-A", "two")]
    await _until(lambda: _pending(bot))
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    chat = await (await page.get(f"/simulator/chats/{PERSON}/messages")).json()
    assert [message["text"] for message in chat["messages"]].count("reply") == 2
    await runner.cleanup()


async def _pending(bot: Bot) -> bool:
    return (await bot.get_webhook_info()).pending_update_count == 0


async def _until(condition: object, seconds: float = LONG_S) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def test_a_dead_webhook_is_told_in_its_info(bot: Bot, page: aiohttp.ClientSession) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook", allowed_updates=["message"], max_connections=3)
    await say(page, "lost?")

    async def failed() -> bool:
        return (await bot.get_webhook_info()).last_error_message is not None

    await _until(failed)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.max_connections, info.allowed_updates) == (1, 3, ["message"])
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("ftp://example.org", None, "invalid webhook URL specified"),
        ("https://example.org", "not allowed!", "secret token contains unallowed characters"),
        ("https://example.org", "x" * 257, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(
    bot: Bot, page: aiohttp.ClientSession, url: str, secret: str | None, reason: str
) -> None:
    answer = await page.post(f"/bot{bot.token}/setWebhook", json={"url": url, "secret_token": secret})
    assert (answer.status, (await answer.json())["description"]) == (400, f"Bad Request: {reason}")


async def test_faults_happen_to_the_asked_calls_only(bot: Bot, page: aiohttp.ClientSession) -> None:
    await say(page, "hello")
    await page.post("/simulator/faults", json={"method": "sendMessage", "kind": "429", "seconds": 7})
    with pytest.raises(TelegramRetryAfter) as busy:
        await bot.send_message(PERSON, "a")
    assert busy.value.retry_after == 7
    await page.post("/simulator/faults", json={"method": "sendMessage", "kind": "500", "count": 2})
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(PERSON, "b")
    await page.post("/simulator/faults", json={"method": "sendMessage", "kind": "drop"})
    assert (await bot.get_me()).is_bot
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(PERSON, "c")
    assert (await bot.send_message(PERSON, "d")).text == "d"
    assert (await (await page.get("/simulator/faults")).json())["methods"] == {}


async def test_an_answer_lost_after_the_effect_leaves_the_message(bot: Bot, page: aiohttp.ClientSession) -> None:
    await say(page, "hello")
    await page.post("/simulator/faults", json={"method": "sendMessage", "kind": "hang", "seconds": 1, "after": True})
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(PERSON, "arrived", request_timeout=LONG_S)
    chat = await (await page.get(f"/simulator/chats/{PERSON}/messages")).json()
    assert [message["text"] for message in chat["messages"]] == ["hello", "arrived"]


async def test_doubled_and_reversed_deliveries_are_played(bot: Bot, page: aiohttp.ClientSession) -> None:
    await page.post("/simulator/faults", json={"duplicates": 1, "reordered": 1})
    await say(page, "one")
    await say(page, "two")
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["two", "one", "one"]


async def test_injected_updates_keep_their_ids_and_make_their_chats_known(
    bot: Bot,
    page: aiohttp.ClientSession,
) -> None:
    sender = {"id": 9001, "is_bot": False, "first_name": "New"}
    message = {"message_id": 5, "date": 1_795_000_000, "chat": {"id": 9001, "type": "private"}, "from": sender}
    update = {"update_id": 77, "message": {**message, "text": "hi"}}
    query = {"id": "abc", "from": sender, "chat_instance": "1", "data": "x", "message": message}
    for _ in range(2):
        await page.post("/simulator/inject", json={"updates": [update, {"callback_query": query}]})
        updates = await bot.get_updates()
        assert updates[0].update_id == 77
        await bot.get_updates(offset=updates[-1].update_id + 1)
    assert (await bot.send_message(9001, "hello")).message_id == 6
    assert await bot.answer_callback_query("abc")


async def test_thousands_of_updates_cost_less_than_a_second_of_work(server: Running) -> None:
    sender = {"id": 9001, "is_bot": False, "first_name": "New"}
    updates = [
        {
            "message": {
                "message_id": n + 1,
                "date": 1,
                "chat": {"id": 9001, "type": "private"},
                "from": sender,
                "text": "地铁 3 公里",
            },
        }
        for n in range(3_000)
    ]
    async with aiohttp.ClientSession(server.url) as session:
        worked_s = time.process_time()  # What else the machine does is no part of it.
        for first in range(0, 3_000, 500):
            await session.post("/simulator/inject", json={"updates": updates[first : first + 500]})
        offset = got = 0
        while found := (await (await session.get(f"/bot{server.simulation.token}/getUpdates?offset={offset}")).json())[
            "result"
        ]:
            got, offset = got + len(found), found[-1]["update_id"] + 1
        assert got == 3_000
        assert time.process_time() - worked_s < 1.0


async def test_another_token_is_unauthorized(server: Running) -> None:
    stranger = Bot("99:another-token-altogether", session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()


async def test_closing_ends_waiting_polls_at_once() -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        poll = asyncio.ensure_future(session.get(f"/bot{TOKEN}/getUpdates?timeout={LONG_S}"))
        await polls_begun(server, 1)
        server.simulation.close()
        answer = await asyncio.wait_for(poll, LONG_S / 2)
        assert (await answer.json())["result"] == []

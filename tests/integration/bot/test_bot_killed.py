"""The bot's process killed again and again while people talk: every act counts once, and everybody gets a receipt."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from accounts import people
from app.up import environment_of
from kernel.ids import PROGRAMME

pytestmark = pytest.mark.alone

PEOPLE, KILLS, SEED = 60, 4, 20261121
FIRST = 70_000


async def _settled(chat: Any) -> None:
    """People who agreed and said where they travel, before anybody is killed."""
    box, now = chat.container, chat.container.clock.now()
    for user_id in range(FIRST, FIRST + PEOPLE):
        async with box.database.work(PROGRAMME) as connection:
            person = await people.register(
                connection, box.keys, user_id=user_id, chat_id=user_id, nickname="林", locale="zh", now=now
            )
            await people.join(connection, person.id, PROGRAMME, now=now)
            await people.set_region(connection, person.id, "CN-GD-SZ")
            await box.consents.give_within(connection, PROGRAMME, person.id, "service")


async def _talk(chat: Any, some: range) -> None:
    """One ride of each, one after the other."""
    now = int(chat.container.clock.now().timestamp())
    for user_id in some:
        sender = {"id": user_id, "is_bot": False, "first_name": "林", "language_code": "zh"}
        message = {"message_id": 7, "date": now, "chat": {"id": user_id, "type": "private"}, "from": sender}
        await chat.post("inject", {"updates": [{"message": {**message, "text": "地铁 3 公里"}}]})
        await asyncio.sleep(0.01)


async def _recorded(chat: Any) -> int:
    return int(await chat.value("SELECT count(*) FROM action"))


async def _bot(chat: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **environment_of(chat.container.settings)}
    return await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-m", "app.bot"], env=environment, stdout=subprocess.DEVNULL
    )


async def test_a_bot_that_is_killed_loses_no_ride_and_counts_none_twice(silent_chat: Any) -> None:
    chat, dice = silent_chat, random.Random(SEED)
    await _settled(chat)
    for first in range(FIRST, FIRST + PEOPLE, PEOPLE // KILLS):
        before, process = await _recorded(chat), await _bot(chat)
        talk = asyncio.ensure_future(_talk(chat, range(first, first + PEOPLE // KILLS)))
        async with asyncio.timeout(60):
            while await _recorded(chat) == before:
                assert process.poll() is None
                await asyncio.sleep(0.002)
        await asyncio.sleep(dice.uniform(0, 0.15))
        process.kill()
        process.wait()
        await talk
        async with chat.container.database.work() as connection:  # The killed bot's leases run out.
            await connection.execute("UPDATE inbox SET leased_until = '-infinity' WHERE done_at IS NULL")
    process = await _bot(chat)
    try:
        await chat.quiet(60)
    finally:
        process.terminate()
        process.wait(30)
    async with chat.work() as connection:
        rows = await connection.fetch("SELECT user_id FROM action JOIN telegram_account USING (person_id)")
    assert Counter(row["user_id"] for row in rows) == Counter(range(FIRST, FIRST + PEOPLE))
    for user_id in range(FIRST, FIRST + PEOPLE):
        async with chat.http.get(f"/simulator/chats/{user_id}/messages") as answer:
            said = (await answer.json())["messages"]
        assert any("140.4 克" in message.get("text", "") for message in said), user_id

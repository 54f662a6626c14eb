"""Long polling confirms only what is stored: a store that fails loses nothing, and a poller in a hurry is seen."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from app.bot import telegram
from bot.polling import Poller
from kernel.mailbox import Arrival, Inbox

BOT_ID = 4243


class Unreachable(Inbox):
    """An inbox whose database is gone."""

    async def store(self, arrivals: Sequence[Arrival], now: datetime) -> int:
        raise ConnectionError


class Hasty(Poller):
    """The planted defect: what was handed over is confirmed by the next poll, stored or not."""

    async def _keep(self, updates: list[dict[str, object]]) -> None:
        if updates:
            self._offset = max(int(str(update["update_id"])) for update in updates) + 1
        await super()._keep(updates)


async def _polled(chat: Any, kind: type[Poller], inbox: type[Inbox], seconds: float) -> None:
    """Lets a poller work for a while, and kills it."""
    bot = telegram(chat.container.settings)
    poller = kind(bot, inbox(chat.container.database, BOT_ID), chat.container.clock, lambda: None)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await poller.run()
    await bot.session.close()


async def _kept(chat: Any) -> int:
    """How many updates are with Telegram still, or in the inbox."""
    return len(chat.server.simulation.updates) + int(await chat.open_letters())


@pytest.mark.parametrize(("kind", "kept"), [(Poller, 1), (Hasty, 0)])
async def test_an_update_that_could_not_be_stored_is_not_confirmed(
    silent_chat: Any, kind: type[Poller], kept: int
) -> None:
    person = await silent_chat.person()
    await silent_chat.post(f"people/{person.id}/start", {"payload": ""})
    await _polled(silent_chat, kind, Unreachable, 1.5)
    assert await _kept(silent_chat) == kept


async def test_once_the_inbox_is_there_the_update_moves_into_it(silent_chat: Any) -> None:
    person = await silent_chat.person()
    await silent_chat.post(f"people/{person.id}/start", {"payload": ""})
    await _polled(silent_chat, Poller, Unreachable, 0.7)
    await _polled(silent_chat, Poller, Inbox, 0.7)
    assert await silent_chat.open_letters() == 1
    assert len(silent_chat.server.simulation.updates) == 0

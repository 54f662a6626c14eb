"""Long polling: what Telegram hands over is stored and committed before it is confirmed by the next offset."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession

from accounts.updates import chat_of
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.mailbox import Arrival, Inbox

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "message_reaction_count",
)
"""Named one by one: an empty list would leave out the last three (Bot API, getUpdates)."""
POLL_S = 25
MOST_UPDATES = 100
CONFLICT_PAUSE_S = 3.0
LONGEST_PAUSE_S = 15.0

logger = structlog.get_logger()


class TokenRefused(DomainError):
    """Telegram does not know the token."""

    code = "telegram_token_refused"


class Poller:
    """Feeds the inbox from getUpdates; `stored` is called after each commit."""

    def __init__(self, bot: Bot, inbox: Inbox, clock: Clock, stored: Callable[[], None]) -> None:
        assert isinstance(bot.session, AiohttpSession)
        self._session = bot.session
        self._url = bot.session.api.api_url(bot.token, "getUpdates")
        self._inbox = inbox
        self._clock = clock
        self._stored = stored
        self._offset: int | None = None
        """None asks for everything unconfirmed: what came twice is the same row."""

    async def run(self) -> None:
        """Polls until cancelled; raises `TokenRefused`."""
        pause_s = 0.5
        while True:
            try:
                status, answer = await self._ask()
                if status == 200 and answer.get("ok"):
                    await self._keep(answer["result"])
                    pause_s = 0.5
                    continue
            except Exception as problem:
                logger.warning("poll.failed", problem=type(problem).__name__)
                status, answer = 0, {}
            if status in (401, 404):
                raise TokenRefused
            if status == 409:
                logger.error("poll.conflict", problem=str(answer.get("description")))
            after = answer.get("parameters", {}).get("retry_after")
            await asyncio.sleep(after or (CONFLICT_PAUSE_S if status == 409 else pause_s))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _ask(self) -> tuple[int, dict[str, Any]]:
        client = await self._session.create_session()
        asked: dict[str, object] = {"timeout": POLL_S, "limit": MOST_UPDATES, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        limit = aiohttp.ClientTimeout(total=POLL_S + 10)
        async with client.post(self._url, json=asked, timeout=limit) as response:
            answer = orjson.loads(await response.read())
            return response.status, answer if isinstance(answer, dict) else {}

    async def _keep(self, updates: list[dict[str, object]]) -> None:
        """Stores the updates; only then does the offset move on."""
        if not updates:
            return
        arrivals = [
            Arrival(int(str(update["update_id"])), chat_of(update), orjson.dumps(update).decode()) for update in updates
        ]
        await self._inbox.store(arrivals, self._clock.now())
        self._offset = max(arrival.update_id for arrival in arrivals) + 1
        self._stored()

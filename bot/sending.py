"""Sending what handlers returned, with Telegram's patience: pauses, blocked people, refusals that mean nothing."""

import asyncio
import time
from enum import Enum

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.context import Method
from bot.telegram import Session

MOST_TRIES = 6
SLOW_CHAT_S = 60.0
"""After a refusal for speed the chat gets one message a second for a minute, as Telegram's FAQ asks."""
_SLOW_CHATS = 1000
_HARMLESS = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to edit not found",
    "message can't be edited",
    "message to be replied not found",
)

logger = structlog.get_logger()


class Sent(Enum):
    """How a sending ended.  REFUSED: Telegram will never take it; BLOCKED: the person does not want to hear from us."""

    DONE = "done"
    REFUSED = "refused"
    BLOCKED = "blocked"


class Sender:
    """Sends methods; a "too many requests" pauses everything for as long as Telegram says."""

    def __init__(self, bot: Bot) -> None:
        assert isinstance(bot.session, Session)
        self._bot = bot
        self._session = bot.session
        self._paused_until = 0.0
        self._slow: dict[int, tuple[float, float]] = {}

    async def send(self, method: Method) -> Sent:
        """Sends one method; raises `TelegramNetworkError` or `TelegramServerError` when the way stays closed."""
        chat_id = getattr(method, "chat_id", None)
        for tried in range(MOST_TRIES):
            await self._wait(chat_id)
            try:
                await self._session.deliver(self._bot, method)
            except TelegramRetryAfter as refused:
                self._pause(chat_id, refused.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                if tried >= 3:
                    raise
                await asyncio.sleep(0.3 * 2**tried)
            except TelegramForbiddenError:
                return Sent.BLOCKED
            except (TelegramBadRequest, TelegramMigrateToChat) as refused:
                text = str(refused.message).lower()
                if any(words in text for words in _HARMLESS):
                    return Sent.DONE
                logger.error("send.refused", method=type(method).__name__, problem=refused.message)
                return Sent.REFUSED
            else:
                return Sent.DONE
        raise TelegramNetworkError(method=method, message="too many requests")

    async def _wait(self, chat_id: object) -> None:
        """Until the pause for everyone is over, and the chat's own."""
        await asyncio.sleep(max(0.0, self._paused_until - time.monotonic()))
        if self._slow and isinstance(chat_id, int) and chat_id in self._slow:
            following, until = self._slow[chat_id]
            now = time.monotonic()
            if now > until:
                del self._slow[chat_id]
                return
            self._slow[chat_id] = (max(now, following) + 1.0, until)
            await asyncio.sleep(max(0.0, following - now))

    def _pause(self, chat_id: object, retry_after_s: int) -> None:
        now = time.monotonic()
        self._paused_until = max(self._paused_until, now + retry_after_s)
        if isinstance(chat_id, int):
            if len(self._slow) >= _SLOW_CHATS:
                self._slow.clear()
            self._slow[chat_id] = (now + retry_after_s + 1.0, now + retry_after_s + SLOW_CHAT_S)
        logger.warning("send.paused", seconds=retry_after_s)

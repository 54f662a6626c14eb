"""Sending what handlers returned, with Telegram's patience: pauses, blocked people, refusals that mean nothing."""

import asyncio
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
_SAYING = ("send", "edit")
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
    """Sends methods at the session's pace; a "too many requests" pauses everything for as long as Telegram says."""

    def __init__(self, bot: Bot) -> None:
        assert isinstance(bot.session, Session)
        self._bot = bot
        self._session = bot.session

    async def send(self, method: Method, *, bulk: bool = False) -> Sent:
        """Sends one method; raises `TelegramNetworkError` or `TelegramServerError` when the way stays closed.

        bulk: nobody waits for it, so that it leaves room for answers.
        """
        pace, chat_id = self._session.pace, _chat(method)
        for tried in range(MOST_TRIES):
            await pace.turn(chat_id, bulk=bulk)
            try:
                await self._session.deliver(self._bot, method)
            except TelegramRetryAfter as refused:
                pace.pause(chat_id, refused.retry_after, asyncio.get_running_loop().time())
                logger.warning("send.paused", seconds=refused.retry_after)
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


def _chat(method: Method) -> int | None:
    """The chat in which the method says something; a pressed button's answer and the profile are said in none."""
    chat_id = getattr(method, "chat_id", None)
    return chat_id if isinstance(chat_id, int) and method.__api_method__.startswith(_SAYING) else None

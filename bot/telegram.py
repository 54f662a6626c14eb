"""The client and its session: what is sent without files goes as one JSON body, and its answer is only judged, not built.

aiogram makes a form of every call and a `Message` of every answer; nobody here reads those messages, and making them
took a third of the time of a reply.
"""

import asyncio
from enum import Enum
from functools import cache, cached_property
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from aiogram import Bot
from aiogram.client.context_controller import BotContextController
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramNetworkError, TelegramServerError, TelegramUnauthorizedError
from aiogram.types import InputFile

from bot.context import Method
from bot.pacing import Pace
from bot.polling import TokenRefused

TIMEOUT = aiohttp.ClientTimeout(total=30)
CONNECTIONS = 80
ASK_AGAIN_EVERY_S = 0.2
_JSON = {"Content-Type": "application/json"}


class Session(AiohttpSession):
    """aiogram's session with a short way for what needs no answer, and the one pace of whatever is sent."""

    @cached_property
    def pace(self) -> Pace:
        """Everybody who sends through this session takes turns here; set another before the first message."""
        return Pace()

    async def deliver(self, bot: Bot, method: Method) -> None:
        """Calls a method for its effect; raises what aiogram would raise."""
        if any(isinstance(value, InputFile) for value in vars(method).values()):
            await bot(method)
            return
        body = orjson.dumps(plain(method, bot))
        client = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            async with client.post(url, data=body, headers=_JSON, timeout=TIMEOUT) as response:
                status, answer = response.status, await response.read()
        except TimeoutError as problem:
            raise TelegramNetworkError(method=method, message="timeout") from problem
        except (aiohttp.ClientError, OSError) as problem:
            # The exception's own text may hold the address, and the address holds the token.
            raise TelegramNetworkError(method=method, message=type(problem).__name__) from None
        if status != HTTPStatus.OK:
            self.check_response(bot, method, status, answer.decode("utf-8", "replace"))


class Client(Bot):
    """aiogram's bot over our session."""

    def __init__(self, token: str, api_url: str, *, hold_answers: bool) -> None:
        """api_url: origin of a Bot API server.  hold_answers: whether answers, too, wait for their turn in the pace."""
        session = Session(api=TelegramAPIServer.from_base(api_url), limit=CONNECTIONS)
        session.pace = Pace(hold_answers=hold_answers)
        super().__init__(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))

    async def own_name(self) -> str:
        """The bot's user name; waits while the server is not there yet.  Raises `TokenRefused`."""
        while True:
            try:
                return (await self.get_me()).username or ""
            except TelegramUnauthorizedError:
                raise TokenRefused from None
            except (TelegramNetworkError, TelegramServerError):
                await asyncio.sleep(ASK_AGAIN_EVERY_S)


def plain(value: Any, bot: Bot) -> Any:
    """A field as JSON has it: the bot's defaults filled in, what is unset left out."""
    if value is None or isinstance(value, str | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, list | tuple):
        return [plain(one, bot) for one in value]
    if isinstance(value, Default):
        return plain(bot.default[value.name], bot)
    assert isinstance(value, BotContextController), "methods without files hold texts, numbers and Telegram's objects"
    names = value.model_fields_set.union(_filled_in(type(value)))
    return {name: sent for name in names if (sent := plain(getattr(value, name), bot)) is not None}


@cache
def _filled_in(model: type[BotContextController]) -> frozenset[str]:
    """The fields of a model that say something although nobody set them; of most it has dozens that do not."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if field.default is not None and not field.is_required())

"""The outbox towards people: what nobody waited for, in the person's language, at a pace that leaves room for answers."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import SendMessage
from aiolimiter import AsyncLimiter

from accounts import notices, people
from accounts.people import PersonUnknown
from bot.context import Services, replies
from bot.escaping import Markup, safe
from bot.sending import Sender, Sent
from kernel.mailbox import Outbox, Parcel
from kernel.work import DatabaseUnreachable
from language import formats
from language.texts import Texts, Value
from methodologies.catalogue import Catalogue

LOOK_EVERY_S = 0.5
MOST_AT_ONCE = 20
A_SECOND = 20
"""Of Telegram's 30 messages a second the rest stays free for answers."""

logger = structlog.get_logger()


class Deliveries:
    """Sends due notices until cancelled; who blocked the bot, or is gone, is not written to."""

    def __init__(self, bot: Bot, services: Services, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._services = services
        self._sender = Sender(bot)
        self._outbox = Outbox(services.database)
        self._look_every_s = look_every_s
        self._pace = AsyncLimiter(A_SECOND, 1)

    async def run(self) -> None:
        """Looks, sends, and looks again."""
        while True:
            try:
                sent = await self.round()
            except (DatabaseUnreachable, OSError) as problem:
                logger.error("outbox.unreachable", problem=type(problem).__name__)
                sent = 0
            if not sent:
                await asyncio.sleep(self._look_every_s)

    async def round(self) -> int:
        """Sends what is due; how many were taken."""
        parcels = await self._outbox.take(notices.KIND, MOST_AT_ONCE, self._services.clock.now())
        for parcel in parcels:
            try:
                await self._deliver(parcel)
            except (TelegramNetworkError, TelegramServerError):
                await self._outbox.failed(parcel, self._services.clock.now())
            except Exception as problem:
                logger.exception("notice.failed", parcel=parcel.id, problem=type(problem).__name__)
                await self._outbox.failed(parcel, self._services.clock.now())
            else:
                await self._outbox.done(parcel.id, self._services.clock.now())
        return len(parcels)

    async def _deliver(self, parcel: Parcel) -> None:
        body: dict[str, Any] = parcel.body
        try:
            async with self._services.database.work() as connection:
                person = await people.find(connection, UUID(body["person_id"]))
                chat_id = await people.chat_of(connection, person.id)
        except PersonUnknown:
            return
        if chat_id is None:
            return
        text = rendered(body["code"], body["params"], person.locale, self._services.texts, self._services.catalogue)
        async with self._pace:
            sent = await self._sender.send(SendMessage(chat_id=chat_id, text=text, disable_notification=True))
        if sent is Sent.BLOCKED:
            async with self._services.database.work() as connection:
                await people.telegram_blocked(connection, chat_id, self._services.clock.now())


def rendered(code: str, params: Mapping[str, Any], locale: str, texts: Texts, catalogue: Catalogue) -> str:
    """A notice as HTML in a language; its params as `accounts.notices` describes them."""
    return texts.render(
        code, {name: formatted(value, locale, texts, catalogue) for name, value in params.items()}, locale
    )


def formatted(value: Any, locale: str, texts: Texts, catalogue: Catalogue) -> Value | Markup:
    """One param in a language, made harmless."""
    if not isinstance(value, dict):
        return safe(value)
    if "mass" in value:
        return formats.mass(value["mass"], locale)
    if "percent" in value:
        return formats.percent(value["percent"], locale)
    if "text" in value:
        return Markup(rendered(value["text"], value.get("params", {}), locale, texts, catalogue))
    if "quantity" in value:
        words = replies(texts, catalogue, locale, lambda code, **given: texts.render(code, given, locale))
        return words.quantity(value["quantity"], value["unit"], value["kind"])
    if "places" in value:
        return Markup("\n".join(_place(place, locale, texts, catalogue) for place in value["places"]))
    return safe(catalogue.kind(value["kind"]).titles[formats.locale_of(locale)])


def _place(place: list[Any], locale: str, texts: Texts, catalogue: Catalogue) -> str:
    rank, name, milligrams = place
    params = {"rank": rank, "team": name, "grams": {"mass": milligrams}}
    return rendered("rank-line", params, locale, texts, catalogue)

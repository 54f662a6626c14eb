"""Sends organisers' messages to all: some people at a time, at the one pace, going on where a killed process stopped."""

import asyncio
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import SendMessage
from aiogram.types import LinkPreviewOptions

from accounts import broadcasting, broadcasts, organisations, people
from accounts.broadcasting import Recipient
from accounts.broadcasts import Broadcast, BroadcastUnknown
from bot import rounds
from bot.context import Services
from bot.escaping import safe
from bot.sending import Sender, Sent
from kernel.mailbox import Outbox, Parcel
from kernel.work import DatabaseUnreachable
from language.texts import Texts

LOOK_EVERY_S = 1.0
SLICES = 8
"""So many slices of 25 people before the row's lease could run out; then it is given back and taken again."""
_ENDS = {Sent.DONE: "delivered", Sent.BLOCKED: "blocked", Sent.REFUSED: "failed"}

logger = structlog.get_logger()


def as_sent(texts: Texts, organisation: str, text: str, locale: str) -> str:
    """The message as whoever gets it sees it, made harmless."""
    return texts.render("broadcast-message", {"organisation": safe(organisation), "text": safe(text)}, locale)


class Broadcasts:
    """Works until cancelled."""

    def __init__(self, bot: Bot, services: Services) -> None:
        self._services = services
        self._sender = Sender(bot)
        self._outbox = Outbox(services.database)

    async def run(self) -> None:
        """Looks, sends, and looks again."""
        await rounds.keep(self.round, LOOK_EVERY_S, "broadcast")

    async def round(self) -> bool:
        """Takes one message that is due and sends some of it; whether there was one."""
        parcels = await self._outbox.take(broadcasts.KIND, 1, self._services.clock.now())
        for parcel in parcels:
            try:
                await self._some(parcel)
            except DatabaseUnreachable:
                raise
            except Exception as problem:
                logger.exception("broadcast.failed", parcel=parcel.id, problem=type(problem).__name__)
                await self._outbox.failed(parcel, self._services.clock.now())
        return bool(parcels)

    async def _some(self, parcel: Parcel) -> None:
        services = self._services
        org_id, broadcast_id = UUID(str(parcel.body["org_id"])), UUID(str(parcel.body["broadcast_id"]))
        for _ in range(SLICES):
            now = services.clock.now()
            async with services.database.work(org_id) as connection:
                try:
                    found = await broadcasts.find(connection, org_id, broadcast_id)
                except BroadcastUnknown:
                    break
                name = (await organisations.find(connection, org_id)).name
                part = await broadcasting.take(connection, found, now)
            if part.recipients:
                ended = await asyncio.gather(*(self._send(found, name, one) for one in part.recipients))
                states = {one.person_id: state for one, state in zip(part.recipients, ended, strict=True)}
                async with services.database.work(org_id) as connection:
                    await broadcasting.sent(connection, found, part, states, services.clock.now())
            elif part.again_at is not None and part.again_at > now:
                await self._outbox.postpone(parcel, part.again_at)
                return
            elif part.again_at is None:
                async with services.database.work(org_id) as connection:
                    await broadcasting.finish(connection, found, now)
                break
        else:
            await self._outbox.postpone(parcel, services.clock.now())
            return
        await self._outbox.done(parcel.id, services.clock.now())

    async def _send(self, found: Broadcast, organisation: str, to: Recipient) -> str:
        """How it ended.  Whether it arrived over a way that closed meanwhile is unknown: it is not sent again."""
        method = SendMessage(
            chat_id=to.chat_id,
            text=as_sent(self._services.texts, organisation, found.text, to.locale),
            disable_notification=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        try:
            sent = await self._sender.send(method, bulk=True)
        except (TelegramNetworkError, TelegramServerError):
            return "failed"
        if sent is Sent.BLOCKED:
            async with self._services.database.work() as connection:
                await people.telegram_blocked(connection, to.chat_id, self._services.clock.now())
        return _ENDS[sent]

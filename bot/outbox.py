"""The outbox towards people: what nobody waited for, in the person's language, at a pace that leaves room for answers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import SendMessage

from accounts import notices, notifying, people
from accounts.people import Person, PersonUnknown
from actions import reminders
from bot import rounds
from bot.context import Services, replies
from bot.escaping import Markup, safe
from bot.registry import NOTICE_BUTTONS
from bot.sending import Sender, Sent
from kernel.mailbox import Outbox, Parcel, last_try_within
from kernel.work import DatabaseUnreachable
from language import formats
from language.texts import Texts, Value
from methodologies.catalogue import Catalogue

LOOK_EVERY_S = 0.5
MOST_AT_ONCE = 20

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Letter:
    """What goes out now.  reserved_at: the place among the person's three of the week that it takes, if it takes one."""

    person: Person
    chat_id: int
    reserved_at: datetime | None


class Deliveries:
    """Sends due notices until cancelled; who blocked the bot, does not want them, or is gone, is not written to."""

    def __init__(self, bot: Bot, services: Services, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._services = services
        self._sender = Sender(bot)
        self._outbox = Outbox(services.database)
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Looks, sends, and looks again."""
        await rounds.keep(self.round, self._look_every_s, "outbox")

    async def round(self) -> int:
        """Sends what is due, to several people at once and to each in order, at one pace; how many were taken."""
        parcels = await self._outbox.take(notices.KIND, MOST_AT_ONCE, self._services.clock.now())
        each: dict[object, list[Parcel]] = {}
        for parcel in parcels:
            each.setdefault(parcel.body.get("person_id"), []).append(parcel)
        async with asyncio.TaskGroup() as group:
            for theirs in each.values():
                group.create_task(self._in_order(theirs))
        return len(parcels)

    async def _in_order(self, parcels: Sequence[Parcel]) -> None:
        """A rejection must not come before the approval that it takes back."""
        for parcel in sorted(parcels, key=lambda parcel: parcel.id):
            await self._one(parcel)

    async def _one(self, parcel: Parcel) -> None:
        try:
            await self._deliver(parcel)
        except (TelegramNetworkError, TelegramServerError):
            await self._put_back(parcel)
        except Exception as problem:
            logger.exception("notice.failed", parcel=parcel.id, problem=type(problem).__name__)
            await self._put_back(parcel)

    async def _put_back(self, parcel: Parcel) -> None:
        try:
            await self._outbox.failed(parcel, self._services.clock.now())
        except (DatabaseUnreachable, OSError) as problem:  # The lease runs out, and the row is taken again.
            logger.error("outbox.unreachable", problem=type(problem).__name__)

    async def _deliver(self, parcel: Parcel) -> None:
        """Sends one, once: what is unasked has this one try, so that no crash says it twice."""
        body: dict[str, Any] = parcel.body
        ready = await self._ready(parcel, UUID(body["person_id"]), body["code"])
        if isinstance(ready, datetime):
            await self._outbox.postpone(parcel, ready)
            return
        if ready is not None:
            try:
                await self._send(ready, body)
            except BaseException:
                if ready.reserved_at is not None:
                    async with self._services.database.work() as connection:
                        await notifying.give_back(connection, ready.person.id, ready.reserved_at)
                raise
        await self._outbox.done(parcel.id, self._services.clock.now())

    async def _ready(self, parcel: Parcel, person_id: UUID, code: str) -> "_Letter | datetime | None":
        """What to send now; or when to look again; or None: it is not to be said any more."""
        now, kind = self._services.clock.now(), notifying.kind_of(code)
        until = parcel.body.get("until")
        if until is not None and datetime.fromisoformat(str(until)) < now:
            return None
        try:
            async with self._services.database.work() as connection:
                person = await people.find(connection, person_id)
                chat_id = await people.chat_of(connection, person_id)
                wishes = await notifying.find(connection, person_id)
                if chat_id is None or wishes is None or not wishes.wants(kind):
                    return None
                if kind == notifying.REMINDER:
                    # Their own hour may lie in their quiet ones: they chose it.
                    if not await reminders.needed(connection, person, wishes, now):
                        return None
                elif kind in notifying.COUNTED and (due_at := wishes.out_of_quiet(now)) > now:
                    # Quiet hours may have changed meanwhile; of what is awaited, such as a decision, they held when told.
                    return due_at
                if kind not in notifying.COUNTED:
                    return _Letter(person, chat_id, None)
                if not await notifying.reserve(connection, person_id, now):
                    return None
                await last_try_within(connection, parcel.id)
                return _Letter(person, chat_id, now)
        except PersonUnknown:
            return None

    async def _send(self, letter: _Letter, body: Mapping[str, Any]) -> None:
        services = self._services
        text = rendered(body["code"], body["params"], letter.person.locale, services.texts, services.catalogue)
        silent = notifying.kind_of(body["code"]) != notifying.REVIEW
        buttons = NOTICE_BUTTONS.get(body["code"])
        keyboard = None if buttons is None else buttons(letter.person.locale, services.texts)
        method = SendMessage(chat_id=letter.chat_id, text=text, disable_notification=silent, reply_markup=keyboard)
        if await self._sender.send(method, bulk=True) is Sent.BLOCKED:
            async with services.database.work() as connection:
                await people.telegram_blocked(connection, letter.chat_id, services.clock.now())


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

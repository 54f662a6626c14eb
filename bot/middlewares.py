"""The one way into the handlers: who speaks, at what pace, in which language; and the one place where errors end."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from accounts.partners import MemberUnknown
from bot import errors
from bot.context import ConsentMissing, Here, RegionMissing, Services
from bot.dialogues import Arrival
from bot.escaping import clean_name
from bot.handlers import settling, start
from bot.replying import send
from bot.workers import Failed
from kernel.batching import Overloaded
from kernel.errors import DomainError
from kernel.mailbox import Letter
from kernel.work import DatabaseUnreachable
from language.formats import locale_of
from language.texts import LOCALES
from ledger.log import HeadMoved

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

PASSING = (DatabaseUnreachable, HeadMoved, Overloaded)
"""Facts that pass: the update is tried again, so that nothing said is lost to them."""

logger = structlog.get_logger()


class Entrance(BaseMiddleware):
    """Makes `here` for every update that a person caused."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handles one update; the answer of a fact that is wrong is its sentence, of our own fault an apology."""
        assert isinstance(event, Update)
        sender: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if sender is None or sender.is_bot:
            return None
        letter: Letter = data["letter"]
        services: Services = data["services"]
        here = await _here(services, event, letter, sender, chat)
        # A message is counted by its own date: what waited while we were down did not come too fast.
        arrival = await services.dialogues.arrive(sender.id, here.sent_at)
        if arrival.wait_s:
            return send(here, here.say("error-too-fast", seconds=arrival.wait_s)) if arrival.first else None
        try:
            return await _answered(here, arrival, handler, event, data)
        except MemberUnknown:
            # They may have been remembered as a member of another organisation than the one that issues for them now.
            services.directory.forget(sender.id)
            fresh = await _here(services, event, letter, sender, chat)
            try:
                return await _answered(fresh, arrival, handler, event, data)
            except MemberUnknown as problem:
                return errors.told(fresh, problem)


async def _answered(here: Here, arrival: Arrival, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
    """The handlers' answer, or what stands for it; raises `MemberUnknown` for who was looked up too long ago."""
    here.state = arrival.state if here.private else None
    if here.person is None and here.state is not None and here.state.get("locale") in LOCALES:
        here.locale = here.state["locale"]
    data["here"] = here
    found, first_try = here.person, here.attempt == 1
    try:
        return await handler(event, data)
    except ConsentMissing:
        return await start.welcome(here, held=_said(event))
    except RegionMissing:
        return await settling.hear_region(here, _said(event))
    except PASSING:
        return Failed(errors.apology(here) if first_try else [])
    except MemberUnknown:
        raise
    except DomainError as problem:
        return errors.told(here, problem)
    except Exception:
        logger.exception("update.broke", update_id=event.update_id, attempt=here.attempt)
        return Failed(errors.apology(here) if first_try else [])
    finally:
        if here.person is not found or (found is not None and here.locale != found.locale):
            here.services.directory.forget(here.user_id)


async def _here(services: Services, event: Update, letter: Letter, sender: User, chat: Chat | None) -> Here:
    person, organisation = await services.directory.who(sender.id)
    message, now = _message(event), services.clock.now()
    said_at = now if message is None else message.date.astimezone(UTC)
    return Here(
        services=services,
        update_id=event.update_id,
        attempt=letter.attempts,
        user_id=sender.id,
        chat_id=sender.id if chat is None else chat.id,
        private=chat is None or chat.type == "private",
        first_name=clean_name(sender.first_name) or "🌱",
        locale=person.locale if person else locale_of(sender.language_code),
        person=person,
        organisation=organisation,
        sent_at=now if event.callback_query else said_at,
        asked_at=said_at,
        message_id=None if message is None else message.message_id,
        callback_id=event.callback_query.id if event.callback_query else None,
    )


def _message(event: Update) -> Message | None:
    if isinstance(event.callback_query, CallbackQuery):
        pressed = event.callback_query.message
        return pressed if isinstance(pressed, Message) else None
    return event.message or event.edited_message


def _said(event: Update) -> str | None:
    return event.message.text if event.message else None

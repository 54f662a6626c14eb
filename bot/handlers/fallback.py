"""Whatever nobody else answered: old buttons, edits, stickers, blocks.  Nothing stays without an answer."""

from datetime import datetime

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from accounts import people
from bot.context import ButtonOutdated, Here, Reply
from bot.keyboards import menu
from bot.replying import send

router = Router(name="fallback")


@router.callback_query()
async def old_button(_: CallbackQuery, here: Here) -> Reply:
    """A button of a version that is gone."""
    here.require_member()
    raise ButtonOutdated


@router.edited_message(F.chat.type == "private", F.text)
async def edited(_: Message, here: Here) -> Reply:
    """Editing what was said changes no record: the ledger has it."""
    return send(here, here.say("bot-edited")) if here.person is not None else None


@router.message(F.chat.type == "private")
async def anything(_: Message, here: Here) -> Reply:
    """Stickers, voices, unknown commands: the menu."""
    here.require_member()
    return send(here, here.say("unclear"), menu(here))


@router.my_chat_member(F.chat.type == "private")
async def standing_changed(event: ChatMemberUpdated, here: Here) -> Reply:
    """The person blocked the bot, or let it in again: reminders stop at once."""
    blocked_at: datetime | None = None
    if event.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT):
        blocked_at = here.services.clock.now()
    async with here.services.database.work() as connection:
        await people.telegram_blocked(connection, here.user_id, blocked_at)
    return None

"""Groups: the bot stays short and public there; what is personal is said in private."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.context import Here, Reply
from bot.profile import GROUP
from bot.replying import send

router = Router(name="groups")


@router.message(F.chat.type.in_({"group", "supergroup"}), Command(*GROUP, "start", "help"))
async def command(_: Message, here: Here) -> Reply:
    """A command in a group: one line with the way to the private chat, nothing about the person."""
    return send(here, here.say("menu-private-only", link=here.services.link("hi")))


@router.message(F.chat.type.in_({"group", "supergroup"}), F.text)
async def spoken_to(message: Message, here: Here) -> Reply:
    """Said to the bot by name, or in reply to it; everything else in a group is none of its business."""
    answered = message.reply_to_message
    to_us = (
        answered is not None
        and answered.from_user is not None
        and answered.from_user.username == here.services.bot_name
    )
    if to_us or f"@{here.services.bot_name}".lower() in (message.text or "").lower():
        return send(here, here.say("menu-private-only", link=here.services.link("hi")))
    return None


@router.message(F.chat.type.in_({"group", "supergroup"}))
async def anything(_: Message) -> Reply:
    """Photos, people who come and go: no answer."""
    return None

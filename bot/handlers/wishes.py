"""Small wishes: help, thanks, the language."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Command

from accounts import people
from bot.callbacks import SetLanguage
from bot.context import Here, Method, Reply
from bot.keyboards import button, menu, rows
from bot.profile import role_commands
from bot.registry import wish
from bot.replying import bare, send
from kernel.errors import Param
from language.texts import LOCALES

router = Router(name="wishes")


@router.message(Command("help"), F.chat.type == "private")
async def help_command(_: object, here: Here) -> Reply:
    """`/help`."""
    return send(here, here.say("menu-help"), menu(here))


@wish("help")
async def help_words(here: Here, _: Mapping[str, Param]) -> Reply:
    """The same in plain words."""
    return send(here, here.say("menu-help"), menu(here))


@wish("hello")
async def hello(here: Here, _: Mapping[str, Param]) -> Reply:
    """A greeting is greeted back."""
    return send(here, here.say("start-welcome-back", name=here.member.nickname or here.first_name), menu(here))


@wish("thanks")
async def thanks(here: Here, _: Mapping[str, Param]) -> Reply:
    """You're welcome."""
    return send(here, here.say("reply-thanks"))


@router.message(Command("lang"), F.chat.type == "private")
async def language_command(_: object, here: Here) -> Reply:
    """`/lang`."""
    return await ask_language(here, {})


@wish("language")
async def ask_language(here: Here, _: Mapping[str, Param]) -> Reply:
    """Which language?"""
    codes = ("menu-button-chinese", "menu-button-english")
    choices = [button(here.say(code), SetLanguage(locale=locale)) for code, locale in zip(codes, LOCALES, strict=True)]
    return send(here, here.say("menu-language"), rows(choices))


@wish("chinese")
async def chinese(here: Here, _: Mapping[str, Param]) -> Reply:
    """Chinese from now on."""
    return await set_language(here, "zh")


@wish("english")
async def english(here: Here, _: Mapping[str, Param]) -> Reply:
    """English from now on."""
    return await set_language(here, "en")


@router.callback_query(SetLanguage.filter(F.locale.in_(LOCALES)))
async def language_chosen(_: object, here: Here, callback_data: SetLanguage) -> Reply:
    """The button of a language."""
    replies = await set_language(here, callback_data.locale)
    return [*bare(here), *replies]


async def set_language(here: Here, locale: str) -> list[Method]:
    """Takes effect with this very answer: text, keyboard and commands."""
    async with here.services.database.work() as connection:
        await people.set_locale(connection, here.member.id, locale)
    here.locale = locale
    return [send(here, here.say("menu-language-set"), menu(here)), *role_commands(here)]

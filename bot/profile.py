"""What Telegram shows of the bot: its commands by scope and language, its name and descriptions."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import (
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from accounts.permissions import (
    ACTS_CONFIRM,
    ACTS_REVIEW,
    COUNTING_CHOOSE,
    FIGURES_SEE,
    GIVES,
    MEMBER,
    PEOPLE_SEE,
    SETTINGS_CHANGE,
    SOURCES_ATTEST,
    WEEK_PUBLISH,
)
from bot.context import Here, Method
from kernel.ids import PROGRAMME
from language.texts import LOCALES, Texts

PRIVATE = (
    "log", "planet", "week", "rank", "receipt", "whatif", "belong", "family", "goal", "privacy", "notify", "console",
    "lang", "undo", "help",
)  # fmt: skip
GROUP = ("planet", "rank", "me", "log")
GROUP_ADMIN = ("bind", "unbind")
BY_PERMISSION = {
    FIGURES_SEE: "org",
    ACTS_REVIEW: "review",
    COUNTING_CHOOSE: "method",
    PEOPLE_SEE: "roles",
    ACTS_CONFIRM: "adjust",
    SETTINGS_CHANGE: "settings",
    WEEK_PUBLISH: "broadcast",
}
"""The command that opens what a permission is for."""

logger = structlog.get_logger()


def commands(texts: Texts, names: tuple[str, ...], locale: str) -> list[BotCommand]:
    """Commands with their descriptions."""
    return [BotCommand(command=name, description=texts.render(f"command-{name}", {}, locale)) for name in names]


def profile(texts: Texts) -> list[TelegramMethod[bool]]:
    """Every method that sets up the profile; English for languages that are not ours."""
    methods: list[TelegramMethod[bool]] = []
    for locale in LOCALES:
        for language in (locale, *(("",) if locale == "en" else ())):
            methods += [
                SetMyCommands(
                    commands=commands(texts, PRIVATE, locale),
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code=language or None,
                ),
                SetMyCommands(
                    commands=commands(texts, GROUP, locale),
                    scope=BotCommandScopeAllGroupChats(),
                    language_code=language or None,
                ),
                SetMyCommands(
                    commands=commands(texts, (*GROUP, *GROUP_ADMIN), locale),
                    scope=BotCommandScopeAllChatAdministrators(),
                    language_code=language or None,
                ),
                SetMyName(name=texts.render("bot-name", {}, locale), language_code=language or None),
                SetMyDescription(
                    description=texts.render("bot-description", {}, locale), language_code=language or None
                ),
                SetMyShortDescription(
                    short_description=texts.render("bot-about", {}, locale), language_code=language or None
                ),
            ]
    return methods


async def introduce(bot: Bot, texts: Texts) -> None:
    """Sets the profile up; a refusal (Telegram limits how often a name may change) is logged and harmless."""
    for method in profile(texts):
        try:
            await bot(method)
        except TelegramAPIError as problem:
            logger.warning("profile.refused", method=type(method).__name__, problem=type(problem).__name__)


def role_commands(here: Here) -> list[Method]:
    """The private commands of somebody with a role, in their language; nothing for everyone else."""
    member = here.member
    if member.roles <= {MEMBER} and not member.narrower:
        return []
    held = [*member.roles, *(grant.role for grant in member.narrower)]
    own = [name for permission, name in BY_PERMISSION.items() if any(permission in GIVES[role] for role in held)]
    # What an admin of the programme publishes serves every organisation.
    shared = ("attest",) if member.may(SOURCES_ATTEST) and member.org_id == PROGRAMME else ()
    names = (*PRIVATE, *own, *shared)
    method = SetMyCommands(
        commands=commands(here.services.texts, names, here.locale), scope=BotCommandScopeChat(chat_id=here.chat_id)
    )
    return [method]

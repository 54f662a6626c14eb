"""Groups: the bot stays short and public there; what is personal is said in private.

A group that an organiser bound has a planet: the sum of the people in it who agreed, once there are enough of them.
"""

from uuid import UUID

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import ChatMemberUpdated, InlineKeyboardMarkup, Message

from accounts import groups, organisations
from accounts.groups import PERMISSION, Group
from actions import of_group
from bot import progress, shown
from bot.context import Here, Reply
from bot.handlers.organiser import require
from bot.keyboards import button, link, rows
from bot.profile import GROUP, GROUP_ADMIN
from bot.replying import send

router = Router(name="groups")
IN_GROUP = F.chat.type.in_({"group", "supergroup"})
RUN_IT = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)


class Count(CallbackData, prefix="gp"):
    """Whether whoever presses counts in the group's planet, 32 hex digits of the group.  yes: 1 or 0."""

    id: str
    yes: int


@router.message(IN_GROUP, Command(*GROUP_ADMIN))
async def bind(message: Message, here: Here, bot: Bot) -> Reply:
    """`/bind` and `/unbind`: an organiser who also runs the group."""
    refused = require(here, PERMISSION)
    if refused is not None:
        return refused
    if (await bot.get_chat_member(here.chat_id, here.user_id)).status not in RUN_IT:
        return send(here, here.say("group-not-admin"))
    services, now = here.services, here.services.clock.now()
    binds = (message.text or "").startswith("/bind")
    async with services.database.work(here.organisation.id) as connection:
        if binds:
            group = await groups.bind(connection, services.keys, here.member, here.chat_id, now)
        else:
            await groups.unbind(connection, services.keys, here.member, here.chat_id, now)
    if not binds:
        return send(here, here.say("group-unbound", organisation=here.organisation.name))
    text = here.say("group-bound", organisation=here.organisation.name, least=here.organisation.minimum_group)
    return send(here, text, _keyboard(here, group))


@router.message(IN_GROUP, Command("planet"))
async def planet(_: Message, here: Here) -> Reply:
    """The group's planet, where it has one; one's own is shown in private."""
    here.require_member()
    org = here.organisation
    async with here.services.database.work(org.id) as connection:
        group = await groups.find(connection, org.id, here.chat_id)
        if group is None:
            return _in_private(here)
        since = progress.week_start(here.today)
        found = await of_group.totals(connection, org.id, org.log_id, group.purpose, since)
    if found.people < org.minimum_group:
        return send(here, here.say("group-few", least=org.minimum_group), _keyboard(here, group))
    lines = [here.say("group-planet", grams=shown.mass(here, found.reduction_mg))]
    if found.since_people >= org.minimum_group:
        lines.append(here.say("group-planet-week", grams=shown.mass(here, found.since_mg)))
    return send(here, "\n".join(lines), _keyboard(here, group))


@router.callback_query(Count.filter())
async def count(_: object, here: Here, callback_data: Count) -> Reply:
    """Counts in the group's planet from now on, or no more; only whoever pressed sees the answer."""
    here.require_member()
    services, org, person = here.services, here.organisation, here.member
    async with services.database.work(org.id) as connection:
        group = await groups.find(connection, org.id, here.chat_id)
        if group is None or group.id.hex != callback_data.id:
            return _alert(here, here.say("group-not-yours"))
        change = services.consents.give_within if callback_data.yes else services.consents.withdraw_within
        await change(connection, org.id, person.id, group.purpose)
    return _alert(here, here.say("group-counts" if callback_data.yes else "group-counts-not"))


@router.my_chat_member(IN_GROUP)
async def standing_changed(event: ChatMemberUpdated, here: Here) -> Reply:
    """The bot was removed: nothing is shown for that group any more, whichever organisations had bound it."""
    if event.new_chat_member.status not in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT):
        return None
    async with here.services.database.work() as connection:
        every: list[UUID] = await organisations.every(connection)
    for org_id in every:
        async with here.services.database.work(org_id) as connection:
            await groups.removed(connection, org_id, here.chat_id, here.services.clock.now())
    return None


@router.message(IN_GROUP, Command(*GROUP, "start", "help"))
async def command(_: Message, here: Here) -> Reply:
    """A command in a group: one line with the way to the private chat, nothing about the person."""
    return _in_private(here)


@router.message(IN_GROUP, F.text)
async def spoken_to(message: Message, here: Here) -> Reply:
    """Said to the bot by name, or in reply to it; everything else in a group is none of its business."""
    answered = message.reply_to_message
    to_us = (
        answered is not None
        and answered.from_user is not None
        and answered.from_user.username == here.services.bot_name
    )
    if to_us or f"@{here.services.bot_name}".lower() in (message.text or "").lower():
        return _in_private(here)
    return None


@router.message(IN_GROUP)
async def anything(_: Message) -> Reply:
    """Photos, people who come and go: no answer."""
    return None


def _in_private(here: Here) -> Reply:
    return send(here, here.say("menu-private-only", link=here.services.link("hi")))


def _keyboard(here: Here, group: Group) -> InlineKeyboardMarkup:
    yes, no = (Count(id=group.id.hex, yes=number) for number in (1, 0))
    return rows(
        [link(here.say("group-button-log"), here.services.link("hi"))],
        [button(here.say("group-button-count"), yes), button(here.say("group-button-count-not"), no)],
    )


def _alert(here: Here, text: str) -> AnswerCallbackQuery:
    assert here.callback_id is not None, "a button was pressed"
    return AnswerCallbackQuery(callback_query_id=here.callback_id, text=text[:200], show_alert=True)

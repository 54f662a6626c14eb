"""/belong: where somebody is a member, which log new records go to, and leaving."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import DeleteMyCommands
from aiogram.types import BotCommandScopeChat, InlineKeyboardButton

from accounts import belonging, organisations
from accounts.belonging import Belonging, LastMembership, MembershipUnknown, TakesNoRecords
from accounts.organisations import COMMUNITY
from actions import of_community
from bot import shown
from bot.callbacks import ByEmail
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.keyboards import button, rows
from bot.profile import role_commands
from bot.replying import show
from kernel.ids import PROGRAMME, parse, public
from language import formats

router = Router(name="belonging")


class Belong(CallbackData, prefix="bl"):
    """A page: home, take (new records go there), leave (asks) or left.  id: `org_…` without its prefix."""

    page: str
    id: str = ""


@router.message(Command("belong"), F.chat.type == "private")
async def belong_command(_: object, here: Here) -> Reply:
    """`/belong`."""
    return await home(here)


@router.callback_query(Belong.filter(F.page == "home"))
async def home_again(_: object, here: Here) -> Reply:
    """The same by button."""
    return await home(here)


async def home(here: Here) -> Method:
    """The memberships, what each is for, and what can be changed."""
    person = here.member
    async with here.services.database.work(person_id=person.id) as connection:
        found = await belonging.of(connection, person.id)
    lines = [here.say("belong-home"), here.say("belong-counts-for", organisation=here.organisation.name)]
    for one in found:
        day = formats.short_day(one.joined_at.date(), here.locale)
        lines.append(here.say("belong-line", organisation=one.name, kind=one.kind, day=day))
        if one.kind == COMMUNITY:
            lines.append(await _community(here, one.org_id))
    lines.append(here.say("belong-once"))
    return show(here, "\n".join(lines), rows(*([one] for one in _buttons(here, found))))


async def _community(here: Here, org_id: UUID) -> str:
    """The community's total, a view of at least k of its members."""
    async with here.services.database.work() as connection:
        community = await organisations.find(connection, org_id)
    view = await of_community.total(here.services.database, community)
    if view is None:
        return here.say("belong-community-few", least=community.minimum_group)
    return here.say("belong-community", mass=shown.mass(here, view.reduction_mg), members=view.members)


def _buttons(here: Here, found: list[Belonging]) -> list[InlineKeyboardButton]:
    """Where else new records may go, then what may be left."""
    take = [(one.org_id, one.name) for one in found if one.issues and not one.home]
    if PROGRAMME not in {one.org_id for one in found}:
        take.append((PROGRAMME, here.say("belong-programme")))
    leave = [one for one in found if one.org_id != PROGRAMME]
    return [
        button(here.say("email-button"), ByEmail()),
        *(button(here.say("belong-button-take", organisation=name), _to("take", org_id)) for org_id, name in take),
        *(button(here.say("belong-button-leave", organisation=one.name), _to("leave", one.org_id)) for one in leave),
    ]


def _to(page: str, org_id: UUID) -> Belong:
    return Belong(page=page, id=public("org", org_id)[4:])


@router.callback_query(Belong.filter(F.page == "take"))
async def take(_: object, here: Here, callback_data: Belong) -> Reply:
    """New records go there from now on."""
    services, org_id = here.services, parse("org", f"org_{callback_data.id}")
    here.require_member()
    try:
        async with services.database.work(org_id) as connection:
            here.person = await belonging.choose(
                connection, services.consents, here.member.id, org_id, services.clock.now()
            )
            here.organisation = await organisations.find(connection, org_id)
    except (MembershipUnknown, TakesNoRecords):
        raise ButtonOutdated from None
    return [await home(here), *_commands(here)]


@router.callback_query(Belong.filter(F.page == "leave"))
async def leave(_: object, here: Here, callback_data: Belong) -> Reply:
    """Asks before a membership is ended, and says what stays."""
    one = await _standing(here, callback_data)
    yes = button(here.say("belong-button-leave-yes"), _to("left", one.org_id), style="danger")
    back = button(here.say("start-button-back"), Belong(page="home"))
    text = here.say("belong-leave-ask", organisation=one.name, kind=one.kind)
    return show(here, text, rows([yes, back]))


@router.callback_query(Belong.filter(F.page == "left"))
async def left(_: object, here: Here, callback_data: Belong) -> Reply:
    """Ends it; pressed again, it says how things stand."""
    services = here.services
    try:
        one = await _standing(here, callback_data)
        async with services.database.work(one.org_id) as connection:
            here.person = await belonging.leave(
                connection, services.consents, here.member.id, one.org_id, services.clock.now()
            )
            here.organisation = await organisations.find(connection, here.person.org_id)
    except ButtonOutdated:
        return await home(here)
    except (MembershipUnknown, LastMembership):
        raise ButtonOutdated from None
    said = here.say("belong-left", organisation=one.name, following=here.organisation.name)
    return [show(here, said, rows([button(here.say("start-button-back"), Belong(page="home"))])), *_commands(here)]


def _commands(here: Here) -> list[Method]:
    """The commands of the roles held where records go now; whoever holds none there has everybody's again."""
    return role_commands(here) or [DeleteMyCommands(scope=BotCommandScopeChat(chat_id=here.chat_id))]


async def _standing(here: Here, pressed: Belong) -> Belonging:
    """The membership behind a button; raises `ButtonOutdated` where it has ended."""
    org_id = parse("org", f"org_{pressed.id}")
    async with here.services.database.work(person_id=here.member.id) as connection:
        found = await belonging.of(connection, here.member.id)
    for one in found:
        if one.org_id == org_id:
            return one
    raise ButtonOutdated


def offered(here: Here) -> InlineKeyboardButton:
    """The button on the privacy page."""
    return button(here.say("belong-button", organisation=here.organisation.name), Belong(page="home"))

"""/settings: the organisation's name and its smallest group, for its admins; in force a second later everywhere."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData

from accounts import choosing, organisations
from accounts.choosing import Wanted
from accounts.organisations import Organisation
from accounts.permissions import SETTINGS_CHANGE
from bot import placing
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.keyboards import button, rows
from bot.registry import question
from bot.replying import show

router = Router(name="settings")
ASK = "organisation_name"
GROUPS = (5, 8, 10, 15, 20)


class Setting(CallbackData, prefix="os"):
    """what: home, name (asks for it), or group with the new `value`."""

    what: str
    value: int = 0


@router.message(Command("settings"), F.chat.type == "private")
async def settings_command(_: object, here: Here) -> Reply:
    """`/settings`; raises `RoleMissing`."""
    return await home(here)


async def home(here: Here) -> Method:
    """The settings as they stand."""
    here.member.require(SETTINGS_CHANGE)
    async with here.services.database.work(here.member.org_id) as connection:
        return _shown(here, await organisations.find(connection, here.member.org_id))


def _shown(here: Here, organisation: Organisation) -> Method:
    text = here.say(
        "settings-home",
        organisation=organisation.name,
        group=organisation.minimum_group,
        zone=organisation.zone,
        region=placing.named(here, organisation.region) if organisation.region else "—",
    )
    groups = [button(f"≥ {size}", Setting(what="group", value=size)) for size in GROUPS]
    return show(here, text, rows([button(here.say("settings-button-name"), Setting(what="name"))], groups))


@router.callback_query(Setting.filter())
async def pressed(_: object, here: Here, callback_data: Setting) -> Reply:
    """A change by button; raises `RoleMissing`, `GroupOutOfRange`."""
    here.member.require(SETTINGS_CHANGE)
    if callback_data.what == "group":
        return await _change(here, Wanted(minimum_group=callback_data.value))
    if callback_data.what == "name":
        await here.ask({"ask": ASK})
        return show(here, here.say("settings-name", longest=choosing.MOST_NAME))
    if callback_data.what != "home":
        raise ButtonOutdated
    return await home(here)


@question(ASK)
async def name_typed(here: Here, text: str, _: State) -> Reply:
    """The new name; raises `RoleMissing`, `OrganisationNameUnusable`."""
    return await _change(here, Wanted(name=text))


async def _change(here: Here, wanted: Wanted) -> Method:
    return _shown(here, await change(here, wanted))


async def change(here: Here, wanted: Wanted) -> Organisation:
    """The member's organisation with what is wanted of it; raises as `accounts.choosing.choose`."""
    services, org_id = here.services, here.member.org_id
    async with services.database.work(org_id) as connection:
        organisation = await choosing.choose(
            connection, services.keys, services.catalogue, org_id, wanted, services.clock.now(), author=here.member.id
        )
    services.directory.forget_organisation(org_id)
    await here.settle()
    return organisation

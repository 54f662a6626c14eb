"""/method: by what the organisation counts, for its admins: methods, region, and what acts are compared with."""

from collections.abc import Iterable

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from accounts import organisations
from accounts.choosing import NONE, Wanted
from accounts.organisations import Organisation
from accounts.permissions import COUNTING_CHOOSE
from accounts.regions import RegionUnknown, checked
from bot import placing
from bot.alternatives import mode_name
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.errors import message_of
from bot.handlers.organiser import require
from bot.handlers.settings import change
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import send, show
from methodologies.catalogue import EVERYWHERE, LOCAL
from methodologies.contract import MethodologyUnknown
from methodologies.kinds import MODES, ModeUnknown
from methodologies.package import Package

router = Router(name="choosing")
_A_PAGE = 6
_LONGEST_ID = 48
"""A button carries 64 bytes; longer ids are chosen by `leafledger choose`."""


class Page(CallbackData, prefix="mt"):
    """A page of the admin's choice: home, methods, baseline or region; from: the first methodology shown."""

    page: str
    first: int = 0


class Choose(CallbackData, prefix="mc"):
    """A choice: what is add, drop, baseline or region; first: of the page that it was made on."""

    what: str
    value: str
    first: int = 0


@router.message(Command("method"), F.chat.type == "private")
async def method_command(_: object, here: Here) -> Reply:
    """`/method`."""
    return await page(here, "home", 0)


@router.callback_query(Page.filter())
async def turn(_: object, here: Here, callback_data: Page) -> Reply:
    """A page."""
    return await page(here, callback_data.page, callback_data.first)


async def page(here: Here, name: str, first: int) -> Reply:
    """A page as it stands; the sentence for who is no admin."""
    refused = require(here, COUNTING_CHOOSE)
    if refused is not None:
        return refused
    async with here.services.database.work(here.member.org_id) as connection:
        organisation = await organisations.find(connection, here.member.org_id)
    if name == "region":
        await here.ask({"ask": "region_code"})
    return _shown(here, organisation, name, first)


@router.callback_query(Choose.filter())
async def chosen(_: object, here: Here, callback_data: Choose) -> Reply:
    """A choice by button; the page that it was made on, as it stands then."""
    what, value = callback_data.what, callback_data.value
    if what not in ("add", "drop", "baseline", "region"):
        raise ButtonOutdated
    wanted = {
        "add": Wanted(add=value),
        "drop": Wanted(drop=value),
        "baseline": Wanted(commute_baseline=value),
        "region": Wanted(region=value),
    }[what]
    try:
        return await _change(here, wanted, "methods" if what in ("add", "drop") else "home", callback_data.first)
    except (MethodologyUnknown, RegionUnknown, ModeUnknown):
        raise ButtonOutdated from None


@question("region_code")
async def region_typed(here: Here, text: str, _: State) -> Reply:
    """A region's code that was typed; anything else is heard as ever."""
    code = text.strip().upper().replace("_", "-")
    if not code.isascii() or " " in code or len(code) > 12:
        return None
    try:
        return await _change(here, Wanted(region=checked(code)), "home", 0)
    except RegionUnknown as problem:
        return send(here, here.say(message_of(problem), region=code)) if "-" in code else None


async def _change(here: Here, wanted: Wanted, name: str, first: int) -> Reply:
    refused = require(here, COUNTING_CHOOSE)
    if refused is not None:
        return refused
    return _shown(here, await change(here, wanted), name, first)


def _shown(here: Here, organisation: Organisation, name: str, first: int) -> Method:
    pages = {"home": _home, "methods": _methods, "baseline": _baseline, "region": _region}
    if name not in pages:
        raise ButtonOutdated
    text, keyboard = pages[name](here, organisation, first)
    return show(here, text, keyboard)


def _home(here: Here, organisation: Organisation, _: int) -> tuple[str, InlineKeyboardMarkup]:
    region, baseline = organisation.region, organisation.commute_baseline
    lines = [
        here.say(
            "counting-home",
            organisation=organisation.name,
            region=here.say("counting-region-none") if region is None else _place(here, region),
            mode=here.say("counting-mode-none") if baseline is None else mode_name(here, baseline),
        )
    ]
    lines += [
        _line(here, organisation, one) for one in _offered(here, organisation) if _counts(here, organisation, one)
    ]
    if not organisation.methodology_set:
        lines.append(here.say("counting-nothing"))
    labels = [(f"counting-button-{name}", Page(page=name)) for name in ("methods", "baseline", "region")]
    return "\n".join(lines), rows([button(here.say(label), to) for label, to in labels])


def _place(here: Here, region: str) -> str:
    named = placing.named(here, region)
    if any(package.place(region) is not None for package in _recordable(here)):
        return named
    return here.say("counting-region-without", place=named)


def _methods(here: Here, organisation: Organisation, first: int) -> tuple[str, InlineKeyboardMarkup]:
    offered = _offered(here, organisation)
    first = first if 0 <= first < len(offered) else 0
    shown_now = offered[first : first + _A_PAGE]
    lines = [here.say("counting-methods"), *(_line(here, organisation, ident) for ident in shown_now)]
    choices = []
    for ident in shown_now:
        on = ident in organisation.methodology_set
        if len(ident) <= _LONGEST_ID and (on or not _counts(here, organisation, ident)):
            label = here.say("counting-line", title=_title(here, ident), on=on)
            choices.append([button(label, Choose(what="drop" if on else "add", value=ident, first=first))])
    more = Page(page="methods", first=first + _A_PAGE if first + _A_PAGE < len(offered) else 0)
    turning = [button(here.say("counting-button-more"), more)] if len(offered) > _A_PAGE else []
    return "\n".join(lines), rows(*choices, [_back(here), *turning])


def _baseline(here: Here, organisation: Organisation, _: int) -> tuple[str, InlineKeyboardMarkup]:
    names = [(mode, mode_name(here, mode)) for mode in MODES] + [(NONE, here.say("counting-button-nothing"))]
    stands = organisation.commute_baseline or NONE
    choices = [
        button(here.say("counting-line", title=told, on=mode == stands), Choose(what="baseline", value=mode))
        for mode, told in names
    ]
    return here.say("counting-baseline"), rows(*grid(choices, 2), [_back(here)])


def _region(here: Here, organisation: Organisation, _: int) -> tuple[str, InlineKeyboardMarkup]:
    known = sorted({package.region for package in _recordable(here)} - {EVERYWHERE})
    names = [(code, placing.named(here, code)) for code in known] + [(NONE, here.say("counting-button-own"))]
    stands = organisation.region or NONE
    choices = [
        button(here.say("counting-line", title=told, on=code == stands), Choose(what="region", value=code))
        for code, told in names
    ]
    return here.say("counting-region"), rows(*grid(choices, 2), [_back(here)])


def _back(here: Here) -> InlineKeyboardButton:
    return button(here.say("counting-button-back"), Page(page="home"))


def _recordable(here: Here) -> Iterable[Package]:
    """The versions in force that price an everyday kind."""
    catalogue = here.services.catalogue
    asked = {use.methodology for kind in catalogue.kinds.values() for use in kind.methodologies}
    return (one for one in catalogue.packages.values() if one.id in asked and one.status == "active")


def _offered(here: Here, organisation: Organisation) -> list[str]:
    """What may be chosen: `local`, what counts everywhere, what is of the own region, and what is chosen already."""
    region = organisation.region
    found = {one.id for one in _recordable(here) if one.region == EVERYWHERE or one.place(region) is not None}
    return [LOCAL, *sorted((found | set(organisation.methodology_set)) - {LOCAL})]


def _counts(here: Here, organisation: Organisation, ident: str) -> bool:
    """Whether it is chosen, by name or as a local one."""
    package = _newest(here, ident)
    local = package is not None and package.place(organisation.region) is not None
    return ident in organisation.methodology_set or (local and LOCAL in organisation.methodology_set)


def _title(here: Here, ident: str) -> str:
    newest = _newest(here, ident)
    if ident == LOCAL:
        return here.say("counting-local")
    return ident if newest is None else newest.title[here.locale]


def _newest(here: Here, ident: str) -> Package | None:
    versions = (one for one in here.services.catalogue.packages.values() if one.id == ident)
    return max(versions, key=lambda one: (one.status == "active", one.packaged_on, one.version), default=None)


def _line(here: Here, organisation: Organisation, ident: str) -> str:
    """A methodology with its class and the state of its text."""
    told = here.say("counting-line", title=_title(here, ident), on=_counts(here, organisation, ident))
    package = _newest(here, ident)
    if package is None:
        return told
    state = here.say("counting-of", **{"class": package.credit_class, "state": package.text_state})
    by_name = ident in organisation.methodology_set or not _counts(here, organisation, ident)
    return f"{told} · {state}" if by_name else f"{told} · {state} · {here.say('counting-by-local')}"

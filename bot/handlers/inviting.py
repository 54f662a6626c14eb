"""An organiser's invitations: what became of each, and sheets to print for every department."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts import invitations, join_requests, organisations, units
from accounts.invitations import Counted
from accounts.organisations import Unit
from accounts.people import RoleMissing
from accounts.permissions import PEOPLE_INVITE
from actions import of_invitations
from bot.context import Here, Method, Reply
from bot.handlers import requesting
from bot.keyboards import button, rows
from bot.replying import document, send, show
from bot.sheets import Sheet, printable
from language import formats
from language.texts import LOCALES

router = Router(name="inviting")
MOST_SHEETS = 100


class Inviting(CallbackData, prefix="iv"):
    """A page: home or print."""

    page: str


def offered(here: Here) -> InlineKeyboardButton:
    """The button on the organiser's desk."""
    return button(here.say("inviting-button"), Inviting(page="home"))


@router.callback_query(Inviting.filter(F.page == "home"))
async def home(_: object, here: Here) -> Reply:
    """Each open invitation with its figures; those of rosters as one sum."""
    refused = _refused(here)
    if refused is not None:
        return refused
    org = here.organisation
    async with here.services.database.work(org.id) as connection:
        found = await invitations.open_ones(connection, org.id, here.services.clock.now())
        begun = await of_invitations.first_records(
            connection, org.id, org.log_id, [one.ident for one in found], org.minimum_group
        )
        roster = await invitations.of_roster(connection, org.id)
    lines = [here.say("inviting-home", organisation=org.name)]
    if not found:
        lines.append(here.say("inviting-none"))
    lines += [_line(here, one, begun.get(one.ident)) for one in found]
    if roster.invited:
        # What one of a few has opened or not is as little to be seen as what they recorded.
        seen = [
            here.say("inviting-few") if roster.invited < org.minimum_group else one
            for one in (roster.views, roster.joins)
        ]
        lines.append(here.say("inviting-roster", invited=roster.invited, views=seen[0], joins=seen[1]))
    lines.append(here.say("inviting-first", least=org.minimum_group))
    ask_link = here.services.link(join_requests.payload(here.services.keys.token_key, org.id))
    lines.append(here.say("inviting-ask-link", link=ask_link))
    print_them = button(here.say("inviting-button-print"), Inviting(page="print"))
    return show(here, "\n".join(lines), rows([print_them, requesting.offered(here)]))


def _line(here: Here, one: Counted, begun: int | None) -> str:
    """One invitation in two short lines."""
    kind = "week" if one.week else "role" if one.roles else "unit" if one.unit else "all"
    return here.say(
        "inviting-line",
        kind=kind,
        unit=one.unit or "",
        until=formats.short_day(one.expires_at.date(), here.locale),
        views=one.views,
        joins=one.joins,
        cap=one.cap,
        begun=here.say("inviting-few") if begun is None else begun,
    )


@router.callback_query(Inviting.filter(F.page == "print"))
async def sheets(_: object, here: Here) -> Reply:
    """One HTML file: a page for the organisation and one for each department, from the top of the tree."""
    refused = _refused(here)
    if refused is not None:
        return refused
    services, org = here.services, here.organisation
    async with services.database.work(org.id) as connection:
        every = await organisations.units(connection, org.id)
        placed = _paths(every)[: MOST_SHEETS - 1]
        wanted: list[tuple[UUID | None, str]] = [(None, ""), *((unit.id, path) for unit, path in placed)]
        codes = await invitations.for_units(
            connection, services.keys.token_key, org.id, [unit_id for unit_id, _ in wanted], services.clock.now()
        )
    pages = []
    for (_unit, path), (payload, until) in zip(wanted, codes, strict=True):
        lines = [
            services.texts.render(
                "inviting-sheet",
                {"organisation": org.name, "until": formats.short_day(until.date(), locale)},
                locale,
            )
            for locale in LOCALES
        ]
        pages.append(Sheet(path, services.link(payload), lines))
    caption = here.say("inviting-printed", pages=len(pages), more=len(every) + 1 - len(pages))
    return document(here, printable(org.name, pages, here.locale), "join-sheets.html", caption)


def _paths(every: list[Unit]) -> list[tuple[Unit, str]]:
    """The units with the names on the way to each, a parent before what lies in it."""
    below = units.below(every)
    found: list[tuple[Unit, str]] = []
    waiting = [(unit, unit.name) for unit in reversed(below[None])]
    while waiting:
        unit, path = waiting.pop()
        found.append((unit, path))
        waiting += [(part, f"{path} / {part.name}") for part in reversed(below.get(unit.id, []))]
    return found


def _refused(here: Here) -> Method | None:
    """The sentence for somebody who may not invite; None for who may."""
    try:
        here.member.require(PEOPLE_INVITE)
    except RoleMissing as problem:
        return send(here, here.say("error-no-rights", role=here.say(f"role-{problem.params['role']}")))
    return None

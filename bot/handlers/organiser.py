"""/org: how the organisation stands today, its week, check-in code, invitation, participation, closing."""

import io
from collections.abc import Mapping

import segno
from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from accounts import joining
from accounts.people import RoleMissing
from accounts.permissions import (
    ACTS_REVIEW,
    FIGURES_SEE,
    PEOPLE_INVITE,
    WEEK_CLOSE,
    WEEK_HELP,
    WEEK_PUBLISH,
    Place,
    units_of,
)
from actions import of_campaign
from bot import shown, weeks
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.escaping import Markup
from bot.handlers import inviting
from bot.keyboards import button, grid, rows
from bot.outbox import rendered
from bot.registry import wish
from bot.replying import photo, send, show
from campaigns import checkin, closing, organising, standing, tables
from campaigns.tables import Campaign
from kernel.errors import Param
from language import formats

router = Router(name="organiser")
QR_SCALE = 10


class Desk(CallbackData, prefix="og"):
    """A page of the organiser's desk: home, code, invite, participation, review, close or closed."""

    page: str


class Step(CallbackData, prefix="wn"):
    """An answer in the dialogue of a new week (`bot.handlers.publishing`).

    step: begin, name (the template's), day (`value` an ordinal), goal (kg) or publish.
    """

    step: str
    value: int = 0


def require(here: Here, permission: str, campaign: Campaign | None = None) -> Method | None:
    """The sentence for somebody who may not; None for who may.  campaign: the week that it is about."""
    try:
        here.member.require(permission, _place(campaign))
    except RoleMissing as problem:
        return send(here, here.say("error-no-rights", role=here.say(f"role-{problem.params['role']}")))
    return None


def require_reviewer(here: Here) -> Method | None:
    """As `require` for reviewing, wherever in the organisation it may be."""
    return None if units_of(here.member.narrower, ACTS_REVIEW) else require(here, ACTS_REVIEW)


def _place(campaign: Campaign | None) -> Place:
    return Place(campaign_id=None if campaign is None else campaign.id)


@router.message(Command("org"), F.chat.type == "private")
async def desk_command(_: object, here: Here) -> Reply:
    """`/org`."""
    return await desk(here, {})


@wish("organiser")
async def desk(here: Here, _: Mapping[str, Param]) -> Reply:
    """How today stands, and what can be done."""
    org, campaign = here.organisation, await _present(here)
    refused = require(here, FIGURES_SEE, campaign)
    if refused is not None:
        return refused
    async with here.services.database.work(org.id) as connection:
        today = await of_campaign.day_figures(connection, org.id, weeks.today(here))
        pending = await here.services.reviewing.waiting(connection, org.id)
    text = here.say(
        "organiser-home",
        organisation=org.name,
        people=today.participants,
        grams=shown.mass(here, today.reduction_mg)
        if today.participants >= org.minimum_group
        else here.say("campaign-few"),
        pending=pending,
        week=_brief(here, campaign),
    )
    return show(here, text, _buttons(here, campaign))


def _brief(here: Here, campaign: Campaign | None) -> Markup:
    """The week in a few words, its name already made harmless."""
    if campaign is None:
        return Markup(here.say("campaign-none"))
    on = weeks.today(here, campaign)
    return Markup(
        here.say(
            f"campaign-{standing.phase(campaign, on)}",
            name=campaign.name,
            start=campaign.rules.starts_on,
            day=campaign.rules.number(on),
            days=len(campaign.rules.days),
        )
    )


def _buttons(here: Here, campaign: Campaign | None) -> InlineKeyboardMarkup:
    """What the week's phase and the person's roles allow."""
    phase = "none" if campaign is None else standing.phase(campaign, weeks.today(here, campaign))
    labels: list[InlineKeyboardButton] = []
    member, place = here.member, _place(campaign)
    helps = member.may(WEEK_HELP, place)
    if phase in ("none", "over") and member.may(WEEK_PUBLISH):
        labels.append(button(here.say("organiser-button-week"), Step(step="begin")))
    if phase == "running" and helps:
        labels.append(_to(here, "code", "organiser-button-code"))
    if phase != "none" and helps:
        labels.append(_to(here, "participation", "organiser-button-participation"))
    if member.may(ACTS_REVIEW) or units_of(member.narrower, ACTS_REVIEW):
        labels.append(_to(here, "review", "organiser-button-review"))
    if member.may(PEOPLE_INVITE, place):
        labels.append(_to(here, "invite", "organiser-button-invite"))
    if member.may(PEOPLE_INVITE):
        labels.append(inviting.offered(here))
    if campaign is not None and campaign.closed_at is None and member.may(WEEK_CLOSE, place):
        labels.append(_to(here, "close", "organiser-button-close"))
    return rows(*grid(labels, 2))


def _to(here: Here, page: str, label: str) -> InlineKeyboardButton:
    return button(here.say(label), Desk(page=page))


@router.callback_query(Desk.filter(F.page == "home"))
async def home(_: object, here: Here) -> Reply:
    """Back to the desk."""
    return await desk(here, {})


@router.callback_query(Desk.filter(F.page == "code"))
async def code(_: object, here: Here) -> Reply:
    """Today's six digits, with their QR code."""
    campaign = await _present(here)
    refused = require(here, WEEK_HELP, campaign)
    if refused is not None:
        return refused
    if campaign is None or not campaign.open_on(weeks.today(here, campaign)):
        return send(here, here.say("campaign-not-running"))
    on, key = weeks.today(here, campaign), here.services.keys.token_key
    link = here.services.link(checkin.payload(key, campaign, on))
    digits = checkin.code(key, campaign.id, on)
    caption = here.say("campaign-code", name=campaign.name, day=on, digits=digits, link=link)
    return photo(here, qr_png(link), "check-in.png", caption)


@router.callback_query(Desk.filter(F.page == "invite"))
async def invite(_: object, here: Here) -> Reply:
    """The week's join link while there is one, else the organisation's."""
    services, org, now = here.services, here.organisation, here.services.clock.now()
    campaign = await _present(here)
    refused = require(here, PEOPLE_INVITE, campaign)
    if refused is not None:
        return refused
    async with services.database.work(org.id) as connection:
        if campaign is not None and standing.phase(campaign, weeks.today(here, campaign)) != "over":
            payload = await organising.join_link(connection, services.keys.token_key, here.member, campaign, now)
            link, end = services.link(payload), campaign.rules.ends_on
            return photo(here, qr_png(link), "join.png",
                         here.say("campaign-invite", name=campaign.name, link=link, end=end))  # fmt: skip
        here.member.require(PEOPLE_INVITE)
        payload = await joining.invite(connection, services.keys.token_key, org.id, now=now)
    link, until = services.link(payload), (now + joining.DEFAULT_LIFE).date()
    text = here.say("organiser-invite", organisation=org.name, link=link, expires=until, uses=joining.DEFAULT_CAP)
    return photo(here, qr_png(link), "join.png", text)


@router.callback_query(Desk.filter(F.page == "participation"))
async def participation(_: object, here: Here) -> Reply:
    """Who takes part, in numbers."""
    campaign = await _present(here)
    refused = require(here, WEEK_HELP, campaign)
    if refused is not None:
        return refused
    if campaign is None:
        raise ButtonOutdated
    async with here.services.database.work(campaign.org_id) as connection:
        part = await organising.participation(connection, campaign)
        figures = await of_campaign.figures(connection, campaign)
        on = weeks.today(here, campaign)
        today = await of_campaign.day_figures(connection, campaign.org_id, on, campaign.id)
        board = await weeks.teams(here, connection, campaign)
    few = not standing.shown(figures, campaign.rules)
    text = here.say(
        "organiser-participation",
        name=campaign.name,
        joined=part.joined,
        members=part.members,
        percent=formats.percent(part.joined * 1000 // max(part.members, 1), here.locale),
        today=today.participants,
        checked=figures.checked_in,
        sum=weeks.total(here, figures, campaign),
        solid=here.say("campaign-few") if few else shown.mass(here, figures.solid_mg),
    )
    return show(here, "\n".join([text, *board]), rows([_to(here, "home", "organiser-button-back")]))


@router.callback_query(Desk.filter(F.page == "close"))
async def close(_: object, here: Here) -> Reply:
    """Asks before a week is ended."""
    campaign = await _present(here)
    refused = require(here, WEEK_CLOSE, campaign)
    if refused is not None:
        return refused
    if campaign is None or campaign.closed_at is not None:
        return show(here, here.say("campaign-nothing-open"))
    yes = button(here.say("organiser-button-close-yes"), Desk(page="closed"), style="danger")
    keyboard = rows([yes], [_to(here, "home", "organiser-button-back")])
    return show(here, here.say("organiser-close-ask", name=campaign.name), keyboard)


@router.callback_query(Desk.filter(F.page == "closed"))
async def closed(_: object, here: Here) -> Reply:
    """Ends the week; everybody's card is in the outbox with the same commit."""
    services = here.services
    campaign = await _present(here)
    if campaign is None:
        raise ButtonOutdated
    if campaign.closed_at is None:
        async with services.database.work(campaign.org_id) as connection:
            campaign = await closing.close(
                connection, services.keys, here.member, campaign.id, of_campaign.figures, services.clock.now()
            )
    assert campaign.summary is not None
    said = here.say("organiser-closed", name=campaign.name, people=campaign.summary["joined"])
    summary, params = closing.summary(campaign)
    return [show(here, said), send(here, rendered(summary, params, here.locale, services.texts, services.catalogue))]


async def _present(here: Here) -> Campaign | None:
    async with here.services.database.work(here.member.org_id) as connection:
        return await tables.present(connection, here.member.org_id, weeks.today(here))


def qr_png(link: str) -> bytes:
    """A QR code that cameras read from a screen across a room."""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", scale=QR_SCALE, border=4)
    return buffer.getvalue()

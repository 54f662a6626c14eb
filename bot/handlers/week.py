"""/week, joining one, and checking in by digits or link."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from redis.asyncio import Redis

from accounts import organisations
from accounts.joining import Invitation
from actions import balances
from actions.commands import ExternalIdConflict, Receipt, RecordAction
from bot import shown, weeks
from bot.callbacks import PickKind, base36, pack_day, pick
from bot.context import Here, Method, Reply
from bot.dialogues import State
from bot.errors import told
from bot.keyboards import button, grid, rows
from bot.outbox import rendered
from bot.registry import AFTER_JOINING, opening, question, wish
from bot.replying import send, show
from campaigns import checkin, closing, organising, standing, tables
from campaigns.attempts import Attempts
from campaigns.organising import CampaignForeign, CampaignOver
from campaigns.tables import Campaign
from kernel.errors import Param
from kernel.ids import parse
from language import formats
from language.phrases import Leg

router = Router(name="week")
ONE_TAP = 10
"""Acts of which nobody does many at once are recorded by one tap; of others the number is asked."""

REMEMBERED = timedelta(days=14)
"""How long the summary of a week that is over is shown."""


class OfWeek(CallbackData, prefix="wk"):
    """A page of a week, `cmp_…` without its prefix: home, join, mine, teams, rules or checkin."""

    page: str
    id: str


@router.message(Command("week"), F.chat.type == "private")
async def week_command(_: object, here: Here) -> Reply:
    """`/week`."""
    return await week(here, {})


@wish("week")
async def week(here: Here, _: Mapping[str, Param]) -> Reply:
    """The week that matters to the person today."""
    async with here.services.database.work(here.member.org_id) as connection:
        on = weeks.today(here)
        campaign = await tables.present(connection, here.member.org_id, on)
        if campaign is None or on - campaign.rules.ends_on > REMEMBERED:
            return show(here, here.say("week-none"))
        inside = await tables.is_member(connection, campaign, here.member.id)
        phase = standing.phase(campaign, weeks.today(here, campaign))
        if phase == "running" and inside:
            lines = await weeks.running(here, connection, campaign)
            return show(here, "\n".join(lines), _home_buttons(here, campaign))
    return _outside(here, campaign, phase, inside=inside)


def _outside(here: Here, campaign: Campaign, phase: str, *, inside: bool) -> Method:
    """A week that is over, or yet to come, or not joined."""
    if phase == "over":
        if campaign.summary is None:
            return show(here, here.say("week-ended", name=campaign.name, end=campaign.rules.ends_on))
        code, params = closing.summary(campaign)
        return show(here, rendered(code, params, here.locale, here.services.texts, here.services.catalogue))
    if inside:
        return show(here, here.say("campaign-joined-before", name=campaign.name, start=campaign.rules.starts_on))
    return show(here, _invitation(here, campaign), rows([_page(here, campaign, "join", "week-button-join")]))


def _invitation(here: Here, campaign: Campaign) -> str:
    return here.say(
        "week-invite",
        name=campaign.name,
        start=campaign.rules.starts_on,
        end=campaign.rules.ends_on,
        organisation=here.organisation.name,
    )


def _page(here: Here, campaign: Campaign, page: str, label: str) -> InlineKeyboardButton:
    return button(here.say(label), OfWeek(page=page, id=campaign.public_id[4:]))


def _home_buttons(here: Here, campaign: Campaign) -> InlineKeyboardMarkup:
    """The day's activities, then the pages."""
    plan = campaign.rules.plan(weeks.today(here, campaign))
    activities = [_activity(here, campaign, kind, place) for place, kind in enumerate(plan.kinds)]
    pages = [
        _page(here, campaign, "mine", "week-button-mine"),
        _page(here, campaign, "teams", "week-button-teams"),
        _page(here, campaign, "checkin", "week-button-check-in"),
    ]
    return rows(*grid(activities, 3), pages, [_page(here, campaign, "rules", "campaign-button-rules")])


def _activity(here: Here, campaign: Campaign, code: str, place: int) -> InlineKeyboardButton:
    kind = shown.kind_of(here, code)
    label = here.say("week-button-activity", icon=kind.icon, title=kind.titles[here.locale])
    day = weeks.today(here, campaign)
    if kind.unit == "event" and kind.ask_above <= ONE_TAP:
        packed = pick(here.update_id, place, "", [Leg(code, 1, "event", day)])
        assert packed is not None, "one leg fits"
        return button(label, packed)
    return button(label, PickKind(origin=base36(here.update_id), kind=code, quantity=0, day=pack_day(day)))


@router.callback_query(OfWeek.filter())
async def page(_: object, here: Here, callback_data: OfWeek) -> Reply:
    """A page of the week, in its one message."""
    if callback_data.page == "join":
        return await join(here, callback_data.id)
    if callback_data.page == "checkin":
        return await digits(here, {})
    if callback_data.page == "home":
        return await week(here, {})
    async with here.services.database.work(here.member.org_id) as connection:
        campaign = await tables.find(connection, here.member.org_id, parse("cmp", f"cmp_{callback_data.id}"))
        if callback_data.page == "teams":
            text = "\n".join(await weeks.teams(here, connection, campaign))
        elif callback_data.page == "rules":
            text = here.say("campaign-rules", text=campaign.rules.text[here.locale])
        else:
            text = await weeks.mine(here, connection, campaign)
    return show(here, text, rows([_page(here, campaign, "home", "organiser-button-back")]))


async def join(here: Here, ident: str) -> Reply:
    """One tap by a member of the organisation."""
    now = here.services.clock.now()
    async with here.services.database.work(here.member.org_id) as connection:
        found = parse("cmp", f"cmp_{ident}")
        campaign, new = await organising.join(connection, here.member, here.member.org_id, found, now)
    return [_welcomed(here, campaign, new), *await _at_once(here, campaign)]


def _welcomed(here: Here, campaign: Campaign, new: bool) -> Method:
    return show(here, here.say("week-joined" if new else "week-already-joined", name=campaign.name))


async def _at_once(here: Here, campaign: Campaign) -> list[Method]:
    """What the day brings, where the week runs already; else when it begins."""
    beneath = replace(here, callback_id=None)
    if standing.phase(campaign, weeks.today(here, campaign)) != "running":
        return [send(beneath, here.say("week-not-started", name=campaign.name, start=campaign.rules.starts_on))]
    async with here.services.database.work(campaign.org_id) as connection:
        lines = await weeks.running(beneath, connection, campaign)
    return [send(beneath, "\n".join(lines), _home_buttons(beneath, campaign))]


async def joined(here: Here, invitation: Invitation) -> Reply:
    """The week behind an invitation, once its person is a member of the organisation."""
    if invitation.campaign_id is None:
        return None
    now = here.services.clock.now()
    try:
        async with here.services.database.work(invitation.org_id) as connection:
            campaign, new = await organising.join(
                connection, here.member, invitation.org_id, invitation.campaign_id, now
            )
    except CampaignOver as over:
        return told(here, over)
    return [send(here, here.say("week-joined" if new else "week-already-joined", name=campaign.name)),
            *await _at_once(here, campaign)]  # fmt: skip


AFTER_JOINING.append(joined)


@opening("e_")
async def scanned(here: Here, payload: str) -> Reply:
    """The link behind the organiser's QR code."""
    member, now = here.member, here.sent_at
    ticket = checkin.read(here.services.keys.token_key, payload)
    async with here.services.database.work(ticket.org_id) as connection:
        campaign = await checkin.of_ticket(connection, ticket, now)
        organisation = await organisations.find(connection, ticket.org_id)
    if member.org_id != ticket.org_id:
        raise CampaignForeign(organisation=organisation.name)
    return await _check_in(here, campaign, "campaign-how-link")


@wish("checkin")
async def digits(here: Here, params: Mapping[str, Param]) -> Reply:
    """Six digits, typed; without them they are asked for."""
    member, now = here.member, here.sent_at
    if not params.get("code"):
        await here.ask({"ask": "checkin"})
        return send(here, here.say("campaign-checkin-ask"))
    wait_s = await attempts(here.services.redis).spend(member.id.hex, now)
    if wait_s:
        raise checkin.CheckinTooOften(retry_after_s=wait_s)
    async with here.services.database.work(member.org_id) as connection:
        campaign = await tables.present(connection, member.org_id, weeks.today(here))
    if campaign is None:
        raise checkin.CheckinNotOpen
    checkin.judge(here.services.keys.token_key, campaign, str(params["code"]), now)
    return await _check_in(here, campaign, "campaign-how-digits")


@question("checkin")
async def digits_expected(here: Here, text: str, _: State) -> Reply:
    """Something else than six digits, where they were asked for."""
    found = "".join(letter for letter in text if letter.isdecimal())
    if len(found) != 6 or not found.isascii():
        return None
    return await digits(here, {"code": found})


async def _check_in(here: Here, campaign: Campaign, how: str) -> Reply:
    """Records the check-in; whoever is there takes part from now on."""
    member, now = here.member, here.sent_at
    async with here.services.database.work(campaign.org_id) as connection:
        _, new = await organising.join(connection, member, campaign.org_id, campaign.id, now)
    command = RecordAction(
        kind=checkin.KIND,
        quantity=1,
        unit="event",
        occurred_at=now,
        source=checkin.SOURCE,
        external_id=checkin.external_id(campaign, member.id, now),
        person_id=member.id,
        evidence_kind=checkin.EVIDENCE_KIND,
        campaign_id=campaign.id,
    )
    try:
        receipt = await here.services.recorder.record(campaign.org_id, command)
    except ExternalIdConflict as known:
        return send(here, here.say("checkin-again", time=await _time_of(here, str(known.params["existing_id"]))))
    await here.settle()
    if not receipt.first and here.attempt == 1:
        return send(here, here.say("checkin-again", time=_time(here, receipt)))
    return send(
        here,
        here.say(
            "campaign-checked-in-joined" if new else "campaign-checked-in",
            name=campaign.name,
            time=_time(here, receipt),
            evidence=shown.letter(here, receipt.evidence),
            how=here.say(how),
        ),
    )


async def _time_of(here: Here, action_id: str) -> str:
    async with here.services.database.work(here.member.org_id) as connection:
        return _time(here, await balances.find(connection, here.log_id, parse("act", action_id), here.member.id))


def _time(here: Here, receipt: Receipt) -> str:
    return formats.time(receipt.recorded_at, here.organisation.zone, here.locale)


@lru_cache(maxsize=4)
def attempts(redis: Redis) -> Attempts:
    """The counter of tries over this Redis, with its local memory."""
    return Attempts(redis)

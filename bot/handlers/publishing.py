"""A new week in four short steps: name, first day, goal, preview.  What is chosen waits in the open question."""

import re
from datetime import date, timedelta

from aiogram import F, Router

from accounts.permissions import WEEK_PUBLISH
from bot import shown, weeks
from bot.context import ButtonOutdated, Here, Reply
from bot.dialogues import State
from bot.handlers.organiser import Desk, Step, require
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import show
from campaigns import organising, rules, tables
from campaigns.tables import Campaign
from language import formats

router = Router(name="publishing")
_DATE = re.compile(r"(?:(\d{4})[-/.年])?\s*(\d{1,2})[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"(\d{1,9})\s*(?:kg|公斤|千克)?", re.IGNORECASE)
_MG_PER_KG = 1_000_000


@router.callback_query(Step.filter(F.step == "begin"))
async def begin(_: object, here: Here) -> Reply:
    """Asks for the name, unless a week stands already."""
    refused = require(here, WEEK_PUBLISH)
    if refused is not None:
        return refused
    org = here.organisation
    async with here.services.database.work(org.id) as connection:
        found = await tables.present(connection, org.id, weeks.today(here))
    if found is not None and found.closed_at is None and found.rules.ends_on >= weeks.today(here, found):
        return show(here, here.say("organiser-week-exists", name=found.name))
    await here.ask({"ask": "week_name"})
    default = rules.template().names[here.locale]
    keyboard = rows(
        [button(here.say("campaign-button-default-name", name=default), Step(step="name"))],
        [button(here.say("organiser-button-back"), Desk(page="home"))],
    )
    return show(here, here.say("campaign-name-how"), keyboard)


@question("week_name", before=["week"])
async def name_typed(here: Here, text: str, _: State) -> Reply:
    """A name of their own; the keyboard's button is none."""
    if text == here.say("menu-week"):
        return None
    return await _ask_day(here, organising.usable_name(text))


@router.callback_query(Step.filter(F.step == "name"))
async def name_default(_: object, here: Here) -> Reply:
    """The template's name."""
    _kept(here, "week_name")
    return await _ask_day(here, rules.template().names[here.locale])


async def _ask_day(here: Here, name: str) -> Reply:
    await here.ask({"ask": "week_day", "name": name})
    today = weeks.today(here)
    monday = today + timedelta(days=7 - today.weekday())
    offered = sorted({today, today + timedelta(days=1), monday, monday + timedelta(days=7)})
    buttons = [
        button(
            here.say("campaign-button-today" if day == today else "campaign-button-day",
                     day=formats.short_day(day, here.locale)),
            Step(step="day", value=day.toordinal()),
        )
        for day in offered
    ]  # fmt: skip
    return show(here, here.say("campaign-start-how", example=monday.isoformat()), rows(*grid(buttons, 2)))


@question("week_day")
async def day_typed(here: Here, text: str, state: State) -> Reply:
    """A date such as 2026-11-23, 11-23 or 11月23日."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    today = weeks.today(here)
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
        if found[1] is None and day < today:
            day = day.replace(year=today.year + 1)
    except ValueError:
        return None
    return await _ask_goal(here, state, day)


@router.callback_query(Step.filter(F.step == "day"))
async def day_chosen(_: object, here: Here, callback_data: Step) -> Reply:
    """A day that was offered."""
    return await _ask_goal(here, _kept(here, "week_day"), date.fromordinal(callback_data.value))


async def _ask_goal(here: Here, state: State, day: date) -> Reply:
    organising.draft(here.organisation, here.services.clock.now(), starts_on=day, goal_mg=0)
    await here.ask({**state, "ask": "week_goal", "day": day.isoformat()})
    buttons = [
        button(here.say("campaign-button-goal", goal=shown.mass(here, kg * _MG_PER_KG)), Step(step="goal", value=kg))
        for kg in rules.template().goals_kg
    ]
    buttons.append(button(here.say("campaign-button-no-goal"), Step(step="goal")))
    return show(here, here.say("campaign-goal-how"), rows(*grid(buttons, 2)))


@question("week_goal")
async def goal_typed(here: Here, text: str, state: State) -> Reply:
    """A whole number of kilograms."""
    found = _NUMBER.fullmatch(text.strip())
    return None if found is None else await _preview(here, state, int(found[1]))


@router.callback_query(Step.filter(F.step == "goal"))
async def goal_chosen(_: object, here: Here, callback_data: Step) -> Reply:
    """A goal that was offered."""
    return await _preview(here, _kept(here, "week_goal"), callback_data.value)


async def _preview(here: Here, state: State, goal_kg: int) -> Reply:
    starts_on = date.fromisoformat(state["day"])
    goal_mg = goal_kg * _MG_PER_KG
    drawn = organising.draft(here.organisation, here.services.clock.now(), starts_on=starts_on, goal_mg=goal_mg)
    await here.ask({**state, "ask": "week_publish", "goal_mg": goal_mg})
    text = here.say(
        "organiser-week-preview",
        name=state["name"],
        start=drawn.starts_on,
        end=drawn.ends_on,
        goal=shown.mass(here, goal_mg) if goal_mg else here.say("campaign-goal-none"),
        participation=formats.percent(drawn.participation_permille, here.locale),
        activities=weeks.kinds(here, drawn.kinds),
    )
    publish = button(here.say("organiser-button-publish"), Step(step="publish"), style="success")
    back = button(here.say("organiser-button-back"), Desk(page="home"))
    return show(here, text, rows([publish, back]))


@router.callback_query(Step.filter(F.step == "publish"))
async def publish(_: object, here: Here) -> Reply:
    """Opens the week; from here on its rules are frozen."""
    refused = require(here, WEEK_PUBLISH)
    if refused is not None:
        return refused
    state, services, now = _kept(here, "week_publish"), here.services, here.services.clock.now()
    async with services.database.work(here.organisation.id) as connection:
        campaign = await organising.publish(
            connection,
            services.keys,
            here.member,
            name=state["name"],
            starts_on=date.fromisoformat(state["day"]),
            goal_mg=state["goal_mg"],
            now=now,
        )
        payload = await organising.join_link(connection, services.keys.token_key, here.member, campaign, now)
    await here.settle()
    return show(here, _published(here, campaign, services.link(payload)))


def _published(here: Here, campaign: Campaign, link: str) -> str:
    start, end = campaign.rules.starts_on, campaign.rules.ends_on
    return here.say("campaign-published", name=campaign.name, start=start, end=end, link=link)


def _kept(here: Here, ask: str) -> State:
    """The open question, if it is still that one; raises `ButtonOutdated`."""
    if here.state is None or here.state.get("ask") != ask:
        raise ButtonOutdated
    return here.state

"""/goal: how much, or on how many days, somebody wants to save in a week."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message

from accounts import people
from bot import goals, progress
from bot.context import ButtonOutdated, Here, Reply
from bot.dialogues import State
from bot.goals import MG_PER_KG, Goal
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import send, show

router = Router(name="goals")
_OFFERED_KG = (1, 3, 5)
_OFFERED_DAYS = (3, 5)
_OFF = ("off", "0", "取消", "关")


class Aim(CallbackData, prefix="gl"):
    """A goal by button; both 0: none any more."""

    kg: int
    days: int


@router.message(Command("goal"), F.chat.type == "private")
async def goal_command(_: Message, here: Here, command: CommandObject) -> Reply:
    """`/goal`, alone or with what is wanted."""
    here.require_member()
    said = (command.args or "").strip()
    if not said:
        return await _home(here)
    if said.lower() in _OFF:
        return await _keep(here, None)
    goal = goals.read(said)
    return send(here, here.say("goal-how")) if goal is None else await _keep(here, goal)


async def _home(here: Here) -> Reply:
    """What is wanted now, how far it is, and what could be."""
    goal = goals.of(here.member)
    lines = [here.say("goal-none")] if goal is None else goals.line(here, await progress.of(here))
    await here.ask({"ask": "goal"})
    offers = [button(goals.told(here, Goal(mg=kg * MG_PER_KG)), Aim(kg=kg, days=0)) for kg in _OFFERED_KG]
    offers += [button(goals.told(here, Goal(days=days)), Aim(kg=0, days=days)) for days in _OFFERED_DAYS]
    off = [] if goal is None else [button(here.say("goal-button-off"), Aim(kg=0, days=0))]
    return send(here, "\n".join([*lines, here.say("goal-how")]), rows(*grid(offers, 3), off))


@router.callback_query(Aim.filter())
async def aim(_: object, here: Here, callback_data: Aim) -> Reply:
    """A goal that was offered, or none."""
    kg, days = callback_data.kg, callback_data.days
    if not kg and not days:
        return await _keep(here, None)
    goal = Goal(mg=kg * MG_PER_KG) if kg else Goal(days=days)
    if not goal.usable:
        raise ButtonOutdated
    return await _keep(here, goal)


@question("goal")
async def typed(here: Here, text: str, _: State) -> Reply:
    """A goal that was typed after the question; anything else is no answer to it."""
    goal = goals.read(text)
    return None if goal is None else await _keep(here, goal)


async def _keep(here: Here, goal: Goal | None) -> Reply:
    if goal is not None and not goal.usable:
        return send(here, here.say("goal-unusable"))
    await here.settle()
    wanted = goal or Goal()
    async with here.services.database.work() as connection:
        await people.set_goal(connection, here.member.id, mg=wanted.mg, days=wanted.days)
    here.person = replace(here.member, goal_mg=wanted.mg, goal_days=wanted.days)
    if goal is None:
        return show(here, here.say("goal-off"))
    standing = await progress.of(here)
    return show(here, "\n".join([here.say("goal-set", goal=goals.told(here, goal)), *goals.line(here, standing)]))

"""Closing the account: what goes and what stays, the word that settles it, a day to change one's mind."""

from datetime import datetime, timedelta

from aiogram import F, Router

from bot.context import Here, Method, Reply
from bot.dialogues import State
from bot.handlers import privacy
from bot.hearing import respond
from bot.keyboards import button, rows
from bot.leaving import Erase, way_out
from bot.registry import question
from bot.replying import send, show
from bot.workers import as_methods
from language import formats
from language.phrases import Question, read

WORDS = frozenset(("删除", "delete"))
"""Either settles it, whatever the language."""
PATIENCE = timedelta(minutes=10)
"""A word that comes later than this is no answer: much else may have been said meanwhile."""
_QUOTES = "\"'「」『』“”‘’。.!！ \t\n"

router = Router(name="erase")


@router.callback_query(Erase.filter(F.step == "ask"))
async def ask(_: object, here: Here) -> Reply:
    """What goes, what stays, and the question."""
    here.require_member()
    until = here.services.clock.now() + PATIENCE
    await here.ask({"ask": "erase", "until": until.isoformat()})
    return show(here, here.say("erase-ask"), rows([button(here.say("erase-button-keep"), Erase(step="keep"))]))


@router.callback_query(Erase.filter(F.step == "keep"))
async def keep(_: object, here: Here) -> Reply:
    """No, after all."""
    if here.state is not None and here.state["ask"] == "erase":
        await here.settle()
    return await privacy.home(here)


@router.callback_query(Erase.filter(F.step == "back"))
async def back(_: object, here: Here) -> Reply:
    """The change of mind: from now on everything is as it was."""
    there_was = await here.services.erasure_requests.take_back(here.member.id)
    return show(here, here.say("erase-taken-back" if there_was else "erase-none"))


@question("erase", before=("undo",))
async def answered(here: Here, text: str, state: State) -> Reply:
    """The word, or anything else, which ends the question."""
    await here.settle()
    now = here.services.clock.now()
    if now > datetime.fromisoformat(str(state["until"])):
        return None
    if text.strip(_QUOTES).casefold() in WORDS:
        return await _planned(here)
    cancelled: Method = send(here, here.say("erase-not"))
    reading = read(text, here.today, here.services.vocabulary)
    # "Metro" alone asks how far, whatever was asked before.
    return [cancelled, *as_methods(await respond(here, reading))] if isinstance(reading, Question) else cancelled


async def _planned(here: Here) -> Method:
    due_at = await here.services.erasure_requests.ask(here.member.id)
    due = formats.moment(due_at, here.organisation.zone, here.locale)
    return send(here, here.say("erase-planned", due=due), rows([way_out(here, due_at)]))

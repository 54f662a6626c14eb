"""Sentences: the hot path from what somebody wrote to a receipt, a question, a refusal or a wish."""

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.asking import ask, how_much, kept, unpack_legs
from bot.callbacks import AddDay, Cancel, Other, Pick, PickKind, Stops, Stored, from_base36, read_day, read_legs
from bot.context import ButtonOutdated, Here, Reply
from bot.dialogues import State
from bot.filters import Sentence
from bot.hearing import hear, respond
from bot.recording import record
from bot.registry import question
from bot.replying import show
from kernel.clock import local_date
from kernel.errors import Param
from language.phrases import Activities, Choice, Leg, Question, Refusal, answer, days_to_offer

router = Router(name="sentences")


@router.message(Sentence())
async def heard(message: Message, here: Here) -> Reply:
    """Anything written in a private chat that is no command."""
    assert message.text is not None
    return await hear(here, message.text, forwarded=message.forward_origin is not None)


@router.message(Command("log"), F.chat.type == "private")
async def logged(message: Message, here: Here, command: CommandObject) -> Reply:
    """`/log metro 12 km`, or `/log` alone for the question how."""
    if command.args:
        return await hear(here, command.args)
    here.require_settled()
    return await ask(here, _how(here, here.today))


@router.callback_query(AddDay.filter())
async def add_day(_: object, here: Here, callback_data: AddDay) -> Reply:
    """Something for a day before: how did you travel?"""
    day = read_day(callback_data.day)
    if day not in days_to_offer(local_date(here.services.clock.now(), here.organisation.zone)):
        raise ButtonOutdated
    here.callback_id, pressed = None, here.callback_id
    asked = await ask(here, _how(here, day))
    here.callback_id = pressed
    return asked


@question("question")
async def answered(here: Here, text: str, state: State) -> Reply:
    """A number or a way that completes the open question."""
    reading = answer(text, kept(state), here.today, here.services.vocabulary)
    if isinstance(reading, Activities | Question | Refusal):
        return await respond(here, reading)
    return None


@router.callback_query(Pick.filter())
async def picked(_: object, here: Here, callback_data: Pick) -> Reply:
    """A choice under a question: its legs are recorded, once however often it is pressed."""
    await here.settle()
    return await record(
        here,
        read_legs(callback_data.legs),
        origin=from_base36(callback_data.origin),
        first_leg=callback_data.leg,
        another=callback_data.how == "a",
        review=callback_data.how == "r",
    )


@router.callback_query(Stored.filter())
async def picked_stored(_: object, here: Here, callback_data: Stored) -> Reply:
    """A choice that was too long for its button."""
    state = here.state
    if state is None or state["ask"] != "question" or callback_data.number >= len(state["stored"]):
        raise ButtonOutdated
    code, legs = state["stored"][callback_data.number]
    await here.settle()
    return await record(here, unpack_legs(legs), origin=int(state["origin"]), review=code == "review")


@router.callback_query(PickKind.filter())
async def picked_kind(_: object, here: Here, callback_data: PickKind) -> Reply:
    """The way, or the material, that was missing."""
    word = here.services.vocabulary.words.get(callback_data.kind)
    if word is None:
        raise ButtonOutdated
    origin, day = from_base36(callback_data.origin), read_day(callback_data.day)
    legs, instead = _others(here)
    if not callback_data.quantity:
        return await ask(here, how_much(word.kind, here, day, legs, instead), origin=origin)
    asked = Question(
        "which_kind", quantity=callback_data.quantity, unit=word.unit, occurred_on=day, legs=legs, instead=instead
    )
    return await respond(here, answer(word.forms_zh[0], asked, here.today, here.services.vocabulary), origin=origin)


@router.callback_query(Other.filter())
async def in_words(_: object, here: Here) -> Reply:
    """None of the buttons: the question stays open for words."""
    if here.state is None or here.state["ask"] != "question":
        raise ButtonOutdated
    return show(here, here.say("kind-in-words"))


@router.callback_query(Stops.filter())
async def stops(_: object, here: Here, callback_data: Stops) -> Reply:
    """It was stops: kilometres are asked for, because nobody's stops are guessed."""
    word = here.services.vocabulary.words.get(callback_data.kind)
    if word is None:
        raise ButtonOutdated
    params: dict[str, Param] = {"kind": word.kind, "number": 0}
    day = read_day(callback_data.day)
    return await ask(here, Question("stops_to_km", params, (), word.kind, None, word.unit, day, *_others(here)))


@router.callback_query(Cancel.filter())
async def cancelled(_: object, here: Here, callback_data: Cancel) -> Reply:
    """Nothing is recorded."""
    await here.settle()
    return show(here, here.say("record-same-ignored" if callback_data.same else "choice-cancelled"))


def _others(here: Here) -> tuple[tuple[Leg, ...], str | None]:
    """The other legs of the sentence that raised the open question, and what it said would have been used instead."""
    if here.state is None or here.state["ask"] != "question":
        return (), None
    asked = kept(here.state)
    return asked.legs, asked.instead


def _how(here: Here, day: date) -> Question:
    words = here.services.vocabulary.words.values()
    ways = tuple(Choice("kind", kind=word.kind) for word in words if word.unit == "m" and word.counts)
    return Question("which_kind", {}, ways, unit="m", occurred_on=day)

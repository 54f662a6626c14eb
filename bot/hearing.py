"""Hearing a sentence: read it, and lead it to a receipt, a question, a refusal or a wish."""

from bot import placing
from bot.asking import ask, how_much, keep
from bot.context import Here, Reply
from bot.keyboards import menu
from bot.recording import record
from bot.registry import OPENINGS, QUESTIONS, TAKEN_BEFORE, TAKES_ACTS, WISHES
from bot.replying import send, show
from language.phrases import Activities, Choice, Intent, Question, Reading, Refusal, Unclear, read

LONGEST_PREFIX = 2
WRONG_UNITS = frozenset(("unit_mismatch", "unit_not_known"))
"""The kind was understood, so a number in its own unit may follow."""
UNSETTLED = frozenset(("erase",))
"""Open questions that are answered before a region is known: whoever wants to go names none."""
OWN_END = frozenset(("held", "erase"))
"""What waits unasked, and the question that says by itself what its end means."""
ENDS = frozenset(("取消", "算了", "不用了", "cancel", "cancel that", "never mind", "nevermind"))
"""Said while a question is open they are about the question; else "cancel" takes back the last record."""


async def hear(here: Here, text: str, *, forwarded: bool = False) -> Reply:
    """Reads a sentence and answers it; a sentence that records always records, whatever question is open.

    forwarded: somebody's words were passed on, perhaps somebody else's; they are asked about first.
    """
    if here.state is None or here.state["ask"] not in UNSETTLED:
        here.require_settled()
    if here.state is not None and here.state["ask"] not in OWN_END and text.strip(" .。!！").casefold() in ENDS:
        await here.settle()
        return send(here, here.say("question-ended"), menu(here))
    reading = read(text, here.today, here.services.vocabulary)
    if forwarded and isinstance(reading, Activities):
        leg = reading.legs[0]
        choices = (Choice("record", reading.legs), Choice("cancel"))
        return await ask(here, Question("did_you_mean", {}, choices, leg.kind, None, leg.unit, leg.occurred_on))
    if here.state is not None and _may_answer(reading, here.state["ask"]):
        take = QUESTIONS.get(here.state["ask"])
        reply = None if take is None else await take(here, text, here.state)
        if reply is not None:
            return reply
    here.require_settled()
    if isinstance(reading, Unclear):
        told = await placing.name_place(here, text)
        if told is not None:
            return told
    return await respond(here, reading)


def _may_answer(reading: Reading, ask: str) -> bool:
    """Whether a sentence is offered to the open question before it is taken for itself."""
    if isinstance(reading, Intent):
        return reading.name in TAKEN_BEFORE.get(ask, ())
    if isinstance(reading, Activities):
        return ask in TAKES_ACTS
    return not isinstance(reading, Refusal)


async def respond(here: Here, reading: Reading, *, origin: int | None = None) -> Reply:
    """What a reading leads to."""
    if isinstance(reading, Activities):
        await here.settle()
        return await record(here, reading.legs, notes=reading.notes, origin=origin)
    if isinstance(reading, Question):
        return await ask(here, reading, origin=origin)
    if isinstance(reading, Refusal):
        if reading.code in WRONG_UNITS:
            await here.ask(keep(how_much(str(reading.params["kind"]), here), here.update_id, ()))
        return show(here, here.replies.refusal(reading))
    if isinstance(reading, Intent) and reading.name in WISHES:
        await here.settle()
        return await WISHES[reading.name](here, reading.params)
    return send(here, here.say("unclear"), menu(here))


async def resume(here: Here, text: str) -> Reply:
    """Takes up what was said before the person had agreed: a sentence, or a link that they came by."""
    if not text.startswith("/start "):
        return await hear(here, text)
    payload = text.removeprefix("/start ").strip()
    opening = OPENINGS.get(payload[:LONGEST_PREFIX])
    return None if opening is None else await opening(here, payload)

"""Undo and correction: by the button under a record, by /undo, or in plain words."""

from collections.abc import Mapping
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from accounts import organisations
from actions import own
from actions.commands import ActionFinal, Receipt, UndoTooLate
from bot import progress, receipts, shown
from bot.asking import QUICK
from bot.callbacks import OnAction
from bot.context import Here, Method, Reply
from bot.dialogues import State
from bot.keyboards import button, grid, rows
from bot.registry import question, wish
from bot.replying import say_again, send, show
from bot.workers import as_methods
from kernel.errors import Param
from kernel.ids import parse
from kernel.units import BaseUnit
from language.phrases import Activities, Question, Refusal, answer

router = Router(name="amending")
_SEARCHED = 20


@router.callback_query(OnAction.filter(F.what == "u"))
async def undo_this(query: CallbackQuery, here: Here, callback_data: OnAction) -> Reply:
    """The undo button; where a message holds several, the others stay."""
    receipt = await record_of(here, callback_data.id)
    others = _others(query, callback_data)
    if not others or receipt.status == "reversed":
        return await undo(here, receipt)
    told = as_methods(await undo(replace(here, callback_id=None), receipt))
    assert here.message_id is not None, "its buttons were read"
    return [
        EditMessageReplyMarkup(chat_id=here.chat_id, message_id=here.message_id, reply_markup=rows(*others)),
        *told,
    ]


def _others(query: CallbackQuery, pressed: OnAction) -> list[list[InlineKeyboardButton]]:
    """The undo buttons of the other records of a message."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    undo_of = f"{OnAction.__prefix__}:u:"
    return [
        row
        for row in (markup.inline_keyboard if markup else [])
        if (row[0].callback_data or "").startswith(undo_of) and row[0].callback_data != pressed.pack()
    ]


@router.message(Command("undo"), F.chat.type == "private")
async def undo_command(_: object, here: Here) -> Reply:
    """`/undo`."""
    return await undo_last(here, {})


@wish("undo")
async def undo_last(here: Here, _: Mapping[str, Param]) -> Reply:
    """Takes back the latest record that still stands."""
    latest = await latest_of(here, _SEARCHED)
    standing = next((one for one in latest if one.status != "reversed" and one.evidence == "self_reported"), None)
    if standing is None:
        return send(here, here.say("undo-nothing"))
    return await undo(here, standing)


async def undo(here: Here, receipt: Receipt) -> Reply:
    """Reverses a record, or offers the correction once the ten minutes are over."""
    if receipt.status == "reversed":
        return say_again(here, here.say("undo-already"))
    try:
        await here.services.corrector.undo(own.issuer_of(receipt), here.member.id, receipt.action_id)
    except UndoTooLate:
        keyboard = rows([button(here.say("undo-button-correct"), receipts.on("c", receipt))])
        return send(here, here.say("undo-too-late"), keyboard if receipt.unit in ("m", "g") else None)
    except ActionFinal:
        return send(here, here.say("bot-final"))
    return show(here, _about(here, receipt, "undo-done"))


def _about(here: Here, receipt: Receipt, code: str) -> str:
    return f"{here.say('bot-about-record', **shown.described(here, receipt))}\n{here.say(code)}"


@wish("correct")
async def correct_words(here: Here, _: Mapping[str, Param]) -> Reply:
    """ "Make it 15 km" without saying which record: the latest is offered, or how to do it."""
    latest = await latest_of(here, 1)
    if not latest or latest[0].status == "reversed" or latest[0].unit not in ("m", "g"):
        return send(here, here.say("correct-how"))
    return await ask_change(here, latest[0])


@router.callback_query(OnAction.filter(F.what == "c"))
async def change_this(_: object, here: Here, callback_data: OnAction) -> Reply:
    """The change button: asks for the right number."""
    receipt = await record_of(here, callback_data.id)
    return await ask_change(here, receipt)


async def ask_change(here: Here, receipt: Receipt) -> Method:
    """Asks for the right number, as a new message: the receipt stays where it is."""
    await here.ask({"ask": "change", "action": receipt.public_id})
    offers = [
        button(shown.amount(here, quantity, receipt.unit), receipts.on("s", receipt, quantity))
        for quantity in QUICK[receipt.unit]
        if quantity != receipt.quantity
    ]
    params = shown.described(here, receipt)
    text = here.say("correct-ask", title=params["title"], quantity=params["quantity"])
    return send(here, text, rows(*grid(offers, 3)))


@router.callback_query(OnAction.filter(F.what == "s"))
async def set_this(_: object, here: Here, callback_data: OnAction) -> Reply:
    """A number that was offered."""
    return await _change(here, await record_of(here, callback_data.id), callback_data.quantity)


@question("change")
async def change_typed(here: Here, text: str, state: State) -> Reply:
    """A number that was typed; in the record's own unit."""
    receipt = await record_of(here, str(state["action"])[4:])
    unit: BaseUnit = receipt.unit  # type: ignore[assignment]
    code = "how_far" if unit == "m" else "how_heavy"
    asked = Question(code, kind=receipt.kind, unit=unit, occurred_on=receipt.occurred_on)
    reading = answer(text, asked, here.today, here.services.vocabulary)
    if isinstance(reading, Activities) and len(reading.legs) == 1 and reading.legs[0].kind == receipt.kind:
        return await _change(here, receipt, reading.legs[0].quantity)
    if isinstance(reading, Question | Refusal):
        params = shown.described(here, receipt)
        return send(here, here.say("correct-ask", title=params["title"], quantity=params["quantity"]))
    return None


async def _change(here: Here, before: Receipt, quantity: int) -> Reply:
    await here.settle()
    if quantity == before.quantity and before.status != "reversed":
        return show(here, here.say("correct-same", **shown.described(here, before)))
    try:
        after = await here.services.corrector.change_quantity(
            own.issuer_of(before), here.member.id, before.action_id, quantity
        )
    except ActionFinal:
        return show(here, here.say("bot-final"))
    standing = await progress.of(here)
    lines = [
        here.say("correct-done", before=_brief(here, before), after=_brief(here, after)),
        receipts.told(await beside(here, after), after, standing),
    ]
    return show(here, "\n".join(lines), receipts.buttons(here, [after]))


def _brief(here: Here, receipt: Receipt) -> str:
    params = shown.described(here, receipt)
    return f"{params['quantity']} · {params['grams']}"


async def record_of(here: Here, ident: str) -> Receipt:
    """The person's own record behind a button, whichever log it is in; raises `MalformedId` and `ActionUnknown`."""
    async with here.services.database.work(person_id=here.member.id) as connection:
        return await own.find(connection, here.member, parse("act", f"act_{ident}"))


async def beside(here: Here, receipt: Receipt) -> Here:
    """The same as seen from the organisation in whose log the record stands: its methods and name are the record's."""
    if receipt.log_id == here.log_id:
        return here
    async with here.services.database.work() as connection:
        return replace(here, organisation=await organisations.find(connection, own.issuer_of(receipt)))


async def latest_of(here: Here, most: int, before: Receipt | None = None) -> list[Receipt]:
    """The person's latest records in all of their logs, newest first; before: older than that one."""
    async with here.services.database.work(person_id=here.member.id) as connection:
        return await own.recent(connection, here.member, most, before)

"""/adjust: an admin proposes to correct or reverse a record, somebody else confirms; and what waits for the second one."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from accounts.permissions import ACTS_ADJUST, ACTS_CONFIRM
from actions import balances, looking
from actions.adjusting import REASONS, Proposed, Wanted
from actions.commands import Receipt
from bot import shown
from bot.callbacks import read_uuid
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import send, show
from kernel.ids import parse, public
from privacy import access

router = Router(name="adjusting")
ASK_QUANTITY, ASK_COMMENT = "adjust_quantity", "adjust_comment"
MOST_LISTED = 20
_LONGEST_NUMBER = 10
REVERSE = -1


class Adjust(CallbackData, prefix="aj"):
    """What is to become of `act_…` without its prefix.  what: r reverse, q another quantity, or a reason's number.

    to: the quantity that goes with a reason; -1 reverses.
    """

    what: str
    id: str
    to: int = REVERSE


class Proposal(CallbackData, prefix="ap"):
    """Something with a proposal, 32 hex digits.  what: s show, c confirm, d decline, w withdraw."""

    what: str
    id: str


@router.message(Command("adjust"), F.chat.type == "private")
async def adjust_command(_: object, here: Here, command: CommandObject) -> Reply:
    """`/adjust` lists what waits; `/adjust act_…` begins a proposal.  Raises `RoleMissing`, `MalformedId`."""
    if command.args:
        return await _begin(here, command.args.strip())
    found = await here.services.adjusting.waiting(here.member.org_id, here.member)
    lines = [here.say("adjust-home", count=len(found)), *(_brief(here, one) for one in found[:MOST_LISTED])]
    choices = [button(_brief(here, one), _of("s", one)) for one in found[:MOST_LISTED]]
    return send(here, "\n".join(lines), rows(*([one] for one in choices)))


async def _begin(here: Here, public_id: str) -> Method:
    here.member.require(ACTS_ADJUST)
    receipt = await _record(here, parse("act", public_id))
    what = [button(here.say(f"adjust-button-{name}"), _on(name[0], receipt)) for name in ("reverse", "quantity")]
    return send(here, here.say("adjust-act", **_told(here, receipt)), rows(what))


@router.callback_query(Adjust.filter())
async def wanted(_: object, here: Here, callback_data: Adjust) -> Reply:
    """A step of a proposal: what, why; the words are asked last.  Raises `RoleMissing`."""
    here.member.require(ACTS_ADJUST)
    receipt = await _record(here, parse("act", f"act_{callback_data.id}"))
    what = callback_data.what
    if what == "r":
        return show(here, here.say("adjust-why"), _why(here, receipt, REVERSE))
    if what == "q":
        await here.ask({"ask": ASK_QUANTITY, "act": receipt.public_id})
        return show(here, here.say("adjust-quantity", **_told(here, receipt)))
    if not what.isdecimal() or int(what) >= len(REASONS):
        raise ButtonOutdated
    await here.ask({"ask": ASK_COMMENT, "act": receipt.public_id, "reason": REASONS[int(what)], "to": callback_data.to})
    return show(here, here.say("adjust-comment"))


@question(ASK_QUANTITY)
async def quantity_typed(here: Here, text: str, state: State) -> Reply:
    """The right quantity, a whole number of the record's base unit."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER):
        return None
    receipt = await _record(here, parse("act", str(state["act"])))
    await here.settle()
    return send(here, here.say("adjust-why"), _why(here, receipt, int(typed)))


@question(ASK_COMMENT, before=("thanks", "hello", "correct", "undo"))
async def comment_typed(here: Here, text: str, state: State) -> Reply:
    """The words that go with it; then the proposal stands."""
    action_id = parse("act", str(state["act"]))
    to = int(state["to"])
    wish = Wanted(None if to == REVERSE else to, str(state["reason"]), text)
    await here.settle()
    made = await here.services.adjusting.propose(here.member.org_id, here.member, action_id, wish)
    return send(here, here.say("adjust-proposed", until=made.expires_at.date(), what=_brief(here, made)))


@router.callback_query(Proposal.filter())
async def proposal(_: object, here: Here, callback_data: Proposal) -> Reply:
    """A proposal: shown, confirmed, declined or withdrawn.  Raises `ApprovalDecided` for who was slower."""
    adjusting, org_id, member = here.services.adjusting, here.member.org_id, here.member
    what, ident = callback_data.what, read_uuid(callback_data.id)
    if what == "c":
        receipt = await adjusting.confirm(org_id, member, ident)
        return show(here, here.say("adjust-done", **_told(here, receipt)))
    if what in ("d", "w"):
        await adjusting.refuse(org_id, member, ident, "declined" if what == "d" else "withdrawn")
        return show(here, here.say("adjust-declined" if what == "d" else "adjust-withdrawn"))
    member.require(ACTS_CONFIRM)
    found = [one for one in await adjusting.waiting(org_id, member) if one.id == ident]
    if what != "s" or not found:
        raise ButtonOutdated
    one = found[0]
    text = here.say(
        "adjust-one",
        what=_brief(here, one),
        reason=here.say("adjust-reason", reason=one.reason),
        comment=one.comment or "—",
        until=one.expires_at.date(),
    )
    names = ("withdraw",) if one.own else ("confirm", "decline")
    return show(here, text, rows([button(here.say(f"adjust-button-{name}"), _of(name[0], one)) for name in names]))


async def _record(here: Here, action_id: UUID) -> Receipt:
    org_id = here.member.org_id
    look = access.Look(here.services.clock.now(), "admin", "act", "adjustment")
    async with here.services.database.work(org_id) as connection:
        found = await balances.find(connection, public("log", org_id), action_id)
        await looking.note_act(connection, org_id, here.member.id, action_id, look)
    return found


def _why(here: Here, receipt: Receipt, to: int) -> InlineKeyboardMarkup:
    labels = [
        button(here.say("adjust-reason", reason=reason), _on(str(number), receipt, to))
        for number, reason in enumerate(REASONS)
    ]
    return rows(*grid(labels, 2))


def _on(what: str, receipt: Receipt, to: int = REVERSE) -> Adjust:
    return Adjust(what=what, id=receipt.public_id[4:], to=to)


def _of(what: str, one: Proposed) -> Proposal:
    return Proposal(what=what, id=one.id.hex)


def _told(here: Here, receipt: Receipt) -> dict[str, str]:
    return {
        "title": shown.title(here, receipt.kind),
        "quantity": shown.amount(here, receipt.quantity, receipt.unit, receipt.kind),
        "grams": shown.mass(here, receipt.reduction_mg),
        "unit": receipt.unit,
    }


def _brief(here: Here, one: Proposed) -> str:
    told = _told(here, one.receipt)
    told.pop("unit")
    if one.quantity is None:
        return here.say("adjust-brief-reverse", **told)
    to = shown.amount(here, one.quantity, one.receipt.unit, one.receipt.kind)
    return here.say("adjust-brief-correct", **told, to=to)

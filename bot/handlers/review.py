"""/review: one act after the other, its person unnamed; what partners signed, released together; and second thoughts."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageReplyMarkup, SendPhoto
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions import balances, looking
from actions.commands import ActionFinal, Receipt
from actions.review import REASONS, ReviewItem
from bot import shown, weeks
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.handlers.organiser import Desk, require_reviewer
from bot.keyboards import button, grid, rows
from bot.registry import wish
from bot.replying import bare, send, show
from kernel.errors import Param
from kernel.ids import parse
from privacy import access

router = Router(name="review")
MOST = 50
_LABELS = {
    "duplicate": "review-button-duplicate",
    "unreadable": "review-button-unreadable",
    "not_this_item": "review-button-not-this",
    "other": "review-button-other",
}
_WARNED = {"overlap": "overlap", "daily_cap": "over_cap"}


class Judge(CallbackData, prefix="rv"):
    """A decision about `act_…` without its prefix: a approve, r ask why to reject, s skip, or the reason's number."""

    what: str
    id: str


class Release(CallbackData, prefix="rb"):
    """Everything that partners signed; sure 0 asks first."""

    sure: int


@router.message(Command("review"), F.chat.type == "private")
async def review_command(_: object, here: Here, command: CommandObject) -> Reply:
    """`/review`; with `act_…` the act of that id, which may have been released before."""
    return await one(here, command.args.strip()) if command.args else await review(here, {})


@wish("review")
async def review(here: Here, _: Mapping[str, Param]) -> Reply:
    """The first of what waits."""
    refused = require_reviewer(here)
    return refused if refused is not None else await _next(here, None)


@router.callback_query(Desk.filter(F.page == "review"))
async def from_desk(_: object, here: Here) -> Reply:
    """The same from the organiser's desk."""
    return await review(replace(here, callback_id=None), {})


async def one(here: Here, public_id: str) -> Reply:
    """An act by its id, to be rejected after all; raises `MalformedId`, `ActionUnknown`."""
    refused = require_reviewer(here)
    if refused is not None:
        return refused
    act = await _found(here, parse("act", public_id))
    await _noted(here, act.action_id, "act")
    text = here.say(
        "review-one",
        icon=shown.icon(here, act.kind),
        title=shown.title(here, act.kind),
        quantity=shown.amount(here, act.quantity, act.unit, act.kind),
        day=act.occurred_on,
        evidence=shown.letter(here, act.evidence),
        grams=shown.mass(here, act.reduction_mg),
        status=act.status,
    )
    return send(here, text, None if act.status == "reversed" else _after_all(here, act.public_id))


async def _noted(here: Here, action_id: UUID, what: str) -> None:
    """The person whose act is shown is told, where they look for it, that a reviewer saw it."""
    look = access.Look(here.services.clock.now(), "reviewer", what, "review")
    async with here.services.database.work(here.organisation.id) as connection:
        await looking.note_act(connection, here.organisation.id, here.member.id, action_id, look)


async def _found(here: Here, ident: UUID) -> Receipt:
    async with here.services.database.work(here.organisation.id) as connection:
        return await balances.find(connection, here.log_id, ident)


def _after_all(here: Here, public_id: str) -> InlineKeyboardMarkup:
    """The way back from an approval."""
    return rows([button(here.say("review-button-after-all"), Judge(what="r", id=public_id[4:]), style="danger")])


async def _next(here: Here, after: UUID | None) -> list[Method]:
    """The item that follows `after` in the queue, or the first; always a new message below what was decided."""
    beneath = replace(here, callback_id=None)
    queue = await here.services.reviewing.queue(here.organisation.id, here.member, MOST)
    known = [item.action_id for item in queue]
    place = known.index(after) + 1 if after in known else 0
    if place < len(queue):
        return [await _item(beneath, queue[place], place + 1, len(queue))]
    acts, _grams = await _releasable(here)
    empty = "review-home" if acts or queue else "review-empty"
    return [send(beneath, beneath.say(empty), rows(_bulk(beneath, acts)) if acts else None)]


async def _item(here: Here, item: ReviewItem, number: int, total: int) -> Method:
    await _noted(here, item.action_id, "act" if item.file_id is None else "photo")
    text = here.say(
        "review-item",
        number=number,
        total=total,
        icon=shown.icon(here, item.kind),
        title=shown.title(here, item.kind),
        quantity=shown.amount(here, item.quantity, item.unit, item.kind),
        day=item.occurred_on,
        evidence=shown.letter(here, item.evidence),
        grams=here.say("review-worth", grams=shown.mass(here, item.worth_mg)),
        checks=" · ".join(_checks(here, item)),
    )
    acts, _grams = await _releasable(here)
    keyboard = _buttons(here, item, acts)
    if item.file_id is None:
        return send(here, text, keyboard)
    return SendPhoto(chat_id=here.chat_id, photo=item.file_id, caption=text, reply_markup=keyboard)


def _checks(here: Here, item: ReviewItem) -> list[str]:
    """What the machine saw: warnings first."""
    lines = [
        here.say("review-check-warned", check=here.say("review-check", check=check))
        for reason, check in _WARNED.items()
        if reason in item.reasons
    ]
    if "overlap" not in item.reasons:
        lines.append(here.say("review-check-passed", check=here.say("review-check", check="no_overlap")))
    if "asked" in item.reasons:
        lines.append(here.say("review-check-asked"))
    if item.file_id is not None:
        lines.append(here.say("review-check-photo"))
    signed = "partner_signed" if item.evidence == "attested" else "self_reported"
    return [*lines, here.say("review-check", check=signed)]


def _buttons(here: Here, item: ReviewItem, releasable: int) -> InlineKeyboardMarkup:
    ident = item.public_id[4:]
    return rows(
        [
            button(here.say("review-button-approve"), Judge(what="a", id=ident), style="success"),
            button(here.say("review-button-reject"), Judge(what="r", id=ident), style="danger"),
            button(here.say("review-button-skip"), Judge(what="s", id=ident)),
        ],
        _bulk(here, releasable) if releasable else [],
    )


def _bulk(here: Here, acts: int) -> list[InlineKeyboardButton]:
    return [button(here.say("review-button-bulk", count=acts), Release(sure=0))]


@router.callback_query(Judge.filter(F.what == "a"))
async def approve(_: object, here: Here, callback_data: Judge) -> Reply:
    """Accepted: counted, and verified where there is evidence."""
    ident = parse("act", f"act_{callback_data.id}")
    try:
        receipt = await here.services.reviewing.approve(here.organisation.id, here.member, ident)
    except ActionFinal:
        return [*bare(here), send(here, here.say("review-taken")), *await _next(here, None)]
    code = "review-approved" if receipt.status == "verified" else "review-approved-counted"
    said = send(here, here.say(code, grams=shown.mass(here, receipt.reduction_mg)), _after_all(here, receipt.public_id))
    return [*bare(here), said, *await _next(here, None)]


@router.callback_query(Judge.filter(F.what == "r"))
async def ask_why(_: object, here: Here, callback_data: Judge) -> Reply:
    """The reasons, under the same item."""
    if here.message_id is None:
        raise ButtonOutdated
    reasons = [
        button(here.say(_LABELS[reason]), Judge(what=str(number), id=callback_data.id))
        for number, reason in enumerate(REASONS)
    ]
    keyboard = rows(*grid(reasons, 2), [button(here.say("review-button-skip"), Judge(what="s", id=callback_data.id))])
    return EditMessageReplyMarkup(chat_id=here.chat_id, message_id=here.message_id, reply_markup=keyboard)


@router.callback_query(Judge.filter(F.what.in_({str(number) for number in range(len(REASONS))})))
async def reject(_: object, here: Here, callback_data: Judge) -> Reply:
    """Rejected with a reason, verified or not: reversed, and the person is told."""
    ident, reason = parse("act", f"act_{callback_data.id}"), REASONS[int(callback_data.what)]
    before = await _found(here, ident)
    try:
        await here.services.reviewing.reject(here.organisation.id, here.member, ident, reason)
    except ActionFinal:
        return [*bare(here), send(here, here.say("review-taken")), *await _next(here, None)]
    said = send(here, here.say("review-rejected", grams=shown.mass(here, before.reduction_mg)))
    return [*bare(here), said, *await _next(here, None)]


@router.callback_query(Judge.filter(F.what == "s"))
async def skip(_: object, here: Here, callback_data: Judge) -> Reply:
    """The one after it; this one waits on."""
    return [*bare(here), *await _next(here, parse("act", f"act_{callback_data.id}"))]


async def _releasable(here: Here) -> tuple[int, int]:
    return await here.services.reviewing.releasable(here.organisation.id, here.member, weeks.today(here))


@router.callback_query(Release.filter())
async def release(_: object, here: Here, callback_data: Release) -> Reply:
    """Asks once, then verifies everything that partners signed, own and own team's left out."""
    refused = require_reviewer(here)
    if refused is not None:
        return refused
    acts, milligrams = await _releasable(here)
    grams = shown.mass(here, milligrams)
    if not callback_data.sure and acts:
        keyboard = rows([button(here.say("review-button-bulk-yes"), Release(sure=1), style="success")])
        return send(here, here.say("review-bulk-ask-all", count=acts, grams=grams), keyboard)
    done = await here.services.reviewing.release_attested(here.organisation.id, here.member, weeks.today(here))
    return [show(here, here.say("review-bulk-done", count=done, grams=grams)), *await _next(here, None)]

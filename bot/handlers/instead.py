"""What would have been used instead: the list under a record, the correction, and one's usual way from then on."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.methods import EditMessageReplyMarkup

from accounts import people
from actions import instead, own
from actions.commands import ActionFinal, Receipt
from bot import alternatives, progress, receipts, shown
from bot.alternatives import Forget, Instead, Usual, mode_name
from bot.callbacks import OnAction, Privacy
from bot.context import ButtonOutdated, Here, Reply
from bot.handlers.amending import beside, record_of
from bot.keyboards import button, grid, rows
from bot.replying import say_again, send, show
from methodologies.kinds import MODES, ModeUnknown

router = Router(name="instead")


@router.callback_query(OnAction.filter(F.what == "i"))
async def ask_mode(_: object, here: Here, callback_data: OnAction) -> Reply:
    """Shows the modes in the place of the record's other buttons."""
    receipt = await record_of(here, callback_data.id)
    if not alternatives.changeable(receipt):
        return say_again(here, here.say("bot-final"))
    if not alternatives.question(here, receipt):
        raise ButtonOutdated
    return _buttons(here, receipt, choosing=True)


@router.callback_query(OnAction.filter(F.what == "k"))
async def back(_: object, here: Here, callback_data: OnAction) -> Reply:
    """The record's own buttons again."""
    return _buttons(here, await record_of(here, callback_data.id), choosing=False)


def _buttons(here: Here, receipt: Receipt, *, choosing: bool) -> Reply:
    assert here.message_id is not None, "a button was pressed"
    keyboard = alternatives.modes(here, receipt) if choosing else receipts.buttons(here, [receipt])
    return EditMessageReplyMarkup(chat_id=here.chat_id, message_id=here.message_id, reply_markup=keyboard)


@router.callback_query(Instead.filter(F.always == 0))
async def take_mode(_: object, here: Here, callback_data: Instead) -> Reply:
    """Corrects the record by a new entry, and offers to do so always."""
    before = await record_of(here, callback_data.id)
    mode = callback_data.mode
    try:
        after = await here.services.corrector.change_instead(
            own.issuer_of(before), here.member.id, before.action_id, mode
        )
    except ActionFinal:
        return say_again(here, here.say("bot-final"))
    except ModeUnknown:
        raise ButtonOutdated from None
    standing = await progress.of(here)
    lines = [receipts.told(await beside(here, after), after, standing)]
    if after != before:
        done = here.say("correct-done", before=_brief(here, before), after=_brief(here, after))
        lines.insert(0, done)
    keyboard = receipts.buttons(here, [after])
    if here.member.usual_mode != mode:
        label = here.say("instead-button-always", mode=mode_name(here, mode))
        always = button(label, Instead(id=callback_data.id, mode=mode, always=1))
        keyboard = rows([always], *keyboard.inline_keyboard)
    return show(here, "\n".join(lines), keyboard)


def _brief(here: Here, receipt: Receipt) -> str:
    mode = instead.mode_of(here.services.catalogue, receipt)
    grams = shown.mass(here, receipt.reduction_mg)
    return grams if mode is None else f"{mode_name(here, mode)} · {grams}"


@router.callback_query(Instead.filter(F.always == 1))
async def always(_: object, here: Here, callback_data: Instead) -> Reply:
    """Keeps the mode as the person's usual way; the records that stand stay as they are."""
    mode = callback_data.mode
    if mode not in MODES:
        raise ButtonOutdated
    receipt = await record_of(here, callback_data.id)
    told = mode_name(here, mode)
    if here.member.usual_mode == mode and here.attempt == 1:
        return say_again(here, here.say("instead-always-already", mode=told))
    await _keep(here, mode)
    forget = rows([button(here.say("instead-button-forget"), Forget())])
    restored = _buttons(here, receipt, choosing=False)
    assert isinstance(restored, EditMessageReplyMarkup)
    return [restored, send(here, here.say("instead-always", mode=told), forget)]


@router.callback_query(Forget.filter())
async def forget(_: object, here: Here) -> Reply:
    """No usual way any more."""
    await _keep(here, None)
    return show(here, here.say("instead-forgotten"))


@router.callback_query(Usual.filter(F.mode == "ask"))
async def ask_usual(_: object, here: Here) -> Reply:
    """Which way is usual?  For whoever records nothing by word, a partner's rider for instance."""
    here.require_member()
    choices = [
        button(
            here.say("instead-button-mode", mode=mode_name(here, mode), taken=mode == here.member.usual_mode),
            Usual(mode=mode),
        )
        for mode in MODES
    ]
    last = [button(here.say("instead-button-back"), Privacy(page="home"))]
    if here.member.usual_mode is not None:
        last.append(button(here.say("instead-button-forget"), Forget()))
    return show(here, here.say("instead-usual-ask"), rows(*grid(choices, 2), last))


@router.callback_query(Usual.filter())
async def keep_usual(_: object, here: Here, callback_data: Usual) -> Reply:
    """Keeps a mode as the usual way."""
    mode = callback_data.mode
    if mode not in MODES:
        raise ButtonOutdated
    await _keep(here, mode)
    back = button(here.say("instead-button-back"), Privacy(page="home"))
    return show(here, here.say("instead-always", mode=mode_name(here, mode)), rows([back]))


async def _keep(here: Here, mode: str | None) -> None:
    async with here.services.database.work(here.organisation.id) as connection:
        await people.set_usual_mode(connection, here.member.id, mode)
    here.person = replace(here.member, usual_mode=mode)

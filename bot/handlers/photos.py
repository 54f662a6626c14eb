"""Photos as evidence: put with a record, kept as a reference, looked at by a reviewer only with consent."""

from collections.abc import Sequence
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, PhotoSize, ReplyParameters

from actions import evidence, own
from actions.commands import Receipt
from bot import receipts, shown
from bot.callbacks import OnAction
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.handlers.amending import latest_of, record_of
from bot.hearing import hear
from bot.keyboards import button, rows
from bot.replying import send, show
from bot.workers import as_methods
from language import formats
from privacy.consent import PHOTO_REVIEW

MOST_FILE_BYTES = 20 * 1024 * 1024
"""What Telegram lets a bot fetch (Bot API, getFile)."""
_OFFERED = 4

router = Router(name="photos")


@router.callback_query(OnAction.filter(F.what == "n"))
async def add_proof(_: object, here: Here, callback_data: OnAction) -> Reply:
    """Asks for the photo that proves a record."""
    receipt = await record_of(here, callback_data.id)
    await here.ask({"ask": "proof", "action": receipt.public_id})
    return send(here, here.say("bot-proof-ask", **shown.described(here, receipt)))


@router.message(F.chat.type == "private", F.photo)
async def photo(message: Message, here: Here) -> Reply:
    """A photo: for the record that was named, answered or shown with a button; else the person says for which.

    Words under it are a sentence like any other.
    """
    assert message.photo
    kept = _kept(message.photo)
    named = _named_by_reply(message)
    if named is None and here.state is not None and here.state["ask"] == "proof":
        named = str(here.state["action"])[4:]
    if named is not None:
        return await _with_consent(here, await record_of(here, named), kept)
    said = as_methods(await hear(here, message.caption)) if message.caption else []
    return [*said, await _ask_which(here, kept, message.message_id)]


def _kept(sizes: Sequence[PhotoSize]) -> dict[str, str]:
    """How a photo is found again: Telegram's ids of its largest size."""
    return {"file_id": sizes[-1].file_id, "file_unique_id": sizes[-1].file_unique_id}


def _named_by_reply(message: Message) -> str | None:
    """The record under whose receipt the photo was sent as a reply."""
    markup = message.reply_to_message.reply_markup if message.reply_to_message else None
    for row in markup.inline_keyboard if markup else ():
        for one in row:
            if one.callback_data and one.callback_data.startswith("a:"):
                return OnAction.unpack(one.callback_data).id
    return None


async def _ask_which(here: Here, kept: dict[str, str], message_id: int) -> Method:
    """Asks which record the photo proves, as a reply to it: of several photos each keeps its own question."""
    latest = await latest_of(here, 3 * _OFFERED)
    open_ones = [one for one in latest if one.evidence == "self_reported" and one.status in ("recorded", "corrected")]
    if not open_ones:
        return send(here, here.say("bot-photo-alone"))
    await here.ask({"ask": "photo", **kept})
    buttons = [[button(_line(here, one), receipts.on("f", one))] for one in open_ones[:_OFFERED]]
    which = send(here, here.say("bot-photo-which"), rows(*buttons))
    above = ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
    return which.model_copy(update={"reply_parameters": above})


def _line(here: Here, receipt: Receipt) -> str:
    params = shown.described(here, receipt)
    day = formats.short_day(receipt.occurred_on, here.locale)
    return f"{params['icon']} {params['title']} {params['quantity']} · {day}"


@router.callback_query(OnAction.filter(F.what == "f"))
async def photo_for(query: CallbackQuery, here: Here, callback_data: OnAction) -> Reply:
    """The record to which the photo belongs, or the consent that was missing."""
    state = here.state if here.state is not None and here.state["ask"] == "photo" else {}
    above = query.message.reply_to_message if isinstance(query.message, Message) else None
    kept = _kept(above.photo) if above is not None and above.photo else state
    if not kept:
        raise ButtonOutdated
    receipt = await record_of(here, callback_data.id)
    if state.get("consent") == receipt.public_id:
        await here.services.consents.give(own.issuer_of(receipt), here.member.id, PHOTO_REVIEW)
    return await _with_consent(here, receipt, kept)


async def _with_consent(here: Here, receipt: Receipt, kept: dict[str, Any]) -> Reply:
    """Attaches the photo once a person may look at it: a reviewer of the organisation in whose log the record stands."""
    services, org_id, person = here.services, own.issuer_of(receipt), here.member
    async with services.database.work(org_id) as connection:
        allowed = PHOTO_REVIEW in await services.consents.of(connection, org_id, person.id)
    files = {name: str(kept[name]) for name in ("file_id", "file_unique_id")}
    if not allowed:
        await here.ask({"ask": "photo", "consent": receipt.public_id, **files})
        agree = button(here.say("bot-button-photo-agree"), receipts.on("f", receipt), style="success")
        return show(here, here.say("bot-photo-consent"), rows([agree]))
    async with services.database.work(org_id) as connection:
        fresh = await evidence.attach(
            connection, receipt.log_id, person.id, receipt.action_id, now=services.clock.now(), **files
        )
    await here.settle()
    return show(here, here.say("bot-photo-attached" if fresh else "bot-photo-used", **shown.described(here, receipt)))


@router.message(F.chat.type == "private", F.document)
async def file(message: Message, here: Here) -> Reply:
    """A file keeps what a photo loses, such as the place it was taken: it is not accepted."""
    here.require_member()
    assert message.document is not None
    too_big = (message.document.file_size or 0) > MOST_FILE_BYTES
    return send(here, here.say("error-photo-too-big" if too_big else "bot-send-as-photo"))

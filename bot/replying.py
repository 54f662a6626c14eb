"""Saying the answer: a new message for what somebody wrote, the same message changed for what somebody pressed."""

from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from bot.context import Here, Method

MOST_TEXT = 4096
MOST_CAPTION = 1024
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def send(here: Here, text: str, keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | None = None) -> SendMessage:
    """A new message in the chat, silent; in a group it replies to what was said."""
    assert len(text) <= MOST_TEXT
    answered = here.message_id if not here.private and not here.pressed else None
    return SendMessage(
        chat_id=here.chat_id,
        text=text,
        reply_markup=keyboard,
        disable_notification=True,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=None
        if answered is None
        else ReplyParameters(message_id=answered, allow_sending_without_reply=True),
    )


def show(here: Here, text: str, keyboard: InlineKeyboardMarkup | None = None) -> SendMessage | EditMessageText:
    """The one message of a job: changed in place after a button, else a new one."""
    if not here.pressed or here.message_id is None:
        return send(here, text, keyboard)
    assert len(text) <= MOST_TEXT
    return EditMessageText(
        chat_id=here.chat_id,
        message_id=here.message_id,
        text=text,
        reply_markup=keyboard,
        link_preview_options=_NO_PREVIEW,
    )


def say_again(here: Here, text: str) -> SendMessage | AnswerCallbackQuery:
    """What is said when nothing happened: over the chat for a button (at most 200 characters), else a message."""
    if here.callback_id is None:
        return send(here, text)
    return AnswerCallbackQuery(callback_query_id=here.callback_id, text=text[:200])


def bare(here: Here) -> list[Method]:
    """Takes the buttons off the message that was pressed."""
    if not here.pressed or here.message_id is None:
        return []
    return [EditMessageReplyMarkup(chat_id=here.chat_id, message_id=here.message_id)]


def photo(here: Here, data: bytes, name: str, caption: str, keyboard: InlineKeyboardMarkup | None = None) -> SendPhoto:
    """A picture with its caption."""
    assert len(caption) <= MOST_CAPTION
    return SendPhoto(
        chat_id=here.chat_id,
        photo=BufferedInputFile(data, name),
        caption=caption,
        reply_markup=keyboard,
        disable_notification=True,
    )


def document(here: Here, data: bytes, name: str, caption: str) -> SendDocument:
    """A file with its caption."""
    return SendDocument(
        chat_id=here.chat_id, document=BufferedInputFile(data, name), caption=caption, disable_notification=True
    )

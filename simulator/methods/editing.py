"""Changing and deleting messages the bot has sent."""

from simulator.chats import Chat
from simulator.markup import inline_only
from simulator.methods.contract import Method
from simulator.methods.sending import caption_of, photo_of, text_of
from simulator.simulation import Simulation
from simulator.wire import Json, Parameters, bad_request

DELETABLE_S = 48 * 3600
"""A message can be deleted for this long (Bot API, `deleteMessage`)."""
_CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "reply_markup")


async def edit_message_text(simulation: Simulation, parameters: Parameters) -> Json:
    """Give one of the bot's texts another text; without reply_markup its buttons go."""
    chat, message = _own(simulation, parameters)
    content = text_of(parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _changed(simulation, parameters, chat, message, content, ("text", "entities"))


async def edit_message_caption(simulation: Simulation, parameters: Parameters) -> Json:
    """Give a photo or document another caption."""
    chat, message = _own(simulation, parameters)
    content = caption_of(parameters)
    if "photo" not in message and "document" not in message:
        raise bad_request("there is no caption in the message to edit")
    return _changed(simulation, parameters, chat, message, content, ("caption", "caption_entities"))


async def edit_message_media(simulation: Simulation, parameters: Parameters) -> Json:
    """Put another photo in the place of a photo, document or text."""
    chat, message = _own(simulation, parameters)
    media = parameters.json("media", "can't parse input media JSON object")
    if not isinstance(media, dict) or media.get("type") != "photo":
        raise bad_request("can't parse InputMedia: type must be one of those spoken here: photo")
    inner = Parameters({**media, "photo": media.get("media", "")}, parameters.uploads)
    content = {"photo": await photo_of(simulation, inner, "photo"), **caption_of(inner)}
    return _changed(simulation, parameters, chat, message, content, _CONTENT)


async def edit_message_reply_markup(simulation: Simulation, parameters: Parameters) -> Json:
    """Change or take away the buttons of one message."""
    chat, message = _own(simulation, parameters)
    return _changed(simulation, parameters, chat, message, {}, ())


async def delete_message(simulation: Simulation, parameters: Parameters) -> bool:
    """Delete one message for everyone."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    _delete(simulation, chat, parameters.integer("message_id"))
    return True


async def delete_messages(simulation: Simulation, parameters: Parameters) -> bool:
    """Delete up to 100 messages; those that are not there are passed over."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    ids = parameters.json("message_ids", "can't parse message identifiers JSON object")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100 or not all(isinstance(one, int) for one in ids):
        raise bad_request("message identifiers are not specified")
    for message_id in ids:
        if message_id in chat.messages:
            _delete(simulation, chat, message_id)
    return True


def _own(simulation: Simulation, parameters: Parameters) -> tuple[Chat, Json]:
    if not parameters.text("chat_id") and parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    if not parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = simulation.chats.message(chat, parameters.integer("message_id"), "message to edit")
    if message.get("from", {}).get("id") != simulation.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(
    simulation: Simulation,
    parameters: Parameters,
    chat: Chat,
    message: Json,
    content: Json,
    replaced: tuple[str, ...],
) -> Json:
    markup = inline_only(parameters, private=chat.private)
    fresh = {name: value for name, value in message.items() if name not in (*replaced, "reply_markup", "edit_date")}
    fresh |= content
    if markup is not None:
        fresh["reply_markup"] = markup
    if all(fresh.get(name) == message.get(name) for name in _CONTENT):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message",
        )
    simulation.spend(chat.id)
    fresh["edit_date"] = simulation.chats.now()
    simulation.chats.store(chat, fresh, "edited")
    return fresh


def _delete(simulation: Simulation, chat: Chat, message_id: int) -> None:
    message = simulation.chats.message(chat, message_id, "message to delete")
    own = message.get("from", {}).get("id") == simulation.bot["id"]
    if not own and not chat.private and chat.bot != "administrator":
        raise bad_request("message can't be deleted")
    if simulation.chats.now() - message["date"] > DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
    simulation.chats.delete(chat, message_id)


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}

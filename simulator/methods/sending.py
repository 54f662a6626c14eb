"""Sending: texts, photos, documents, places, actions, reactions, and the answer to a pressed button."""

import asyncio

from simulator.chats import Chat
from simulator.entities import formatted, with_found
from simulator.markup import reply_markup
from simulator.methods.contract import Method
from simulator.simulation import CALLBACK_LIFE_S, Simulation
from simulator.wire import CAPTION_UNITS, TEXT_UNITS, Json, Parameters, bad_request, utf16_length

ALERT_CHARACTERS = 200
_ACTIONS = """
typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location
record_video_note upload_video_note
"""
ACTIONS = frozenset(_ACTIONS.split())
_REACTIONS = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯
🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅
🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
REACTIONS = frozenset(_REACTIONS.split())
"""The emoji a bot may react with (Bot API, `ReactionTypeEmoji`)."""


def text_of(parameters: Parameters) -> Json:
    """The checked text and entities of a call."""
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(parameters, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_of(parameters: Parameters) -> Json:
    """The checked caption and its entities; nothing if there is none."""
    text, entities = _formatted(parameters, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def _formatted(parameters: Parameters, text: str, entities: str) -> tuple[str, list[Json]]:
    given = parameters.json(entities, "can't parse entities JSON object") if entities in parameters.values else None
    body, marked = formatted(parameters.text(text), parameters.text("parse_mode"), given)
    return body, with_found(body, marked)


async def send_message(simulation: Simulation, parameters: Parameters) -> Json:
    """Send a text of 1 to 4096 UTF-16 units."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    return _send(simulation, parameters, chat, text_of(parameters))


async def send_photo(simulation: Simulation, parameters: Parameters) -> Json:
    """Send a picture by upload or by a known file id."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    caption = caption_of(parameters)
    return _send(simulation, parameters, chat, {"photo": await photo_of(simulation, parameters, "photo"), **caption})


async def photo_of(simulation: Simulation, parameters: Parameters, name: str) -> list[Json]:
    """The sizes of the photo that a call brings or names."""
    if upload := parameters.upload(name):
        return await asyncio.to_thread(simulation.files.photo, upload)
    if not parameters.text(name):
        raise bad_request("there is no photo in the request")
    return [simulation.files.resend(parameters.text(name), "photos")]


async def send_document(simulation: Simulation, parameters: Parameters) -> Json:
    """Send a file by upload or by a known file id."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    caption = caption_of(parameters)
    if upload := parameters.upload("document"):
        document = simulation.files.document(upload)
    elif parameters.text("document"):
        document = simulation.files.resend(parameters.text("document"), "documents")
    else:
        raise bad_request("there is no document in the request")
    return _send(simulation, parameters, chat, {"document": document, **caption})


async def send_location(simulation: Simulation, parameters: Parameters) -> Json:
    """Send a place."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    place: Json = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = parameters.number(name)
        if value is None:
            raise bad_request(f"{name} is empty")
        if not abs(value) <= most:
            raise bad_request(f"invalid {name} specified")
        place[name] = value
    accuracy = parameters.number("horizontal_accuracy")
    if accuracy is not None and 0 < accuracy <= 1500:
        place["horizontal_accuracy"] = accuracy
    if live := parameters.integer("live_period"):
        if not 60 <= live <= 86_400 and live != 0x7FFFFFFF:
            raise bad_request("wrong live location period specified")
        place["live_period"] = live
    return _send(simulation, parameters, chat, {"location": place})


def _send(simulation: Simulation, parameters: Parameters, chat: Chat, content: Json) -> Json:
    """Post checked content: the reply it answers, its keyboard, and the limits, which only a good message meets."""
    markup = reply_markup(parameters, private=chat.private)
    reply = _reply_to(simulation, parameters, chat)
    simulation.spend(chat.id)
    if parameters.flag("protect_content"):
        content["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    elif markup is not None:
        chat.keyboard = None if markup.get("remove_keyboard") else markup
        simulation.chats.keep(chat)
    return simulation.chats.post(chat, simulation.bot, {**reply, **content})


def _reply_to(simulation: Simulation, parameters: Parameters, chat: Chat) -> Json:
    reply = parameters.json("reply_parameters", "can't parse reply parameters JSON object")
    if reply is None:
        if not parameters.integer("reply_to_message_id"):
            return {}
        lenient = parameters.flag("allow_sending_without_reply")
        reply = {"message_id": parameters.integer("reply_to_message_id"), "allow_sending_without_reply": lenient}
    if not isinstance(reply, dict) or not isinstance(reply.get("message_id"), int):
        raise bad_request("can't parse reply parameters: can't find field \"message_id\"")
    if reply["message_id"] not in chat.messages and reply.get("allow_sending_without_reply"):
        return {}
    answered = simulation.chats.message(chat, reply["message_id"], "message to be replied")
    return {"reply_to_message": {name: value for name, value in answered.items() if name != "reply_to_message"}}


async def send_chat_action(simulation: Simulation, parameters: Parameters) -> bool:
    """Show that the bot is busy."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    if parameters.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    simulation.feed.publish("action", chat_id=chat.id, action=parameters.text("action"))
    return True


async def set_message_reaction(simulation: Simulation, parameters: Parameters) -> bool:
    """Show at most one emoji under a message; an empty list takes it away."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    simulation.chats.message(chat, message_id, "message to react")
    reaction = parameters.json("reaction", "can't parse reaction types JSON object") or []
    if not isinstance(reaction, list) or not all(isinstance(kind, dict) for kind in reaction):
        raise bad_request("expected an Array of ReactionType")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for kind in reaction:
        emoji = str(kind.get("emoji", "")).replace("\ufe0f", "")
        if kind.get("type") != "emoji" or emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    simulation.chats.react(chat, message_id, int(simulation.bot["id"]), reaction)
    return True


async def answer_callback_query(simulation: Simulation, parameters: Parameters) -> bool:
    """Answer a pressed button, once and in time."""
    callback_id = parameters.text("callback_query_id")
    callback = simulation.callbacks.get(callback_id)
    stale = callback is None or callback.answer is not None or simulation.chats.now() - callback.at > CALLBACK_LIFE_S
    if callback is None or stale:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = parameters.text("text")
    if len(text) > ALERT_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    url = parameters.text("url")
    if url and not url.startswith(("https://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    callback.answer = {"text": text, "show_alert": parameters.flag("show_alert"), "url": url}
    simulation.feed.publish(
        "callback_answer",
        callback_query_id=callback_id,
        chat_id=callback.chat_id,
        person_id=callback.person_id,
        **callback.answer,
    )
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}

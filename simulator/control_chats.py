"""The control API's people, groups and chats."""

import asyncio
import re

from simulator import acts, miniapp
from simulator.chats import PRESENT, Chat, overview
from simulator.control_contract import Answer, Call, Malformed
from simulator.wire import Json

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""Bot features, "Deep linking"."""
_FIRST_PERSON = 700_000_001
_FIRST_GROUP = -1_002_000_000_001


async def add_person(call: Call) -> Answer:
    """Add a person: first_name, language_code, and id, last_name, username if wanted; the User."""
    people = call.simulation.chats.people
    person_id = call.integer("id", max([_FIRST_PERSON - 1, *(one for one in people if one < 2**40)]) + 1)
    if person_id <= 0 or person_id == call.simulation.bot["id"]:
        raise Malformed("id is a positive integer and not the bot's")
    if person_id in people:
        raise acts.Impossible("that person exists")
    return call.simulation.chats.put_person(_person(call, {"id": person_id, "is_bot": False}))


async def change_person(call: Call) -> Answer:
    """Change names or language of a person; the User."""
    return call.simulation.chats.put_person(_person(call, acts.person_of(call.simulation, call.place("person"))))


def _person(call: Call, person: Json) -> Json:
    fresh = dict(person)
    for name in ("first_name", "last_name", "username", "language_code"):
        if text := call.text(name, "").strip():
            fresh[name] = text
    if not fresh.get("first_name"):
        raise Malformed("first_name is a text")
    return fresh


async def start(call: Call) -> Answer:
    """Let a person open a deep link, or press Start with no payload; the Message."""
    payload = call.text("payload", "")
    if not START_PAYLOAD.fullmatch(payload):
        raise Malformed("payload has at most 64 characters of A-Z a-z 0-9 _ -")
    person_id = call.place("person")
    if call.simulation.chats.chats.get(person_id) and call.simulation.chats.chats[person_id].bot == "kicked":
        acts.block(call.simulation, person_id, blocked=False)
    return acts.say(call.simulation, person_id, person_id, {"text": f"/start {payload}".strip()})


async def block(call: Call) -> Answer:
    """Let a person block the bot."""
    acts.block(call.simulation, call.place("person"), blocked=True)
    return {}


async def unblock(call: Call) -> Answer:
    """Let a person take the block back."""
    acts.block(call.simulation, call.place("person"), blocked=False)
    return {}


async def add_group(call: Call) -> Answer:
    """Found a supergroup: title, members (ids, the first founds it), bot (member, administrator or left); the chat."""
    groups = [chat_id for chat_id in call.simulation.chats.chats if chat_id <= _FIRST_GROUP]
    group_id = call.integer("id", min([_FIRST_GROUP + 1, *groups]) - 1)
    if group_id >= 0:
        raise Malformed("id of a group is negative")
    chat = acts.found_group(
        call.simulation,
        call.text("title"),
        call.integers("members"),
        group_id,
        _standing(call, "bot", "member"),
    )
    for person_id in call.integers("administrators"):
        acts.set_member(call.simulation, chat, person_id, "administrator")
    return overview(chat)


async def change_group(call: Call) -> Answer:
    """Add or remove people, make administrators, give the bot another standing; the chat."""
    chat = _group(call)
    for field, standing in (("add", "member"), ("administrators", "administrator"), ("remove", "left")):
        for person_id in call.integers(field):
            acts.set_member(call.simulation, chat, person_id, standing)
    if "bot" in call.fields:
        standing = _standing(call, "bot", "member")
        people = call.simulation.chats.people
        actor = next((people[one] for one in chat.members if one in people), None)
        if actor is None:
            raise acts.Impossible("nobody is in that group")
        if standing in PRESENT:
            acts.join_bot(call.simulation, chat, actor, standing)
        else:
            acts.stand(call.simulation, chat, actor, standing)
    return overview(chat)


def _standing(call: Call, name: str, default: str) -> str:
    standing = call.text(name, default)
    if standing not in ("member", "administrator", "left", "kicked"):
        raise Malformed(f"{name} is member, administrator, left or kicked")
    return standing


def _group(call: Call) -> Chat:
    chat = call.simulation.chats.chats.get(call.place("chat"))
    if chat is None or chat.private:
        raise acts.Impossible("no such group")
    return chat


async def messages(call: Call) -> Answer:
    """The last `limit` messages of a chat, oldest first, with the reactions under them."""
    chat = call.simulation.chats.chats.get(call.place("chat"))
    if chat is None:
        raise acts.Impossible("no such chat")
    kept = list(chat.messages.values())
    last = kept[max(0, len(kept) - call.integer("limit", 200)) :]
    reactions = {
        str(message_id): {str(who): reaction for who, reaction in shown.items() if reaction}
        for message_id, shown in chat.reactions.items()
    }
    return {"chat": overview(chat), "messages": last, "reactions": reactions}


async def say(call: Call) -> Answer:
    """Let `person` send text, a photo or document upload, a place, shared users or Mini App data; the Message."""
    reply_to = call.integer("reply_to", 0) or None
    content = await _content(call)
    return acts.say(call.simulation, call.integer("person"), call.place("chat"), content, reply_to)


async def _content(call: Call) -> Json:
    caption = call.text("caption", "").strip()
    captioned = {"caption": caption} if caption else {}
    if upload := call.uploads.get("photo"):
        return {"photo": await asyncio.to_thread(call.simulation.files.photo, upload), **captioned}
    if upload := call.uploads.get("document"):
        return {"document": call.simulation.files.document(upload), **captioned}
    if "latitude" in call.fields:
        return {"location": _place(call)}
    if "web_app_data" in call.fields:
        return {"web_app_data": {"data": call.text("web_app_data"), "button_text": call.text("button_text", "")}}
    if "users" in call.fields:
        users = [{"user_id": acts.person_of(call.simulation, one)["id"]} for one in call.integers("users")]
        return {"users_shared": {"request_id": call.integer("request_id"), "users": users}}
    return {"text": call.text("text")}


def _place(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Malformed("latitude and longitude are degrees")
    place: Json = {"latitude": latitude, "longitude": longitude}
    for name in ("horizontal_accuracy", "live_period"):
        if (value := call.number(name)) is not None:
            place[name] = int(value) if name == "live_period" else value
    return place


async def edit(call: Call) -> Answer:
    """Let `person` change the text, caption or live place of a message; the Message."""
    if "latitude" in call.fields:
        content: Json = {"location": _place(call)}
    elif "caption" in call.fields:
        content = {"caption": call.text("caption")}
    else:
        content = {"text": call.text("text")}
    return acts.edit(call.simulation, call.integer("person"), call.place("chat"), call.place("message"), content)


async def press(call: Call) -> Answer:
    """Let `person` press the inline button that carries `data`; its callback_query_id."""
    person_id, chat_id, message_id = call.integer("person"), call.place("chat"), call.place("message")
    callback_id = acts.press(call.simulation, person_id, chat_id, message_id, call.text("data"))
    return {"callback_query_id": callback_id}


async def react(call: Call) -> Answer:
    """Let `person` react with one emoji, or with "" take it back."""
    acts.react(call.simulation, call.integer("person"), call.place("chat"), call.place("message"), call.text("emoji"))
    return {}


async def commands(call: Call) -> Answer:
    """The commands and menu button that `person` sees in a chat, and the bot's texts in their language."""
    person = acts.person_of(call.simulation, call.integer("person"))
    chat = acts.chat_of(call.simulation, call.place("chat"), int(person["id"]))
    language = str(person.get("language_code", "")).split("-")[0]
    runs = chat.members[int(person["id"])] in ("creator", "administrator")
    profile = call.simulation.profile
    return {
        "commands": profile.shown_commands(chat.id, int(person["id"]), language, administrator=runs),
        "menu": profile.menu(chat.id if chat.private else 0),
        **{what: profile.text(what, language) for what in ("name", "description", "short_description")},
    }


async def open_web_app(call: Call) -> Answer:
    """Let `person` open a Mini App at `url` from a chat: the address to open and its init_data."""
    simulation = call.simulation
    person = acts.person_of(simulation, call.integer("person"))
    chat = acts.chat_of(simulation, call.integer("chat", int(person["id"])), int(person["id"]))
    data = miniapp.init_data(
        simulation.token,
        person,
        simulation.chats.now(),
        query_id=miniapp.new_query_id() if chat.private else "",
        start_param=call.text("start_param", ""),
        chat_type="" if chat.private else "supergroup",
        chat_instance="" if chat.private else simulation.chat_instance(chat.id),
    )
    return {"url": miniapp.opening(call.text("url"), data, dark=call.flag("dark")), "init_data": data}


ACTS = {
    ("POST", "people"): add_person,
    ("PATCH", "people/{person}"): change_person,
    ("POST", "people/{person}/start"): start,
    ("POST", "people/{person}/block"): block,
    ("POST", "people/{person}/unblock"): unblock,
    ("POST", "groups"): add_group,
    ("PATCH", "groups/{chat}"): change_group,
    ("GET", "chats/{chat}/messages"): messages,
    ("POST", "chats/{chat}/messages"): say,
    ("PATCH", "chats/{chat}/messages/{message}"): edit,
    ("POST", "chats/{chat}/messages/{message}/press"): press,
    ("POST", "chats/{chat}/messages/{message}/react"): react,
    ("GET", "chats/{chat}/commands"): commands,
    ("POST", "web-app"): open_web_app,
}

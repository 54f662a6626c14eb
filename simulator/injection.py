"""Raw updates from outside: replays, load and recorded days, delivered as they are.

Whoever and whatever an update names is made known first, so that the bot's answers find their chats.
"""

from simulator.chats import Chat
from simulator.simulation import Simulation
from simulator.wire import Json, Refusal

_WITH_MESSAGE = ("message", "edited_message", "channel_post", "edited_channel_post")


def inject(simulation: Simulation, updates: list[Json]) -> list[int]:
    """Queue whole updates in order; the ids under which they went.  One without `update_id` gets the next.

    An id that was confirmed before is delivered once more, as in a replay.  Kinds the bot did not ask for are
    delivered too: whoever injects decides.
    """
    for update in updates:
        if not isinstance(update, dict) or len([name for name in update if name != "update_id"]) != 1:
            raise Refusal(400, "an update is an object with one kind of content")
        if not isinstance(update.get("update_id", 0), int):
            raise Refusal(400, "update_id is an integer")
    ids = []
    for update in updates:
        whole = update if "update_id" in update else {"update_id": simulation.updates.next_id, **update}
        _learn(simulation, whole)
        simulation.updates.put(whole)
        ids.append(int(whole["update_id"]))
    return ids


def _learn(simulation: Simulation, update: Json) -> None:
    for name in _WITH_MESSAGE:
        message = _part(update, name)
        chat = _known_chat(simulation, _part(message, "chat"), _part(message, "from"))
        if chat is not None and isinstance(message.get("message_id"), int):
            simulation.chats.store(chat, message, "edited" if "edited" in name else "message")
    query = _part(update, "callback_query")
    sender = _part(query, "from")
    chat = _known_chat(simulation, _part(_part(query, "message"), "chat"), sender)
    if chat is not None and isinstance(query.get("id"), str) and isinstance(sender.get("id"), int):
        simulation.expect(query["id"], sender["id"], chat.id)
    standing = _part(update, "my_chat_member")
    chat = _known_chat(simulation, _part(standing, "chat"), _part(standing, "from"))
    status = _part(standing, "new_chat_member").get("status")
    if chat is not None and isinstance(status, str) and chat.bot != status:
        chat.bot = status
        simulation.chats.keep(chat)


def _part(of: Json, name: str) -> Json:
    """The object under that name; an empty one where there is none."""
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _known_chat(simulation: Simulation, shape: Json, sender: Json) -> Chat | None:
    """The chat of that shape with that sender in it, made known if need be; None if the shape names none."""
    chats = simulation.chats
    person_id = sender.get("id")
    if not isinstance(person_id, int):
        person_id = None
    elif person_id not in chats.people and not sender.get("is_bot"):
        chats.put_person({"is_bot": False, "first_name": str(person_id), **sender})
    if not isinstance(shape.get("id"), int):
        return None
    chat = chats.chats.get(shape["id"])
    if chat is None:
        chat = chats.chats[shape["id"]] = Chat({"type": "private", **shape}, {}, "left")
    changed = False
    if chat.bot == "left":
        chat.bot, changed = "member", True
    if person_id is not None and person_id not in chat.members:
        chat.members[person_id] = "member"
        changed = True
    if changed:
        chats.keep(chat)
    return chat

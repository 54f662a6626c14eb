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
        message = update.get(name)
        if isinstance(message, dict):
            chat = _known_chat(simulation, message.get("chat"), message.get("from"))
            if chat is not None and isinstance(message.get("message_id"), int):
                simulation.chats.store(chat, message, "edited" if "edited" in name else "message")
    query = update.get("callback_query")
    if isinstance(query, dict):
        message = query.get("message") if isinstance(query.get("message"), dict) else {}
        chat = _known_chat(simulation, (message or {}).get("chat"), query.get("from"))
        if chat is not None and isinstance(query.get("id"), str):
            simulation.expect(query["id"], int(query["from"]["id"]), chat.id)
    standing = update.get("my_chat_member")
    if isinstance(standing, dict):
        chat = _known_chat(simulation, standing.get("chat"), standing.get("from"))
        status = standing.get("new_chat_member", {}).get("status")
        if chat is not None and isinstance(status, str) and chat.bot != status:
            chat.bot = status
            simulation.chats.keep(chat)


def _known_chat(simulation: Simulation, shape: object, sender: object) -> Chat | None:
    """The chat of that shape with that sender in it, made known if need be; None if the shape names none."""
    chats = simulation.chats
    if isinstance(sender, dict) and isinstance(sender.get("id"), int):
        person_id = sender["id"]
        if person_id not in chats.people and not sender.get("is_bot"):
            chats.put_person({"is_bot": False, "first_name": str(person_id), **sender})
    if not isinstance(shape, dict) or not isinstance(shape.get("id"), int):
        return None
    chat = chats.chats.get(shape["id"])
    if chat is None:
        chat = chats.chats[shape["id"]] = Chat({"type": "private", **shape}, {}, "left")
    changed = False
    if chat.bot == "left":
        chat.bot, changed = "member", True
    if isinstance(sender, dict) and isinstance(sender.get("id"), int) and sender["id"] not in chat.members:
        chat.members[sender["id"]] = "member"
        changed = True
    if changed:
        chats.keep(chat)
    return chat

"""What people do: write, send, press, edit, block.  Each act changes the chats and queues the bot's update."""

from simulator.chats import PRESENT, Chat
from simulator.entities import found
from simulator.simulation import Simulation
from simulator.wire import CAPTION_UNITS, TEXT_UNITS, Json, Refusal, utf16_length

_WRITTEN = (("text", "entities", 1, TEXT_UNITS), ("caption", "caption_entities", 0, CAPTION_UNITS))
"""What people write, its marks, and its least and most UTF-16 units; an empty caption is none."""
_NONE_IF_EMPTY = frozenset({"caption", "entities", "caption_entities"})


class Impossible(Refusal):
    """A person's act that cannot be; the page and tests get 400 with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason)


def person_of(simulation: Simulation, person_id: int) -> Json:
    """The person with this id."""
    person = simulation.chats.people.get(person_id)
    if person is None:
        raise Impossible("no such person")
    return person


def chat_of(simulation: Simulation, chat_id: int, person_id: int) -> Chat:
    """The chat, if that person is in it."""
    chat = simulation.chats.chats.get(chat_id)
    if chat is None:
        raise Impossible("no such chat")
    if chat.members.get(person_id) not in PRESENT:
        raise Impossible("that person is not in the chat")
    return chat


def say(simulation: Simulation, person_id: int, chat_id: int, content: Json, reply_to: int | None = None) -> Json:
    """Let a person send `content` (text, photo, document, location, …) into a chat; the Message.

    The first message of a private chat starts the bot; while the person blocks it nothing can be sent.
    """
    person, chat = person_of(simulation, person_id), chat_of(simulation, chat_id, person_id)
    content = _with({}, content)
    if chat.private and chat.bot == "kicked":
        raise Impossible("that person blocks the bot")
    if chat.private and chat.bot == "left":
        chat.bot = "member"
        simulation.chats.keep(chat)
    if reply_to is not None:
        answered = simulation.chats.message(chat, reply_to, "message to be replied")
        content = {"reply_to_message": {k: v for k, v in answered.items() if k != "reply_to_message"}, **content}
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        simulation.feed.publish("keyboard_used", chat_id=chat.id)
    message = simulation.chats.post(chat, person, content)
    if _seen(simulation, chat, message):
        simulation.updates.add("message", message)
    return message


def _with(message: Json, content: Json) -> Json:
    """The message with that content in it; what was written is trimmed, measured and marked as Telegram does."""
    whole = {**message, **content}
    for name, marks, least, most in _WRITTEN:
        if name in content:
            text = str(content[name]).strip()
            if not least <= utf16_length(text) <= most:
                raise Impossible(f"a {name} has {least} to {most} UTF-16 units")
            whole |= {name: text, marks: found(text)}
    return {name: value for name, value in whole.items() if value or name not in _NONE_IF_EMPTY}


def _seen(simulation: Simulation, chat: Chat, message: Json) -> bool:
    """Whether the bot gets the message: in a group only what is meant for it, unless privacy mode is off.

    Source: "Privacy mode" in Telegram's bot features: commands, replies to it, messages that name it; an
    administrator sees everything.
    """
    if chat.bot not in PRESENT:
        return False
    if chat.private or chat.bot == "administrator" or simulation.reads_groups:
        return True
    name = f"@{simulation.bot['username']}".lower()
    text = str(message.get("text", message.get("caption", "")))
    if name in text.lower():
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == simulation.bot["id"]:
        return True
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if first.startswith("/"):
        return "@" not in first
    return "web_app_data" in message


def edit(simulation: Simulation, person_id: int, chat_id: int, message_id: int, content: Json) -> Json:
    """Let a person change the text, caption or live place of one of their messages; the changed Message."""
    chat = chat_of(simulation, chat_id, person_id)
    message = chat.messages.get(message_id)
    if message is None or message.get("from", {}).get("id") != person_id:
        raise Impossible("that person did not send such a message")
    changed = {**_with(message, content), "edit_date": simulation.chats.now()}
    simulation.chats.store(chat, changed, "edited")
    if _seen(simulation, chat, changed):
        simulation.updates.add("edited_message", changed)
    return changed


def press(simulation: Simulation, person_id: int, chat_id: int, message_id: int, data: str) -> str:
    """Let a person press an inline button that carries `data`; the id of the callback query."""
    person, chat = person_of(simulation, person_id), chat_of(simulation, chat_id, person_id)
    message = chat.messages.get(message_id)
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    button = next((button for row in rows for button in row if button.get("callback_data") == data), None)
    if message is None or button is None:
        raise Impossible("no such button")
    if button.get("disabled"):
        raise Impossible("that button is switched off")
    callback_id = simulation.ask(person_id, chat_id)
    query = {
        "id": callback_id,
        "from": person,
        "message": message,
        "chat_instance": simulation.chat_instance(chat_id),
        "data": data,
    }
    simulation.updates.add("callback_query", query)
    return callback_id


def react(simulation: Simulation, person_id: int, chat_id: int, message_id: int, emoji: str) -> None:
    """Let a person react with one emoji, or take the reaction back with ""; bots hear of it as administrators."""
    person, chat = person_of(simulation, person_id), chat_of(simulation, chat_id, person_id)
    simulation.chats.message(chat, message_id, "message to react")
    reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
    before = simulation.chats.react(chat, message_id, person_id, reaction)
    if chat.bot == "administrator":
        content = {
            "chat": chat.shape,
            "message_id": message_id,
            "user": person,
            "date": simulation.chats.now(),
            "old_reaction": before,
            "new_reaction": reaction,
        }
        simulation.updates.add("message_reaction", content)


def stand(simulation: Simulation, chat: Chat, actor: Json, standing: str) -> None:
    """Give the bot another standing in a chat and tell it: blocked, unblocked, added, promoted, removed."""
    before = chat.bot
    if before == standing:
        return
    chat.bot = standing
    simulation.chats.keep(chat)
    simulation.updates.add("my_chat_member", _moved(simulation, chat, actor, simulation.bot, (before, standing)))


def _moved(simulation: Simulation, chat: Chat, actor: Json, user: Json, standings: tuple[str, str]) -> Json:
    """The Bot API's ChatMemberUpdated: what `actor` made of the user's standing, before and now."""
    before, now = (simulation.chats.member(chat, user, standing) for standing in standings)
    return {
        "chat": chat.shape,
        "from": actor,
        "date": simulation.chats.now(),
        "old_chat_member": before,
        "new_chat_member": now,
    }


def block(simulation: Simulation, person_id: int, *, blocked: bool) -> None:
    """Let a person block the bot or take it back."""
    person = person_of(simulation, person_id)
    chat = simulation.chats.chats[person_id]
    if chat.bot == "left":
        raise Impossible("that person has not started the bot")
    stand(simulation, chat, person, "kicked" if blocked else "member")


def found_group(simulation: Simulation, title: str, members: list[int], group_id: int, bot: str) -> Chat:
    """Let the first of `members` found a supergroup with the others; the bot joins with standing `bot` unless left."""
    people = [person_of(simulation, member) for member in members]
    if not title.strip() or not people:
        raise Impossible("a group has a title and at least one member")
    if group_id in simulation.chats.chats:
        raise Impossible("that group exists")
    standings = {member: "creator" if place == 0 else "member" for place, member in enumerate(members)}
    chat = Chat({"id": group_id, "type": "supergroup", "title": title.strip()}, standings, "left")
    simulation.chats.chats[group_id] = chat
    simulation.chats.keep(chat)
    if bot in PRESENT:
        join_bot(simulation, chat, people[0], bot)
    return chat


def join_bot(simulation: Simulation, chat: Chat, actor: Json, standing: str) -> None:
    """Let `actor` add the bot to a group or promote it; a newly added bot is announced in the chat."""
    newly = chat.bot not in PRESENT
    stand(simulation, chat, actor, standing)
    if newly:
        bot = dict(simulation.bot)
        message = simulation.chats.post(chat, actor, {"new_chat_members": [bot]})
        simulation.updates.add("message", message)


def set_member(simulation: Simulation, chat: Chat, person_id: int, standing: str) -> None:
    """Give a person another standing in a group; a newcomer is announced there."""
    person = person_of(simulation, person_id)
    before = chat.members.get(person_id, "left")
    chat.members[person_id] = standing
    simulation.chats.keep(chat)
    if chat.bot == "administrator":
        simulation.updates.add("chat_member", _moved(simulation, chat, person, person, (before, standing)))
    arrives, leaves = before not in PRESENT and standing in PRESENT, before in PRESENT and standing not in PRESENT
    if arrives or leaves:
        news = {"new_chat_members": [person]} if arrives else {"left_chat_member": person}
        message = simulation.chats.post(chat, person, news)
        if chat.bot in PRESENT:
            simulation.updates.add("message", message)

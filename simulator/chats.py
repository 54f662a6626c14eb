"""The people, groups and messages of the simulated Telegram, in the Bot API's own shapes."""

from dataclasses import dataclass, field

from kernel.clock import Clock
from simulator.feed import Feed
from simulator.journal import Journal
from simulator.wire import WHOLE, Json, bad_request, forbidden

MESSAGES_KEPT = 1_000
"""Messages kept of one chat; older ones are forgotten."""

ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
_WITHHELD = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})
PRESENT = frozenset({"creator", "administrator", "member"})


@dataclass(slots=True)
class Chat:
    """One chat: a person's with the bot (id of the person) or a supergroup (negative id).

    shape: the Bot API's Chat.  members: standing of each person, `creator` to `kicked`.  bot: the bot's own standing;
    in a private chat `left` before the first start and `kicked` while the person blocks it.
    """

    shape: Json
    members: dict[int, str]
    bot: str
    next_message_id: int = 1
    keyboard: Json | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, dict[int, list[Json]]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.shape["id"])

    @property
    def private(self) -> bool:
        return bool(self.shape["type"] == "private")

    def record(self) -> Json:
        """What the journal keeps of the chat beside its messages."""
        return {
            "shape": self.shape,
            "members": list(self.members.items()),
            "bot": self.bot,
            "next_message_id": self.next_message_id,
            "keyboard": self.keyboard,
        }


class Chats:
    """All people and chats; every change is journalled and told to the feed."""

    def __init__(self, journal: Journal, feed: Feed, clock: Clock, bot: Json) -> None:
        self.people: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.bot = bot
        self._journal = journal
        self._feed = feed
        self._clock = clock
        for key, record in journal.under("person/"):
            self.people[int(key)] = record
        for key, record in journal.under("chat/"):
            members = {int(person): standing for person, standing in record["members"]}
            self.chats[int(key)] = Chat(
                record["shape"], members, record["bot"], record["next_message_id"], record["keyboard"]
            )
        for key, record in journal.under("message/"):
            chat_id, message_id = (int(part) for part in key.split("/"))
            chat = self.chats[chat_id]
            chat.messages[message_id] = record
            chat.next_message_id = max(chat.next_message_id, message_id + 1)

    def now(self) -> int:
        """The present moment in Unix seconds."""
        return int(self._clock.now().timestamp())

    def put_person(self, person: Json) -> Json:
        """Add or change a person (a Bot API User); their private chat with the bot begins empty."""
        person_id = int(person["id"])
        self.people[person_id] = person
        self._journal.put(f"person/{person_id}", person)
        names = ("first_name", "last_name", "username")
        shape = {"id": person_id, "type": "private", **{name: person[name] for name in names if name in person}}
        chat = self.chats.get(person_id)
        if chat is None:
            chat = self.chats[person_id] = Chat(shape, {person_id: "member"}, "left")
        chat.shape = shape
        self._feed.publish("person", person=person)
        self.keep(chat)
        return person

    def keep(self, chat: Chat) -> None:
        """Journal the chat's own facts and tell the feed."""
        self._journal.put(f"chat/{chat.id}", chat.record())
        self._feed.publish("chat", chat=overview(chat))

    def find(self, chat_id: str) -> Chat:
        """The chat with this id or @name that the bot may know; refuses as Telegram does."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        if chat_id.startswith("@"):
            name = chat_id[1:].lower()
            chats = (chat for chat in self.chats.values() if not chat.private)
            chat = next((chat for chat in chats if str(chat.shape.get("username", "")).lower() == name), None)
        else:
            chat = self.chats.get(int(chat_id)) if WHOLE.fullmatch(chat_id) else None
        if chat is None or (chat.private and chat.bot == "left" and not self._met(chat.id)):
            raise bad_request("chat not found")
        return chat

    def open_for_writing(self, chat_id: str) -> Chat:
        """The chat if the bot may write there now; refuses as Telegram does."""
        chat = self.find(chat_id)
        if chat.bot in PRESENT:
            return chat
        if chat.private:
            kicked = chat.bot == "kicked"
            raise forbidden(
                "bot was blocked by the user" if kicked else "bot can't initiate conversation with a user",
            )
        kicked = chat.bot == "kicked"
        raise forbidden(f"bot {'was kicked from' if kicked else 'is not a member of'} the supergroup chat")

    def _met(self, person_id: int) -> bool:
        return any(person_id in chat.members and chat.bot in PRESENT for chat in self.chats.values())

    def message(self, chat: Chat, message_id: int, what: str) -> Json:
        """The message of that id; refuses with "<what> not found"."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Append a message of `sender` with `content` (text, photo, …); the whole Message."""
        message: Json = {
            "message_id": chat.next_message_id,
            "from": sender,
            "chat": chat.shape,
            "date": self.now(),
            **content,
        }
        self.store(chat, message)
        return message

    def store(self, chat: Chat, message: Json, kind: str = "message") -> None:
        """Keep a new or changed message and tell the feed, as `message` or `edited`."""
        message_id = int(message["message_id"])
        chat.messages[message_id] = message
        chat.next_message_id = max(chat.next_message_id, message_id + 1)
        self._journal.put(f"message/{chat.id}/{message_id}", message)
        if len(chat.messages) > MESSAGES_KEPT:
            oldest = next(iter(chat.messages))
            del chat.messages[oldest]
            self._journal.put(f"message/{chat.id}/{oldest}", None)
        self._feed.publish(kind, chat_id=chat.id, message=message)

    def delete(self, chat: Chat, message_id: int) -> None:
        """Forget one message; its id is never used again."""
        chat.messages.pop(message_id, None)
        chat.reactions.pop(message_id, None)
        self._journal.put(f"message/{chat.id}/{message_id}", None)
        self._journal.put(f"chat/{chat.id}", chat.record())
        self._feed.publish("deleted", chat_id=chat.id, message_id=message_id)

    def react(self, chat: Chat, message_id: int, who: int, reaction: list[Json]) -> list[Json]:
        """Set what `who` shows under a message; what they showed before."""
        shown = chat.reactions.setdefault(message_id, {})
        before = shown.get(who, [])
        shown[who] = reaction
        self._feed.publish("reaction", chat_id=chat.id, message_id=message_id, who=who, reaction=reaction)
        return before

    def member(self, chat: Chat, user: Json, standing: str) -> Json:
        """The Bot API's ChatMember of `user` with `standing`."""
        member: Json = {"status": standing, "user": user}
        if standing == "creator":
            member["is_anonymous"] = False
        elif standing == "administrator":
            member.update({right: right not in _WITHHELD for right in ADMINISTRATOR_RIGHTS})
        elif standing == "kicked":
            member["until_date"] = 0
        return member


def overview(chat: Chat) -> Json:
    """The chat as the page lists it."""
    return {
        "id": chat.id,
        "shape": chat.shape,
        "bot": chat.bot,
        "members": {str(person): standing for person, standing in chat.members.items()},
        "keyboard": chat.keyboard,
    }

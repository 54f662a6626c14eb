"""Updates as the Bot API delivers them, one JSON object each, numbered in the order of their arrival.

What cannot be known before the day is played stands as a mark: `$join:…` and `$partner:…` in a start payload,
`$button:<label>` for the callback data under the newest message of the bot that has such a button.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from company import Person

BASE_ON = date(2026, 11, 20)
CHINA = timezone(timedelta(hours=8))
MIDNIGHT_S = int(datetime(BASE_ON.year, BASE_ON.month, BASE_ON.day, tzinfo=CHINA).timestamp())
FIRST_UPDATE_ID = 480_000_001
GROUPS = {"office": -1_002_900_000_001, "cyclists": -1_002_900_000_002}
GROUP_TITLES = {"office": "青叶 绿色办公", "cyclists": "骑行小队 Cyclists"}
MESSAGE_GAP = 20
"""Message ids leave room for the bot's own answers in between."""
BOT = "leafledger_bot"


class Telegram:
    """Numbers updates and messages."""

    def __init__(self) -> None:
        self._update_id = FIRST_UPDATE_ID
        self._messages: dict[int, int] = {}
        self._queries = 0

    def message(self, person: Person, at: int, content: dict[str, Any], *, group: str = "") -> dict[str, Any]:
        """A message of a person in their private chat or in a group.  at: seconds after midnight of the base day."""
        chat = self._chat(person, group)
        return self._update("message", {**self._head(person, chat, at), **content})

    def text(self, person: Person, at: int, text: str, *, group: str = "") -> dict[str, Any]:
        """A text; commands are marked as Telegram marks them."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            command = text.split()[0]
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self.message(person, at, content, group=group)

    def edited(self, update: dict[str, Any], at: int, content: dict[str, Any]) -> dict[str, Any]:
        """The same message with other content."""
        message = {name: value for name, value in update["message"].items() if name != "entities"}
        return self._update("edited_message", {**message, "edit_date": MIDNIGHT_S + at, **content})

    def press(self, person: Person, at: int, label: str) -> dict[str, Any]:
        """A button under the bot's newest message that has one with this label."""
        self._queries += 1
        query = {
            "id": str(4_000_000_000_000 + self._queries),
            "from": self._user(person),
            "message": {"message_id": 0, "date": MIDNIGHT_S + at, "chat": self._chat(person, "")},
            "chat_instance": str(-7_000_000_000 - person.number),
            "data": f"$button:{label}",
        }
        return self._update("callback_query", query)

    def standing(self, person: Person, at: int, before: str, after: str) -> dict[str, Any]:
        """The person blocks the bot, or takes it back."""
        bot = {"id": 1_000_001, "is_bot": True, "first_name": "一叶", "username": BOT}
        change = {
            "chat": self._chat(person, ""),
            "from": self._user(person),
            "date": MIDNIGHT_S + at,
            "old_chat_member": {"user": bot, "status": before},
            "new_chat_member": {"user": bot, "status": after, **({"until_date": 0} if after == "kicked" else {})},
        }
        return self._update("my_chat_member", change)

    def _update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": self._update_id, kind: content}
        self._update_id += 1
        return update

    def _head(self, person: Person, chat: dict[str, Any], at: int) -> dict[str, Any]:
        chat_id = int(chat["id"])
        self._messages[chat_id] = self._messages.get(chat_id, 0) + MESSAGE_GAP
        return {
            "message_id": self._messages[chat_id],
            "from": self._user(person),
            "chat": chat,
            "date": MIDNIGHT_S + at,
        }

    def _user(self, person: Person) -> dict[str, Any]:
        language = "en" if person.english else "zh-hans"
        return {"id": person.telegram_id, "is_bot": False, "first_name": person.name, "language_code": language}

    def _chat(self, person: Person, group: str) -> dict[str, Any]:
        if group:
            return {"id": GROUPS[group], "type": "supergroup", "title": GROUP_TITLES[group]}
        return {"id": person.telegram_id, "type": "private", "first_name": person.name}


def photo(number: int) -> dict[str, Any]:
    """A photo in the two sizes that Telegram makes of it; the same number is the same picture."""
    sizes = [("s", 90, 67, 1_100), ("y", 1_280, 960, 84_000)]
    return {
        "photo": [
            {
                "file_id": f"day-photo-{number:04d}-{letter}",
                "file_unique_id": f"dayphoto{number:04d}{letter}",
                "width": width,
                "height": height,
                "file_size": size,
            }
            for letter, width, height, size in sizes
        ]
    }


def place(number: int) -> dict[str, Any]:
    """A place in Shenzhen, as degrees."""
    return {"location": {"latitude": 22.5 + number / 1_000, "longitude": 114.0 + number / 1_000}}


def junk(number: int) -> dict[str, Any]:
    """Things that are no text: stickers, voice, video, dice, contacts, documents, polls of others."""
    file = {"file_id": f"day-file-{number:04d}", "file_unique_id": f"dayfile{number:04d}"}
    kinds: tuple[dict[str, Any], ...] = (
        {"sticker": {**file, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}},
        {"voice": {**file, "duration": 4, "mime_type": "audio/ogg"}},
        {"dice": {"emoji": "🎲", "value": 1 + number % 6}},
        {"video_note": {**file, "length": 240, "duration": 3}},
        {"contact": {"phone_number": "+8613800000000", "first_name": "某人"}},
        {"document": {**file, "file_name": "票.pdf", "mime_type": "application/pdf", "file_size": 30_000}},
        {"video": {**file, "width": 640, "height": 360, "duration": 2}},
    )
    return kinds[number % len(kinds)]

"""What a bot says of itself: commands per scope and language, names, descriptions, menu buttons."""

from simulator.feed import Feed
from simulator.journal import Journal
from simulator.wire import Json

Scope = tuple[str, int, int]
"""Kind of scope, chat id or 0, person id or 0 (Bot API, `BotCommandScope`)."""


class Profile:
    """The bot's own texts; an empty language is for everyone without texts of their own."""

    def __init__(self, journal: Journal, feed: Feed, name: str) -> None:
        self._journal = journal
        self._feed = feed
        self._name = name
        self._commands: dict[tuple[Scope, str], list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._menus: dict[int, Json] = {}
        for _, record in journal.under("commands/"):
            kind, chat_id, person_id = record["scope"]
            self._commands[(kind, chat_id, person_id), record["language"]] = record["commands"]
        for _, record in journal.under("text/"):
            self._texts[record["what"], record["language"]] = record["text"]
        for key, record in journal.under("menu/"):
            self._menus[int(key)] = record

    def commands(self, scope: Scope, language: str) -> list[Json]:
        """Exactly the commands set for this scope and language."""
        return self._commands.get((scope, language), [])

    def set_commands(self, scope: Scope, language: str, commands: list[Json]) -> None:
        """Set them; an empty list deletes."""
        key = "commands/" + "/".join(map(str, (*scope, language)))
        if commands:
            self._commands[scope, language] = commands
            self._journal.put(key, {"scope": list(scope), "language": language, "commands": commands})
        else:
            self._commands.pop((scope, language), None)
            self._journal.put(key, None)
        self._feed.publish("profile")

    def shown_commands(self, chat_id: int, person_id: int, language: str, *, administrator: bool) -> list[Json]:
        """The commands a person sees in a chat: the narrowest scope first, in it the person's language first.

        Source: Bot API, "Determining list of commands".  chat_id: negative for a group.  language: two letters.
        """
        scopes: list[Scope]
        if chat_id > 0:
            scopes = [("chat", chat_id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
        else:
            admins: list[Scope] = [("chat_administrators", chat_id, 0)] if administrator else []
            all_admins: list[Scope] = [("all_chat_administrators", 0, 0)] if administrator else []
            scopes = [
                ("chat_member", chat_id, person_id),
                *admins,
                ("chat", chat_id, 0),
                *all_admins,
                ("all_group_chats", 0, 0),
                ("default", 0, 0),
            ]
        for scope in scopes:
            for candidate in (language, ""):
                if commands := self._commands.get((scope, candidate)):
                    return commands
        return []

    def text(self, what: str, language: str) -> str:
        """The name, description or short_description in a language, else the one for everyone."""
        found = self._texts.get((what, language)) or self._texts.get((what, ""))
        return found or (self._name if what == "name" else "")

    def set_text(self, what: str, language: str, text: str) -> None:
        """Set one text; an empty one deletes."""
        if text:
            self._texts[what, language] = text
        else:
            self._texts.pop((what, language), None)
        record = {"what": what, "language": language, "text": text} if text else None
        self._journal.put(f"text/{what}/{language}", record)
        self._feed.publish("profile")

    def menu(self, chat_id: int) -> Json:
        """The menu button of a private chat; of the bot in general with 0."""
        return self._menus.get(chat_id) or self._menus.get(0) or {"type": "default"}

    def set_menu(self, chat_id: int, button: Json) -> None:
        """Set the menu button of one private chat, or of all others with 0."""
        self._menus[chat_id] = button
        self._journal.put(f"menu/{chat_id}", button)
        self._feed.publish("profile")

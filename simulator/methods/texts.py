"""What the bot says of itself: commands per scope and language, name, descriptions, menu button."""

import re

from simulator.markup import https_link
from simulator.methods.contract import Method
from simulator.profile import Scope
from simulator.simulation import Simulation
from simulator.wire import Json, Parameters, bad_request

MOST_COMMANDS = 100
DESCRIPTION_CHARACTERS = 256
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


async def set_my_commands(simulation: Simulation, parameters: Parameters) -> bool:
    """Set the command list of one scope and language."""
    commands = parameters.json("commands", "can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope, language = _scope(simulation, parameters), _language(parameters)
    simulation.profile.set_commands(scope, language, [_command(command) for command in commands])
    return True


async def get_my_commands(simulation: Simulation, parameters: Parameters) -> list[Json]:
    """Exactly the list of that scope and language."""
    return simulation.profile.commands(_scope(simulation, parameters), _language(parameters))


async def delete_my_commands(simulation: Simulation, parameters: Parameters) -> bool:
    """Delete the list of that scope and language; wider lists show through again."""
    simulation.profile.set_commands(_scope(simulation, parameters), _language(parameters), [])
    return True


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(command.get(name), str):
            raise bad_request(f"can't parse BotCommand: can't find field \"{name}\"")
    name, description = command["command"].lstrip("/"), command["description"].strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > DESCRIPTION_CHARACTERS:
        raise bad_request(f"command description length must not exceed {DESCRIPTION_CHARACTERS}")
    return {"command": name, "description": description}


def _scope(simulation: Simulation, parameters: Parameters) -> Scope:
    scope = parameters.json("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _WIDE_SCOPES:
        return (str(kind), 0, 0)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = simulation.chats.find(str(scope.get("chat_id", "")))
    if kind != "chat" and chat.private:
        raise bad_request("chat is not a group")
    person_id = 0
    if kind == "chat_member":
        person_id = Parameters(scope).integer("user_id")
        if person_id not in simulation.chats.people:
            raise bad_request("user not found")
    return (str(kind), chat.id, person_id)


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _text_methods(what: str, suffix: str) -> dict[str, Method]:
    async def set_text(simulation: Simulation, parameters: Parameters) -> bool:
        text = parameters.text(what).strip()
        if len(text) > TEXT_LIMITS[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        simulation.profile.set_text(what, _language(parameters), text)
        return True

    async def get_text(simulation: Simulation, parameters: Parameters) -> Json:
        return {what: simulation.profile.text(what, _language(parameters))}

    return {f"setMy{suffix}": set_text, f"getMy{suffix}": get_text}


async def set_chat_menu_button(simulation: Simulation, parameters: Parameters) -> bool:
    """Set the button beside the input field, for one private chat or for all."""
    button = parameters.json("menu_button", "can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: unsupported type specified")
    fresh: Json = {"type": button["type"]}
    if button["type"] == "web_app":
        url = button["web_app"].get("url") if isinstance(button.get("web_app"), dict) else None
        if not isinstance(button.get("text"), str) or not button["text"] or not isinstance(url, str):
            raise bad_request("can't parse menu button: can't find field \"web_app\"")
        https_link(url, "menu button Web App")
        fresh |= {"text": button["text"], "web_app": {"url": url}}
    simulation.profile.set_menu(_private(simulation, parameters), fresh)
    return True


async def get_chat_menu_button(simulation: Simulation, parameters: Parameters) -> Json:
    """The button of one private chat, or the one for all."""
    return simulation.profile.menu(_private(simulation, parameters))


def _private(simulation: Simulation, parameters: Parameters) -> int:
    if not parameters.text("chat_id"):
        return 0
    chat = simulation.chats.find(parameters.text("chat_id"))
    if not chat.private:
        raise bad_request("chat must be a private chat")
    return chat.id


METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    **_text_methods("name", "Name"),
    **_text_methods("description", "Description"),
    **_text_methods("short_description", "ShortDescription"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}

"""Looking things up: files, chats and their members; leaving a group."""

from simulator.chats import PRESENT, Chat
from simulator.methods.contract import Method
from simulator.simulation import Simulation
from simulator.wire import Json, Parameters, bad_request


async def get_file(simulation: Simulation, parameters: Parameters) -> Json:
    """A file's size and download path."""
    return simulation.files.get(parameters.text("file_id"))


async def get_chat(simulation: Simulation, parameters: Parameters) -> Json:
    """The Bot API's ChatFullInfo."""
    chat = _readable(simulation, parameters)
    info: Json = {
        **chat.shape,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": chat.private,
            "limited_gifts": chat.private,
            "unique_gifts": chat.private,
            "premium_subscription": chat.private,
            "gifts_from_channels": chat.private,
        },
    }
    if not chat.private:
        info["permissions"] = {
            "can_send_messages": True,
            "can_send_photos": True,
            "can_send_documents": True,
            "can_invite_users": True,
        }
    return info


async def get_chat_member(simulation: Simulation, parameters: Parameters) -> Json:
    """The Bot API's ChatMember of one person or of the bot itself."""
    chat = _readable(simulation, parameters)
    user_id = parameters.integer("user_id")
    if user_id == simulation.bot["id"]:
        return simulation.chats.member(chat, simulation.bot, chat.bot)
    person = simulation.chats.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "user not found")
    return simulation.chats.member(chat, person, chat.members.get(user_id, "left"))


async def get_chat_member_count(simulation: Simulation, parameters: Parameters) -> int:
    """How many are in the chat, the bot among them."""
    chat = _readable(simulation, parameters)
    return sum(standing in PRESENT for standing in chat.members.values()) + (chat.bot in PRESENT)


async def get_chat_administrators(simulation: Simulation, parameters: Parameters) -> list[Json]:
    """The people who run a group; bots are not listed, as in Telegram, save this one."""
    chat = _readable(simulation, parameters)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    members = [
        simulation.chats.member(chat, simulation.chats.people[person], standing)
        for person, standing in chat.members.items()
        if standing in ("creator", "administrator")
    ]
    if chat.bot == "administrator":
        members.append(simulation.chats.member(chat, simulation.bot, chat.bot))
    return members


async def leave_chat(simulation: Simulation, parameters: Parameters) -> bool:
    """Leave a group."""
    chat = simulation.chats.open_for_writing(parameters.text("chat_id"))
    if chat.private:
        raise bad_request("chat is not a group")
    chat.bot = "left"
    simulation.chats.keep(chat)
    return True


def _readable(simulation: Simulation, parameters: Parameters) -> Chat:
    chat = simulation.chats.find(parameters.text("chat_id"))
    return chat if chat.private else simulation.chats.open_for_writing(str(chat.id))


METHODS: dict[str, Method] = {
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}

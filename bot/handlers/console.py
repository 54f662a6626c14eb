"""/console: a link that signs the person in to the console, in a browser."""

from aiogram import F, Router
from aiogram.filters import Command

from accounts.signing_in import links
from bot.context import Here, Reply
from bot.replying import send

router = Router(name="console")


@router.message(Command("console"), F.chat.type == "private")
async def console_command(_: object, here: Here) -> Reply:
    """`/console`."""
    services = here.services
    token = links.issue(services.keys.token_key, here.member.id, services.clock.now())
    return send(here, here.say("console-link", link=f"{services.public_url}/console#{token}"))

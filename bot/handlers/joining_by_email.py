"""/join: an address at work, the code that was sent there, and being a member."""

import re
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command

from accounts import email_codes
from accounts.roster.rows import usable_email
from bot.callbacks import ByEmail
from bot.context import Here, Reply
from bot.dialogues import State
from bot.handlers.settling import proceed
from bot.registry import question
from bot.replying import send
from kernel.ids import PROGRAMME
from kernel.mail import Letter

router = Router(name="joining_by_email")
_CODE = re.compile(r"\d{6}", re.ASCII)


@router.message(Command("join"), F.chat.type == "private")
async def join_command(_: object, here: Here) -> Reply:
    """`/join`."""
    return await _ask(here)


@router.callback_query(ByEmail.filter())
async def join_pressed(_: object, here: Here) -> Reply:
    """The same by button."""
    return await _ask(here)


async def _ask(here: Here) -> Reply:
    """Asks for the address."""
    here.require_member()
    await here.ask({"ask": "email"})
    return send(here, here.say("email-ask"))


@question("email")
async def address_typed(here: Here, text: str, _: State) -> Reply:
    """Sends a code where the address is at an organisation's domain; says the same wherever it is."""
    if "@" not in text:
        return None
    email = usable_email(text)
    if email is None:
        return send(here, here.say("email-malformed"))
    services, person, now = here.services, here.member, here.services.clock.now()
    async with services.database.work() as connection:
        org_id = await email_codes.organisation_of(connection, email)
    async with services.database.work(org_id or PROGRAMME, person_id=person.id) as connection:
        sending = await email_codes.begin(connection, services.keys, org_id, person.id, email, now)
    await here.ask({"ask": "email_code", "org": "" if org_id is None else org_id.hex})
    if sending is not None:
        subject = here.say("email-subject")
        body = services.texts.render(
            "email-letter", {"organisation": sending.organisation, "code": sending.code}, here.locale
        )
        await services.post.send(Letter(email, subject, body, now))
    return send(here, here.say("email-sent"))


@question("email_code", before=("checkin",))
async def code_typed(here: Here, text: str, state: State) -> Reply:
    """The code makes a member; a wrong one counts."""
    code = text.strip()
    if not _CODE.fullmatch(code):
        return None
    services, person, now = here.services, here.member, here.services.clock.now()
    if not state["org"]:
        raise email_codes.EmailCodeWrong
    org_id = UUID(hex=str(state["org"]))
    async with services.database.work(org_id, person_id=person.id) as connection:
        right = await email_codes.tried(connection, services.keys, org_id, person.id, code, now)
    if not right:
        raise email_codes.EmailCodeWrong
    async with services.database.work(org_id, person_id=person.id) as connection:
        name = await email_codes.join(connection, services.keys, services.consents, org_id, person.id, code, now)
    services.directory.forget(here.user_id)
    here.person, here.organisation = await services.directory.who(here.user_id)
    await here.settle()
    # As after an invitation: the usual way to work is a new one.
    return [send(here, here.say("start-joined", organisation=name)), *await proceed(here)]

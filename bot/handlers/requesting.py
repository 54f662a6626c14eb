"""Asking to join an organisation without an invitation, and answering those who ask."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from accounts import belonging, join_requests, organisations
from accounts.admin_acts import Author
from accounts.join_requests import APPROVED, DECLINED, PREFIX
from accounts.organisations import COMMUNITY
from accounts.permissions import PEOPLE_INVITE
from accounts.tokens import TokenInvalid
from bot.callbacks import NotMine, read_uuid
from bot.context import Here, Method, Reply
from bot.handlers.start import welcome
from bot.keyboards import button, rows
from bot.registry import NOTICE_BUTTONS, opening
from bot.replying import send, show
from language import formats
from language.texts import Texts

router = Router(name="requesting")


class Request(CallbackData, prefix="jq"):
    """how: ask (id: a payload without its prefix), list, approve or decline (id: of a request, 32 hex digits)."""

    how: str
    id: str = ""


def offered(here: Here) -> InlineKeyboardButton:
    """The button on the organiser's page of invitations."""
    return button(here.say("request-button-list"), Request(how="list"))


@opening(PREFIX)
async def opened(here: Here, payload: str) -> Reply:
    """The link that anybody may have: whose it is, and what asking means."""
    services = here.services
    try:
        org_id = join_requests.organisation_of(services.keys.token_key, payload)
    except TokenInvalid:
        return send(here, here.say("start-invite-unknown"))
    if here.person is None:
        return await welcome(here, held=f"/start {payload}")
    async with services.database.work() as connection:
        organisation = await organisations.find(connection, org_id)
    if await _inside(here, org_id):
        return send(here, here.say("start-already-member", organisation=organisation.name))
    means = "belong-joining-community" if organisation.kind == COMMUNITY else "start-joining-anew"
    asking = here.say("request-ask", organisation=organisation.name, name=here.person.nickname or here.first_name)
    text = f"{asking}\n{here.say(means)}"
    yes = button(here.say("request-button-ask"), Request(how="ask", id=payload.removeprefix(PREFIX)), style="success")
    return show(here, text, rows([yes], [button(here.say("start-button-not-mine"), NotMine())]))


async def _inside(here: Here, org_id: UUID) -> bool:
    async with here.services.database.work(person_id=here.member.id) as connection:
        return org_id in {one.org_id for one in await belonging.of(connection, here.member.id)}


@router.callback_query(Request.filter(F.how == "ask"))
async def ask(_: object, here: Here, callback_data: Request) -> Reply:
    """Asks; pressed again, it says that the request waits."""
    services, person = here.services, here.member
    org_id = join_requests.organisation_of(services.keys.token_key, PREFIX + callback_data.id)
    if await _inside(here, org_id):
        async with services.database.work() as connection:
            organisation = await organisations.find(connection, org_id)
        return show(here, here.say("start-already-member", organisation=organisation.name))
    async with services.database.work(org_id, person_id=person.id) as connection:
        await join_requests.ask(connection, org_id, person.id, services.clock.now())
        organisation = await organisations.find(connection, org_id)
    return show(here, here.say("request-waits", organisation=organisation.name))


@router.callback_query(Request.filter(F.how == "list"))
async def listed(_: object, here: Here) -> Reply:
    """Who asks, each with two buttons; raises `RoleMissing`."""
    return await _list(here)


async def _list(here: Here, before: str = "") -> Method:
    here.member.require(PEOPLE_INVITE)
    org = here.organisation
    async with here.services.database.work(org.id) as connection:
        found = await join_requests.waiting(connection, org.id)
    lines = [before] if before else []
    lines.append(here.say("request-list", organisation=org.name) if found else here.say("request-none"))
    buttons = []
    for number, one in enumerate(found, 1):
        day = formats.short_day(one.asked_at.date(), here.locale)
        lines.append(here.say("request-line", number=number, name=one.name, day=day))
        yes = button(here.say("request-button-approve", number=number), _to("approve", one.id), style="success")
        buttons.append([yes, button(here.say("request-button-decline", number=number), _to("decline", one.id))])
    return show(here, "\n".join(lines), rows(*buttons))


def _to(how: str, request_id: UUID) -> Request:
    return Request(how=how, id=request_id.hex)


@router.callback_query(Request.filter(F.how.in_({"approve", "decline"})))
async def decide(_: object, here: Here, callback_data: Request) -> Reply:
    """One decision, then who else asks; of two organisers at once the second is told.  Raises `RoleMissing`."""
    here.member.require(PEOPLE_INVITE)
    services, org = here.services, here.organisation
    decision = APPROVED if callback_data.how == "approve" else DECLINED
    try:
        async with services.database.work(org.id) as connection:
            name = await join_requests.decide(
                connection, services.keys, services.consents, org.id, Author("organiser", here.member.id),
                read_uuid(callback_data.id), decision, services.clock.now(),
            )  # fmt: skip
    except join_requests.JoinRequestDecided:
        return await _list(here, here.say("error-join-request-decided"))
    return await _list(here, here.say(f"request-{decision}", name=name))


def _under_notice(locale: str, texts: Texts) -> InlineKeyboardMarkup:
    """The way from the message to who asks."""
    return rows([button(texts.render("request-button-list", {}, locale), Request(how="list"))])


NOTICE_BUTTONS[join_requests.TOLD] = _under_notice

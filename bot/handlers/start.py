"""First contact: hello, consent with its switches, joining by a link, looking around."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import InlineKeyboardButton, Message

from accounts import belonging, joining, organisations, people, roles
from accounts.belonging import COMMUNITY_TOTAL
from accounts.joining import Invitation, InvitationExpired
from accounts.organisations import COMMUNITY, Organisation
from accounts.people import Person
from accounts.roster import claiming
from accounts.tokens import TokenInvalid
from bot.callbacks import Agree, Begin, Look, NotMine, Screen, Tongue, Younger
from bot.context import Here, Method, Reply
from bot.handlers.settling import hold, kept, proceed
from bot.hearing import LONGEST_PREFIX
from bot.keyboards import button, menu, rows
from bot.pictures import planet_png
from bot.profile import role_commands
from bot.registry import AFTER_JOINING, OPENINGS, opening
from bot.replying import bare, photo, send, show
from bot.workers import as_methods
from kernel.ids import PROGRAMME
from kernel.work import Connection
from privacy import consent

SWITCHES = (
    (consent.BOARD_NAME, "start-switch-board"),
    (consent.PHOTO_REVIEW, "start-switch-photos"),
)
"""The optional purposes, all off at first; the order is that of the bits in a button."""
_OTHER = {"zh": "en", "en": "zh"}
_SAMPLE = 3
LEAST_AGE = 14
_Find = Callable[[Connection, bytes, str, datetime], Awaitable[Invitation]]

router = Router(name="start")


@router.message(CommandStart(), F.chat.type == "private")
async def started(message: Message, here: Here, command: CommandObject) -> Reply:
    """`/start`, alone or by a deep link."""
    payload = (command.args or "").strip()
    take = OPENINGS.get(payload[:LONGEST_PREFIX])
    if take is not None:
        return await take(here, payload)
    if here.person is not None:
        return send(here, here.say("start-welcome-back", name=here.person.nickname or here.first_name), menu(here))
    return await welcome(here, held=None)


async def welcome(here: Here, held: str | None, payload: str = "") -> Reply:
    """The hello to somebody who has not agreed yet; what they said meanwhile waits."""
    if not here.private:
        return send(here, here.say("menu-private-only", link=here.services.link("hi")))
    if held is not None:
        await hold(here, held)
    return await _hello(here, payload)


@opening("j_")
async def invited(here: Here, payload: str) -> Reply:
    """An invitation: who invites, before anything is agreed."""
    try:
        invitation, organisation = await _found(here, payload, joining.look)
    except InvitationExpired:
        return [send(here, here.say("start-invite-expired")), *as_methods(await _without(here))]
    except TokenInvalid:
        return [send(here, here.say("start-invite-unknown")), *as_methods(await _without(here))]
    if await _inside(here, invitation.org_id):
        return await _joined_already(here, invitation, organisation)
    if invitation.personal and here.person is None:
        await _speak(here, invitation)
    return await _hello(here, payload, organisation)


async def _speak(here: Here, invitation: Invitation) -> None:
    """The language that the organisation's roster names for somebody new."""
    async with here.services.database.work(invitation.org_id) as connection:
        locale = await claiming.locale_of(connection, invitation)
    if locale in _OTHER and locale != here.locale:
        here.locale = "zh" if locale == "zh" else "en"
        await _remember_locale(here)


async def _without(here: Here) -> Reply:
    """Going on without an invitation."""
    return None if here.person is not None else await _hello(here, "")


async def _found(here: Here, payload: str, how: _Find = joining.find) -> tuple[Invitation, Organisation]:
    """The invitation and whose it is.  how: `joining.look` where somebody opens it."""
    services = here.services
    org_id = joining.organisation_of(services.keys.token_key, payload)
    async with services.database.work(org_id) as connection:
        invitation = await how(connection, services.keys.token_key, payload, services.clock.now())
        return invitation, await organisations.find(connection, org_id)


async def _hello(here: Here, payload: str, organisation: Organisation | None = None) -> Reply:
    name = here.first_name
    if organisation is None and payload:
        _, organisation = await _found(here, payload)
    text = (
        here.say("start-hello", name=name)
        if organisation is None
        else here.say("start-hello-joining", name=name, organisation=organisation.name)
    )
    # Told before they agree, not after.
    if organisation is not None and organisation.kind == COMMUNITY:
        text = f"{text}\n{here.say('belong-joining-community')}"
    elif organisation is not None and here.person is not None:
        text = f"{text}\n{here.say('start-joining-anew')}"
    waiting = 0 if here.person is not None else kept(here)
    if waiting:
        text = f"{text}\n{here.say('start-hello-kept', count=waiting)}"
    first = [
        button(here.say("start-button-continue"), Begin(payload=payload), style="success"),
        button(here.say("start-button-other-language"), Tongue(locale=_OTHER[here.locale], payload=payload)),
    ]
    second = [button(here.say("start-button-not-mine"), NotMine())] if organisation is not None else []
    return show(here, text, rows(first, second))


@router.callback_query(Tongue.filter())
async def tongue(_: object, here: Here, callback_data: Tongue) -> Reply:
    """The hello in the other language, before anything is stored."""
    here.locale = "zh" if callback_data.locale == "zh" else "en"
    await _remember_locale(here)
    return await _hello(here, callback_data.payload)


async def _remember_locale(here: Here) -> None:
    """A member's choice is kept; a stranger's travels with the open question."""
    if here.person is not None:
        async with here.services.database.work() as connection:
            await people.set_locale(connection, here.person.id, here.locale)
    else:
        await here.ask({**(here.state or {"ask": "hello"}), "locale": here.locale})


@router.callback_query(NotMine.filter())
async def not_mine(_: object, here: Here) -> Reply:
    """Not joining; who is new may go on alone."""
    replies = [*bare(here), send(here, here.say("start-not-mine"))]
    if here.person is None:
        here.callback_id, pressed = None, here.callback_id
        replies += as_methods(await _hello(here, ""))
        here.callback_id = pressed
    return replies


@router.callback_query(Begin.filter())
async def begin(_: object, here: Here, callback_data: Begin) -> Reply:
    """The consent screen, every switch off."""
    return _consent(here, 0, callback_data.payload)


@router.callback_query(Screen.filter())
async def screen(_: object, here: Here, callback_data: Screen) -> Reply:
    """The consent screen with a switch turned, or the full text."""
    if callback_data.policy:
        text = here.say("start-consent-policy", version=consent.TEXT_VERSION)
        back = Screen(switches=callback_data.switches, policy=0, payload=callback_data.payload)
        return show(here, text, rows([button(here.say("start-button-back"), back)]))
    return _consent(here, callback_data.switches, callback_data.payload)


def _consent(here: Here, switches: int, payload: str) -> Method:
    text = f"{here.say('start-consent')}\n{here.say('start-consent-version', version=consent.TEXT_VERSION)}"
    lines: list[list[InlineKeyboardButton]] = []
    for bit, (_, label) in enumerate(SWITCHES):
        on = switches >> bit & 1
        shown = here.say("start-switch-on" if on else "start-switch-off", label=here.say(label))
        lines.append([button(shown, Screen(switches=switches ^ 1 << bit, policy=0, payload=payload))])
    # Whoever has an account has said how old they are.
    new = here.person is None
    label = here.say("start-button-agree-of-age", age=LEAST_AGE) if new else here.say("start-button-agree")
    agree = button(label, Agree(switches=switches, payload=payload), style="success")
    younger = [button(here.say("start-button-younger", age=LEAST_AGE), Younger())] if new else []
    policy = button(here.say("start-button-policy"), Screen(switches=switches, policy=1, payload=payload))
    return show(here, text, rows(*lines, [agree], [button(here.say("start-button-look"), Look()), policy], younger))


@router.callback_query(Younger.filter())
async def younger(_: object, here: Here) -> Reply:
    """Nothing is kept of a child, not even that they asked; an adult at home may log for them."""
    await here.forget()
    return show(here, here.say("start-younger", age=LEAST_AGE), rows([button(here.say("start-button-look"), Look())]))


@router.callback_query(Look.filter())
async def look(_: object, here: Here) -> Reply:
    """A sample planet; nothing is written."""
    from_seed = str(here.user_id).encode()
    name, picture = await planet_png(_SAMPLE, 800, 0, from_seed, here.locale)
    caption = f"{here.say('planet-sample', name=name)}\n{here.say('start-look-around')}"
    return photo(here, picture, "planet.png", caption)


@router.callback_query(Agree.filter())
async def agree(_: object, here: Here, callback_data: Agree) -> Reply:
    """Consent: the account, the membership and the logged consent in one transaction; then the next step."""
    services, payload = here.services, callback_data.payload
    org_id = joining.organisation_of(services.keys.token_key, payload) if payload else PROGRAMME
    inside = await _inside(here, org_id)
    invitation = await _invitation(here, payload, inside=inside)
    chosen = [purpose for bit, (purpose, _label) in enumerate(SWITCHES) if callback_data.switches >> bit & 1]
    here.person, here.organisation, joined = await _admit(here, org_id, invitation, chosen, inside=inside)
    said = here.say("start-consent-saved")
    if payload:
        said = f"{here.say('start-joined', organisation=joined.name)}\n{said}"
    first = show(here, said)
    if inside and here.attempt == 1:
        return first  # pressed again
    here.callback_id = None
    replies: list[Method] = [first, *role_commands(here)]
    if invitation is not None:
        for after in AFTER_JOINING:
            replies += as_methods(await after(here, invitation))
    return [*replies, *await proceed(here)]


async def _invitation(here: Here, payload: str, *, inside: bool) -> Invitation | None:
    """The invitation behind a payload; None without one, and for who has used up its last place themselves."""
    if not payload:
        return None
    try:
        return (await _found(here, payload))[0]
    except InvitationExpired:
        if inside:
            return None
        raise


async def _admit(
    here: Here, org_id: UUID, invitation: Invitation | None, purposes: list[str], *, inside: bool
) -> tuple[Person, Organisation, Organisation]:
    """The person, who issues their records, and what was joined: the same, unless that is a community."""
    services, now = here.services, here.services.clock.now()
    async with services.database.work(org_id) as connection:
        person = here.person or await people.register(
            connection,
            services.keys,
            user_id=here.user_id,
            chat_id=here.chat_id,
            nickname=here.first_name,
            locale=here.locale,
            now=now,
        )
        # Somebody new is in the programme already, where an invitation into it may still bring a role.
        if invitation is not None and not inside:
            person = await _use(here, connection, invitation, person)
        elif here.person is None:
            person = await people.join(connection, person.id, org_id, now=now)
        if person.org_id == org_id:
            await services.consents.give_within(connection, org_id, person.id, consent.SERVICE, *purposes)
        joined = await organisations.find(connection, org_id)
        if joined.kind == COMMUNITY:
            await services.consents.give_within(connection, org_id, person.id, COMMUNITY_TOTAL)
        issuer = await organisations.find(connection, person.org_id)
    if issuer.id != joined.id and here.person is None:
        await services.consents.give(issuer.id, person.id, consent.SERVICE, *purposes)
    return person, issuer, joined


async def _use(here: Here, connection: Connection, invitation: Invitation, person: Person) -> Person:
    """The person with what the invitation gives: a place in the organisation, a department, roles, which are logged."""
    services, now = here.services, here.services.clock.now()
    await joining.use(connection, invitation, person.id)
    joined = await people.join(
        connection, person.id, invitation.org_id, now=now, unit_id=invitation.unit_id, roles=invitation.roles
    )
    await joining.came_by(connection, invitation, person.id, now)
    await claiming.claim(connection, invitation, person.id, now)
    await roles.taken(connection, services.keys, invitation.org_id, person.id, invitation.roles, now)
    return joined


async def _inside(here: Here, org_id: UUID) -> bool:
    """Whether the person is a member there, wherever their records go."""
    if here.person is None:
        return False
    async with here.services.database.work(person_id=here.person.id) as connection:
        return org_id in {one.org_id for one in await belonging.of(connection, here.person.id)}


async def _joined_already(here: Here, invitation: Invitation, organisation: Organisation) -> Reply:
    """A member opens another invitation of the same organisation: it may add a role, a department or a week."""
    replies: list[Method] = [send(here, here.say("start-already-member", organisation=organisation.name), menu(here))]
    async with here.services.database.work(invitation.org_id, person_id=here.member.id) as connection:
        if await joining.adds(connection, invitation, here.member.id):
            here.person = await _use(here, connection, invitation, here.member)
            replies += role_commands(here)
    for after in AFTER_JOINING:
        replies += as_methods(await after(here, invitation))
    return replies

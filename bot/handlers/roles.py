"""/roles: who holds which role, a link that gives one, and taking one away, for whoever gives roles."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts import joining, roles
from accounts.permissions import GRANTED, OWNERS_GIVE, ROLES_GIVE
from accounts.roles import OWNER, Held
from bot.callbacks import read_uuid
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.keyboards import button, grid, rows
from bot.replying import send, show

router = Router(name="roles")
MOST_LISTED = 30
REASON = "left_by_admin"


class Roles(CallbackData, prefix="rl"):
    """A page: home or give."""

    page: str


class Give(CallbackData, prefix="ri"):
    """Makes a link that gives this role, once."""

    role: str


class Holder(CallbackData, prefix="rh"):
    """Something with one grant, 32 hex digits.  what: s show, t take the role, r remove the member, y yes, remove."""

    what: str
    id: str


@router.message(Command("roles"), F.chat.type == "private")
async def roles_command(_: object, here: Here) -> Reply:
    """`/roles`."""
    return await home(here)


@router.callback_query(Roles.filter(F.page == "home"))
async def back(_: object, here: Here) -> Reply:
    """The list again."""
    return await home(here)


async def home(here: Here) -> Method:
    """Who holds which role; raises `RoleMissing`."""
    found = await here.services.leading.held(here.member)
    lines = [here.say("roles-home", organisation=here.organisation.name)]
    lines += [_line(here, one) for one in found[:MOST_LISTED]]
    buttons = []
    if here.member.may(ROLES_GIVE):
        buttons = [button(_name(here, one), _of("s", one)) for one in found[:MOST_LISTED]]
        buttons.append(button(here.say("roles-button-give"), Roles(page="give")))
    return show(here, "\n".join(lines), rows(*grid(buttons, 2)))


@router.callback_query(Roles.filter(F.page == "give"))
async def give(_: object, here: Here) -> Reply:
    """The roles that can be given; raises `RoleMissing`."""
    here.member.require(ROLES_GIVE)
    given = sorted(GRANTED - (set() if here.member.may(OWNERS_GIVE) else {OWNER}))
    choices = [button(_role(here, role), Give(role=role)) for role in given]
    return show(here, here.say("roles-give"), rows(*grid(choices, 2), [_back(here)]))


@router.callback_query(Give.filter())
async def made(_: object, here: Here, callback_data: Give) -> Reply:
    """A link for one person, logged; raises `RoleMissing`."""
    services, org_id, now = here.services, here.member.org_id, here.services.clock.now()
    if callback_data.role not in GRANTED:
        raise ButtonOutdated
    given = frozenset((callback_data.role,))
    async with services.database.work(org_id) as connection:
        author = await roles.author_of(connection, here.member, ROLES_GIVE)
        await roles.invited(connection, services.keys, org_id, author, given, now)
        payload = await joining.invite(connection, services.keys.token_key, org_id, now=now, roles=given)
    until = (now + joining.DEFAULT_LIFE).date()
    text = here.say(
        "roles-link",
        role=_role(here, callback_data.role),
        organisation=here.organisation.name,
        link=services.link(payload),
        expires=until,
    )
    return send(here, text)


@router.callback_query(Holder.filter())
async def holder(_: object, here: Here, callback_data: Holder) -> Reply:
    """One who holds a role, and what can be done; raises `RoleMissing`, `LastAdmin`."""
    here.member.require(ROLES_GIVE)
    one = await _found(here, callback_data.id)
    leading, now, what = here.services.leading, here.services.clock.now(), callback_data.what
    if what == "t":
        await leading.take(here.member, one, now)
        return show(here, here.say("roles-taken", name=_name(here, one)), rows([_back(here)]))
    if what == "y":
        await leading.remove(here.member, one.person_id, REASON, now)
        return show(here, here.say("roles-removed", name=_name(here, one)), rows([_back(here)]))
    if what == "r":
        yes = button(here.say("roles-button-remove-yes"), _of("y", one), style="danger")
        return show(here, here.say("roles-remove-ask", name=_name(here, one)), rows([yes], [_back(here)]))
    if what != "s":
        raise ButtonOutdated
    take = button(here.say("roles-button-take"), _of("t", one), style="danger")
    remove = button(here.say("roles-button-remove"), _of("r", one), style="danger")
    return show(here, _line(here, one), rows([take], [remove], [_back(here)]))


async def _found(here: Here, ident: str) -> Held:
    wanted = read_uuid(ident)
    for one in await here.services.leading.held(here.member):
        if one.id == wanted:
            return one
    raise ButtonOutdated


def _of(what: str, one: Held) -> Holder:
    return Holder(what=what, id=one.id.hex)


def _back(here: Here) -> InlineKeyboardButton:
    return button(here.say("roles-button-back"), Roles(page="home"))


def _role(here: Here, role: str) -> str:
    return here.say(f"role-{role}")


def _name(here: Here, one: Held) -> str:
    return f"{one.nickname or '—'} · {_role(here, one.role)}"


def _line(here: Here, one: Held) -> str:
    where = one.scope_name or here.say("roles-everywhere")
    return here.say(
        "roles-line", name=one.nickname or "—", role=_role(here, one.role), where=where, since=one.granted_at.date()
    )

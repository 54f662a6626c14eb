"""/family: a household's page, making one, the consent to be counted in it, and inviting by link or contacts."""

from datetime import datetime
from functools import reduce

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    InlineKeyboardButton,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    Message,
    ReplyKeyboardMarkup,
)

from accounts.households import home, joining, leaving
from accounts.households.home import Former, Household
from accounts.joining import InvitationExpired
from accounts.tokens import TokenInvalid
from actions import of_household
from actions.of_household import HouseholdTotals
from bot import shown
from bot.context import Here, Method, Reply
from bot.dialogues import State
from bot.escaping import Markup, clean_name
from bot.handlers.start import welcome
from bot.keyboards import button, menu, rows
from bot.registry import opening, question
from bot.replying import send, show
from kernel.clock import local_date
from language import formats

router = Router(name="family")
NOT_AN_ANSWER_ELSEWHERE = ("thanks", "hello", "week", "rank", "planet", "help", "notify")
"""Words for other things that may well be a name where a name is asked."""
_CONTACTS = 1


class Family(CallbackData, prefix="fm"):
    """A page: home, agree (the consent), made (with the usual name), name (asks for one), invite, contacts."""

    page: str


class JoinFamily(CallbackData, prefix="fj"):
    """Joining by a link; payload without its `h_`.  sure 0: not joining."""

    payload: str
    sure: int


@router.message(Command("family"), F.chat.type == "private")
async def family_command(_: object, here: Here) -> Reply:
    """`/family`."""
    return await page(here)


@router.callback_query(Family.filter(F.page == "home"))
async def home_again(_: object, here: Here) -> Reply:
    """The same by button; a question that was open about the household is closed."""
    if here.state is not None and here.state["ask"].startswith("family_"):
        await here.settle()
    return await page(here)


async def page(here: Here) -> Method:
    """The household with its month and total, or the way into one."""
    person = here.member
    async with here.services.database.work(person_id=person.id) as connection:
        found = await home.of(connection, person.id)
    async with here.services.database.work(person_id=person.id) as connection:
        left = await leaving.former(connection, person.id)
    if found is None:
        make = button(here.say("family-button-make"), Family(page="agree"), style="success")
        return show(here, here.say("family-none", most=home.MOST_PEOPLE), rows([make], *_former(here, left)))
    month = here.today.replace(day=1)
    totals = await of_household.totals(here.services.database, found.id, month)
    lines = [
        here.say("family-home", household=found.name, people=len(found.members) + len(found.children)),
        here.say("family-month", month=shown.mass(here, totals.since_mg), total=shown.mass(here, totals.reduction_mg)),
        *_goal(here, found, totals),
        _people(here, found),
        here.say("family-once"),
    ]
    return show(here, "\n".join(lines), rows(*_buttons(here, found), *_former(here, left)))


def _goal(here: Here, household: Household, totals: HouseholdTotals) -> list[str]:
    """How far the month is towards the goal; nothing without one."""
    if household.goal_mg is None:
        return []
    permille = min(1000, totals.since_mg * 1000 // household.goal_mg)
    return [
        here.say(
            "family-goal",
            goal=shown.mass(here, household.goal_mg),
            bar=formats.bar(permille),
            percent=formats.percent(permille, here.locale),
        )
    ]


def _people(here: Here, household: Household) -> str:
    """Everybody in it, by the names that they go by."""
    adults = (
        here.say("family-founder" if one.founder else "family-member", name=one.nickname or "🌱")
        for one in household.members
    )
    kids = (here.say("family-child", name=one.nickname) for one in household.children)
    # Each is safe already; only the comma between them depends on the language.
    return reduce(lambda left, right: here.say("family-and", left=Markup(left), right=Markup(right)), (*adults, *kids))


def _buttons(here: Here, household: Household) -> list[list[InlineKeyboardButton]]:
    names = ["children", "meter", "goal"]
    if household.room:
        names.insert(0, "invite")
    if household.member(here.member.id).founder and len(household.members) > 1:
        names.append("people")
    names.append("leave")
    made = [button(here.say(f"family-button-{name}"), Family(page=name)) for name in names]
    return [made[start : start + 2] for start in range(0, len(made), 2)]


def _former(here: Here, left: list[Former]) -> list[list[InlineKeyboardButton]]:
    """The way to take one's grams out of what was left; the last ones."""
    if not left:
        return []
    return [[button(here.say("family-button-former"), Family(page="former"))]]


@router.callback_query(Family.filter(F.page == "agree"))
async def agree(_: object, here: Here) -> Reply:
    """What a household is and what others see: the one consent screen, for whoever makes one."""
    usual = here.say("family-usual-name", name=here.member.nickname or here.first_name)
    take = button(here.say("family-button-agree-usual", household=usual), Family(page="made"), style="success")
    other = button(here.say("family-button-agree-name"), Family(page="name"))
    back = button(here.say("start-button-back"), Family(page="home"))
    return show(here, _consent(here), rows([take], [other], [back]))


def _consent(here: Here) -> str:
    return here.say("family-consent")


@router.callback_query(Family.filter(F.page == "made"))
async def made(_: object, here: Here) -> Reply:
    """Agreed, and it is to have the usual name; pressed again, the household is shown."""
    async with here.services.database.work(person_id=here.member.id) as connection:
        if await home.standing(connection, here.member.id) is not None:
            return await page(here)
    name = here.say("family-usual-name", name=here.member.nickname or here.first_name)
    return await _make(here, clean_name(name)[: home.MOST_NAME].strip())


@router.callback_query(Family.filter(F.page == "name"))
async def ask_name(_: object, here: Here) -> Reply:
    """Agreed: what shall it be called?"""
    here.require_member()
    await here.ask({"ask": "family_name"})
    return show(here, here.say("family-name-ask", longest=home.MOST_NAME))


@question("family_name", before=NOT_AN_ANSWER_ELSEWHERE)
async def named(here: Here, text: str, _: State) -> Reply:
    """The name; raises `HouseholdNameUnusable`, and the question stays open."""
    return await _make(here, clean_name(text))


async def _make(here: Here, name: str) -> Reply:
    services, person = here.services, here.member
    async with services.database.work(person_id=person.id) as connection:
        await joining.make(connection, services.consents, person.id, name, services.clock.now())
    await here.settle()
    return await page(here)


@router.callback_query(Family.filter(F.page == "invite"))
async def invite(_: object, here: Here) -> Reply:
    """The link, how long it holds, and the other way; raises `HouseholdMissing`, `HouseholdFull`."""
    found, link, until = await _link(here)
    day = formats.short_day(local_date(until, here.organisation.zone), here.locale)
    text = here.say("family-invite", household=found.name, link=link, day=day, room=found.room)
    contacts = button(here.say("family-button-contacts"), Family(page="contacts"))
    return show(here, text, rows([contacts], [button(here.say("start-button-back"), Family(page="home"))]))


async def _link(here: Here) -> tuple[Household, str, datetime]:
    services, person = here.services, here.member
    async with services.database.work(person_id=person.id) as connection:
        found = await home.required(connection, person.id)
        payload, until = await joining.invite(connection, services.keys.token_key, found, services.clock.now())
    return found, services.link(payload), until


@router.callback_query(Family.filter(F.page == "contacts"))
async def contacts(_query: object, here: Here) -> Reply:
    """Telegram's own list of contacts, under the keyboard; the usual one comes back with the answer, or with help."""
    found, _, _ = await _link(here)
    asked = KeyboardButtonRequestUsers(request_id=_CONTACTS, user_is_bot=False, max_quantity=found.room)
    keys = [
        [KeyboardButton(text=here.say("family-button-contacts"), request_users=asked)],
        [KeyboardButton(text=here.say("family-contacts-back"))],
    ]
    keyboard = ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)
    return send(here, here.say("family-contacts"), keyboard)


@router.message(F.users_shared, F.chat.type == "private")
async def shared(message: Message, here: Here) -> Reply:
    """Writes to those who use the bot; who that is is not told, and the link is for everybody else."""
    assert message.users_shared is not None
    services, person = here.services, here.member
    found, link, until = await _link(here)
    params = {"name": person.nickname or here.first_name, "household": found.name, "link": link}
    async with services.database.work() as connection:
        chosen = [user.user_id for user in message.users_shared.users[: found.room]]
        zone = here.organisation.zone
        await joining.pass_on(connection, found, chosen, params, services.clock.now(), zone=zone)
    day = formats.short_day(local_date(until, here.organisation.zone), here.locale)
    text = here.say("family-shared", link=link, day=day)
    return send(here, text, menu(here))


@opening(joining.PREFIX)
async def invited(here: Here, payload: str) -> Reply:
    """A link: whose household it is, what its people see, and the one consent screen."""
    if here.person is None:
        return await welcome(here, held=f"/start {payload}")
    services = here.services
    async with services.database.work() as connection:
        try:
            found = await joining.look(connection, services.keys.token_key, payload, services.clock.now())
        except (InvitationExpired, TokenInvalid) as wrong:
            code = "family-link-expired" if isinstance(wrong, InvitationExpired) else "family-link-unknown"
            return send(here, here.say(code), menu(here))
    async with services.database.work(person_id=here.person.id) as connection:
        own = await home.standing(connection, here.person.id)
    if own == found.household_id:
        return await page(here)
    if own is not None:
        return send(here, here.say("error-household-stands"), menu(here))
    text = f"{here.say('family-join', household=found.name, people=found.people)}\n{_consent(here)}"
    bare = payload.removeprefix(joining.PREFIX)
    yes = button(here.say("family-button-join"), JoinFamily(payload=bare, sure=1), style="success")
    return show(here, text, rows([yes], [button(here.say("family-button-join-not"), JoinFamily(payload=bare, sure=0))]))


@router.callback_query(JoinFamily.filter(F.sure == 0))
async def not_joining(_: object, here: Here) -> Reply:
    """No consent: nothing was stored, nobody is told."""
    return show(here, here.say("family-join-not"))


@router.callback_query(JoinFamily.filter())
async def join(_: object, here: Here, callback_data: JoinFamily) -> Reply:
    """Consent: they are in it; pressed again, the household is shown."""
    services, person = here.services, here.member
    payload = joining.PREFIX + callback_data.payload
    wanted = joining.household_of(services.keys.token_key, payload)
    async with services.database.work(person_id=person.id) as connection:
        if await home.standing(connection, person.id) == wanted:
            return await page(here)
    async with services.database.work(person_id=person.id) as connection:
        key, now = services.keys.token_key, services.clock.now()
        await joining.join(connection, services.consents, key, payload, person.id, now)
    return await page(here)

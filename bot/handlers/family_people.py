"""A household's people: children by nickname and what is logged for them, leaving, and putting somebody out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts.households import children, home, leaving
from accounts.households.home import MG_PER_KG, Household, HouseholdMemberUnknown, HouseholdMissing
from actions import of_household
from actions.commands import Receipt
from actions.of_household import ForChild
from bot import goals, shown
from bot.context import ButtonOutdated, Here, Reply
from bot.dialogues import State
from bot.escaping import clean_name
from bot.handlers.family import NOT_AN_ANSWER_ELSEWHERE, Family, page
from bot.keyboards import button, grid, rows
from bot.recording import record
from bot.registry import question
from bot.replying import show
from language.phrases import Activities, read

router = Router(name="family_people")
_OFFERED_KG = (10, 20, 50)
PATIENCE = timedelta(minutes=10)
"""For so long the next sentence is taken to be the child's."""


class OfFamily(CallbackData, prefix="fo"):
    """Something with one child or membership, 32 hex digits.

    what: k a child's page, l log for it, f forget it, g yes, forget; r remove a member, y yes, remove; o take one's grams
    out.
    """

    what: str
    id: str


class Aim(CallbackData, prefix="fg"):
    """A goal for the month in kilograms; 0: none any more."""

    kg: int


@router.callback_query(Family.filter(F.page == "children"))
async def children_page(_: object, here: Here) -> Reply:
    """The children; raises `HouseholdMissing`."""
    return await _children(here)


async def _children(here: Here) -> Reply:
    found = await _required(here)
    buttons = [button(here.say("family-child", name=one.nickname), _of("k", one.id)) for one in found.children]
    more = [button(here.say("family-button-child-add"), Family(page="child"))] if found.room else []
    return show(here, here.say("family-children"), rows(*grid(buttons, 2), more, [_back(here)]))


@router.callback_query(Family.filter(F.page == "child"))
async def ask_child(_: object, here: Here) -> Reply:
    """What is the child called?  Raises `HouseholdMissing`."""
    await _required(here)
    await here.ask({"ask": "family_child"})
    return show(here, here.say("family-child-ask", longest=home.MOST_NAME))


@question("family_child", before=NOT_AN_ANSWER_ELSEWHERE)
async def child_named(here: Here, text: str, _: State) -> Reply:
    """The nickname; raises what `children.add` raises, and the question stays open."""
    person = here.member
    async with here.services.database.work(person_id=person.id) as connection:
        await children.add(connection, person.id, clean_name(text), here.services.clock.now())
    await here.settle()
    return await _children(here)


@router.callback_query(OfFamily.filter(F.what == "k"))
async def child(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """One child: what the person themselves logged for it."""
    found = await _required(here)
    one = children.named(found, _id(callback_data))
    logged = await of_household.for_children(here.services.database, found.id, here.member.id)
    sums = logged.get(one.id, ForChild(0, 0))
    mass = shown.mass(here, sums.reduction_mg)
    text = here.say("family-child-page", name=one.nickname, acts=sums.acts, mass=mass)
    log = button(here.say("family-button-child-log", name=one.nickname), _of("l", one.id))
    forget = []
    if one.person_id == here.member.id or found.member(here.member.id).founder:
        forget = [button(here.say("family-button-child-forget"), _of("f", one.id), style="danger")]
    return show(here, text, rows([log], forget, [button(here.say("start-button-back"), Family(page="children"))]))


@router.callback_query(OfFamily.filter(F.what == "f"))
async def ask_forget(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """Asks first."""
    one = children.named(await _required(here), _id(callback_data))
    yes = button(here.say("family-button-child-forget"), _of("g", one.id), style="danger")
    back = button(here.say("start-button-back"), _of("k", one.id))
    return show(here, here.say("family-child-forget-ask", name=one.nickname), rows([yes, back]))


@router.callback_query(OfFamily.filter(F.what == "g"))
async def forget(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """Forgets the nickname and whose acts they were; the acts stay."""
    person = here.member
    async with here.services.database.work(person_id=person.id) as connection:
        await children.remove(connection, person.id, _id(callback_data))
    return await _children(here)


@router.callback_query(OfFamily.filter(F.what == "l"))
async def log_for(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """The next sentence is the child's."""
    one = children.named(await _required(here), _id(callback_data))
    until = here.services.clock.now() + PATIENCE
    await here.ask({"ask": "family_for", "child": one.id.hex, "until": until.isoformat()})
    return show(here, here.say("family-child-how", name=one.nickname), rows([_back(here)]))


@question("family_for", acts=True)
async def said_for(here: Here, text: str, state: State) -> Reply:
    """Records it as the adult's own act and keeps beside it, outside the ledger, which child it was.

    None for what is said too late to be meant for the child: it is the adult's own.
    """
    if here.services.clock.now() > datetime.fromisoformat(state["until"]):
        await here.settle()
        return None
    one = children.named(await _required(here), UUID(state["child"]))
    reading = read(text, here.today, here.services.vocabulary)
    if not isinstance(reading, Activities):
        return show(here, here.say("family-child-how", name=one.nickname))
    here.require_settled()
    await here.settle()

    async def note(made: Sequence[Receipt]) -> Sequence[str]:
        acts = [(receipt.log_id, receipt.action_id) for receipt in made]
        async with here.services.database.work(person_id=here.member.id) as connection:
            await children.note(connection, here.member.id, one.id, acts)
        return [here.say("family-child-noted", name=one.nickname)]

    return await record(here, reading.legs, notes=reading.notes, another=True, note=note)


@router.callback_query(Family.filter(F.page == "people"))
async def people_page(_: object, here: Here) -> Reply:
    """Whom the founder may put out."""
    found = await _required(here)
    if not found.member(here.member.id).founder:
        raise ButtonOutdated
    buttons = [
        button(here.say("family-button-remove", name=one.nickname or "🌱"), _of("r", one.id), style="danger")
        for one in found.members
        if one.person_id != here.member.id
    ]
    return show(here, here.say("family-people"), rows(*grid(buttons, 2), [_back(here)]))


@router.callback_query(OfFamily.filter(F.what == "r"))
async def ask_remove(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """Asks first."""
    for one in (await _required(here)).members:
        if one.id == _id(callback_data):
            yes = button(here.say("family-button-remove-yes"), _of("y", one.id), style="danger")
            return show(here, here.say("family-remove-ask", name=one.nickname or "🌱"), rows([yes, _back(here)]))
    raise HouseholdMemberUnknown


@router.callback_query(OfFamily.filter(F.what == "y"))
async def remove(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """Puts them out; raises `FounderOnly`, `HouseholdMemberUnknown`."""
    person, now, zone = here.member, here.services.clock.now(), here.organisation.zone
    async with here.services.database.work(person_id=person.id) as connection:
        _, name = await leaving.remove(connection, person.id, _id(callback_data), now, zone=zone)
    return show(here, here.say("family-removed-told", name=name or "🌱"), rows([_back(here)]))


@router.callback_query(Family.filter(F.page == "goal"))
async def goal_page(_: object, here: Here) -> Reply:
    """What the home wants in a month, by button or words."""
    found = await _required(here)
    await here.ask({"ask": "family_goal"})
    offers = [button(shown.mass(here, kg * MG_PER_KG), Aim(kg=kg)) for kg in _OFFERED_KG]
    off = [] if found.goal_mg is None else [button(here.say("goal-button-off"), Aim(kg=0))]
    return show(here, here.say("family-goal-ask"), rows(offers, off, [_back(here)]))


@router.callback_query(Aim.filter())
async def aimed(_: object, here: Here, callback_data: Aim) -> Reply:
    """A goal that was offered, or none; raises `HouseholdGoalOutOfRange`."""
    return await _aim(here, callback_data.kg * MG_PER_KG or None)


@question("family_goal")
async def goal_typed(here: Here, text: str, _: State) -> Reply:
    """A goal in words, such as `30 kg`; anything else, days too, is no answer."""
    goal = goals.read(text)
    return None if goal is None or goal.mg is None else await _aim(here, goal.mg)


async def _aim(here: Here, goal_mg: int | None) -> Reply:
    async with here.services.database.work(person_id=here.member.id) as connection:
        await home.set_goal(connection, here.member.id, goal_mg)
    await here.settle()
    return await page(here)


@router.callback_query(Family.filter(F.page == "leave"))
async def leave(_: object, here: Here) -> Reply:
    """Asks before leaving, and what becomes of the grams in the total."""
    found = await _required(here)
    if len(found.members) == 1:
        yes = button(here.say("family-button-dissolve"), Family(page="left"), style="danger")
        return show(here, here.say("family-dissolve-ask", household=found.name), rows([yes], [_back(here)]))
    keep = button(here.say("family-button-leave-keep"), Family(page="left"), style="danger")
    take = button(here.say("family-button-leave-take"), Family(page="taken"), style="danger")
    return show(here, here.say("family-leave-ask", household=found.name), rows([keep], [take], [_back(here)]))


@router.callback_query(Family.filter(F.page.in_({"left", "taken"})))
async def left(_: object, here: Here, callback_data: Family) -> Reply:
    """Leaves; pressed again, it shows how things stand."""
    services, person = here.services, here.member
    keep, now = callback_data.page == "left", services.clock.now()
    try:
        async with services.database.work(person_id=person.id) as connection:
            name = await leaving.leave(connection, services.consents, person.id, now, keep=keep)
    except HouseholdMissing:
        return await page(here)
    return show(here, here.say("family-left", household=name), rows([_back(here)]))


@router.callback_query(Family.filter(F.page == "former"))
async def former(_: object, here: Here) -> Reply:
    """The households in whose totals one's acts of then still count."""
    return await _former(here)


async def _former(here: Here) -> Reply:
    async with here.services.database.work(person_id=here.member.id) as connection:
        found = await leaving.former(connection, here.member.id)
    if not found:
        return await page(here)
    buttons = [[button(here.say("family-button-take-out", household=one.name), _of("o", one.id))] for one in found]
    return show(here, here.say("family-former"), rows(*buttons, [_back(here)]))


@router.callback_query(OfFamily.filter(F.what == "o"))
async def take_out(_: object, here: Here, callback_data: OfFamily) -> Reply:
    """Takes one's grams out of a household that was left; the records themselves stay."""
    services, person = here.services, here.member
    async with services.database.work(person_id=person.id) as connection:
        await leaving.take_out(connection, services.consents, person.id, _id(callback_data))
    return await _former(here)


async def _required(here: Here) -> Household:
    async with here.services.database.work(person_id=here.member.id) as connection:
        return await home.required(connection, here.member.id)


def _back(here: Here) -> InlineKeyboardButton:
    return button(here.say("start-button-back"), Family(page="home"))


def _of(what: str, ident: UUID) -> OfFamily:
    return OfFamily(what=what, id=ident.hex)


def _id(pressed: OfFamily) -> UUID:
    try:
        return UUID(pressed.id)
    except ValueError:
        raise ButtonOutdated from None

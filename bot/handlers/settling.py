"""Settling in: the region and the usual way to work, each asked once; then what somebody already said is recorded."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.types import InlineKeyboardMarkup

from accounts import people
from bot import shown
from bot.callbacks import Commute, Region, pick
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.hearing import resume
from bot.keyboards import button, grid, menu, rows
from bot.registry import question
from bot.replying import send, show
from bot.workers import as_methods
from language import formats
from language.phrases import Leg, Question, answer
from language.phrases.reading import Activities

ELSEWHERE = "ZZ"
"""ISO 3166-1's user-assigned code for a place not named: no methodology is local there."""
_NAMED = {"CN-GD-SZ": "start-button-shenzhen"}
_WAYS = ("metro", "bus", "cycling", "walking")
_KILOMETRES = (3, 6, 12, 20)
_FARTHEST_KM = 500

router = Router(name="settling")


async def ask_region(here: Here, held: str | None = None) -> Method:
    """Asks where the person mostly travels; what they said meanwhile waits for the answer."""
    if held is not None:
        await hold(here, held)
    local = here.organisation.region or ELSEWHERE
    label = here.say(_NAMED[local]) if local in _NAMED else local
    keyboard = rows(
        [
            button(label, Region(code=local)),
            button(here.say("start-button-elsewhere"), Region(code=ELSEWHERE)),
        ]
    )
    return show(here, here.say("start-region"), keyboard)


@router.callback_query(Region.filter())
async def region(_: object, here: Here, callback_data: Region) -> Reply:
    """The answer, kept for every later sum."""
    code = callback_data.code if callback_data.code == here.organisation.region else ELSEWHERE
    pressed_again = here.member.region == code and here.attempt == 1
    async with here.services.database.work(here.organisation.id) as connection:
        await people.set_region(connection, here.member.id, code)
    here.person = replace(here.member, region=code)
    if code == ELSEWHERE:
        text = here.say("start-region-without-method")
    else:
        text = here.say("start-region-saved", region=here.say(_NAMED[code]) if code in _NAMED else code)
    told = show(here, text)
    return told if pressed_again else [told, *await proceed(replace(here, callback_id=None))]


async def hold(here: Here, text: str) -> None:
    """Keeps what was said before it could be recorded, with its own time and number."""
    await here.ask({"ask": "held", "text": text, "sent_at": here.sent_at.isoformat(), "update_id": here.update_id})


async def proceed(here: Here) -> list[Method]:
    """The next step after consent: region, what waits, the commute, or simply ready."""
    if here.region_missing:
        return [await ask_region(here)]
    if here.state is not None and here.state["ask"] == "held":
        waiting = here.state
        await here.settle()
        said_at = datetime.fromisoformat(waiting["sent_at"])
        spoken = replace(here, sent_at=said_at, asked_at=said_at, update_id=waiting["update_id"])
        return [send(here, here.say("start-ready"), menu(here)), *as_methods(await resume(spoken, waiting["text"]))]
    ready: Method = send(here, here.say("start-ready"), menu(here))
    if here.member.commute is not None:
        return [ready]
    return [ready, send(here, here.say("start-baseline"), _ways(here))]


def _ways(here: Here) -> InlineKeyboardMarkup:
    ways = [button(shown.icon(here, kind), Commute(kind=kind, km=0)) for kind in _WAYS]
    ways.append(button(here.say("start-button-car"), Commute(kind="driving", km=0)))
    ways.append(button(here.say("start-button-home"), Commute(kind="home", km=0)))
    return rows(*grid(ways, 3), [button(here.say("start-button-skip"), Commute(kind="skip", km=0))])


@router.callback_query(Commute.filter())
async def commute(_: object, here: Here, callback_data: Commute) -> Reply:
    """The way, then the kilometres."""
    if callback_data.kind == "skip":
        await here.settle()
        return show(here, here.say("start-baseline-saved"))
    if callback_data.kind == "home":
        return await _save(here, "home", 0)
    if callback_data.kind not in (*_WAYS, "driving") or not 0 <= callback_data.km <= _FARTHEST_KM:
        raise ButtonOutdated
    if callback_data.km:
        return await _save(here, callback_data.kind, callback_data.km * 1000)
    await here.ask({"ask": "commute", "kind": callback_data.kind})
    distances = [
        button(here.say("start-button-kilometres", number=number), Commute(kind=callback_data.kind, km=number))
        for number in _KILOMETRES
    ]
    return show(here, here.say("start-baseline-how-far"), rows(distances))


@question("commute")
async def commute_typed(here: Here, text: str, state: State) -> Reply:
    """Kilometres typed as a plain number."""
    asked = Question("how_far", kind="metro", unit="m", occurred_on=here.today)
    reading = answer(text, asked, here.today, here.services.vocabulary)
    if not isinstance(reading, Activities) or len(reading.legs) != 1:
        return None
    return await _save(here, str(state["kind"]), reading.legs[0].quantity)


async def _save(here: Here, kind: str, one_way_m: int) -> Reply:
    await here.settle()
    chosen: dict[str, object] = {"kind": kind, "one_way_m": one_way_m}
    pressed_again = here.member.commute == chosen and here.attempt == 1
    known = kind == "home" or kind in here.services.catalogue.kinds
    assert known, "buttons name known kinds"
    async with here.services.database.work(here.organisation.id) as connection:
        await people.set_commute(connection, here.organisation.id, here.member.id, kind, one_way_m)
    here.person = replace(here.member, commute=chosen)
    if kind == "home" or not here.services.catalogue.kinds[kind].counts:
        return show(here, here.say("start-baseline-saved"))
    distance = formats.distance(one_way_m, here.locale)
    label = here.say("start-button-commute", icon=shown.icon(here, kind), distance=distance)
    packed = pick(here.update_id, 0, "", [Leg(kind, one_way_m, "m", here.asked_on)])
    assert packed is not None, "one leg fits"
    first_win = show(
        here, here.say("start-first-win", distance=distance), rows([button(label, packed, style="success")])
    )
    return first_win if pressed_again else [first_win, send(here, here.say("menu-here"), menu(here))]

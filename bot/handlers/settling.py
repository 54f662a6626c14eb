"""Settling in: the region and the usual way to work, each asked once; then what somebody already said is recorded."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import InlineKeyboardMarkup

from accounts import people
from accounts.regions import ELSEWHERE
from bot import placing, shown
from bot.callbacks import Commute, Region, pick
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.hearing import resume
from bot.keyboards import button, grid, menu, rows
from bot.registry import question
from bot.replying import send, show
from bot.workers import as_methods
from language import formats
from language.phrases import Activities, Leg, Question, Refusal, Unclear, answer, read
from methodologies.catalogue import EVERYWHERE

_MOST_PLACES = 5
_MOST_HELD = 20
_WAYS = ("metro", "bus", "cycling", "walking")
_KILOMETRES = (3, 6, 12, 20)
_FARTHEST_KM = 500
_COMMAND = "/log "
_LINK = "/start "

router = Router(name="settling")


async def hear_region(here: Here, said: str | None) -> Reply:
    """The place that somebody named when asked; anything else that they say waits for the answer."""
    code = None if said is None else placing.read_region(here, said)
    if code is not None:
        return await _keep_region(here, code)
    if said is not None:
        await hold(here, said)
    return ask_region(here, kept=kept(here))


async def ask_another_region(here: Here) -> Method:
    """Asks somebody who has moved, or has chosen wrongly; the place may also be typed."""
    await here.ask({"ask": "region"})
    return show(here, here.say("start-region-another"), _places(here))


@question("region")
async def region_typed(here: Here, text: str, _: State) -> Reply:
    """The place by its name or code; whatever else is no sentence of ours is asked about again."""
    code = placing.read_region(here, text)
    if code is not None:
        return await _keep_region(here, code)
    return _asked_again(here, text)


def ask_region(here: Here, kept: int = 0) -> Method:
    """Asks where the person mostly travels.  kept: how many sentences wait for the answer."""
    text = here.say("start-region-kept", count=kept) if kept else here.say("start-region")
    return show(here, text, _places(here))


def _places(here: Here) -> InlineKeyboardMarkup:
    places = [button(placing.named(here, code), Region(code=code)) for code in _offered(here)]
    elsewhere = button(here.say("start-button-elsewhere"), Region(code=ELSEWHERE))
    return rows(*grid([*places, elsewhere], 2))


def _offered(here: Here) -> list[str]:
    """The organisation's region, then others that have a methodology of their own, from the richest; ways come first."""
    catalogue, local = here.services.catalogue, here.organisation.region
    asked = [(use.methodology, kind.unit) for kind in catalogue.kinds.values() for use in kind.methodologies]
    ways = Counter(methodology for methodology, unit in asked if unit == "m")
    every = Counter(methodology for methodology, _ in asked)
    travelled: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for package in catalogue.packages.values():
        if package.status == "active" and package.region != EVERYWHERE:
            kinds[package.region] += every[package.id]
            travelled[package.region] += ways[package.id]
    # Where a city is asked for, its country says too little.
    richest = sorted(kinds, key=lambda code: (kinds[code], travelled[code]), reverse=True)
    found = [code for code in richest if not any(one.startswith(f"{code}-") for one in kinds)]
    return list(dict.fromkeys([*([local] if local else []), *found]))[:_MOST_PLACES]


@router.callback_query(Region.filter())
async def region(_: object, here: Here, callback_data: Region) -> Reply:
    """The answer by button."""
    return await _keep_region(here, callback_data.code if callback_data.code in _offered(here) else ELSEWHERE)


async def _keep_region(here: Here, code: str) -> Reply:
    """Keeps the region for every later sum, and goes on."""
    settled = here.member.region is not None and here.attempt == 1
    await placing.keep(here, code)
    told = show(here, placing.what_counts(here, code))
    if settled:
        await (here.ask({"ask": "place"}) if code == ELSEWHERE else here.settle())
        return told
    there = replace(here, callback_id=None)
    waited = bool(_waiting(here))
    told_more = await proceed(there)
    if code == ELSEWHERE and not waited:
        await there.ask({"ask": "place"})
    return [told, *told_more]


@question("place")
async def place_typed(here: Here, text: str, _: State) -> Reply:
    """The name of the place after "somewhere else"; whatever else is no sentence of ours is asked about again."""
    return await placing.name_place(here, text) or _asked_again(here, text)


def _asked_again(here: Here, text: str) -> Reply:
    """That nobody knows the place; None for a sentence of ours, which is answered as such."""
    if not isinstance(read(text, here.today, here.services.vocabulary), Unclear):
        return None
    return send(here, here.say("start-place-unknown"))


async def hold(here: Here, text: str) -> None:
    """Keeps an act that was told before it could be recorded, or the link somebody came by.

    It stays beside what was kept before, with its own time and number; a greeting or nonsense is not kept.
    """
    text = text.removeprefix(_COMMAND)
    if not text.startswith(_LINK) and not _tells_an_act(here, text):
        return
    said = {"text": text, "sent_at": here.sent_at.isoformat(), "update_id": here.update_id}
    earlier = [one for one in _waiting(here) if one["update_id"] != here.update_id]
    spoken = {name: here.state[name] for name in ("locale",) if here.state and name in here.state}
    await here.ask({"ask": "held", "said": [*earlier, said][-_MOST_HELD:], **spoken})


def _tells_an_act(here: Here, text: str) -> bool:
    """Whether a sentence would lead to a receipt, or to what is missing or wrong about one."""
    return isinstance(read(text, here.today, here.services.vocabulary), Activities | Question | Refusal)


def kept(here: Here) -> int:
    """How many sentences wait for consent or for the place."""
    return sum(not one["text"].startswith(_LINK) for one in _waiting(here))


def _waiting(here: Here) -> list[dict[str, Any]]:
    """What is kept, oldest first."""
    return list(here.state.get("said", ())) if here.state is not None else []


async def proceed(here: Here) -> list[Method]:
    """The next step after consent: region, what waits, the commute, or simply ready."""
    if here.region_missing:
        return [ask_region(here, kept=kept(here))]
    waiting = _waiting(here)
    if waiting:
        await here.forget()
        told: list[Method] = [send(here, here.say("start-ready"), menu(here))]
        # A link leads elsewhere, and what was said before it was said here.
        for one in sorted(waiting, key=lambda one: one["text"].startswith(_LINK)):
            said_at = datetime.fromisoformat(one["sent_at"])
            spoken = replace(here, sent_at=said_at, asked_at=said_at, update_id=one["update_id"])
            told += as_methods(await resume(spoken, one["text"]))
        return told
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

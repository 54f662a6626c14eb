"""/notify: what somebody wants to be told of unasked, when, and on whose clock."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts import notifying
from accounts.choosing import ZoneUnknown
from accounts.notifying import Wishes
from accounts.people import PersonUnknown
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.errors import told
from bot.keyboards import button, grid, rows
from bot.registry import question, wish
from bot.replying import send, show
from kernel.errors import Param

router = Router(name="notifications")

HOURS = (7, 8, 12, 17, 18, 20, 21, 22)
QUIET = ((21, 8), (22, 7), (20, 9), (8, 16), (0, 0))
DAY_STARTS = (0, 3, 4, 5, 6)
ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Europe/London", "Europe/Berlin", "America/New_York")
NONE = "none"
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}")


class Notify(CallbackData, prefix="nt"):
    """A page of /notify, or a choice on it.

    what: page (home, hour, quiet, day or zone), hour, quiet, day, zone, switch (a kind) or stop.
    """

    what: str
    value: str = ""


@router.message(Command("notify"), F.chat.type == "private")
async def notify_command(_: object, here: Here) -> Reply:
    """`/notify`."""
    return await home(here)


@wish("notify")
async def notify_words(here: Here, _: Mapping[str, Param]) -> Reply:
    """The same in plain words."""
    return await home(here)


@wish("stop")
async def stop_words(here: Here, _: Mapping[str, Param]) -> Reply:
    """停 or stop: nothing unasked any more, at once."""
    await _keep(here, notifying.silenced(await _wishes(here)))
    more = button(here.say("notify-button-home"), Notify(what="page", value="home"))
    return send(here, here.say("notify-stopped"), rows([more]))


@router.callback_query(Notify.filter(F.what == "page"))
async def page(_: object, here: Here, callback_data: Notify) -> Reply:
    """One of the pages."""
    if callback_data.value == "home":
        return await home(here)
    offered = _offered(here, await _wishes(here)).get(callback_data.value)
    if offered is None:
        raise ButtonOutdated
    text, buttons = offered
    if callback_data.value == "zone":
        await here.ask({"ask": "notify_zone"})
    back = button(here.say("start-button-back"), Notify(what="page", value="home"))
    return show(here, text, rows(*grid(buttons, 3), [back]))


@router.callback_query(Notify.filter())
async def chosen(_: object, here: Here, callback_data: Notify) -> Reply:
    """A choice: it holds at once, and the page shows it."""
    await _keep(here, _changed(await _wishes(here), callback_data.what, callback_data.value))
    await here.settle()
    return await home(here)


@question("notify_zone")
async def zone_typed(here: Here, text: str, _: State) -> Reply:
    """The name of a time zone; None where it looks like none."""
    if not _ZONE.fullmatch(text.strip()):
        return None
    try:
        await _keep(here, replace(await _wishes(here), zone=text.strip()))
    except ZoneUnknown as problem:
        return told(here, problem)
    await here.settle()
    return await home(here)


async def home(here: Here) -> Method:
    """Everything as it stands."""
    services, now = here.services, here.services.clock.now()
    wishes = await _wishes(here)
    async with services.database.work() as connection:
        used = await notifying.told_this_week(connection, here.member.id, now)
    lines = [
        here.say("notify-home", used=used, most=notifying.MOST_A_WEEK),
        here.say("notify-reminder-off")
        if wishes.remind_hour is None
        else here.say("notify-reminder-at", hour=_clock(wishes.remind_hour)),
        _quiet(here, wishes.quiet_from, wishes.quiet_until, "notify-quiet-line", "notify-quiet-line-none"),
        here.say("notify-clock", zone=wishes.clock_zone, hour=_clock(wishes.day_start)),
        here.say("notify-always"),
    ]
    switches = [
        [
            button(
                here.say("start-switch-on" if on else "start-switch-off", label=here.say(f"notify-switch-{kind}")),
                Notify(what="switch", value=kind),
            )
        ]
        for kind, on in notifying.shown_kinds(wishes.muted).items()
    ]
    pages = [
        button(here.say(f"notify-button-{name}"), Notify(what="page", value=name))
        for name in ("hour", "quiet", "day", "zone")
    ]
    return show(here, "\n".join(lines), rows(*switches, *grid(pages, 2)))


def question_once(here: Here) -> Method:
    """Whether a daily reminder is wanted; asked once, after the third day."""
    hours = [button(_clock(hour), Notify(what="hour", value=str(hour))) for hour in (18, 20, 21)]
    no = button(here.say("notify-button-no"), Notify(what="hour", value=NONE))
    return send(here, here.say("notify-ask"), rows(hours, [no]))


def _offered(here: Here, wishes: Wishes) -> dict[str, tuple[str, Sequence[InlineKeyboardButton]]]:
    """The choices of each page, with what it says."""
    hours = [button(_clock(hour), Notify(what="hour", value=str(hour))) for hour in HOURS]
    quiet = [
        button(
            _quiet(here, begin, end, "notify-quiet-choice", "notify-quiet-none"),
            Notify(what="quiet", value=f"{begin}-{end}"),
        )
        for begin, end in QUIET
    ]
    own = button(here.say("notify-zone-own", zone=wishes.org_zone), Notify(what="zone", value=NONE))
    return {
        "hour": (
            here.say("notify-hour-how", zone=wishes.clock_zone),
            [*hours, button(here.say("notify-button-off"), Notify(what="hour", value=NONE))],
        ),
        "quiet": (here.say("notify-quiet-how"), quiet),
        "day": (
            here.say("notify-day-how"),
            [button(_clock(hour), Notify(what="day", value=str(hour))) for hour in DAY_STARTS],
        ),
        "zone": (
            here.say("notify-zone-how"),
            [own, *(button(zone, Notify(what="zone", value=zone)) for zone in ZONES)],
        ),
    }


def _changed(wishes: Wishes, what: str, value: str) -> Wishes:
    """The wishes with one choice made; raises `ButtonOutdated` for what is not offered."""
    if what == "hour" and value in (NONE, *map(str, HOURS)):
        return replace(wishes, remind_hour=None if value == NONE else int(value))
    if what == "quiet" and value in [f"{begin}-{end}" for begin, end in QUIET]:
        begin, end = value.split("-")
        return replace(wishes, quiet_from=int(begin), quiet_until=int(end))
    if what == "day" and value in map(str, DAY_STARTS):
        return replace(wishes, day_start=int(value))
    if what == "zone" and value in (NONE, *ZONES):
        return replace(wishes, zone=None if value == NONE else value)
    if what == "switch" and value in notifying.SWITCHES:
        return replace(wishes, muted=wishes.muted ^ {value})
    raise ButtonOutdated


def _quiet(here: Here, begin: int, end: int, some: str, none: str) -> str:
    return here.say(none) if begin == end else here.say(some, begin=_clock(begin), end=_clock(end))


def _clock(hour: int) -> str:
    return f"{hour:02}:00"


async def _wishes(here: Here) -> Wishes:
    async with here.services.database.work() as connection:
        found = await notifying.find(connection, here.member.id)
    if found is None:
        raise PersonUnknown
    return found


async def _keep(here: Here, wishes: Wishes) -> None:
    async with here.services.database.work() as connection:
        await notifying.keep(connection, wishes, here.services.clock.now())

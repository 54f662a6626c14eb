"""/broadcast: an organiser's message to all, seen first, counted, sent now or later, followed and stopped."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from accounts import broadcasts
from accounts.broadcasts import PERMISSION, Audience, Broadcast
from bot.broadcasting import as_sent
from bot.callbacks import read_uuid
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.handlers.organiser import require
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import bare, send, show

router = Router(name="broadcasting")
ASK = "broadcast_text"
HOURS = (9, 12, 18)
"""When a message may go later: the next time the organisation's clock shows one of these."""
NOW = 0


class Message(CallbackData, prefix="bc"):
    """Something with a message to all, 32 hex digits.

    what: go (`hour` 0: now), stop, look, yes or no (of a proposal).
    """

    what: str
    id: str
    hour: int = NOW


@router.message(Command("broadcast"), F.chat.type == "private")
async def broadcast_command(_: object, here: Here, command: CommandObject) -> Reply:
    """`/broadcast` asks for the words, `/broadcast …` has them; before that, what waits and what runs."""
    refused = require(here, PERMISSION)
    if refused is not None:
        return refused
    if command.args:
        return await _preview(here, command.args)
    now = here.services.clock.now()
    async with here.services.database.work(here.organisation.id) as connection:
        waiting = await broadcasts.waiting(connection, here.organisation.id, now)
        latest = await broadcasts.latest(connection, here.organisation.id)
    replies: list[Method] = []
    for approval, one in waiting:
        own = approval.proposed_by == here.member.id
        choices = [("stop", "stop")] if own else [("yes", "confirm"), ("no", "decline")]
        buttons = [button(here.say(f"broadcast-button-{label}"), _of(what, approval.id if what != "stop" else one.id))
                   for what, label in choices]  # fmt: skip
        replies.append(send(here, here.say("broadcast-waiting", text=one.text), rows(buttons)))
    if latest is not None:
        replies.append(await _standing(here, latest))
    await here.ask({"ask": ASK})
    return [*replies, send(here, here.say("broadcast-how", longest=broadcasts.MOST_TEXT))]


@question(ASK, before=("thanks", "hello", "week", "rank", "planet", "help", "notify"))
async def text_typed(here: Here, text: str, _: State) -> Reply:
    """The words of the message."""
    return await _preview(here, text)


async def _preview(here: Here, text: str) -> list[Method]:
    """The message as it will look, then who gets it."""
    services, org = here.services, here.organisation
    async with services.database.work(org.id) as connection:
        made = await broadcasts.draft(connection, here.member, text, services.clock.now())
        to = await broadcasts.audience(connection, org.id, services.clock.now())
    await here.settle()
    return [
        send(here, as_sent(services.texts, org.name, made.text, here.locale)),
        send(here, _audience(here, to), _choices(here, made) if to.recipients else None),
    ]


def _audience(here: Here, to: Audience) -> str:
    lines = [
        here.say("broadcast-audience", count=len(to.recipients), seconds=max(1, to.seconds)),
        here.say("broadcast-left-out", unreachable=to.unreachable, muted=to.muted, full=to.full),
    ]
    if to.needs_second:
        lines.append(here.say("broadcast-second", most=broadcasts.MOST_ALONE))
    return "\n".join(lines)


def _choices(here: Here, made: Broadcast) -> InlineKeyboardMarkup:
    go = button(here.say("broadcast-button-send"), _of("go", made.id), style="success")
    later = [
        button(here.say("broadcast-button-later", hour=f"{hour:02}:00"), _of("go", made.id, hour)) for hour in HOURS
    ]
    return rows([go, button(here.say("broadcast-button-stop"), _of("stop", made.id))], *grid(later, 3))


@router.callback_query(Message.filter(F.what.in_({"go", "stop", "look"})))
async def act(_: object, here: Here, callback_data: Message) -> Reply:
    """Sends, stops, or shows how far it has come; pressed twice it is done once."""
    services, now, ident = here.services, here.services.clock.now(), read_uuid(callback_data.id)
    async with services.database.work(here.organisation.id) as connection:
        if callback_data.what == "go":
            found = await broadcasts.find(connection, here.organisation.id, ident)
            if found.status == "draft":
                at = _at(callback_data.hour, now, here.organisation.zone)
                found = await broadcasts.send(connection, services.keys, here.member, ident, at, now)
        elif callback_data.what == "stop":
            found = await broadcasts.stop(connection, services.keys, here.member, ident, now)
        else:
            here.member.require(PERMISSION)
            found = await broadcasts.find(connection, here.organisation.id, ident)
    if found.status == "proposed":
        return show(here, here.say("broadcast-proposed", most=broadcasts.MOST_ALONE))
    return await _standing(here, found)


@router.callback_query(Message.filter(F.what.in_({"yes", "no"})))
async def decided(_: object, here: Here, callback_data: Message) -> Reply:
    """A second person's yes or no."""
    services, now, ident = here.services, here.services.clock.now(), read_uuid(callback_data.id)
    async with services.database.work(here.organisation.id) as connection:
        found = [one for one, _ in await broadcasts.waiting(connection, here.organisation.id, now) if one.id == ident]
        if not found:
            raise ButtonOutdated
        confirmed = callback_data.what == "yes"
        made = await broadcasts.decide(connection, services.keys, here.member, found[0], confirmed=confirmed, now=now)
    return [await _standing(here, made)] if confirmed else [*bare(here), send(here, here.say("broadcast-declined"))]


async def _standing(here: Here, found: Broadcast) -> Method:
    """How far it has come, with the button that stops it."""
    async with here.services.database.work(here.organisation.id) as connection:
        counts = await broadcasts.counts(connection, found.org_id, found.id)
    params = {"delivered": counts.delivered, "blocked": counts.blocked, "failed": counts.failed}
    text = here.say(f"broadcast-status-{found.status}", waiting=counts.waiting, skipped=counts.skipped, **params)
    if found.status != "running":
        return show(here, text)
    names = (("look", "look"), ("stop", "stop"))
    return show(
        here, text, rows([button(here.say(f"broadcast-button-{name}"), _of(what, found.id)) for what, name in names])
    )


def _at(hour: int, now: datetime, zone: str) -> datetime:
    """The next time the clock of the zone shows the hour; 0 is now.  Raises `ButtonOutdated`."""
    if hour == NOW:
        return now
    if hour not in HOURS:
        raise ButtonOutdated
    day = now.astimezone(ZoneInfo(zone)).date()
    at = datetime.combine(day, time(hour), ZoneInfo(zone))
    return (at if at > now else datetime.combine(day + timedelta(days=1), time(hour), ZoneInfo(zone))).astimezone(UTC)


def _of(what: str, ident: UUID, hour: int = NOW) -> Message:
    return Message(what=what, id=ident.hex, hour=hour)

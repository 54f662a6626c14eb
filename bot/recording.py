"""Recording what was understood: commands to the one recorder, and its outcomes as one answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from accounts import notifying
from accounts.partners import MemberUnknown
from actions import own
from actions.commands import ExternalIdConflict, Outcome, Receipt, RecordAction, SameAgain
from actions.plausibility import CHAT, DayAct
from bot import errors, leaving, progress, receipts, shown
from bot.alternatives import mode_name
from bot.callbacks import Cancel, pick
from bot.context import Here, Method
from bot.handlers.notifications import question_once
from bot.keyboards import button, grid, rows
from bot.replying import send, show
from kernel.errors import DomainError
from language import formats
from language.phrases import Choice, Leg, Question
from methodologies.kinds import ModeUnknown

Note = Callable[[Sequence[Receipt]], Awaitable[Sequence[str]]]
"""What else is done about what stands recorded now; the lines that it adds.  Done again it changes nothing."""
ASK_FROM_DAY = 3
"""Whether a reminder is wanted is asked once somebody has recorded on so many days."""


async def record(
    here: Here,
    legs: Sequence[Leg],
    *,
    notes: Sequence[str] = (),
    origin: int | None = None,
    first_leg: int = 0,
    another: bool = False,
    review: bool = False,
    note: Note | None = None,
) -> list[Method]:
    """Records the legs and tells what came of them, after the commit.

    origin: the update whose question a button answers; however often it is pressed, its legs count once.  Their time is
    that of the question, so that every press says the same.
    """
    number = here.update_id if origin is None else origin
    elsewhere = await _elsewhere(here, legs)
    commands = [
        RecordAction(
            kind=leg.kind,
            quantity=leg.quantity,
            unit=leg.unit,
            occurred_at=occurred_at(leg.occurred_on, here.asked_at, here.organisation.zone),
            source=CHAT,
            external_id=f"{number}:{first_leg + place}",
            person_id=here.member.id,
            another=another,
            review=review,
            instead=leg.instead,
            in_passing=True,
            elsewhere=[act for act in elsewhere if act.occurred_on == leg.occurred_on],
        )
        for place, leg in enumerate(legs)
    ]
    outcomes = await here.services.recorder.record_many(here.organisation.id, commands)
    made = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    added = [] if note is None or not made else await note(made)
    return await _tell(here, list(zip(legs, outcomes, strict=True)), notes, added, number, first_leg)


async def _elsewhere(here: Here, legs: Sequence[Leg]) -> list[DayAct]:
    """What stands of these days in the person's other logs; most people have none."""
    if len(here.member.logs) == 1:
        return []
    async with here.services.database.work(person_id=here.member.id) as connection:
        return await own.elsewhere(connection, here.member, [leg.occurred_on for leg in legs])


def occurred_at(day: date, said_at: datetime, zone: str) -> datetime:
    """When an act of `day` is taken to have happened: when it was said, or that clock time on the other day.

    said_at: aware.  In UTC; a day of `zone` may have 23 or 25 hours.  A clock time that was skipped that day is the one
    an hour later, one that came twice is the first.
    """
    local = said_at.astimezone(ZoneInfo(zone))
    if day == local.date():
        return said_at
    there = local.replace(year=day.year, month=day.month, day=day.day, fold=0)
    return there.astimezone(UTC)


async def _tell(
    here: Here,
    told: Sequence[tuple[Leg, Outcome]],
    notes: Sequence[str],
    added: Sequence[str],
    origin: int,
    first_leg: int,
) -> list[Method]:
    """One message for what is recorded, one for each leg that needs an answer or was refused."""
    made = [outcome for _, outcome in told if isinstance(outcome, Receipt)]
    replies: list[Method] = []
    if made:
        replies += await _receipt(here, made, notes, added)
    for place, (leg, outcome) in enumerate(told):
        if isinstance(outcome, SameAgain):
            replies.append(_ask_same(here, leg, outcome, origin, first_leg + place, alone=len(told) == 1))
        elif isinstance(outcome, ModeUnknown):
            replies.append(_ask_instead(here, leg, outcome, origin, first_leg + place, alone=len(told) == 1))
        elif isinstance(outcome, MemberUnknown):
            pending = await leaving.pending(here)
            if pending is None:
                raise outcome  # they were moved elsewhere a moment ago: `bot.middlewares` looks them up again
            return [pending]
        elif isinstance(outcome, ExternalIdConflict):
            replies.append(send(here, here.say("record-once")))  # two buttons of one question were pressed
        elif isinstance(outcome, DomainError):
            replies += errors.told(here, outcome)
    return replies


async def _receipt(here: Here, made: Sequence[Receipt], notes: Sequence[str], added: Sequence[str]) -> list[Method]:
    standing = await progress.of(here)
    body = receipts.told(here, made[0], standing) if len(made) == 1 else receipts.legs(here, made, standing)
    lines = [body, *added, *receipts.notes(here, made, standing, notes)]
    told: list[Method] = [show(here, "\n".join(lines), receipts.buttons(here, made))]
    return [*told, question_once(here)] if await _ask_now(here, made, standing) else told


async def _ask_now(here: Here, made: Sequence[Receipt], standing: progress.Progress) -> bool:
    """Whether this is the moment to ask about reminders: a day's first record, and not asked before."""
    days = {receipt.occurred_on for receipt in made if receipt.first}
    before = sum(day.acts for day in standing.days if day.on in days)
    if standing.day_count < ASK_FROM_DAY or not days or before > len(made):
        return False
    async with here.services.database.work() as connection:
        return await notifying.ask_once(connection, here.member.id, here.services.clock.now())


def _ask_instead(here: Here, leg: Leg, unknown: ModeUnknown, origin: int, number: int, *, alone: bool) -> Method:
    """The question what it would have been, of what the method compares with; nothing is recorded yet."""
    modes = [*map(str, cast(Sequence[object], unknown.params["allowed"])), None]
    choices = [Choice("record", (replace(leg, instead=mode),)) for mode in modes]
    asked = Question("which_instead", {}, tuple(choices), leg.kind)
    packed = [(choice, pick(origin, number, "", choice.legs)) for choice in choices]
    buttons = [button(here.replies.choice(asked, choice), data) for choice, data in packed if data is not None]
    text = here.say("instead-not-compared", mode=mode_name(here, str(unknown.params["mode"])))
    keyboard = rows(*grid(buttons, 2))
    return show(here, text, keyboard) if alone else send(here, text, keyboard)


def _ask_same(here: Here, leg: Leg, same: SameAgain, origin: int, number: int, *, alone: bool) -> Method:
    """The question whether it was the same trip, or the same act of another kind."""
    told_at = datetime.fromisoformat(str(same.params["told_at"]))
    text = here.say("record-same", time=formats.time(told_at, here.organisation.zone, here.locale))
    again = pick(origin, number, "a", [leg])
    assert again is not None, "one leg fits"
    travel = shown.travel(leg.unit)
    same_one = button(here.say("record-button-same", travel=travel), Cancel(same=1))
    keyboard = rows([same_one, button(here.say("record-button-another", travel=travel), again)])
    return show(here, text, keyboard) if alone else send(here, text, keyboard)

"""Questions back: their text, their buttons, and the state that lets a plain number answer them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Cancel, Other, PickKind, Stops, Stored, base36, pack_day, pick
from bot.context import Here, Method
from bot.dialogues import State
from bot.keyboards import button, grid, rows
from bot.replying import show
from kernel.units import BaseUnit
from language.phrases import Choice, Leg, Question

QUICK: Mapping[str, tuple[int, ...]] = {
    "m": (3_000, 6_000, 9_000, 12_000, 15_000, 20_000),
    "g": (500, 1_000, 2_000, 5_000),
    "Wh": (),
    "event": (1, 2, 3, 5),
}
"""Amounts on buttons where nothing was said (bot-ux 5.2 and 5.4)."""
MENUS: Mapping[str, Sequence[str]] = {
    "which_kind": ("metro", "bus", "cycling", "walking", "ebike", "train", "tram", "carpool"),
    "which_material": ("paper", "cardboard", "plastic", "metal", "aluminium", "glass", "electronics", "old_clothes"),
}
"""What people mean most often, in this order; what is not among it is said in words."""
NO_WAYS = frozenset({"telework", "car_free_day", "rail_for_flight"})
"""Measured in metres, and no answer to how somebody travelled."""
_MOST_KINDS = 8
_BEFORE_OWN = 3
_OPEN = ("how_far", "how_heavy", "how_many", "stops_to_km", "minutes_to_km", "steps_to_km")
_STEP_DONATION = (3_000, 6_000, 10_000)


async def ask(here: Here, question: Question, *, origin: int | None = None) -> Method:
    """Asks, keeps the question open, and offers what can be tapped."""
    number = here.update_id if origin is None else origin
    own = here.services.catalogue.dropped_in
    choices = _menu(question.code, question.choices or _offered(here, question), own)
    stored: list[Choice] = []
    buttons = [_button(here, question, choice, number, stored) for choice in choices]
    width = 3 if question.code in _OPEN else 2 if question.code in ("which_kind", "which_material") else 1
    await here.ask(keep(question, number, stored))
    return show(here, here.replies.question(question), rows(*grid(buttons, width)))


def how_much(
    kind: str, here: Here, day: date | None = None, legs: tuple[Leg, ...] = (), instead: str | None = None
) -> Question:
    """Asks for the quantity of a kind that is known, in its own unit."""
    unit = here.services.vocabulary.words[kind].unit
    code = {"m": "how_far", "g": "how_heavy", "Wh": "how_much_energy", "event": "how_many"}[unit]
    return Question(code, {"kind": kind}, (), kind, None, unit, day or here.asked_on, legs, instead)


def _menu(code: str, choices: Sequence[Choice], own: Collection[str]) -> tuple[Choice, ...]:
    """At most eight kinds, the commonest first, and behind them the offer to say another in words.

    own: kinds that this installation added; whoever adds one means it to be used, so they stand among the first.
    """
    if any(choice.code != "kind" for choice in choices):
        return tuple(choices)
    first = MENUS.get(code, ())
    fitting = [choice for choice in choices if code != "which_kind" or choice.kind not in NO_WAYS]
    rank = {kind: place for place, kind in enumerate(first)} | dict.fromkeys(own, _BEFORE_OWN)
    fitting.sort(key=lambda choice: rank.get(str(choice.kind), len(first)))
    more = (Choice("other"),) if len(fitting) < len(choices) or len(fitting) > _MOST_KINDS else ()
    return (*fitting[:_MOST_KINDS], *more)


def _offered(here: Here, question: Question) -> tuple[Choice, ...]:
    """Choices of our own where the grammar has none: materials, and amounts that people often mean."""
    words = here.services.vocabulary.words
    if question.code == "which_material":
        return tuple(Choice("kind", kind=word.kind) for word in words.values() if word.unit == "g" and word.counts)
    if question.code not in _OPEN or question.kind is None:
        return ()
    word = words[question.kind]
    day = question.occurred_on or here.asked_on
    amounts = _STEP_DONATION if word.kind == "step_donation" else QUICK[word.unit]
    return tuple(
        Choice("record", (*question.legs, Leg(word.kind, amount, word.unit, day, question.instead)))
        for amount in amounts
        if word.minimum <= amount <= word.ask_above
    )


def _button(here: Here, question: Question, choice: Choice, origin: int, stored: list[Choice]) -> InlineKeyboardButton:
    if choice.code == "other":
        return button(here.say("menu-other"), Other())
    label = here.replies.choice(question, choice)
    day = pack_day(question.occurred_on or here.asked_on)
    if choice.code == "cancel":
        return button(label, Cancel(same=0))
    if choice.code == "stops":
        return button(label, Stops(kind=str(choice.kind), day=day))
    if choice.code == "kind":
        kind, quantity = str(choice.kind), question.quantity or 0
        return button(label, PickKind(origin=base36(origin), kind=kind, quantity=quantity, day=day))
    packed = pick(origin, 0, "r" if choice.code == "review" else "", choice.legs)
    if packed is None:
        stored.append(choice)
        return button(label, Stored(number=len(stored) - 1))
    return button(label, packed, style="success" if choice.code == "record" else None)


def keep(question: Question, origin: int, stored: Sequence[Choice]) -> State:
    """The question as it is kept."""
    return {
        "ask": "question",
        "origin": origin,
        "code": question.code,
        "kind": question.kind,
        "quantity": question.quantity,
        "unit": question.unit,
        "day": None if question.occurred_on is None else question.occurred_on.isoformat(),
        "legs": pack_legs(question.legs),
        "instead": question.instead,
        "stored": [[choice.code, pack_legs(choice.legs)] for choice in stored],
    }


def kept(state: State) -> Question:
    """The question that a state keeps."""
    unit: BaseUnit | None = state["unit"]
    return Question(
        state["code"],
        kind=state["kind"],
        quantity=state["quantity"],
        unit=unit,
        occurred_on=None if state["day"] is None else date.fromisoformat(state["day"]),
        legs=unpack_legs(state["legs"]),
        instead=state.get("instead"),
    )


def pack_legs(legs: Sequence[Leg]) -> list[list[object]]:
    """Legs as plain JSON."""
    return [[leg.kind, leg.quantity, leg.unit, leg.occurred_on.isoformat(), leg.instead] for leg in legs]


def unpack_legs(packed: Sequence[Sequence[Any]]) -> tuple[Leg, ...]:
    """Legs from plain JSON."""
    return tuple(
        Leg(kind, quantity, unit, date.fromisoformat(day), *said) for kind, quantity, unit, day, *said in packed
    )

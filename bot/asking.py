"""Questions back: their text, their buttons, and the state that lets a plain number answer them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aiogram.types import InlineKeyboardButton

from bot import shown
from bot.callbacks import Cancel, PickKind, Stops, Stored, base36, pack_day, pick
from bot.context import Here, Method
from bot.dialogues import State
from bot.keyboards import button, grid, rows
from bot.replying import show
from kernel.units import BaseUnit
from language import formats
from language.phrases import Choice, Leg, Question

QUICK: Mapping[str, tuple[int, ...]] = {
    "m": (3_000, 6_000, 9_000, 12_000, 15_000, 20_000),
    "g": (500, 1_000, 2_000, 5_000),
    "Wh": (),
    "event": (1, 2, 3, 5),
}
"""Amounts on buttons where nothing was said (bot-ux 5.2 and 5.4)."""
_OPEN = ("how_far", "how_heavy", "how_many", "stops_to_km", "minutes_to_km", "steps_to_km")
_STEP_DONATION = (3_000, 6_000, 10_000)


async def ask(here: Here, question: Question, *, origin: int | None = None) -> Method:
    """Asks, keeps the question open, and offers what can be tapped."""
    number = here.update_id if origin is None else origin
    choices = question.choices or _offered(here, question)
    stored: list[Choice] = []
    buttons = [_button(here, question, choice, number, stored) for choice in choices]
    width = 3 if question.code in _OPEN else 2 if question.code in ("which_kind", "which_material") else 1
    await here.ask(keep(question, number, stored))
    return show(here, text(here, question), rows(*grid(buttons, width)))


def text(here: Here, question: Question) -> str:
    """The question as a sentence."""
    params: dict[str, Any] = dict(question.params)
    if question.kind:
        params["title"] = shown.title(here, question.kind)
    if question.code != "really_so_much":
        return here.say(f"ask-{question.code.replace('_', '-')}", **params)
    assert question.quantity is not None and question.unit is not None and question.kind is not None
    quantity = shown.amount(here, question.quantity, question.unit, question.kind)
    smaller = next((choice.legs[-1] for choice in question.choices if choice.code == "record"), None)
    if smaller is None:
        return here.say("ask-really-so-much", quantity=quantity)
    code = "ask-really-so-far-or" if question.unit == "m" else "ask-really-so-much-or"
    return here.say(code, quantity=quantity, smaller=shown.amount(here, smaller.quantity, smaller.unit, smaller.kind))


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
        Choice("record", (*question.legs, Leg(word.kind, amount, word.unit, day)))
        for amount in amounts
        if word.minimum <= amount <= word.ask_above
    )


def _button(here: Here, question: Question, choice: Choice, origin: int, stored: list[Choice]) -> InlineKeyboardButton:
    if choice.code == "cancel":
        return button(here.say("choice-cancel"), Cancel(same=0))
    if choice.code == "stops":
        return button(
            here.say("choice-stops", **dict(question.params)),
            Stops(kind=str(choice.kind), day=pack_day(question.occurred_on or here.asked_on)),
        )
    if choice.code == "kind":
        assert choice.kind is not None
        label = here.say("choice-kind", icon=shown.icon(here, choice.kind), title=shown.title(here, choice.kind))
        day = pack_day(question.occurred_on or here.asked_on)
        data = PickKind(origin=base36(origin), kind=choice.kind, quantity=question.quantity or 0, day=day)
        return button(label, data)
    packed = pick(origin, 0, "r" if choice.code == "review" else "", choice.legs)
    if packed is None:
        stored.append(choice)
        return button(_label(here, question, choice), Stored(number=len(stored) - 1))
    return button(_label(here, question, choice), packed, style="success" if choice.code == "record" else None)


def _label(here: Here, question: Question, choice: Choice) -> str:
    leg = choice.legs[-1]
    quantity = shown.amount(here, leg.quantity, leg.unit, leg.kind)
    if choice.code == "review":
        return here.say("choice-review", quantity=quantity)
    if question.code == "which_day":
        return here.say("choice-day", day=leg.occurred_on)
    if question.code == "round_trip":
        first = choice is question.choices[0]
        return here.say("choice-there-and-back" if first else "choice-in-total", quantity=quantity)
    if question.code in ("already_done", "did_you_mean"):
        whole = " + ".join(_named(here, one) for one in choice.legs)
        return here.say("bot-choice-whole", whole=whole)
    if question.code == "unit_missing" and leg.unit == "g":
        return here.say("choice-amount-or-jin", quantity=quantity, jin=formats.jin(leg.quantity, here.locale))
    return here.say("choice-amount", quantity=quantity)


def _named(here: Here, leg: Leg) -> str:
    return f"{shown.title(here, leg.kind)} {shown.amount(here, leg.quantity, leg.unit, leg.kind)}"


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
    )


def pack_legs(legs: Sequence[Leg]) -> list[list[object]]:
    """Legs as plain JSON."""
    return [[leg.kind, leg.quantity, leg.unit, leg.occurred_on.isoformat()] for leg in legs]


def unpack_legs(packed: Sequence[Sequence[Any]]) -> tuple[Leg, ...]:
    """Legs from plain JSON."""
    return tuple(Leg(kind, quantity, unit, date.fromisoformat(day)) for kind, quantity, unit, day in packed)

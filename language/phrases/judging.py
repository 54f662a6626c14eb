"""One act with its numbers, judged: a leg that can be recorded, a question, or a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kernel.errors import Param
from language.phrases import counting
from language.phrases.grammar import Group
from language.phrases.reading import Choice, Leg, Question, Refusal
from language.phrases.units import SIZES, Quantity
from language.phrases.vocabulary import Vocabulary, Word

CANCEL = Choice("cancel")
_STOPPING = ("metro", "bus")
"""Kinds that people tell in stops."""
_BESIDES = ("minute", "money", "degree", "du", "percent", "day", "week")
"""Numbers that may stand beside the act without changing it."""
_ONCE_UP_TO = 20
"""An act with a daily question below this many is one act when no number is said (关灯); others are asked."""
_FEW_METRES = 100
"""Below this, "12 m" is more often a slip for kilometres, miles or minutes than a trip: ask."""
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Manner:
    """How the sentence told its quantity: there and back, for each way, vaguely, for all of it together.

    two_sided: in pages printed on both sides.
    """

    there_and_back: bool = False
    each_way: bool = False
    vague: bool = False
    total: bool = False
    two_sided: bool = False


def judge(group: Group, day: date, manner: Manner, vocabulary: Vocabulary) -> Leg | Question | Refusal:
    """What the group says of one act on `day`; `group.kind` may be None (then the way is asked back)."""
    if group.kind is None:
        return _without_kind(group, day, vocabulary)
    word = vocabulary.words[group.kind]
    if word.unit == "event":
        told = _events(group, word, day)
        return _of_pages(told, word) if manner.two_sided and isinstance(told, Leg) else told
    if word.unit == "Wh":
        group = replace(group, quantities=[_as_energy(quantity) for quantity in group.quantities])
    return _measured(group, word, day, manner)


def _as_energy(quantity: Quantity) -> Quantity:
    """Of electricity, 度 is a kilowatt-hour."""
    return replace(quantity, unit="kWh") if quantity.unit == "du" else quantity


def _ask(
    code: str, word: Word, day: date, choices: Sequence[Choice] = (), params: Mapping[str, Param] | None = None
) -> Question:
    return Question(code, {"kind": word.kind, **(params or {})}, tuple(choices), word.kind, None, word.unit, day)


def offer(word: Word, amounts: Sequence[int], day: date) -> tuple[Choice, ...]:
    """A button for each amount that could be recorded, and one to cancel."""
    fitting = [amount for amount in dict.fromkeys(amounts) if word.minimum <= amount <= word.maximum]
    return (*(Choice("record", (Leg(word.kind, amount, word.unit, day),)) for amount in fitting), CANCEL)


def _without_kind(group: Group, day: date, vocabulary: Vocabulary) -> Question | Refusal:
    hard = [quantity for quantity in group.quantities if quantity.base is not None]
    if len(hard) != 1 or not hard[0].exact or hard[0].amounts[0] > _LARGEST:
        return Question("which_kind", {}, _kinds(vocabulary, "m"), unit="m", occurred_on=day)
    unit, amount = hard[0].base, hard[0].whole()[0]
    asked_as = "which_material" if unit == "g" else "which_kind"
    assert unit is not None
    if amount <= 0:
        return Refusal("zero")
    return Question(asked_as, {}, _kinds(vocabulary, unit), None, amount, unit, day)


def _kinds(vocabulary: Vocabulary, unit: str) -> tuple[Choice, ...]:
    return tuple(
        Choice("kind", kind=word.kind) for word in vocabulary.words.values() if word.unit == unit and word.counts
    )


def _measured(group: Group, word: Word, day: date, manner: Manner) -> Leg | Question | Refusal:
    hard = [quantity for quantity in group.quantities if quantity.base is not None]
    if any(quantity.unit == "ton" for quantity in group.quantities):
        return Refusal("ton_ambiguous")
    if any(quantity.unit == "unknown" for quantity in group.quantities):
        return Refusal("unit_not_known", {"kind": word.kind})
    wrong = [quantity for quantity in hard if quantity.base != word.unit or (quantity.unit == "k" and word.unit != "m")]
    if wrong or any(quantity.unit in ("litre", "ml", "m3") for quantity in group.quantities):
        return Refusal("unit_mismatch", {"kind": word.kind, "unit": word.unit})
    if not hard:
        return _unmeasured(group, word, day)
    if len(hard) > 1:
        amounts = [amount for quantity in hard for amount in quantity.whole()]
        return _ask("several_quantities", word, day, offer(word, [*amounts, sum(amounts)], day))
    trips = [quantity for quantity in group.quantities if quantity.unit == "trip"]
    return _one_quantity(hard[0], trips, word, day, manner, stray=bool(group.numbers))


def _one_quantity(
    quantity: Quantity, trips: Sequence[Quantity], word: Word, day: date, manner: Manner, *, stray: bool
) -> Leg | Question | Refusal:
    if not quantity.amounts:
        return _ask("how_far" if word.unit == "m" else "how_heavy", word, day)
    if max(quantity.amounts) > _LARGEST:
        return Refusal("too_large", {"kind": word.kind, "maximum": word.maximum, "unit": word.unit})
    amounts = quantity.whole()
    if not quantity.exact or stray:
        return _ask("how_exactly", word, day, offer(word, amounts, day))
    amount = amounts[0]
    times = int(trips[0].amounts[0]) if len(trips) == 1 and trips[0].exact else 1
    if trips and times != 1 and not manner.total:
        return _ask("several_trips", word, day, offer(word, [amount * times, amount], day), {"times": times})
    if manner.vague:
        return _ask("how_exactly", word, day, offer(word, amounts, day))
    if manner.there_and_back and not manner.total:
        if not manner.each_way:
            return _ask("round_trip", word, day, offer(word, [amount * 2, amount], day))
        amount *= 2
    if quantity.unit == "m" and 0 < amount < _FEW_METRES:
        return _ask("unit_missing", word, day, offer(word, [amount * 1000, amount], day))
    return within(Leg(word.kind, amount, word.unit, day), word)


def within(leg: Leg, word: Word) -> Leg | Question | Refusal:
    """`leg` itself if its quantity is plausible; above `ask_above` a tenth of it is offered, above `maximum` nothing."""
    tenth = leg.quantity // 10
    slip = leg.quantity % 10 == 0 and word.minimum <= tenth <= word.ask_above
    if leg.quantity <= 0:
        return Refusal("zero")
    if leg.quantity < word.minimum:
        return Refusal("too_small", {"kind": word.kind, "minimum": word.minimum, "unit": word.unit})
    if leg.quantity <= word.ask_above:
        return leg
    possible = leg.quantity <= word.maximum
    if not possible and not slip:
        return Refusal("too_large", {"kind": word.kind, "maximum": word.maximum, "unit": word.unit})
    smaller = [Choice("record", (Leg(leg.kind, tenth, leg.unit, leg.occurred_on),))] if slip else []
    review = [Choice("review", (leg,))] if possible else []
    return Question(
        "really_so_much",
        {"kind": leg.kind},
        (*smaller, *review, CANCEL),
        leg.kind,
        leg.quantity,
        leg.unit,
        leg.occurred_on,
    )


def _unmeasured(group: Group, word: Word, day: date) -> Question | Refusal:
    """No kilometres or kilograms were said: ask for them, naming what was said instead."""
    missing = "how_far" if word.unit == "m" else "how_heavy" if word.unit == "g" else "how_much_energy"
    for unit, code in (("stop", "stops_to_km"), ("minute", "minutes_to_km"), ("step", "steps_to_km")):
        told = [quantity for quantity in group.quantities if quantity.unit == unit]
        if told and word.unit == "m":
            amounts = told[0].amounts
            whole = bool(amounts) and amounts[0] < _LARGEST and amounts[0] == int(amounts[0])
            said: Mapping[str, Param] = {"number": int(amounts[0])} if whole else {}
            return _ask(code, word, day, params={"number": 0, **said})
    values = _bare_values(group)
    if len(values) != 1 or group.quantities or not 0 < values[0] < 1_000_000:
        return _ask(missing, word, day)
    return _bare(values[0], word, day)


def _bare(value: Decimal, word: Word, day: date) -> Question:
    """A number without a unit is never taken as it stands."""
    if word.unit == "m":
        amounts = [int(value * 1000)]
        if word.kind not in _STOPPING:
            return _ask("unit_missing", word, day, offer(word, amounts, day))
        if value > 60 or amounts[0] > word.ask_above or value != int(value):
            return _ask("how_far", word, day)
        stops = Choice("stops", kind=word.kind)
        kilometres = offer(word, amounts, day)[:-1]
        return _ask("km_or_stops", word, day, (*kilometres, stops), {"number": int(value)})
    if word.unit == "g":
        return _ask("unit_missing", word, day, offer(word, [int(value * 1000), int(value * SIZES["jin"][1])], day))
    return _ask("how_much_energy", word, day)


def _events(group: Group, word: Word, day: date) -> Leg | Question | Refusal:
    if counting.counter(word.kind) == "litre":
        return _litres(group, word, day)
    if any(quantity.base is not None for quantity in group.quantities):
        return Refusal("unit_mismatch", {"kind": word.kind, "unit": word.unit})
    counted = [quantity for quantity in group.quantities if counting.fits(word.kind, quantity.unit)]
    others = [quantity for quantity in group.quantities if quantity not in counted and quantity.unit not in _BESIDES]
    once = word.ask_above <= _ONCE_UP_TO
    if others or len(counted) > 1 or (counted and group.numbers) or len(group.numbers) > 1:
        return _ask("how_many", word, day)
    if counted:
        amounts = counted[0].whole()
        if not counted[0].exact or len(amounts) != 1 or amounts[0] != counted[0].amounts[0]:
            return _ask("how_many", word, day)
        return within(Leg(word.kind, amounts[0], word.unit, day), word)
    if group.numbers:
        bare = _bare_values(group)
        if once or len(bare) != 1 or bare[0] != int(bare[0]) or bare[0] > _LARGEST:
            return _ask("how_many", word, day)
        return within(Leg(word.kind, int(bare[0]), word.unit, day), word)
    return Leg(word.kind, 1, word.unit, day) if once else _ask("how_many", word, day)


def _of_pages(told: Leg, word: Word) -> Question:
    """Pages printed on both sides save half as many sheets, rounded down; whether sheets were meant is asked."""
    return _ask(
        "how_exactly", word, told.occurred_on, offer(word, [told.quantity // 2, told.quantity], told.occurred_on)
    )


def _bare_values(group: Group) -> list[Decimal]:
    return [value for token in group.numbers if isinstance(token.value, tuple) for value in token.value]


def _litres(group: Group, word: Word, day: date) -> Leg | Question | Refusal:
    """Water is told in litres, millilitres or cubic metres, and recorded in whole litres."""
    told = [quantity for quantity in group.quantities if quantity.unit not in _BESIDES]
    strange = [quantity for quantity in told if quantity.unit not in counting.LITRES]
    bare = _bare_values(group)
    if any(quantity.base is not None for quantity in strange):
        return Refusal("unit_mismatch", {"kind": word.kind, "unit": word.unit})
    if strange or len(told) + len(bare) != 1 or len(told) + len(group.numbers) != 1:
        return _ask("how_many", word, day)
    amounts = [amount * counting.LITRES[quantity.unit] for quantity in told for amount in quantity.amounts]
    if not amounts and not bare:
        return _ask("how_many", word, day)
    if max(amounts or bare) > _LARGEST:
        return Refusal("too_large", {"kind": word.kind, "maximum": word.maximum, "unit": word.unit})
    if bare:
        return _ask("unit_missing", word, day, offer(word, [int(bare[0]), int(bare[0] * 1000)], day))
    whole = amounts[0] == int(amounts[0])
    if not told[0].exact or not whole or told[0].unit == "tonne":
        near = [int(amount) + more for amount in amounts for more in ((0,) if amount == int(amount) else (0, 1))]
        return _ask("how_exactly", word, day, offer(word, near, day))
    return within(Leg(word.kind, int(amounts[0]), word.unit, day), word)

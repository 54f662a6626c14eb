"""Readings put into words: amounts, questions, the labels of the buttons under them, and refusals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from language import formats
from language.phrases import counting
from language.phrases.reading import Choice, Leg, Question, Refusal


@dataclass(frozen=True)
class Replies:
    """The words for one person.

    say: a message by its code and params, in their language.  has: whether there is such a message.  title, icon: of a
    kind, by its code.
    """

    say: Callable[..., str]
    has: Callable[[str], bool]
    title: Callable[[str], str]
    icon: Callable[[str], str]
    locale: str

    def quantity(self, amount: int, unit: str, kind: str = "") -> str:
        """`amount` base units as people say them: "12.0 公里", "2.5 kg", "20 sheets"; `kind` chooses the counter."""
        if unit == "m":
            return formats.distance(amount, self.locale)
        if unit == "g":
            return formats.weight(amount, self.locale)
        if unit == "Wh":
            return formats.energy(amount, self.locale)
        return self.say(f"unit-{counting.counter(kind)}", count=amount)

    def question(self, asked: Question) -> str:
        """The sentence that asks; the buttons are `choice` for each of its choices."""
        params: dict[str, Any] = dict(asked.params)
        if asked.kind:
            params |= {"title": self.title(asked.kind), "counter": counting.counter(asked.kind)}
        if asked.code != "really_so_much":
            return self.say(f"ask-{_dashed(asked.code)}", **params)
        assert asked.quantity is not None and asked.unit is not None and asked.kind is not None
        quantity = self.quantity(asked.quantity, asked.unit, asked.kind)
        smaller = next((choice.legs[-1] for choice in asked.choices if choice.code == "record"), None)
        if smaller is None:
            return self.say("ask-really-so-much", quantity=quantity)
        code = "ask-really-so-far-or" if asked.unit == "m" else "ask-really-so-much-or"
        return self.say(code, quantity=quantity, smaller=self.quantity(smaller.quantity, smaller.unit, smaller.kind))

    def choice(self, asked: Question, chosen: Choice) -> str:
        """The label of one button of `asked`."""
        if chosen.code == "stops":
            return self.say("choice-stops", **asked.params)
        if chosen.code == "kind":
            assert chosen.kind is not None  # The grammar gives every such choice a kind.
            return self.say("choice-kind", icon=self.icon(chosen.kind), title=self.title(chosen.kind))
        if not chosen.legs:
            return self.say("choice-cancel")
        leg = chosen.legs[-1]
        if asked.code == "which_instead":
            mode = next((one.instead for one in chosen.legs if one.instead), None)
            return self.say("choice-instead-none" if mode is None else f"mode-{_dashed(mode)}")
        quantity = self.quantity(leg.quantity, leg.unit, leg.kind)
        if chosen.code == "review":
            return self.say("choice-review", quantity=quantity)
        if asked.code == "which_day":
            return self.say("choice-day", day=leg.occurred_on)
        if asked.code == "round_trip":
            both = chosen == asked.choices[0]
            return self.say("choice-there-and-back" if both else "choice-in-total", quantity=quantity)
        if asked.code in ("already_done", "did_you_mean"):
            return self.say("choice-whole", whole=" + ".join(map(self._named, chosen.legs)))
        if asked.code == "unit_missing" and leg.unit == "g":
            return self.say("choice-amount-or-jin", quantity=quantity, jin=formats.jin(leg.quantity, self.locale))
        return self.say("choice-amount", quantity=quantity)

    def refusal(self, refused: Refusal) -> str:
        """The sentence that says why nothing was recorded, its limits in people's units."""
        params = {name: value for name, value in refused.params.items() if value is not None}
        kind, unit = params.get("kind"), params.get("unit")
        if isinstance(kind, str):
            params |= {"title": self.title(kind), "counter": counting.counter(kind)}
        for name in ("minimum", "maximum"):
            limit = params.get(name)
            if isinstance(limit, int) and isinstance(unit, str):
                params[name] = self.quantity(limit, unit, str(kind))
        return self.say(f"refuse-{_dashed(refused.code)}", **params)

    def _named(self, leg: Leg) -> str:
        return f"{self.title(leg.kind)} {self.quantity(leg.quantity, leg.unit, leg.kind)}"


def _dashed(code: str) -> str:
    return code.replace("_", "-")

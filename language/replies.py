"""Readings put into words: questions, refusals, notes and the labels of the buttons under them."""

from collections.abc import Callable, Mapping
from typing import cast

from kernel.units import BaseUnit
from language import formats
from language.phrases.reading import Choice, Leg, Question, Refusal
from language.texts import Texts, Value

Title = Callable[[str], str]
"""The title of a kind in the person's language, from the kinds' list the caller holds."""


def quantity(amount: int, unit: BaseUnit, kind: str | None, texts: Texts, locale: str) -> str:
    """`amount` base units as people say them: "12.0 公里", "2.5 kg", "20 sheets"; `kind` chooses the counter."""
    if unit == "m":
        return formats.distance(amount, locale)
    if unit == "g":
        return formats.weight(amount, locale)
    if unit == "Wh":
        return formats.energy(amount, locale)
    own = f"unit-event-{(kind or '').replace('_', '-')}"
    return texts.render(own if texts.has(own) else "unit-event", {"count": amount}, locale)


def question(asked: Question, title: Title, texts: Texts, locale: str) -> str:
    """The sentence that asks; the buttons are `choice` for each of `asked.choices`."""
    params: dict[str, Value] = dict(asked.params)
    if asked.kind:
        params["title"] = title(asked.kind)
    if asked.quantity is not None and asked.unit:
        params["quantity"] = quantity(asked.quantity, asked.unit, asked.kind, texts, locale)
    code = f"ask-{_dashed(asked.code)}"
    if asked.code == "really_so_much" and asked.choices and asked.choices[0].code == "record":
        smaller = asked.choices[0].legs[-1]
        params["smaller"] = quantity(smaller.quantity, smaller.unit, smaller.kind, texts, locale)
        code = "ask-really-so-far-or" if asked.kind in ("metro", "bus") else "ask-really-so-much-or"
    return texts.render(code, params, locale)


def choice(asked: Question, chosen: Choice, title: Title, icon: Title, texts: Texts, locale: str) -> str:
    """The label of one button of `asked`."""
    if chosen.code == "kind":
        assert chosen.kind is not None  # The grammar gives every such choice a kind.
        return texts.render("choice-kind", {"icon": icon(chosen.kind), "title": title(chosen.kind)}, locale)
    if chosen.code == "stops":
        return texts.render("choice-stops", {"number": asked.params.get("number", 0)}, locale)
    if not chosen.legs:
        return texts.render("choice-cancel", {}, locale)
    leg = chosen.legs[0] if asked.code == "which_day" else _asked_about(asked, chosen)
    params: dict[str, Value] = {
        "title": title(leg.kind),
        "quantity": quantity(leg.quantity, leg.unit, leg.kind, texts, locale),
        "day": leg.occurred_on,
    }
    if leg.unit == "g":
        params["jin"] = formats.jin(leg.quantity, locale)
    return texts.render(_label(asked, chosen, leg), params, locale)


def refusal(refused: Refusal, title: Title, texts: Texts, locale: str) -> str:
    """The sentence that says why nothing was recorded."""
    params: dict[str, Value] = dict(refused.params)
    kind, unit = params.get("kind"), params.get("unit")
    if isinstance(kind, str):
        params["title"] = title(kind)
        for limit in ("minimum", "maximum"):
            amount = params.get(limit)
            if isinstance(amount, int) and unit in ("m", "g", "Wh", "event"):
                params[limit] = quantity(amount, cast(BaseUnit, unit), kind, texts, locale)
    return texts.render(f"refuse-{_dashed(refused.code)}", params, locale)


def note(code: str, texts: Texts, locale: str) -> str:
    """The sentence for one of `Activities.notes`."""
    return texts.render(f"note-{_dashed(code)}", {}, locale)


def error(code: str, params: Mapping[str, Value], texts: Texts, locale: str) -> str:
    """The sentence for a domain error's `code` and `params`."""
    return texts.render(f"error-{_dashed(code)}", params, locale)


def _asked_about(asked: Question, chosen: Choice) -> Leg:
    """The leg the question is about: its first one beside those that were clear anyway."""
    return next((leg for leg in chosen.legs if leg not in asked.legs), chosen.legs[0])


def _label(asked: Question, chosen: Choice, leg: Leg) -> str:
    if chosen.code == "review":
        return "choice-review"
    if asked.code == "which_day":
        return "choice-day"
    if asked.code == "round_trip":
        return "choice-there-and-back" if chosen == asked.choices[0] else "choice-in-total"
    if asked.code in ("already_done", "did_you_mean"):
        return "choice-record"
    return "choice-amount-or-jin" if asked.code == "unit_missing" and leg.unit == "g" else "choice-amount"


def _dashed(code: str) -> str:
    return code.replace("_", "-")

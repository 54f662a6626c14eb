"""Why this number: the steps of a sum as sentences, one wording for the chat, the API, the command line and the pages."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from language.texts import LOCALES, Texts, Value, VariableMissing

_TAGS = re.compile(r"</?(?:b|i|code)>")


class Step(Protocol):
    """One step: a code that has a sentence in every language, and its plain values."""

    @property
    def code(self) -> str:
        """A step's code, in lower_snake_case."""
        ...

    @property
    def params(self) -> Mapping[str, str | int]:
        """What the sentence needs."""
        ...


Say = Callable[[str, Mapping[str, Value]], str]
"""Renders a message in somebody's language, values made safe for where it is shown."""


def steps_told(texts: Texts, steps: Iterable[Step], say: Say) -> list[str]:
    """A sentence a step.  A plugin may bring steps of its own: those that have no sentence are told by their values."""
    return [_step_told(texts, step, say) for step in steps]


def origin_told(attribution: str, text_state: str, say: Say) -> list[str]:
    """Where the method comes from, and what is known of its text."""
    return [say("trace-source", {"attribution": attribution}), say("trace-state", {"state": text_state})]


def plainly(texts: Texts, steps: Iterable[Step], attribution: str, text_state: str) -> dict[str, list[str]]:
    """All of it as plain text, by locale."""
    kept = list(steps)
    told = {}
    for locale in LOCALES:
        say = plain(texts, locale)
        told[locale] = [*steps_told(texts, kept, say), *origin_told(attribution, text_state, say)]
    return told


def plain(texts: Texts, locale: str) -> Say:
    """Renders without any tags; what the values hold stays as it is, even where it looks like one."""

    def say(code: str, params: Mapping[str, Value]) -> str:
        safe = {name: html.escape(value) if isinstance(value, str) else value for name, value in params.items()}
        return html.unescape(_TAGS.sub("", texts.render(code, safe, locale)))

    return say


def _step_told(texts: Texts, step: Step, say: Say) -> str:
    code = f"trace-{step.code.replace('_', '-')}"
    params = dict(step.params)
    if step.code == "impact" and texts.has(f"impact-{params.get('key')}".replace("_", "-")):
        params["key"] = say(f"impact-{params['key']}".replace("_", "-"), {})
    if texts.has(code):
        try:
            return say(code, params)
        except VariableMissing:
            pass
    values = ", ".join(f"{name} {value}" for name, value in step.params.items())
    return say("trace-other", {"code": step.code, "text": values})

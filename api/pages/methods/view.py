"""How a methodology page says things: texts, amounts, days and a stranger's values, all as plain text."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote

from language import formats, traces
from language.texts import Texts, Value
from methodologies.action_types import ActionType
from methodologies.package import Package

UNIT_NAMES = {"m": "m", "g": "g", "wh": "Wh", "min": "min", "l": "L"}
"""The unit that the ending of an input's name stands for."""


_WRITTEN = {"m": formats.distance, "g": formats.weight, "Wh": formats.energy}
PATH = "/methodologies"


def address(methodology_id: str, version: str) -> str:
    """Where the page of a version is served."""
    return f"{PATH}/{quote(methodology_id, safe='')}/{quote(version, safe='')}"


Acts = Mapping[str, ActionType]
"""The catalogue of action types by code."""


class View:
    """One language's way to say it.  acts: what an action type's code means; codes without a title stay as they are."""

    def __init__(self, texts: Texts, locale: str, acts: Acts = MappingProxyType({})) -> None:
        self.texts = texts
        self.locale = locale
        self.acts = acts
        self.render = traces.plain(texts, locale)

    def say(self, code: str, **params: Value) -> str:
        """A message without markup; a variable called `class` is given as `class_`."""
        return self.render(code, {name.rstrip("_"): value for name, value in params.items()})

    def title(self, package: Package) -> str:
        """The version's title in this language, or in whichever it has."""
        return package.title.get(self.locale) or next(iter(package.title.values()), package.name)

    def mass(self, milligrams: int) -> str:
        """Grams or kilograms."""
        return formats.mass(milligrams, self.locale)

    def number(self, value: int) -> str:
        """A whole number with the language's grouping."""
        return formats.number(value, self.locale)

    def amount(self, value: int, name: str) -> str:
        """A whole number with the unit that the input's name ends in."""
        return f"{self.number(value)} {UNIT_NAMES.get(name.rpartition('_')[2], '')}".rstrip()

    def act(self, code: str) -> str:
        """An action type: its title with its code."""
        found = self.acts.get(code)
        return code if found is None else f"{found.titles[self.locale]} ({code})"

    def listed(self, values: object) -> str:
        """Texts one after the other; a dash for none."""
        found = [str(value) for value in values] if isinstance(values, Iterable) and not isinstance(values, str) else []
        return ", ".join(found) or "-"

    def cap(self, amount: int, unit: str) -> str:
        """A day's cap in its unit."""
        if unit in ("percent", "h"):
            return self.say(f"acts-cap-{unit}", amount=amount)
        written = _WRITTEN.get(unit)
        return written(amount, self.locale) if written else f"{self.number(amount)} {unit}".removesuffix(" event")

    def days(self, package: Package, *, briefly: bool = False) -> str:
        """The days of activities that a version prices; briefly: without those that it only prices for the time being."""
        begin, end = package.activity_from.isoformat(), package.activity_to
        told = (
            self.say("method-days-open", begin=begin)
            if end is None
            else self.say("method-days-closed", begin=begin, end=end.isoformat())
        )
        if package.provisional_to is not None and not briefly:
            told += self.say("method-days-provisional", end=package.provisional_to.isoformat())
        return told

    def shown(self, value: object) -> str:
        """Whatever stands in a package, as text."""
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping | list):
            return json.dumps(value, ensure_ascii=False)
        return str(value).lower() if isinstance(value, bool) else str(value)

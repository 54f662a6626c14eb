"""How the green-office page says things: masses, distances, counts, hidden figures, tables, legends; all escaped."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from language import formats
from language.comparisons import compared
from language.texts import Texts, Value
from methodologies import equivalents
from methodologies.kinds import Kind

LEVELS = ("attested", "corroborated", "self_reported")
_TONNE_MG = 1_000_000_000
_GRAM = {"zh": "克", "en": "g"}
KILOMETRE = {"zh": "公里", "en": "km"}
_TONNE = {"zh": "吨", "en": "t"}


def mass(milligrams: int, locale: str) -> str:
    """Grams, kilograms or, from 1,000 kg, tonnes with two decimals, towards zero."""
    if not milligrams:
        return f"0 {_GRAM[locale]}"
    if milligrams < _TONNE_MG:
        return formats.mass(milligrams, locale)
    return f"{formats.number(Decimal(milligrams) / _TONNE_MG, locale, 2)} {_TONNE[locale]}"


def kilometres(metres: int, locale: str) -> str:
    """Whole kilometres from 100 km on, else one decimal."""
    return formats.number(Decimal(metres) / 1000, locale, 0 if metres >= 100_000 else 1)


@dataclass(frozen=True, slots=True)
class View:
    """How things are said on one page."""

    texts: Texts
    kinds: Mapping[str, Kind]
    locale: str
    minimum: int

    def say(self, code: str, **params: Value) -> str:
        """A text of the page, escaped."""
        return html.escape(self.texts.render(f"green-{code}", params, self.locale))

    def kind(self, code: str) -> str:
        """Icon and title of an everyday kind."""
        found = self.kinds.get(code)
        return html.escape(code) if found is None else f"{found.icon} {html.escape(found.titles[self.locale])}"

    def grams(self, milligrams: int | None) -> str:
        """A mass, or that it is hidden."""
        return self.unseen() if milligrams is None else html.escape(mass(milligrams, self.locale))

    def comparison(self, milligrams: int, region: str | None) -> str:
        """What emits as much, as a paragraph; empty for what is too little to compare."""
        found = equivalents.of(milligrams, region)
        if found is None:
            return ""

        def say(code: str, values: Mapping[str, Value]) -> str:
            return self.texts.render(code, values, self.locale)

        return f"<p>{html.escape(compared(found.key, found.quantity, found.unit, self.locale, say))}</p>"

    def number(self, value: int | None) -> str:
        """A count, or that it is hidden."""
        return self.unseen() if value is None else formats.number(value, self.locale)

    def unseen(self) -> str:
        """What stands in a hidden figure's place."""
        return self.say("hidden")

    def figure(self, text: str | None, more: str = "") -> str:
        """A large number with its unit, after the last space, smaller; `more` follows the unit.  None is hidden."""
        if text is None:
            return f'<p class="figure hidden">{self.unseen()}</p>'
        number, _, unit = text.rpartition(" ")
        return f'<p class="figure">{html.escape(number)}<small>{html.escape(unit)}{more}</small></p>'

    def members(self, count: int) -> str:
        """How many members."""
        return self.say("members-count", count=count)

    def cell(self, value: int | None, text: str) -> str:
        """A number's cell of a table."""
        return f'<td class="hidden">{self.unseen()}</td>' if value is None else f'<td class="number">{text}</td>'

    def count_cell(self, value: int | None) -> str:
        return self.cell(value, self.number(value))

    def mass_cell(self, value: int | None) -> str:
        return self.cell(value, self.grams(value))

    def table(self, label: str, head: Sequence[tuple[str, bool]], rows: Sequence[str], *, folded: bool = True) -> str:
        """A table whose head says (text, is a number); its rows are markup."""
        kinds = {True: ' class="number"', False: ""}
        cells = "".join(f'<th scope="col"{kinds[number]}>{text}</th>' for text, number in head)
        made = (
            f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>{cells}</tr></thead>'
            f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table></div>"
        )
        return f"<details><summary>{self.say('table')}</summary>{made}</details>" if folded else made

    def legend(self, *, withheld: bool) -> str:
        """What the colours mean.  withheld: grams stand somewhere whose level is hidden."""
        levels = (*LEVELS, "withheld") if withheld else LEVELS
        items = "".join(f'<li><span class="swatch {dashed(level)}"></span>{self.level(level)}</li>' for level in levels)
        return f'<ul class="legend">{items}</ul>'

    def level(self, evidence: str) -> str:
        """A level of evidence in words."""
        return self.say(f"evidence-{dashed(evidence)}")


def dashed(code: str) -> str:
    """A code as style sheet and texts write it."""
    return code.replace("_", "-")

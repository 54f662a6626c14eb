"""The words for each kind of act, built from plain data so that a new kind needs no change here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from kernel.errors import DomainError
from kernel.units import BaseUnit
from language.phrases import tables
from language.phrases.normalising import normalise

_SPOKEN = tables.load("spoken")
"""Emoji, inflections and common errors of our first kinds.  They apply only where the vocabulary has the kind."""
OTHER_MODES = _SPOKEN.pop("other_modes")
"""Ways of travel that no kind of the first vocabularies covers: named so that they are refused, not guessed at."""

_PLURAL_FROM = 5
"""Letters from which on an English form is also understood with an s."""
VERBS = {"骑": "cycling", "走": "walking", "遛": "walking"}
"""Verbs that name the kind when nothing else does: 骑了6公里, 走了2公里."""


class KindMalformed(DomainError):
    """A kind of the given data lacks a field or has one of the wrong type."""

    code = "kind_malformed"


@dataclass(frozen=True, slots=True)
class Word:
    """One kind of act and the words for it.  Limits are whole base units; `counts` is False for driving."""

    kind: str
    unit: BaseUnit
    forms_zh: tuple[str, ...]
    forms_en: tuple[str, ...]
    ask_above: int
    minimum: int
    maximum: int
    counts: bool = True
    icon: str = ""


class Vocabulary:
    """All kinds a sentence may name."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.words: dict[str, Word] = {word.kind: word for word in words}
        self.forms: dict[str, str] = {}
        for kind, forms in _SPOKEN.items():
            if kind in self.words:
                self.forms.update({normalise(form): kind for form in forms})
        for word in self.words.values():
            forms_of_word = (*word.forms_zh, *word.forms_en, *((word.icon,) if word.icon else ()))
            self.forms.update({normalise(form): word.kind for form in forms_of_word if normalise(form)})
        for form, kind in list(self.forms.items()):
            if form.isascii() and len(form) >= _PLURAL_FROM and form[-1].isalpha() and form[-1] not in "sdg":
                self.forms.setdefault(f"{form}s", kind)  # "Video calls": one form is enough in the list.
        self.spelled = tuple(f for f in self.forms if f.isascii() and f.isalpha() and len(f) >= 3)
        self.verbs = {verb: kind for verb, kind in VERBS.items() if kind in self.words}
        self.others = frozenset(form for form in OTHER_MODES if form not in self.forms)

    @classmethod
    def from_kinds(cls, kinds: Iterable[Mapping[str, object]]) -> "Vocabulary":
        """From plain data: `code`, `unit`, `words` {zh, en}, `limits` {min, max, ask_above}, `counts`, `icon`.

        Raises `KindMalformed`, naming the kind and the field.
        """
        return cls(_word(kind) for kind in kinds)


def _word(kind: Mapping[str, object]) -> Word:
    code = str(kind.get("code"))
    try:
        words = cast(Mapping[str, Any], kind["words"])
        limits = cast(Mapping[str, Any], kind["limits"])
        if kind["unit"] not in get_args(BaseUnit):
            raise KindMalformed(kind=code, field="unit")
        return Word(
            kind=str(kind["code"]),
            unit=cast(BaseUnit, kind["unit"]),
            forms_zh=tuple(words["zh"]),
            forms_en=tuple(words["en"]),
            ask_above=int(limits["ask_above"]),
            minimum=int(limits["min"]),
            maximum=int(limits["max"]),
            counts=bool(kind.get("counts", True)),
            icon=str(kind.get("icon", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise KindMalformed(kind=code, field=str(error.args[0] if error.args else "")) from error

"""The everyday kinds of act: their words, units, limits, and the inputs each methodology wants for them."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from methodologies.claims import Bound, Claim, read_bound, read_claim
from methodologies.contract import EVIDENCE_LEVELS, MethodologyError, PackageInvalid
from methodologies.fields import Document, integer, mapping, mappings, one_of, text, texts, wrong
from methodologies.numbers import is_decimal

FORMAT = "leafledger-kinds/1"
_CATEGORIES = ("travel", "materials", "energy", "office", "event")
_UNITS = ("m", "g", "Wh", "event")
_LOCALES = ("zh", "en")
_FIELDS = frozenset(
    {"code", "unit", "category", "icon", "titles", "words", "limits", "catalogue_codes", "methodologies", "counts"}
    | {"claims", "same_act"}
)
_EXTENSION = frozenset({"code", "methodologies", "words", "catalogue_codes"})
MODES = (
    *("car", "car_alone", "taxi", "motorbike", "bus", "metro"),
    *("tram", "train", "coach", "flight", "bicycle", "walk"),
)
"""What somebody may say that they would have used instead."""
_FEWEST_MODES = 2
_LONGEST_MODE = 40
_QUANTITY, _INSTEAD = "$quantity", "$instead"


class ModeUnknown(MethodologyError):
    """The methodology does not ask about this mode.  mode: its code.  allowed: the codes that it asks about.

    asked: whether it asks about any.
    """

    code = "instead_unknown"

    def __init__(self, mode: str, allowed: Iterable[str]) -> None:
        codes = list(allowed)
        super().__init__(mode=mode[:_LONGEST_MODE], allowed=codes, asked=bool(codes))


@dataclass(frozen=True, slots=True)
class Use:
    """How one methodology is asked about a kind.

    inputs: the template; its "$quantity" becomes the quantity in base units, its "$instead" the value of the mode that
    the person would have used.  instead: those values by mode code, of `MODES`; empty where the template asks for none.
    told: whether a quantity alone fills the template; where not, only a partner's whole inputs are priced.
    varieties: what whole inputs may say in place of a word of the template; any other word is another kind of act.
    bound: what the person's day may hold of one input by another, beside the package's caps; None without one.
    """

    methodology: str
    inputs: Mapping[str, object]
    instead: Mapping[str, object]
    _texts: Mapping[str | None, str]
    told: bool = True
    varieties: frozenset[str] = frozenset()
    bound: Bound | None = None

    @classmethod
    def of(
        cls,
        methodology: str,
        inputs: Mapping[str, object],
        instead: Mapping[str, object] | None = None,
        *,
        told: bool = True,
        varieties: Collection[str] = (),
        bound: Bound | None = None,
    ) -> "Use":
        """The use, with the template as JSON for each mode; raises `PackageInvalid`."""
        modes, text = {} if instead is None else dict(instead), json.dumps(inputs)
        place = json.dumps(_INSTEAD)
        if text.count(place) != (0 if instead is None else 1) or json.dumps(modes).count("$"):
            raise wrong("instead")
        if instead is not None and (len(modes) < _FEWEST_MODES or not set(modes) <= set(MODES)):
            raise wrong("instead")
        if any(not value or not isinstance(value, str | Mapping) for value in modes.values()):
            raise wrong("instead")
        filled: dict[str | None, str] = {code: text.replace(place, json.dumps(value)) for code, value in modes.items()}
        return cls(methodology, inputs, modes, filled or {None: text}, told, frozenset(varieties), bound)

    @property
    def quantity_name(self) -> str:
        """The name under which the template puts the quantity into the inputs; empty where it takes none."""
        return _place_of_quantity(self.inputs)

    def filled(self, quantity: int, instead: str | None = None) -> dict[str, object]:
        """A fresh copy of the template with the quantity in its place; reading text is the fastest way to copy.

        instead: the code of one of the modes where the use has some, else None; raises `ModeUnknown` for another.
        """
        text = self._texts.get(instead)
        if text is None:
            raise ModeUnknown(instead or "", self.instead)
        made: dict[str, object] = json.loads(text.replace('"$quantity"', str(quantity)))
        return made

    def contradicted(self, inputs: Mapping[str, object]) -> str | None:
        """JSON pointer to the first word of whole inputs that makes them another kind of act; None where none does.

        Numbers are the partner's to measure; the words of the template (metro, glass) are what the kind means.
        """
        return _contradicted(self.inputs, inputs, self.varieties, "")


@dataclass(frozen=True, slots=True)
class Kind:
    """One everyday kind.

    unit: m, g, Wh or event (an event is one piece, sheet or act).  minimum, maximum, ask_above: in that unit; above
    ask_above a person is asked whether the number is meant.  maximum_of_inputs: what a partner's whole inputs may come
    to; above the maximum they say why (a large roof its capacity).  counts: false for a word that is understood and never
    recorded.  same_act: kinds of one such name may be tellings of the same act (a ride on one's own bicycle, which the
    operator of a hired one measured); "" where it stands alone.  claims: what no second act is paid for.
    """

    code: str
    unit: str
    category: str
    icon: str
    titles: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    minimum: int
    maximum: int
    ask_above: int
    maximum_of_inputs: int
    catalogue_codes: tuple[str, ...]
    methodologies: tuple[Use, ...]
    counts: bool
    same_act: str = ""
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class WordFile:
    """One file of kinds: new ones, additions to known ones, and evidence for acts without a methodology."""

    kinds: tuple[Kind, ...]
    extensions: tuple[Mapping[str, object], ...]
    evidence: Mapping[str, str]


def read_words(document: Document, file: str, known: Mapping[str, Kind]) -> WordFile:
    """The kinds in a `kinds.json` or `*.kinds.json`.

    An entry whose code is known may only add methodologies, words and catalogue codes: a second city's metro is the
    same kind.  Raises `PackageInvalid`.
    """
    try:
        one_of(document, "format", (FORMAT,))
        if set(document) - {"format", "kinds", "evidence"}:
            raise wrong("kinds")
        rows = mappings(document, "kinds")
        extensions = tuple(row for row in rows if text(row, "code") in known and set(row) <= _EXTENSION)
        kinds = tuple(_kind(row) for row in rows if row not in extensions)
        return WordFile(kinds, extensions, _evidence(document))
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "file": file}) from None


def extended(kind: Kind, row: Document) -> Kind:
    """`kind` with the words, codes and methodologies of an additional entry; raises `PackageInvalid`."""
    added = {"words": {}, "catalogue_codes": [], "methodologies": [], **row}
    words = mapping(added, "words")
    return replace(
        kind,
        words={
            locale: (*known, *(texts(words, locale) if locale in words else ())) for locale, known in kind.words.items()
        },
        catalogue_codes=(*kind.catalogue_codes, *texts(added, "catalogue_codes")),
        methodologies=(*kind.methodologies, *_uses(added)),
    )


def _contradicted(template: object, given: object, varieties: Collection[str], at: str) -> str | None:
    if isinstance(template, str):
        fixed = not template.startswith("$") and not is_decimal(template)
        return at if fixed and isinstance(given, str) and given != template and given not in varieties else None
    if isinstance(template, Mapping) and isinstance(given, Mapping):
        places = [
            _contradicted(template[name], given[name], varieties, f"{at}/{name}") for name in template if name in given
        ]
    elif isinstance(template, list) and isinstance(given, list):
        # One member of a template stands for all; a journey has other legs too, beside one of its kind.
        members = template * len(given) if len(template) == 1 else template
        pairs = enumerate(zip(members, given, strict=False))
        places = [_contradicted(one, other, varieties, f"{at}/{index}") for index, (one, other) in pairs]
        if len(template) == 1 and None in places:
            return None
    else:
        places = []
    return next((place for place in places if place is not None), None)


def _place_of_quantity(template: Mapping[str, object]) -> str:
    for name, value in template.items():
        if value == _QUANTITY:
            return name
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping) and (found := _place_of_quantity(item)):
                return found
    return ""


def _kind(row: Document) -> Kind:
    limits, titles, words = mapping(row, "limits"), mapping(row, "titles"), mapping(row, "words")
    least = integer(limits, "min", 1)
    ask = integer(limits, "ask_above", least)
    most = integer(limits, "max", ask)
    if set(row) - _FIELDS:
        raise wrong(min(set(row) - _FIELDS))
    return Kind(
        code=text(row, "code"),
        unit=one_of(row, "unit", _UNITS),
        category=one_of(row, "category", _CATEGORIES),
        icon=text(row, "icon"),
        titles={locale: text(titles, locale) for locale in _LOCALES},
        words={locale: texts(words, locale) for locale in _LOCALES},
        minimum=least,
        maximum=most,
        ask_above=ask,
        maximum_of_inputs=integer({"max_inputs": most, **limits}, "max_inputs", most),
        catalogue_codes=texts(row, "catalogue_codes"),
        methodologies=_uses(row),
        counts=row.get("counts", True) is True,
        same_act=text(row, "same_act") if "same_act" in row else "",
        claims=tuple(read_claim(claim) for claim in mappings({"claims": [], **row}, "claims")),
    )


def _uses(row: Document) -> tuple[Use, ...]:
    return tuple(
        Use.of(
            text(use, "methodology"),
            mapping(use, "inputs"),
            mapping(use, "instead") if "instead" in use else None,
            told=use.get("inputs_only") is not True,
            varieties=texts({"varieties": [], **use}, "varieties"),
            bound=read_bound(mapping(use, "bound")) if "bound" in use else None,
        )
        for use in mappings(row, "methodologies")
    )


def _evidence(document: Document) -> dict[str, str]:
    levels = mapping({"evidence": {}, **document}, "evidence")
    if not set(levels) <= set(EVIDENCE_LEVELS):
        raise wrong("evidence")
    return {kind: level for level in levels for kind in texts(levels, level)}

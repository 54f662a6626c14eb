"""A sentence cut into tokens: acts, quantities, days and the words that change their meaning."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from language.phrases import dates, markers, numbers
from language.phrases.units import FORMS as UNIT_FORMS
from language.phrases.units import SPELLED, UNIT, Quantity
from language.phrases.vocabulary import Vocabulary

_HAN = "\u3400-\u9fff"
_N, _U = numbers.NUMBER, UNIT
_RANGE = re.compile(rf"({_N})\s*(?:{_U})?\s*(?:-|~|–|—|到|至|to|or|或)\s*({_N})\s*({_U})")
_QUANTITY = re.compile(
    rf"({_N})\s*-?(?:个)?(多|几|来|余|\+)?\s*({_U})"
    r"(半(?!小时|天|个)| and (?:a|one) half\b|多(?!少|久|远)|出头)?(?!\s*/)"
)
_COMMA = re.compile(rf"(\d+)[,，。]\s?(\d{{1,2}}|\d{{4,}})\s*({_U})")
_MISSPELT = re.compile(rf"({_N})\s*([a-z]{{4,}})")
_MONEY = re.compile(rf"[¥￥$€£]\s*{_N}")
_NEGATIVE = re.compile(rf"(?:(?<![a-z0-9{_HAN}])[-−]|负\s?|minus |negative )({_N})")
_DASH = re.compile(r"(?<=\S)[-−](?=\d)")
_SPEED = re.compile(rf"{_N}\s*(?:km|mi|m|公里|米|kg|公斤)\s*(?:/|每|per )\s*[a-z{_HAN}]+")
_ROUTE = re.compile(
    rf"(?:地铁)?第?{_N}号线|[a-z]?{_N}路(?!程|上|口|过|面)(?:公交车?|车)?"
    r"|(?:the |no\.? ?|number |#)?[a-z]?\d+[a-z]? (?=bus\b)"
)
_LINE = re.compile(r"(?:line|route|no\.?|number) ?[a-z]?\d+\b|#\d+|[a-z]\d{2,4}(?![a-z0-9.])")
_CLOCK = re.compile(
    rf"(?:凌晨|早上|上午|中午|下午|晚上|早晨|傍晚|夜里)?(?:\d{{1,2}}|[{numbers.HAN}]{{1,3}})\s?点"
    r"(?:半|多|左右|钟|一刻|三刻|\d{1,2}分?|[一二三四五]?十[一-九]?分?)?"
    r"|(?:at |around |@ ?)?\d{1,2}[:：]\d\d(?:\s*[ap]\.?m\.?)?|(?:at |around )?\d{1,2}\s*[ap]\.?m\b\.?"
    rf"|at \d{{1,2}}(?![\d.,]|\s*(?:{_U}))(?: o'?clock)?"
)
_NUMBER = re.compile(_N)
_TIMES = re.compile(r"(?:twice|thrice)\b")
_LATIN = re.compile(r"[a-z][a-z0-9'’]*(?:-[a-z]+)*")
_SEPARATORS = ",，;；。.!！\n:：()（）|/~—…"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the sentence.

    role: kind, quantity, number, day, route, place, sep, other_mode, negative, ask_mark, han or word (unknown text), or
    a role of `markers.ROLES`.
    """

    role: str
    text: str
    value: object = None


class Scanner:
    """Cuts sentences; holds the words of one vocabulary by their first character or word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        forms: dict[str, tuple[str, object]] = {form: (role, None) for form, role in markers.FORMS.items()}
        forms.update({form: ("other_mode", form) for form in vocabulary.others})
        forms.update({form: ("kind", kind) for form, kind in vocabulary.forms.items()})
        forms.update(dict.fromkeys(markers.PLACES, ("place", None)))
        self._by_start: dict[str, list[tuple[str, str, object]]] = {}
        for form, (role, value) in sorted(forms.items(), key=lambda item: -len(item[0])):
            self._by_start.setdefault(_first(form), []).append((form, role, value))

    def scan(self, text: str, today: date) -> list[Token]:
        """The tokens of a normalised `text`, in order; spaces and harmless emoji are dropped."""
        return list(self._tokens(text, today))

    def _tokens(self, text: str, today: date) -> Iterator[Token]:
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            token, at = self._next(text, at, today)
            if token is not None:
                yield token

    def _next(self, text: str, at: int, today: date) -> tuple[Token | None, int]:
        first = _first_at(text, at)
        form = self._form(text, at, first)
        if form is not None and form[0].role in ("kind", "place", "harmless", "other_mode"):
            numeral = self._numeral(text, at, first) if first[0] in "半一二三四五六七八九十" else None
            return numeral if numeral is not None and numeral[1] >= form[1] else form
        if first in dates.STARTS or first[0].isdigit() or first[0] in numbers.HAN or first in numbers.ENGLISH_STARTS:
            found = dates.match(text, at, today)
            if found and (form is None or found[1] >= form[1]):
                return Token("day", text[at : found[1]], found[0]), found[1]
        numeral = self._numeral(text, at, first)
        if numeral is not None and (form is None or numeral[1] > form[1]):
            return numeral
        return form or self._rest(text, at)

    def _form(self, text: str, at: int, first: str) -> tuple[Token, int] | None:
        for form, role, value in self._by_start.get(first, ()):
            end = at + len(form)
            if text.startswith(form, at) and not (form[-1].isascii() and form[-1].isalnum() and _goes_on(text, end)):
                return Token(role, form, value), end
        return None

    def _numeral(self, text: str, at: int, first: str) -> tuple[Token, int] | None:
        """What begins with a number or sign here: a speed, range, quantity, route, time or bare number."""
        starts = first[0].isdigit() or first[0] in numbers.HAN or first[0] in ".半-−负¥$€£#第@"
        if not starts and first not in numbers.ENGLISH_STARTS | _NUMERAL_WORDS and not re.match(r"[a-z]?\d", first):
            return None
        for pattern, read in _NUMERALS:
            found = pattern.match(text, at)
            if found and pattern in _UNITED and self._begins_a_kind(text, found, _UNITED[pattern]):
                continue
            if found and not (found[0][-1].isalnum() and found[0][-1].isascii() and _runs_on(text, found.end())):
                token = read(found)
                if token is not None:
                    return token, found.end()
        return None

    def _begins_a_kind(self, text: str, found: re.Match[str], unit: int) -> bool:
        """True where the unit is the first word of a kind: "300 steps donated", "8 flights of stairs"."""
        form = self._form(text, found.start(unit), _first_at(text, found.start(unit)))
        longer = form is not None and form[1] > found.end(unit)
        return form is not None and form[0].role == "kind" and (longer or unit == _UNITED[_MISSPELT])

    def _rest(self, text: str, at: int) -> tuple[Token | None, int]:
        character = text[at]
        if character in "?？":
            return Token("ask_mark", character), at + 1
        if character in _SEPARATORS:
            return Token("sep", character), at + 1
        word = _LATIN.match(text, at)
        if word:
            return Token("word", word[0]), word.end()
        if character.isdigit():
            end = at + 1
            while end < len(text) and (text[end].isalnum() and text[end].isascii()):
                end += 1
            return Token("number", text[at:end], ()), end
        if character == "^" or unicodedata.category(character).startswith("L"):
            return Token("han", character), at + 1
        return None, at + 1


def _first(form: str) -> str:
    return _first_at(form, 0)


def _first_at(text: str, at: int) -> str:
    word = _LATIN.match(text, at)
    return re.split(r"[-’']", word[0])[0] if word else text[at]


def _goes_on(text: str, end: int) -> bool:
    return end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in "'’")


def _runs_on(text: str, end: int) -> bool:
    """True where a Latin letter or digit follows at once, so that the match would cut a word or number in two."""
    return end < len(text) and text[end].isascii() and text[end].isalnum()


def _quantity(match: re.Match[str]) -> Token | None:
    amounts = numbers.parse(match[1])
    unit = UNIT_FORMS[match[3]]
    if unit in ("minute", "day", "money", "degree", "du", "percent") and not amounts:
        amounts = (Decimal(0),)
    if not amounts or match[2] == "几":
        return Token("quantity", match[0], Quantity((), unit, exact=False))
    if match[4] is not None and match[4].endswith(("半", "half")):
        amounts = tuple(amount + Decimal("0.5") for amount in amounts)
    exact = len(amounts) == 1 and match[2] is None and match[4] not in ("多", "出头")
    if match[3] == "k" and match[1] in ("a", "an"):
        return None
    return Token("quantity", match[0], Quantity(amounts, unit, exact))


def _range(match: re.Match[str]) -> Token | None:
    ends = match[1] + match[2]
    if ends.isascii() and ends.isalpha() and len(numbers.parse(f"{match[1]}-{match[2]}")) == 1:
        return None  # "twenty-five" is one number.
    amounts = (*numbers.parse(match[1]), *numbers.parse(match[2]))
    return Token("quantity", match[0], Quantity(amounts, UNIT_FORMS[match[3]], exact=False))


def _decimal_comma(match: re.Match[str]) -> Token | None:
    return Token(
        "quantity", match[0], Quantity((Decimal(f"{match[1]}.{match[2]}"),), UNIT_FORMS[match[3]], exact=False)
    )


def _misspelt(match: re.Match[str]) -> Token | None:
    word = match[2]
    near = {UNIT_FORMS[form] for form in SPELLED if form[0] == word[0] and one_slip(word, form)}
    amounts = numbers.parse(match[1])
    if len(near) != 1 or len(word) < 5 or not amounts:
        return None
    return Token("quantity", match[0], Quantity(amounts, near.pop(), len(amounts) == 1))


def _route(match: re.Match[str]) -> Token | None:
    return Token("route", match[0], "metro" if "号线" in match[0] else "bus")


def _clock(match: re.Match[str]) -> Token | None:
    return Token("filler", match[0])


def _bare(match: re.Match[str]) -> Token | None:
    if match[0] in ("a", "an"):
        return Token("filler", match[0])
    return Token("number", match[0], numbers.parse(match[0]))


_UNITED = {_QUANTITY: 3, _MISSPELT: 2}
"""Patterns of a number with its unit, and the group of the unit."""
_NUMERAL_WORDS = frozenset(
    ("at", "around", "line", "route", "no", "number", "minus", "negative", "the", "twice", "thrice")
) | frozenset(("早", "上", "中", "下", "晚", "凌", "傍", "夜", "地"))
_NUMERALS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Token | None]]] = [
    (_NEGATIVE, lambda match: Token("negative", match[0])),
    (_DASH, lambda match: Token("vague", match[0])),
    (_SPEED, lambda match: Token("vague", match[0])),
    (_MONEY, lambda match: Token("filler", match[0])),
    (_RANGE, _range),
    (_COMMA, _decimal_comma),
    (_QUANTITY, _quantity),
    (_ROUTE, _route),
    (_LINE, lambda match: Token("filler", match[0])),
    (_CLOCK, _clock),
    (_TIMES, lambda match: Token("quantity", match[0], Quantity((Decimal(2 if match[0] == "twice" else 3),), "trip"))),
    (_MISSPELT, _misspelt),
    (_NUMBER, _bare),
]


def one_slip(word: str, form: str) -> bool:
    """True where one letter is missing, added, changed or swapped with its neighbour."""
    if word == form or abs(len(word) - len(form)) > 1:
        return False
    if len(word) == len(form):
        wrong = [n for n, (a, b) in enumerate(zip(word, form, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and word[wrong[0]] == form[wrong[1]]
        return len(wrong) == 1 or (swapped and word[wrong[1]] == form[wrong[0]])
    long, short = (word, form) if len(word) > len(form) else (form, word)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def nearest(word: str, vocabulary: Vocabulary) -> tuple[str, bool] | None:
    """The kind a misspelt Latin `word` may mean, and whether that is beyond doubt; None where there is none or several.

    Beyond doubt: not an English word of its own, and either two letters swapped or five letters or more and the first
    of them right.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return None
    near: Mapping[str, str] = {f: vocabulary.forms[f] for f in vocabulary.spelled if one_slip(word, f)}
    if len(set(near.values())) != 1:
        return None
    plain = word not in markers.REAL_WORDS
    long = len(word) >= 5 and any(f[0] == word[0] and len(f) >= 5 for f in near)
    sure = plain and (long or any(sorted(f) == sorted(word) for f in near))
    return next(iter(near.values())), sure

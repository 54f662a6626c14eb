"""Fractions as people write them: ½, 1 1/2, 三分之一, two thirds of a mile, 一个半公里."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from language.phrases.numbers import HAN_DIGITS
from language.phrases.units import UNIT

_VULGAR = re.compile("(?:([0-9０-９]+)[ \u2009\u202f]?)?([¼-¾⅐-⅞])")
_SLASHED = re.compile(
    r"(?<![\d/.,])(?:(?P<whole>\d{1,4})(?:\s+(?:and (?:an? )?)?|\s*[+&]\s*|又|个))?(?P<n>\d{1,2})\s?/\s?(?P<d>\d{1,2})"
    rf"(?=\s*-?(?:of )?(?:an? )?{UNIT})(?:\s*(?:of )?(?:an? ))?"
)
_HAN = "一二两三四五六七八九十"
_PARTS_HAN = re.compile(rf"(?:(?P<whole>[{_HAN}]|\d{{1,4}})又)?(?P<d>[{_HAN}]|\d{{1,2}})分之(?P<n>[{_HAN}]|\d{{1,2}})")
_COUNTS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)} | {"a": 1}
_PARTS = {"third": 3, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PARTS_ENGLISH = re.compile(
    rf"\b(?P<n>{'|'.join(_COUNTS)})[- ](?P<d>{'|'.join(_PARTS)})s? of an? (?={UNIT})"  # "A third of a mile".
)
_AND_HALF = re.compile(r"(?<= and )(?:one )?half\b(?! an?\b)")
_OVER_HALF = re.compile(rf"(?P<whole>[{_HAN}]|\d+)个半(?P<unit>公里|千米|英里|公斤|千克|里|斤)")
_DIALECT = re.compile(r"个半(?=公里|千米|英里|公斤|千克|里|斤)")
_EXACT = frozenset((2, 4, 5, 8, 10))


def before_widths(text: str) -> str:
    """Vulgar fractions as decimals, before NFKC makes 11/2 out of 1½; a third stays 1/3, to be asked about."""
    return _VULGAR.sub(_vulgar, text)


def in_decimals(text: str) -> str:
    """The other fractions of a normalised text as decimals; what has no exact one, or may be a range, as one that is
    asked about: "5/6 km" may be five or six."""
    text = _PARTS_HAN.sub(_parts_han, text)
    text = _PARTS_ENGLISH.sub(lambda match: _decimal("", _COUNTS[match["n"]], _PARTS[match["d"]]), text)
    text = _SLASHED.sub(_slashed, text)
    text = _OVER_HALF.sub(r"\g<whole>\g<unit>半", text)
    # In some dialects one and a half, in others a half.
    return _AND_HALF.sub("a half", _DIALECT.sub("0.5-1.5", text))


def _vulgar(match: re.Match[str]) -> str:
    value = Fraction(unicodedata.numeric(match[2])).limit_denominator(10)
    return _decimal(match[1] or "", value.numerator, value.denominator)


def _slashed(match: re.Match[str]) -> str:
    n, d = int(match["n"]), int(match["d"])
    range_of_two = d and not match["whole"] and (n >= d or (n + 1 == d and n > 1 and (n, d) != (3, 4)))
    return f"{n}-{d}" if range_of_two else _decimal(match["whole"] or "", n, d)


def _parts_han(match: re.Match[str]) -> str:
    whole = str(_han(match["whole"])) if match["whole"] else ""
    return _decimal(whole, _han(match["n"]), _han(match["d"]))


def _han(text: str) -> int:
    return int(text) if text.isdigit() else 10 if text == "十" else HAN_DIGITS[text]


def _decimal(whole: str, n: int, d: int) -> str:
    """A decimal; a plus behind it means "or so"."""
    if d == 0:
        return f"{whole}^"  # No number at all.
    part = (int(whole or 0) + Fraction(n, d)).limit_denominator(10_000)
    if d in _EXACT:
        return str(Decimal(part.numerator) / part.denominator)
    return f"{Decimal(part.numerator) / part.denominator:.3f}+"

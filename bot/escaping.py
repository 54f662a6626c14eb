"""The one function through which people's own words enter a message, and the cleaning of names."""

import html
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from language.texts import Value

MOST_NAME = 64
_JOINERS = "\u200d"
"""Emoji of families and professions are joined by it; everything else invisible goes."""


class Markup(str):
    """Text of our own that is already safe HTML."""

    __slots__ = ()


_HARMLESS = (Markup, int, Decimal, date)


def safe(value: Value | Markup) -> Value:
    """A parameter as it may stand in an HTML message; numbers, dates and our own markup as they are."""
    if type(value) is str:
        return escape(value)
    if value is None or isinstance(value, _HARMLESS):
        return value
    assert isinstance(value, Iterable)
    return [escape(part) for part in value]


def escape(text: str) -> str:
    """Text with HTML's marks spelled out and without characters that are invisible or turn the reading direction."""
    return html.escape(visible(text), quote=False)


def label(text: str) -> str:
    """Text for a button, which knows no HTML: `escape` taken back, and nothing invisible."""
    return visible(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def visible(text: str) -> str:
    """Text without control, direction-turning and zero-width characters; line breaks stay."""
    if text.isprintable():
        return text  # the usual case, told without looking at every letter
    return "".join(
        letter
        for letter in text
        if letter == "\n" or letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def clean_name(text: str) -> str:
    """A nickname in one line, at most 64 characters; empty where nothing visible is left."""
    plain = unicodedata.normalize("NFC", " ".join(visible(text).replace("\u200d", "").split()))
    kept: list[str] = []
    for letter in plain[: 4 * MOST_NAME]:
        # Scripts need up to two marks on a letter; towers of them only cover other lines.
        if not (unicodedata.combining(letter) and len(kept) > 1 and all(map(unicodedata.combining, kept[-2:]))):
            kept.append(letter)
    return "".join(kept)[:MOST_NAME].strip()

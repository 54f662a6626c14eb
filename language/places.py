"""Places as people call them: our own names for China's parts, Unicode CLDR's for countries."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from babel import Locale

from language.formats import locale_of
from language.texts import LOCALES, Texts

_PLACE = "place-"
_ELSEWHERE = "place-zz"
_TOWNS = files(__package__).joinpath("places.toml")
_AROUND = re.compile(
    "^(?:我(?:们|现在|主要|平时|一般)*(?:在|住在?|是)|在|人在|住在?"
    "|(?:i'm |i am |i live |we live |mostly |usually |living |based )*(?:in|from|at) "
    "|i'm |it's |it is )"
    "|(?:这边|那边|这里|那里|人|工作|上班|生活|出行|呢|啊|吧|哦)+$"
)
"""What people put around a place's name when asked for it."""
_SUFFIX = re.compile("(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|区| city| province)$")
_COMMAS = re.compile("[,，、]")


@lru_cache(maxsize=1024)
def place(texts: Texts, code: str, locale: str) -> str:
    """The name of the smallest part of a region code that has one, with the code where it says more: "China (CN-9)"."""
    served, parts = locale_of(locale), code.split("-")
    for size in range(len(parts), 0, -1):
        message = "place-" + "-".join(parts[:size]).lower()
        if texts.has(message):
            named = texts.render(message, {}, served)
            return named if size == len(parts) else f"{named} ({code})"
    named = str(Locale(served).territories.get(parts[0], code))
    return named if len(parts) == 1 or named == code else f"{named} ({code})"


def code_of(texts: Texts, said: str) -> str | None:
    """The code of a place that is called so in one of our languages, whatever its case; None where none is.

    A town is in its province or country; "Beijing, China" names one place, "Paris, Texas" none that we know.
    """
    plain = _AROUND.sub("", " ".join(unicodedata.normalize("NFKC", said).split()).casefold()).strip(" .!。！～~")
    parts = [part.strip() for part in _COMMAS.split(plain) if part.strip()]
    found = [_one(texts, part) for part in parts]
    if not found or None in found:
        return None
    codes = sorted({str(code) for code in found}, key=len)
    return codes[-1] if all(f"{codes[-1]}-".startswith(f"{code}-") for code in codes) else None


def _one(texts: Texts, name: str) -> str | None:
    codes = _codes(texts)
    return codes.get(name) or codes.get(_SUFFIX.sub("", name)) or codes.get(name.removeprefix("the "))


@lru_cache(maxsize=8)
def _codes(texts: Texts) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for locale in LOCALES:
        for code, name in Locale(locale).territories.items():
            if len(str(code)) == 2:
                found.setdefault(str(name).casefold(), str(code))
    for code, names in tomllib.loads(_TOWNS.read_text(encoding="utf-8")).items():
        for name in (*names["zh"].split(), *(" ".join(one.split()) for one in names["en"].split(","))):
            found.setdefault(name.casefold(), code)
    for locale in LOCALES:
        for message in texts.keys(locale):
            if message.startswith(_PLACE) and message != _ELSEWHERE:
                # Our own names come first: Hong Kong is CN-HK here, as its neighbours are.
                found[texts.render(message, {}, locale).casefold()] = message.removeprefix(_PLACE).upper()
    return found

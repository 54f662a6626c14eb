"""Places as people call them: our own names for China's parts, Unicode CLDR's for countries."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from language.formats import locale_of
from language.texts import LOCALES, Texts

_PLACE = "place-"
_ELSEWHERE = "place-zz"


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
    """The code of a place that is called so in one of our languages, whatever its case; None where none is."""
    return _codes(texts).get(" ".join(said.split()).casefold())


@lru_cache(maxsize=8)
def _codes(texts: Texts) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for locale in LOCALES:
        for code, name in Locale(locale).territories.items():
            if len(str(code)) == 2:
                found.setdefault(str(name).casefold(), str(code))
        for message in texts.keys(locale):
            if message.startswith(_PLACE) and message != _ELSEWHERE:
                # Our own names come first: Hong Kong is CN-HK here, as its neighbours are.
                found[texts.render(message, {}, locale).casefold()] = message.removeprefix(_PLACE).upper()
    return found

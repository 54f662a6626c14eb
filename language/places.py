"""Places as people call them: our own names for China's parts, Unicode CLDR's for countries."""

from functools import lru_cache

from babel import Locale

from language.formats import locale_of
from language.texts import Texts


@lru_cache(maxsize=1024)
def place(texts: Texts, code: str, locale: str) -> str:
    """The name of the smallest part of a region code that has one, with the code where it says more: "China (CN-9)"."""
    served, parts = locale_of(locale), code.split("-")
    for size in range(len(parts), 0, -1):
        message = f"place-{'-'.join(parts[:size]).lower()}"
        if texts.has(message):
            named = texts.render(message, {}, served)
            return named if size == len(parts) else f"{named} ({code})"
    named = str(Locale(served).territories.get(parts[0], code))
    return named if len(parts) == 1 or named == code else f"{named} ({code})"

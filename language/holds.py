"""Why no market lot may be made under a methodology, in the reader's language: a package says it once, in English."""

from collections.abc import Mapping
from functools import lru_cache

from language.texts import LOCALES, Texts


def told(texts: Texts, hold: str, locale: str) -> str:
    """The reason in a language; as the package has it where it is a package's own."""
    code = _codes(texts).get(hold)
    return hold if code is None else texts.render(code, {}, locale)


def in_each(texts: Texts, hold: str | None) -> dict[str, str] | None:
    """The reason by language; None where nothing holds it back."""
    return None if hold is None else {locale: told(texts, hold, locale) for locale in LOCALES}


@lru_cache(maxsize=8)
def _codes(texts: Texts) -> Mapping[str, str]:
    codes = (code for code in texts.keys("en") if code.startswith("hold-"))
    return {texts.render(code, {}, "en"): code for code in codes}

"""Words that are no act and no number, read from `markers.toml`: negations, plans, questions, fillers, places."""

from language.phrases import tables
from language.phrases.normalising import normalise

_TABLES = tables.load("markers")
_ROLES = (
    "filler", "slot", "conn", "vague", "doubt", "plan", "question", "neg", "other", "instead", "request", "donate",
    "recycle", "round",
    "one_way", "each", "each_way", "total", "closed", "earlier", "correct", "harmless",
)  # fmt: skip
FORMS: dict[str, str] = {form: role for role in _ROLES for form in _TABLES[role]}
"""Word -> role; a later role wins over an earlier one for a word that stands in two."""
TWO_SIDED = frozenset(normalise(form) for form in _TABLES["two_sided"])
STRONG = frozenset(_TABLES["strong"])
PAST = frozenset(_TABLES["past"])
PLACES = _TABLES["place"]
REAL_WORDS = frozenset(_TABLES["real"])

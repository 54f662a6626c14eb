"""Every text people read: `render(code, params, locale)` over the Fluent files of `locales/`, numbers by Babel."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from language import formats
from language.formats import locale_of

LOCALES = ("zh", "en")
MESSAGE = re.compile(r"^([A-Za-z][A-Za-z0-9_-]*)(?=[ \t]*=)", re.MULTILINE)
"""Where a message begins: its id at the beginning of a line (Project Fluent's grammar, 1.0)."""

Value = str | int | bool | Decimal | date | Iterable[str] | None
"""What a variable may be: texts as they are, numbers and dates formatted for the locale, lists joined, None as none."""


class MessageMissing(LookupError):
    """No locale file has the message; only our own mistake can cause it."""


class VariableMissing(LookupError):
    """The message needs a variable that was not given; only our own mistake can cause it."""


class _References(Visitor):
    """What a message refers to: its variables, and other messages."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - the visitor's own name
        self.messages.add(node.id.name)


@dataclass(frozen=True)
class _Source:
    """A message as it is written.  place: its file and id, for whoever has to mend it."""

    place: str
    text: str


class _Language:
    """The messages of one locale.  Each is parsed when it is first wanted: parsing all took a start's third second."""

    def __init__(self, locale: str, sources: Mapping[str, _Source]) -> None:
        self.sources = sources
        self.bundle = FluentBundle([locale], use_isolating=False)
        self._variables: dict[str, frozenset[str]] = {}

    def variables(self, code: str) -> frozenset[str]:
        """The variables of a message of `sources`, which the bundle has from then on; raises ValueError as `load`."""
        found = self._variables.get(code)
        if found is None:
            source = self.sources[code]
            resource = FluentResource(source.text)
            found = self._variables[code] = _variables(resource, source.place)
            self.bundle.add_resource(resource)
        return found


class Texts:
    """All messages of both locales, parsed and compiled on first use."""

    def __init__(self, languages: Mapping[str, _Language]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, *extra_directories: Path) -> "Texts":
        """Our own files and those of `extra_directories` (each with zh/*.ftl and en/*.ftl).

        Raises ValueError for a message given twice and for a file that begins with anything else; what is not Fluent
        within a message raises it when the message is first used.
        """
        roots: list[Traversable] = [files("language").joinpath("locales"), *extra_directories]
        return cls({locale: _Language(locale, _sources(roots, locale)) for locale in LOCALES})

    def render(self, code: str, params: Mapping[str, Value], locale: str) -> str:
        """The message `code` in the locale that serves `locale`; variables the message does not use are ignored.

        Texts carry only <b>, <i> and <code>; text parameters are put in as they are, so the door escapes them first.
        Raises `MessageMissing` or `VariableMissing`.
        """
        served = locale_of(locale)
        needed = self.variables(code, served)
        missing = needed - params.keys()
        if missing:
            raise VariableMissing(code, served, *sorted(missing))
        bundle = self._languages[served].bundle
        pattern = bundle.get_message(code).value
        if pattern is None:
            raise MessageMissing(code, served)
        wanted = {name: _plain(params[name], served) for name in needed}
        text, errors = bundle.format_pattern(pattern, wanted)
        if errors:
            raise VariableMissing(code, served, str(errors[0]))
        return str(text)

    def has(self, code: str) -> bool:
        """True where the message exists in every locale."""
        return all(code in language.sources for language in self._languages.values())

    def keys(self, locale: str = "zh") -> frozenset[str]:
        """All message ids of a locale."""
        return frozenset(self._languages[locale].sources)

    def variables(self, code: str, locale: str = "zh") -> frozenset[str]:
        """The variables a message needs; raises `MessageMissing`."""
        language = self._languages[locale]
        if code not in language.sources:
            raise MessageMissing(code, locale)
        return language.variables(code)


def _sources(roots: Iterable[Traversable], locale: str) -> dict[str, _Source]:
    """The messages of a locale by id: a message goes from its id at the line's beginning to the next one."""
    found: dict[str, _Source] = {}
    for root in roots:
        names = sorted(file.name for file in root.joinpath(locale).iterdir() if file.name.endswith(".ftl"))
        for name in names:
            before, *parts = MESSAGE.split(root.joinpath(locale, name).read_text(encoding="utf-8"))
            if any(line and not line.startswith("#") for line in before.splitlines()):
                raise ValueError(f"{locale}/{name}: not Fluent: {before[:60]!r}")
            for code, rest in zip(parts[::2], parts[1::2], strict=True):
                if code in found:
                    raise ValueError(f"{locale}/{name}: {code} is given twice")
                found[code] = _Source(f"{locale}/{name}: {code}", code + rest)
    return found


def _variables(resource: ast.Resource, place: str) -> frozenset[str]:
    """The variables of the one message in `resource`; raises ValueError for anything but a message and comments."""
    found = _References()
    for item in resource.body:
        if isinstance(item, ast.Message):
            found.visit(item)
        elif not isinstance(item, ast.BaseComment):
            raise ValueError(f"{place}: not Fluent: {getattr(item, 'content', item)!r:.60}")
    if found.messages:
        raise ValueError(f"{place} refers to another message")
    return frozenset(found.variables)


def _plain(value: Value, locale: str) -> str | int | Decimal:
    """A value as Fluent takes it: no float ever, truth as a word to select on, dates and lists as text."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Decimal):
        return value
    if isinstance(value, date):
        return formats.day(value, locale)
    return str(format_list(list(value), style="standard", locale=locale))

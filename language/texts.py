"""Every text people read: `render(code, params, locale)` over the Fluent files of `locales/`, numbers by Babel."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from language import formats
from language.formats import locale_of

LOCALES = ("zh", "en")

Value = str | int | bool | Decimal | date | Iterable[str] | None
"""What a variable may be: texts as they are, numbers and dates formatted for the locale, lists joined, None as none."""


class MessageMissing(LookupError):
    """No locale file has the message; only our own mistake can cause it."""


class VariableMissing(LookupError):
    """The message needs a variable that was not given; only our own mistake can cause it."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own name
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - the visitor's own name
        self.messages.add(node.id.name)


class Texts:
    """All messages of both locales, compiled on first use."""

    def __init__(
        self, bundles: Mapping[str, FluentBundle], variables: Mapping[str, Mapping[str, frozenset[str]]]
    ) -> None:
        self._bundles = bundles
        self._variables = variables

    @classmethod
    def load(cls, *extra_directories: Path) -> "Texts":
        """Our own files and those of `extra_directories` (each with zh/*.ftl and en/*.ftl).

        Raises ValueError for text that is not Fluent and for a message given twice.
        """
        roots: list[Traversable] = [files("language").joinpath("locales"), *extra_directories]
        bundles, variables = {}, {}
        for locale in LOCALES:
            bundles[locale] = FluentBundle([locale], use_isolating=False)
            messages: dict[str, _Variables] = {}
            for name, resource in _resources(roots, locale):
                for message_id, found in _messages(name, resource):
                    if message_id in messages:
                        raise ValueError(f"{name}: {message_id} is given twice")
                    messages[message_id] = found
                bundles[locale].add_resource(resource)
            variables[locale] = {key: frozenset(found.names) for key, found in messages.items()}
        return cls(bundles, variables)

    def render(self, code: str, params: Mapping[str, Value], locale: str) -> str:
        """The message `code` in the locale that serves `locale`; variables the message does not use are ignored.

        Texts carry only <b>, <i> and <code>; text parameters are put in as they are, so the door escapes them first.
        Raises `MessageMissing` or `VariableMissing`.
        """
        served = locale_of(locale)
        bundle = self._bundles[served]
        if not bundle.has_message(code):
            raise MessageMissing(code, served)
        missing = self._variables[served][code] - params.keys()
        if missing:
            raise VariableMissing(code, served, *sorted(missing))
        pattern = bundle.get_message(code).value
        if pattern is None:
            raise MessageMissing(code, served)
        wanted = {name: _plain(params[name], served) for name in self._variables[served][code]}
        text, errors = bundle.format_pattern(pattern, wanted)
        if errors:
            raise VariableMissing(code, served, str(errors[0]))
        return str(text)

    def has(self, code: str) -> bool:
        """True where the message exists in every locale."""
        return all(code in self._variables[locale] for locale in LOCALES)

    def keys(self, locale: str = "zh") -> frozenset[str]:
        """All message ids of a locale."""
        return frozenset(self._variables[locale])

    def variables(self, code: str, locale: str = "zh") -> frozenset[str]:
        """The variables a message needs; raises `MessageMissing`."""
        if code not in self._variables[locale]:
            raise MessageMissing(code, locale)
        return self._variables[locale][code]


def _resources(roots: Iterable[Traversable], locale: str) -> Iterator[tuple[str, Any]]:
    for root in roots:
        found = sorted(
            (file for file in root.joinpath(locale).iterdir() if file.name.endswith(".ftl")), key=lambda f: f.name
        )
        for file in found:
            yield f"{locale}/{file.name}", FluentResource(file.read_text(encoding="utf-8"))


def _messages(name: str, resource: ast.Resource) -> Iterator[tuple[str, _Variables]]:
    for item in resource.body:
        if isinstance(item, ast.Junk):
            raise ValueError(f"{name}: not Fluent: {(item.content or '')[:60]!r}")
        if isinstance(item, ast.Message):
            found = _Variables()
            found.visit(item)
            if found.messages:
                raise ValueError(f"{name}: {item.id.name} refers to another message")
            yield item.id.name, found


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

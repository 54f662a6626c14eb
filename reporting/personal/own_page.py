"""A person's own data as one page to read: every label in both languages, every value as it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from language import formats
from language.texts import LOCALES, Texts
from reporting.personal.document import Part, document

_RECORD = ("occurred_on", "kind", "quantity", "unit", "evidence", "status", "methodology")


def page(collected: Mapping[str, Any], texts: Texts, locale: str) -> bytes:
    """The file in UTF-8; labels in the person's language first."""
    labels = _Labels(texts, locale)
    part = Part(locale)
    part.heading(labels.of("own-data-title"), 1)
    part.paragraph(labels.of("own-data-what"))
    part.paragraph(f"{labels.of('own-data-made-at')}: {collected['made_at']:%Y-%m-%d %H:%M:%S} UTC")
    part.table(labels.of("own-data-table-person"), *_pairs({**collected["person"], **_named(collected)}))
    part.heading(labels.of("own-data-records"))
    _records(part, labels, collected["records"])
    for place, tables in collected["stored"].items():
        part.heading(labels.of(f"own-data-place-{place}") if texts.has(f"own-data-place-{place}") else place)
        _stored(part, labels, tables if isinstance(tables, dict) else {place: tables})
    return document(texts.render("own-data-title", {}, locale), [part])


class _Labels:
    """Labels in both languages, the person's first."""

    def __init__(self, texts: Texts, locale: str) -> None:
        self._texts = texts
        self.locale = locale
        self._locales = (locale, *(other for other in LOCALES if other != locale))

    def of(self, code: str) -> str:
        return " · ".join(self._texts.render(code, {}, locale) for locale in self._locales)

    def table(self, name: str) -> str:
        """A table's own name stands beside its label: it is what the file for programs calls it."""
        code = f"own-data-table-{name.replace('_', '-')}"
        return f"{self.of(code)} ({name})" if self._texts.has(code) else name


def _named(collected: Mapping[str, Any]) -> dict[str, Any]:
    return {"organisation": collected["organisation"], "consents": collected["consents"]}


def _records(part: Part, labels: _Labels, records: Sequence[Mapping[str, Any]]) -> None:
    head = [*_RECORD, "reduction", "log_id", "n"]
    rows = [
        [
            *(_text(record[name]) for name in _RECORD),
            formats.mass(record["reduction_mg"], labels.locale),
            record["ledger"]["log_id"],
            str(record["ledger"]["n"]),
        ]
        for record in records
    ]
    part.table(labels.of("own-data-records"), head, rows)


def _stored(part: Part, labels: _Labels, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    for name, rows in tables.items():
        if not rows:
            continue
        head = list(rows[0])
        part.table(labels.table(name), head, [[_text(row.get(column)) for column in head] for row in rows])


def _pairs(values: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    return ["", ""], [[name, _text(value)] for name, value in values.items()]


def _text(value: Any) -> str:
    """A value as a cell shows it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode().strip('"')

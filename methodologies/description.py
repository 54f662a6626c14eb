"""The part of a package that people read: names, titles, source, baseline, additionality, gases, region."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from methodologies.fields import (
    LOCALES,
    Document,
    boolean,
    digest,
    inside,
    mapping,
    mappings,
    optional_text,
    text,
    texts,
    words,
    wrong,
)
from methodologies.schema import is_date, is_region

GASES = frozenset({"CO2", "CO2e", "CH4", "N2O"})
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_VERSION = re.compile(r"[0-9][0-9A-Za-z.-]{0,49}")
_PUBLISHED = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_ADDITIONALITY = {"mandated_by_law", "already_paid", "positive_list"}


def check_description(document: Document) -> None:
    """Raises `PackageInvalid` at the first field that is not what `package.schema.json` says.

    Names are as an entry can hold them (`ledger.entry`), for a package whose name no entry takes prices nothing.
    """
    for name, pattern in (("id", _ID), ("version", _VERSION)):
        if not pattern.fullmatch(text(document, name)):
            raise wrong(name)
    if optional_text(document, "supersedes") == f"{document['id']}/{document['version']}":
        raise wrong("supersedes")
    _check_zone(text(document, "day_zone"))
    titles = mapping(document, "title")
    with inside("title"):
        for locale in sorted({*LOCALES, *titles}):
            text(titles, locale)
    source = mapping(document, "source")
    with inside("source"):
        _check_source(source)
    region = text(document, "region")
    if region != "*" and not is_region(region):
        raise wrong("region")
    gases = texts(document, "gases")
    if not gases or not set(gases) <= GASES:
        raise wrong("gases")
    words(document, "baseline")
    if "notes" in document:
        words(document, "notes")
    _check_claims(mapping(document, "export"), mapping(document, "additionality"))
    _check_rounding(mapping(document, "rounding"))


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as problem:
        raise wrong("day_zone") from problem


def _check_source(source: Document) -> None:
    text(source, "issuer")
    if "number" in source:
        text(source, "number")
    published = text(source, "published_on")
    if not _PUBLISHED.fullmatch(published) or not is_date(f"{published}{'0000-01-01'[len(published) :]}"):
        raise wrong("published_on")
    if "document_sha256" not in source:
        raise wrong("document_sha256")
    digest(source, "document_sha256")
    if "quotations" in source:
        mappings(source, "quotations")


def _check_claims(export: Document, additionality: Document) -> None:
    with inside("export"):
        boolean(export, "allowed")
        if "hold" in export:
            text(export, "hold")
    if set(export) - {"allowed", "hold"}:
        raise wrong("export")
    if set(additionality) != _ADDITIONALITY:
        raise wrong("additionality")
    with inside("additionality"):
        boolean(additionality, "mandated_by_law")
        boolean(additionality, "already_paid")
        optional_text(additionality, "positive_list")


def _check_rounding(rounding: Mapping[str, object]) -> None:
    # True is 1 in Python and not in JSON.
    if type(rounding.get("to_mg")) is not int or type(rounding.get("times")) is not int:
        raise wrong("rounding")

"""Typed readers of one field of an outside document; each raises `PackageInvalid` that names the field."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from methodologies.contract import PackageInvalid
from methodologies.schema import is_date

Document = Mapping[str, object]
LOCALES = ("zh", "en")
_HEX64 = re.compile(r"[0-9a-f]{64}")


def parse(data: bytes, file: str) -> dict[str, object]:
    """A JSON object from outside; raises `PackageInvalid` for floats, duplicate keys, NaN and anything malformed."""
    try:
        found = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_twins, parse_float=_no_float, parse_constant=_no_float
        )
        # A lone surrogate passes the JSON parser and has no bytes.
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "file": file}) from None
    except (ValueError, RecursionError) as error:
        raise PackageInvalid(file=file, reason="json", at="") from error
    if not isinstance(found, dict):
        raise PackageInvalid(file=file, reason="json", at="")
    return found


@contextmanager
def inside(name: str) -> Iterator[None]:
    """What is refused within lies in the object `name`: its place begins there."""
    try:
        yield
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "at": f"/{name}{error.params['at']}"}) from None


def mapping(document: Document, name: str) -> Document:
    """An object."""
    found = document.get(name)
    if not isinstance(found, Mapping):
        raise wrong(name)
    return found


def mappings(document: Document, name: str) -> list[Document]:
    """A list of objects."""
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise wrong(name)
    return found


def text(document: Document, name: str) -> str:
    """A string that is not empty."""
    found = document.get(name)
    if not isinstance(found, str) or not found:
        raise wrong(name)
    return found


def texts(document: Document, name: str) -> tuple[str, ...]:
    """A list of strings, none empty."""
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise wrong(name)
    return tuple(found)


def words(document: Document, name: str) -> None:
    """Checks what people read: one text, or an object with one in Chinese and one in English."""
    found = document.get(name)
    if isinstance(found, Mapping):
        if set(found) != set(LOCALES):
            raise wrong(name)
        with inside(name):
            for locale in LOCALES:
                text(found, locale)
    else:
        text(document, name)


def optional_text(document: Document, name: str) -> str | None:
    """A string that is not empty, or null, or nothing."""
    return None if document.get(name) is None else text(document, name)


def boolean(document: Document, name: str) -> bool:
    """True or false."""
    found = document.get(name)
    if type(found) is not bool:
        raise wrong(name)
    return found


def digest(document: Document, name: str) -> str | None:
    """64 hex digits, or null, or nothing."""
    found = optional_text(document, name)
    if found is not None and not _HEX64.fullmatch(found):
        raise wrong(name)
    return found


def one_of(document: Document, name: str, allowed: Collection[str]) -> str:
    """One of the allowed strings."""
    found = text(document, name)
    if found not in allowed:
        raise wrong(name)
    return found


def integer(document: Document, name: str, least: int) -> int:
    """A whole number of at least `least`."""
    found = document.get(name)
    if type(found) is not int or found < least:
        raise wrong(name)
    return found


def day(document: Document, name: str) -> date:
    """A calendar day."""
    found = text(document, name)
    if not is_date(found):
        raise wrong(name)
    return date.fromisoformat(found)


def wrong(name: str) -> PackageInvalid:
    """The error of a field."""
    return PackageInvalid(reason="field", at=f"/{name}")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(name.isascii() for name in found):
        raise PackageInvalid(reason="keys", at="")
    return found


def _no_float(text: str) -> object:
    raise PackageInvalid(reason="float", at=text[:40])

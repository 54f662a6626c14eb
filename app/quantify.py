"""`leafledger quantify`: one activity under one methodology, or a problem object."""

import asyncio
import json
import sys
from importlib import import_module
from pathlib import Path

from app.settings import Settings
from kernel.errors import DomainError
from language import traces
from language.texts import Texts
from methodologies.catalogue import Catalogue, as_json
from methodologies.contract import EVIDENCE_LEVELS, MethodologyUnknown
from methodologies.package import Package

MOST_CHARACTERS = 1_000_000
MOST_DEPTH = 20
MOST_DIGITS = 400
_SHOWN = 40
_LONGEST_PATH = 200


class InputUnreadable(DomainError):
    """The input is not one JSON object of whole numbers, texts, lists and objects.

    reason: file, json, not_an_object, float, duplicate_key, too_deep or too_long.  at: the file, line and column, the
    key, the place as a JSON pointer, or how it begins; "" where there is nothing to name.
    """

    code = "input_unreadable"


def quantify(settings: Settings, methodology: str, text: str, evidence: str) -> tuple[int, dict[str, object]]:
    """(exit code, answer): 0 and the result, 1 and a problem, 2 for an evidence level that there is not.

    A version that no file holds is looked for among those published at run time and in the logs; `log` of the problem
    says whether that could be done, as `app.log_versions.add` does.
    """
    if evidence not in EVIDENCE_LEVELS:
        return 2, {"code": "usage", "evidence": evidence, "allowed": list(EVIDENCE_LEVELS)}
    try:
        drop_in = [settings.drop_in_dir] if settings.drop_in_dir.is_dir() else []
        catalogue = Catalogue.load(*drop_in)
        package = _package(settings, catalogue, methodology)
        inputs = catalogue.normalised(package, _read(text))
        result = catalogue.quantify(package, inputs, evidence)
    except DomainError as problem:
        return 1, {"code": problem.code, **dict(problem.params)}
    told = traces.plainly(Texts.load(), result.trace, package.attribution, package.text_state)
    return 0, {**as_json(package, inputs, result), "trace_text": told}


def _package(settings: Settings, catalogue: Catalogue, methodology: str) -> Package:
    if methodology not in catalogue.packages:
        # Files answer almost always; the database and what it needs are loaded for the rest.
        log = asyncio.run(import_module("app.log_versions").add(settings, catalogue))
        if methodology not in catalogue.packages:
            raise MethodologyUnknown(methodology=methodology[:80], log=log)
    return catalogue.package(methodology)


def _read(text: str) -> dict[str, object]:
    """The JSON object of an argument, a file (@name) or standard input (-); raises `InputUnreadable`."""
    written = _text(text)
    if len(written) > MOST_CHARACTERS:
        raise InputUnreadable(reason="too_long", at=f"{written[:_SHOWN]}…")
    try:
        found = _decode(written)
    except json.JSONDecodeError as problem:
        raise InputUnreadable(reason="json", at=f"{problem.lineno}:{problem.colno}") from problem
    except RecursionError as problem:
        raise InputUnreadable(reason="too_deep", at="") from problem
    place = _not_whole(found, "")
    if place is not None:
        raise InputUnreadable(reason="float", at=place)
    if not isinstance(found, dict):
        raise InputUnreadable(reason="not_an_object", at="")
    return found


def _text(argument: str) -> str:
    """What is to be read, one character more than is allowed at most."""
    if argument == "-":
        return sys.stdin.read(MOST_CHARACTERS + 1)
    if not argument.startswith("@"):
        return argument
    try:
        with Path(argument[1:]).open(encoding="utf-8") as file:
            return file.read(MOST_CHARACTERS + 1)
    except (OSError, ValueError) as problem:
        raise InputUnreadable(reason="file", at=argument[1 : 1 + _LONGEST_PATH]) from problem


class _NotWhole:
    """A number that JSON allows and a methodology does not; it keeps its place until that can be told."""

    def __init__(self, text: str) -> None:
        self.text = text


def _not_whole(value: object, path: str) -> str | None:
    """JSON pointer to the first number that is not whole, or the number itself where it stands alone."""
    if isinstance(value, _NotWhole):
        return path or value.text[:_SHOWN]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if path.count("/") > MOST_DEPTH:
        raise InputUnreadable(reason="too_deep", at="")
    for name, item in items:
        found = _not_whole(item, f"{path}/{str(name)[:_SHOWN]}")
        if found is not None:
            return found
    return None


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise InputUnreadable(reason="duplicate_key", at=name[:_SHOWN])
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise InputUnreadable(reason="too_long", at=f"{digits[:_SHOWN]}…")
    return int(digits)


_decode = json.JSONDecoder(
    object_pairs_hook=_no_duplicates, parse_int=_whole, parse_float=_NotWhole, parse_constant=_NotWhole
).decode

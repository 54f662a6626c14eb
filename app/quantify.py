"""`leafledger quantify`: one activity under one methodology, or a problem object."""

import json
import sys
from pathlib import Path

from app.settings import Settings
from kernel.errors import DomainError
from language import traces
from language.texts import Texts
from ledger import canonical
from methodologies.catalogue import Catalogue, as_json
from methodologies.contract import EVIDENCE_LEVELS


class InputUnreadable(DomainError):
    """The input is not one JSON object."""

    code = "input_unreadable"


def quantify(settings: Settings, methodology: str, text: str, evidence: str) -> tuple[int, dict[str, object]]:
    """(exit code, answer): 0 and the result, 1 and a problem, 2 for an evidence level that there is not."""
    if evidence not in EVIDENCE_LEVELS:
        return 2, {"code": "usage", "evidence": evidence, "allowed": list(EVIDENCE_LEVELS)}
    try:
        drop_in = [settings.drop_in_dir] if settings.drop_in_dir.is_dir() else []
        catalogue = Catalogue.load(*drop_in)
        package = catalogue.package(methodology)
        result = catalogue.quantify(package, catalogue.normalised(package, _read(text)), evidence)
    except DomainError as problem:
        return 1, {"code": problem.code, **dict(problem.params)}
    told = traces.plainly(Texts.load(), result.trace, package.attribution, package.text_state)
    return 0, {**as_json(package, result), "trace_text": told}


def _read(text: str) -> dict[str, object]:
    """The JSON object of an argument, a file (@name) or standard input (-); raises `InputUnreadable`."""
    try:
        if text == "-":
            text = sys.stdin.read()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text("utf-8")
        found = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_refuse, parse_float=_refuse)
    except (OSError, ValueError, RecursionError, canonical.NotCanonical) as problem:
        raise InputUnreadable(reason=str(problem)[:200]) from problem
    if not isinstance(found, dict):
        raise InputUnreadable(reason="not an object")
    return found


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(text: str) -> object:
    raise ValueError(f"{text[:20]} is not a whole number; decimals are strings")

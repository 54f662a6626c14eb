"""Strict JSON: what every parser in the world reads the same way, and nothing else."""

import json
from typing import NoReturn

import orjson

from kernel.errors import DomainError

MOST_DEPTH = 20


class JSONMalformed(DomainError):
    """The body is not strict JSON.

    reason: syntax, duplicate_key or depth.  offset: the character from which on it is none, from 1; 0 where unknown.
    """

    code = "json_malformed"


def parse(body: bytes) -> object:
    """The value in `body`; raises `JSONMalformed`.

    Refused: anything but UTF-8, a byte-order mark, NaN and Infinity, numbers too large for a double, lone surrogates,
    duplicate keys, more than 20 levels.  Integers come back exact.
    """
    try:
        # The first reader is quick and refuses all but duplicate keys; the second tells those, and keeps large
        # integers exact, which the first turns into floats.
        orjson.loads(body)
        value: object = _decode(body.decode())
    except (ValueError, RecursionError) as problem:
        raise JSONMalformed(reason="syntax", offset=_offset(problem)) from problem
    if body.count(b"{") + body.count(b"[") > MOST_DEPTH and _deeper(value, MOST_DEPTH):
        raise JSONMalformed(reason="depth", offset=0)
    return value


def _offset(problem: Exception) -> int:
    if isinstance(problem, json.JSONDecodeError):
        return problem.pos + 1
    return problem.start + 1 if isinstance(problem, UnicodeDecodeError) else 0


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise JSONMalformed(reason="duplicate_key", offset=0)
    return made


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_decode = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse).decode


def _deeper(value: object, most: int) -> bool:
    """Whether containers lie more than `most` deep in each other."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for item in level
            for inner in (item.values() if type(item) is dict else item if type(item) is list else ())
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return True

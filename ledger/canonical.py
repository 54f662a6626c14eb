"""Canonical JSON: RFC 8785 narrowed to what every encoder agrees on.

UTF-8, ASCII keys sorted, no spaces, no floats, no duplicate keys, no lone surrogates, integers within
plus or minus (2^53 - 1), at most 64 levels deep.
"""

import json
from typing import NoReturn

from kernel.errors import DomainError
from kernel.units import MAX_SAFE_INTEGER

MAX_DEPTH = 64

_write = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class NotCanonical(DomainError):
    """The value has no canonical bytes, or the bytes are not the canonical ones.

    reason: float, integer, key, text, type, depth, json, object or bytes.
    """

    code = "not_canonical"


def encode(value: object) -> bytes:
    """The canonical bytes of `value`: dict, list, str, int, bool and None only; raises `NotCanonical`."""
    check(value)
    return write(value)


def write(value: object) -> bytes:
    """The bytes of a value whose limits have been checked; only lone surrogates are still found here."""
    try:
        return _write(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical(reason="text") from None


def check(value: object, depth: int = MAX_DEPTH) -> None:
    """Raises `NotCanonical` where `value` breaks a limit, lone surrogates excepted (`write` finds those)."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:  # type: ignore[operator]
            raise NotCanonical(reason="integer")
        return
    if depth == 0:
        raise NotCanonical(reason="depth")
    if isinstance(value, dict) and kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonical(reason="key")
            if type(item) is not str:
                check(item, depth - 1)
    elif isinstance(value, list) and kind is list:
        for item in value:
            check(item, depth - 1)
    else:
        raise NotCanonical(reason="float" if kind is float else "type")


def _refuse_float(_: str) -> NoReturn:
    raise NotCanonical(reason="float")


_read = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float).decode


def decode(data: bytes) -> dict[str, object]:
    """The object whose canonical bytes `data` is, to the byte; raises `NotCanonical`.

    Encoding again and demanding equality also finds duplicate keys, spaces, key order and needless escapes.
    """
    try:
        value = _read(data.decode())
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or an integer of more digits than Python reads
        raise NotCanonical(reason="json") from None
    if type(value) is not dict:
        raise NotCanonical(reason="object")
    check(value)
    if write(value) != data:
        raise NotCanonical(reason="bytes")
    return value

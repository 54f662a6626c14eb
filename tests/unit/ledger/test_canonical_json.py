"""Canonical bytes: other encoders agree within the limits, and everything outside them is refused."""

import json

import orjson
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import canonical

KEYS = st.text(st.characters(codec="ascii"), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


@pytest.mark.exhaustive
@given(OBJECTS)
@settings(max_examples=60, deadline=None)
def test_orjson_and_rfc8785_write_the_same_bytes(value: dict[str, object]) -> None:
    data = canonical.encode(value)
    assert data == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    assert data == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.exhaustive
@given(OBJECTS)
@settings(max_examples=60, deadline=None)
def test_decoding_gives_back_what_was_encoded(value: dict[str, object]) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_give_a_value_or_our_error(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except canonical.NotCanonical:
        return
    assert canonical.encode(value) == data


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": 1.0}, "float"),
        ({"a": float("nan")}, "float"),
        ({"a": [0.5]}, "float"),
        ({"a": 2**53}, "integer"),
        ({"a": -(2**53)}, "integer"),
        ({"é": 1}, "key"),
        ({1: "a"}, "key"),
        ({"a": "\ud800"}, "text"),
        ({"a": (1, 2)}, "type"),
        ({"a": b"x"}, "type"),
        ({"a": {1, 2}}, "type"),
    ],
)
def test_values_outside_the_limits_are_not_encoded(value: object, reason: str) -> None:
    with pytest.raises(canonical.NotCanonical) as caught:
        canonical.encode(value)
    assert caught.value.params["reason"] == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":1}', "bytes"),
        (b'{"b":1,"a":2}', "bytes"),
        (b'{"a": 1}', "bytes"),
        (b' {"a":1}', "bytes"),
        (b'{"a":1}\n', "bytes"),
        (b'{"a":"\\u0041"}', "bytes"),
        (b'{"a":"\\/"}', "bytes"),
        (b'{"a":-0}', "bytes"),
        (b'{"a":"\\ud800"}', "text"),
        (b'{"a":1.5}', "float"),
        (b'{"a":1e3}', "float"),
        (b'{"a":NaN}', "float"),
        (b'{"a":-Infinity}', "float"),
        (b'{"a":9007199254740992}', "integer"),
        ('{"é":1}'.encode(), "key"),
        (b"[1]", "object"),
        (b'"a"', "object"),
        (b"", "json"),
        (b"{", "json"),
        (b'{"a":\xff}', "json"),
        (b'{"a":' + b"9" * 5000 + b"}", "json"),
        (b'{"a":' * 30_000, "json"),
        (b"\xef\xbb\xbf{}", "json"),
    ],
)
def test_bytes_that_are_not_the_canonical_ones_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(canonical.NotCanonical) as caught:
        canonical.decode(data)
    assert caught.value.params["reason"] == reason


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_is_bounded_both_ways() -> None:
    deep = {"a": nested(canonical.MAX_DEPTH - 1)}
    assert canonical.decode(canonical.encode(deep)) == deep
    deeper = {"a": nested(canonical.MAX_DEPTH)}
    with pytest.raises(canonical.NotCanonical):
        canonical.encode(deeper)
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(json.dumps(deeper, separators=(",", ":")).encode())

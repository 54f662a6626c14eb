"""The subset of JSON Schema: closed, bounded, without free text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodologies.contract import PackageInvalid
from methodologies.schema import compile_schema, normalised

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
REASONS = {"type", "required", "additionalProperties", "enum", "format", "minimum", "maximum", "minItems", "maxItems"}
RIDE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["mode"],
    "properties": {
        "mode": {"enum": ["metro", 1]},
        "many": {"type": "array", "maxItems": 2, "items": {"type": "integer", "minimum": 0, "maximum": 9}},
        "share": {"type": "string", "format": "decimal", "minimum": "0", "maximum": "1"},
        "seats": {"type": ["integer", "string"], "format": "decimal", "minimum": "1", "maximum": "9"},
        "place": {"type": "string", "format": "region"},
        "on": {"type": "string", "format": "date"},
        "night": {"type": "boolean"},
    },
}


@pytest.mark.exhaustive
@given(value=JSON)
def test_any_json_value_is_judged_without_a_crash(value: Any) -> None:
    check = compile_schema(RIDE)
    problem = check(value)
    assert problem is None or (isinstance(problem[0], str) and problem[1] in REASONS)
    assert (check({"mode": value}) is None) is (type(value) in (str, int) and value in ("metro", 1))


@pytest.mark.exhaustive
@given(schema=JSON)
def test_any_json_value_as_a_schema_compiles_or_is_named_wrong(schema: Any) -> None:
    try:
        compile_schema(schema)
        compile_schema({"type": "object", "additionalProperties": False, "properties": {"a": schema}})
    except PackageInvalid as error:
        assert error.params["reason"]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "object", "properties": {}}, "schema_not_closed"),
        ({"type": "object", "additionalProperties": True, "properties": {}}, "schema_not_closed"),
        ({"type": "object", "additionalProperties": False, "properties": {}, "required": ["a"]}, "schema_required"),
        ({"type": "integer"}, "schema_not_bounded"),
        ({"type": "integer", "minimum": 0}, "schema_not_bounded"),
        ({"type": "integer", "minimum": 0, "maximum": 9.5}, "schema_not_bounded"),
        ({"type": "string"}, "schema_free_text"),
        ({"type": "string", "format": "uri"}, "schema_free_text"),
        ({"type": "string", "format": "decimal"}, "schema_not_bounded"),
        ({"type": "number", "minimum": 0, "maximum": 1}, "schema_type"),
        ({"type": "integer", "minimum": 0, "maximum": 1, "multipleOf": 1}, "schema_keyword"),
        ({"type": "array", "items": {"type": "boolean"}}, "schema_not_bounded"),
        ({"enum": []}, "schema_keyword"),
        ({"enum": [1.5]}, "schema_value"),
        ({"const": None}, "schema_value"),
        ({"$ref": "#"}, "schema_type"),
        ("object", "schema_not_an_object"),
    ],
)
def test_a_schema_outside_the_subset_does_not_compile(schema: object, reason: str) -> None:
    with pytest.raises(PackageInvalid) as caught:
        compile_schema(schema)
    assert caught.value.params["reason"] == reason


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"mode": "metro"}, None),
        ({"mode": 1}, None),
        ({"mode": True}, ("/mode", "enum")),
        ({"mode": 1.0}, ("/mode", "enum")),
        ({"mode": 1, "many": [1, 10]}, ("/many/1", "maximum")),
        ({"mode": 1, "many": [1, True]}, ("/many/1", "type")),
        ({"mode": 1, "many": [1, 1, 1]}, ("/many", "maxItems")),
        ({"mode": 1, "many": {}}, ("/many", "type")),
        ({"mode": 1, "share": "0.5"}, None),
        ({"mode": 1, "share": 1}, ("/share", "type")),
        ({"mode": 1, "share": "0." + "1" * 60}, ("/share", "format")),
        ({"mode": 1, "seats": 2}, None),
        ({"mode": 1, "seats": "2.5"}, None),
        ({"mode": 1, "place": "CN-GD-SZ"}, None),
        ({"mode": 1, "place": "cn"}, ("/place", "format")),
        ({"mode": 1, "place": "CN\n"}, ("/place", "format")),
        ({"mode": 1, "night": 0}, ("/night", "type")),
        ({"mode": 1, "on": "2024-02-29"}, None),
        ({"mode": 1, "on": "2026-02-29"}, ("/on", "format")),
    ],
)
def test_a_value_is_judged_by_type_and_bounds(value: object, problem: object) -> None:
    assert compile_schema(RIDE)(value) == problem


def test_an_overlong_unknown_name_is_cut_in_the_answer() -> None:
    problem = compile_schema(RIDE)({"mode": 1, "x" * 5000: 1})
    assert problem is not None and len(problem[0]) < 60


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0.10", "0.1"),
        ("1.000", "1"),
        ("0.00", "0"),
        ("-0.50", "-0.5"),
        ("7.7", "7.7"),
        ("100", "100"),
        ("1e30", "1e30"),
        ("-0.0", "-0"),
        ("NaN", "NaN"),
    ],
)
def test_only_needless_zeros_of_a_decimal_are_mended(written: str, kept: str) -> None:
    assert normalised(RIDE, {"mode": "0.10", "share": written}) == {"mode": "0.10", "share": kept}

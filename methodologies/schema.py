"""The closed subset of JSON Schema that a package's `inputs` may use, compiled once into plain functions."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from methodologies.contract import InputRefused, PackageInvalid
from methodologies.numbers import exact, is_decimal, less

Problem = tuple[str, str]
"""JSON pointer and reason."""
Check = Callable[[object], Problem | None]
Schema = Mapping[str, object]

_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,8}){0,3}")
_PADDED = re.compile(r"-?[0-9]{1,20}\.[0-9]{0,20}0")
_KEYWORDS = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "integer": {"minimum", "maximum"},
    "string": {"format", "minimum", "maximum"},
    "boolean": set[str](),
}
_FORMATS = ("date", "decimal", "region")
MOST_DIGITS = 10**30
"""Python refuses to print very long integers; nothing measured comes near this."""


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether `text` is a calendar day as YYYY-MM-DD and nothing else."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_region(text: str) -> bool:
    """Whether `text` has the form of a region: country, province, city (GB, CN-GD-SZ)."""
    return _REGION.fullmatch(text) is not None


def compile_schema(schema: object, at: str = "/inputs") -> Check:
    """A function that returns the first problem of a value, or None.

    Raises `PackageInvalid` for a keyword outside the subset, an object that is not closed and a number without bounds:
    an unbounded input is an unbounded credit.
    """
    if not isinstance(schema, Mapping):
        raise PackageInvalid(reason="schema_not_an_object", at=at)
    for keyword in ("const", "enum"):
        if keyword in schema:
            return _one_of(schema, keyword, at)
    kinds = schema.get("type")
    names = kinds if isinstance(kinds, list) else [kinds]
    if not all(isinstance(name, str) for name in names):
        raise PackageInvalid(reason="schema_type", at=at)
    if set(names) == {"integer", "string"}:
        return _number_or_text(schema, at)
    if isinstance(kinds, list) or names[0] not in _KEYWORDS:
        raise PackageInvalid(reason="schema_type", at=at)
    extra = set(schema) - _KEYWORDS[names[0]] - {"type"}
    if extra:
        raise PackageInvalid(reason="schema_keyword", at=f"{at}/{min(extra)}")
    return _COMPILERS[names[0]](schema, at)


def refuse(problem: Problem) -> InputRefused:
    """The error of a problem."""
    return InputRefused(pointer=problem[0], reason=problem[1])


def property_at(schema: Schema, path: str) -> tuple[Schema, bool] | None:
    """The schema under a path of property names ("a/b") and whether every step of it is required."""
    required = True
    for name in path.split("/"):
        properties, needed = schema.get("properties"), schema.get("required", [])
        if not isinstance(properties, Mapping) or name not in properties:
            return None
        required = required and isinstance(needed, list) and name in needed
        schema = properties[name]
    return schema, required


def array_with(schema: Schema, name: str) -> str | None:
    """The list in an inputs schema whose members have the property `name`; None where no list has it."""
    properties = schema.get("properties")
    for array, field in properties.items() if isinstance(properties, Mapping) else ():
        items = field.get("items") if isinstance(field, Mapping) else None
        known = items.get("properties") if isinstance(items, Mapping) else None
        if isinstance(known, Mapping) and name in known:
            return str(array)
    return None


def normalised(schema: object, value: object) -> object:
    """A copy of `value` in which decimals that only end in needless zeros ("0.10") have their one text form.

    Nothing else is mended: "1e3", "-0" and "NaN" stay as they are and are refused.
    """
    if not isinstance(schema, Mapping):
        return value
    if isinstance(value, dict):
        properties = schema.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        return {name: normalised(known.get(name), inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [normalised(schema.get("items"), inner) for inner in value]
    if schema.get("format") == "decimal" and isinstance(value, str) and _PADDED.fullmatch(value):
        return value.rstrip("0").removesuffix(".")
    return value


def _one_of(schema: Schema, keyword: str, at: str) -> Check:
    values = schema[keyword] if keyword == "enum" else [schema["const"]]
    if set(schema) - {keyword, "type"} or not isinstance(values, list) or not values:
        raise PackageInvalid(reason="schema_keyword", at=at)
    if any(type(value) not in (str, int, bool) for value in values):
        raise PackageInvalid(reason="schema_value", at=at)
    # The type stands beside the value, because True equals 1 in Python and not in JSON.
    allowed = frozenset((type(value), value) for value in values)
    problem = ("", keyword)

    def check(value: object) -> Problem | None:
        kind = type(value)
        if kind is not str and kind is not int and kind is not bool:
            return problem
        return None if (kind, value) in allowed else problem

    return check


def _object(schema: Schema, at: str) -> Check:
    properties = schema.get("properties")
    if schema.get("additionalProperties") is not False or not isinstance(properties, Mapping):
        raise PackageInvalid(reason="schema_not_closed", at=at)
    required = schema.get("required", [])
    if not isinstance(required, list) or any(name not in list(properties) for name in required):
        raise PackageInvalid(reason="schema_required", at=at)
    checks = {name: compile_schema(inner, f"{at}/{name}") for name, inner in properties.items()}

    def check(value: object) -> Problem | None:
        if type(value) is not dict:
            return "", "type"
        for name in required:
            if name not in value:
                return f"/{name}", "required"
        for name, inner in value.items():
            if name not in checks:
                return f"/{str(name)[:40]}", "additionalProperties"
            problem = checks[name](inner)
            if problem is not None:
                return f"/{name}{problem[0]}", problem[1]
        return None

    return check


def _array(schema: Schema, at: str) -> Check:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if type(least) is not int or type(most) is not int:
        raise PackageInvalid(reason="schema_not_bounded", at=at)
    item = compile_schema(schema.get("items"), f"{at}/items")

    def check(value: object) -> Problem | None:
        if type(value) is not list:
            return "", "type"
        if not least <= len(value) <= most:
            return "", "minItems" if len(value) < least else "maxItems"
        for index, inner in enumerate(value):
            problem = item(inner)
            if problem is not None:
                return f"/{index}{problem[0]}", problem[1]
        return None

    return check


def _integer(schema: Schema, at: str) -> Check:
    least, most = schema.get("minimum"), schema.get("maximum")
    if type(least) is not int or type(most) is not int:
        raise PackageInvalid(reason="schema_not_bounded", at=at)

    def check(value: object) -> Problem | None:
        if type(value) is not int:
            return "", "type"
        if least <= value <= most:
            return None
        return "", "minimum" if value < least else "maximum"

    return check


def _string(schema: Schema, at: str) -> Check:
    form = schema.get("format")
    if form not in _FORMATS:
        # Free text has no place in a formula, and may carry what the ledger must never hold.
        raise PackageInvalid(reason="schema_free_text", at=at)
    if form == "decimal":
        return _decimal(schema, at)
    fits: Callable[[str], object] = is_date if form == "date" else is_region

    def check(value: object) -> Problem | None:
        if type(value) is not str:
            return "", "type"
        return None if fits(value) else ("", "format")

    return check


def _decimal(schema: Schema, at: str) -> Check:
    bounds = (schema.get("minimum"), schema.get("maximum"))
    if any(not isinstance(bound, str) or not is_decimal(bound) for bound in bounds):
        raise PackageInvalid(reason="schema_not_bounded", at=at)
    least, most = exact(str(bounds[0])), exact(str(bounds[1]))

    def check(value: object) -> Problem | None:
        if type(value) is not str:
            return "", "type"
        if not is_decimal(value):
            return "", "format"
        number = exact(value)
        if less(number, least):
            return "", "minimum"
        return ("", "maximum") if less(most, number) else None

    return check


def _number_or_text(schema: Schema, at: str) -> Check:
    if set(schema) - {"type", "format", "minimum", "maximum"} or schema.get("format") != "decimal":
        raise PackageInvalid(reason="schema_keyword", at=at)
    text = _decimal(schema, at)

    def check(value: object) -> Problem | None:
        if type(value) is not int:
            return text(value)
        return text(str(value)) if abs(value) < MOST_DIGITS else ("", "maximum")

    return check


def _boolean(schema: Schema, at: str) -> Check:
    return lambda value: None if type(value) is bool else ("", "type")


_COMPILERS: dict[str, Callable[[Schema, str], Check]] = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "string": _string,
    "boolean": _boolean,
}

"""Shapes that several routers share: strict models, ids, times, pages."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, LiteralString
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kernel.ids import parse
from kernel.units import MAX_SAFE_INTEGER

VISIBLE = r"^[!-~]+$"
"""Visible ASCII: no space, control, zero-width or direction character can hide in a name that machines compare."""
RFC3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
MOST_INPUT_VALUES = 500
SERVERS_OWN = frozenset(("region", "occurred_on"))
"""Inputs that the server fills in; a caller's would be overruled without a word, so they are refused."""
_controls = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]").search
_rfc3339 = re.compile(RFC3339.removesuffix("$"), re.ASCII).fullmatch
_nanoseconds = re.compile(r"([.][0-9]{6})[0-9]+").sub

MemberId = Annotated[str, Field(pattern=r"^mem_[0-9a-z]{26}$", examples=["mem_0123456789abcdefghjkmnpqrs"])]


def moment(sent: object) -> datetime:
    """The instant that a text of the form RFC 3339 names, in UTC; refuses other forms and days that no calendar has."""
    if not isinstance(sent, str) or not _rfc3339(sent):
        raise PydanticCustomError("moment", "not RFC 3339 with an offset")
    try:
        whole = _nanoseconds(r"\1", sent) if "." in sent else sent
        return datetime.fromisoformat(whole.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise PydanticCustomError("moment", "no such moment") from problem


Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "maxLength": 40,
            "pattern": RFC3339,
            "description": "RFC 3339 with an offset.",
            "examples": ["2026-11-20T08:12:00+08:00"],
        }
    ),
]


class Input(BaseModel):
    """A request's model: strict types, no unknown members."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Output(BaseModel):
    """An answer's model, written into the document; answers themselves are built as plain dicts."""

    model_config = ConfigDict(extra="forbid")


class ProblemPlace(Output):
    """One wrong place of a request."""

    pointer: str = Field(description="JSON pointer into the body, or `?name` for a parameter.")
    code: str


class Problem(BaseModel):
    """RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A page that explains the type.")
    title: str
    status: int
    detail: str = Field(description="A sentence in the language of Accept-Language.")
    code: str
    retryable: bool
    instance: str | None = None
    request_id: str | None = None
    errors: list[ProblemPlace] | None = None
    existing_id: str | None = Field(None, description="With `external_id_conflict`: the action that stands.")


@lru_cache(65_536)
def member_uuid(text: str) -> UUID:
    """The uuid behind `mem_…`; raises `kernel.ids.MalformedId`."""
    return parse("mem", text)


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: dict[str, Any]) -> dict[str, Any]:
    """A methodology's inputs as they may be stored: no floats, safe integers, no hidden characters, not too many.

    What is refused carries its place within the inputs, as a JSON pointer (`at` in the error's context).
    """
    level: list[Any] = [value]
    count = 0
    while level:
        inner: list[Any] = []
        for item in level:
            fault = _fault(item)
            if fault is not None:
                raise PydanticCustomError(*fault, {"at": _place(value, item)})
            if type(item) is dict:
                inner += item.values()
            elif type(item) is list:
                inner += item
        count += len(inner)
        if count > MOST_INPUT_VALUES:
            raise PydanticCustomError("too_long", "too many values")
        level = inner
    return value


def _fault(item: Any) -> tuple[LiteralString, LiteralString] | None:
    """Code and meaning of what makes one value unusable, whatever it holds."""
    kind = type(item)
    if kind is str:
        return ("input_text", "too long, or with hidden characters") if len(item) > 200 or _controls(item) else None
    if kind is int:
        return ("integer_range", "beyond 2^53 - 1") if abs(item) > MAX_SAFE_INTEGER else None
    if kind is float:
        return "float_type", "decimals are strings"
    if kind is dict and any(len(name) > 64 or not name.isascii() or _controls(name) for name in item):
        return "input_name", "an unusable name"
    return None


def _place(value: Any, wanted: object, path: str = "") -> str:
    """JSON pointer to the value that is `wanted` itself; "" for the whole, or where a name on the way is unusable."""
    inner = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    for name, item in inner:
        if item is wanted:
            return f"{path}/{name}"
        found = _place(item, wanted, f"{path}/{name}")
        if found:
            return found
    return ""


def place_of(error: Mapping[str, Any]) -> str:
    """What a validator knows of the place inside the field that it refused."""
    return str(error.get("ctx", {}).get("at", ""))

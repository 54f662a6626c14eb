"""Shapes that several routers share: strict models, ids, times, pages."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
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
    """A methodology's inputs as they may be stored: no floats, safe integers, no hidden characters, not too many."""
    level: list[Any] = [value]
    count = 0
    while level:
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                if any(len(name) > 64 or not name.isascii() or _controls(name) for name in item):
                    raise PydanticCustomError("input_name", "an unusable name")
                inner += item.values()
            elif kind is list:
                inner += item
            elif kind is float:
                raise PydanticCustomError("float_type", "decimals are strings")
            elif kind is int and abs(item) > MAX_SAFE_INTEGER:
                raise PydanticCustomError("integer_range", "beyond 2^53 - 1")
            elif kind is str and (len(item) > 200 or _controls(item)):
                raise PydanticCustomError("input_text", "too long, or with hidden characters")
        count += len(inner)
        if count > MOST_INPUT_VALUES:
            raise PydanticCustomError("too_long", "too many values")
        level = inner
    return value

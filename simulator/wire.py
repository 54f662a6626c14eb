"""The Bot API's envelope: results, refusals in Telegram's wording, and the parameters of one call."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Json = dict[str, Any]
"""One JSON object of the Bot API, whose fields the documentation names."""
TEXT_UNITS, CAPTION_UNITS = 4096, 1024
"""The longest text and caption of a message, in UTF-16 units."""
WHOLE = re.compile(r"-?[0-9]{1,19}")
"""A whole number as an id is written: never more digits than 64 bits hold."""


class Refusal(Exception):
    """What the imitated server answers instead of a result: an HTTP status and Telegram's own sentence.

    Not a `DomainError`: the words belong to the wire format, and no person of the product ever reads them.
    """

    def __init__(self, status: int, description: str, *, retry_after_s: int | None = None) -> None:
        self.status = status
        self.description = description
        self.retry_after_s = retry_after_s
        super().__init__(description)

    def body(self) -> bytes:
        """The JSON answer: ok, error_code, description and, for 429, parameters.retry_after."""
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after_s is not None:
            answer["parameters"] = {"retry_after": self.retry_after_s}
        return orjson.dumps(answer)


def bad_request(reason: str) -> Refusal:
    """400 in Telegram's form; `reason` starts with a lower-case letter unless it is one of the server's CODES."""
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """403 in Telegram's form."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many_requests(retry_after_s: int) -> Refusal:
    """429 that tells the caller how many whole seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after_s}", retry_after_s=retry_after_s)


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts texts, offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part of a multipart body."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """One call's parameters, read alike from a query, a form, a multipart body or JSON.

    Values of a form are text; nested objects come there as JSON text, in a JSON body as objects.
    """

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter as text; "" if it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a whole number; `default` if it is missing or none, as the Bot API server does."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def number(self, name: str) -> float | None:
        """The parameter as a number (a coordinate); None if it is missing or none."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Whether the parameter says yes: true, yes or 1 in any case."""
        return self.text(name).lower() in ("true", "yes", "1")

    def json(self, name: str, refusal: str) -> Any:
        """The nested value, decoded from text if need be; None if missing; refuses broken JSON with `refusal`."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return orjson.loads(value)
            except orjson.JSONDecodeError:
                raise bad_request(refusal) from None
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent as `name`, directly or through attach://<part>."""
        if name in self.uploads:
            return self.uploads[name]
        reference = self.text(name)
        return self.uploads.get(reference.removeprefix("attach://")) if reference.startswith("attach://") else None

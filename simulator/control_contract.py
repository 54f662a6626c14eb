"""One call of the control API, and how its fields are read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.simulation import Simulation
from simulator.wire import WHOLE, Json, Upload

Answer = Json
LARGEST = 2**52
"""Telegram's ids have at most 52 significant bits (Bot API, `User` and `Chat`)."""


class Malformed(Exception):
    """A field of the call is missing or of another type."""


@dataclass(frozen=True, slots=True)
class Call:
    """The simulation, the fields of query and body, the parts of the path, and the files sent along."""

    simulation: Simulation
    fields: Mapping[str, Any]
    path: Mapping[str, str]
    uploads: Mapping[str, Upload]

    def place(self, name: str) -> int:
        """A whole number in the path, such as a chat or message id."""
        try:
            return int(self.path[name])
        except ValueError:
            raise Malformed(f"{name} in the path is an integer") from None

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number; `default` if it is missing, or Malformed without one."""
        value = self.fields.get(name, default)
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
            raise Malformed(f"{name} is an integer")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text; `default` if it is missing, or Malformed without one."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise Malformed(f"{name} is a text")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise Malformed(f"{name} is true or false")
        return value

    def number(self, name: str) -> float | None:
        """A number, or None if it is missing."""
        value = self.fields.get(name)
        if value is None:
            return None
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise Malformed(f"{name} is a number") from None
        if not math.isfinite(number):
            raise Malformed(f"{name} is a number")
        return number

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers; empty if it is missing."""
        value = self.fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, int) and abs(one) <= LARGEST for one in value):
            raise Malformed(f"{name} is a list of integers")
        return value

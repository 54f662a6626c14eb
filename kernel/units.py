"""Base units and the closed list of units that people and partners may write."""

from decimal import Decimal
from typing import Literal

from kernel.errors import DomainError

BaseUnit = Literal["m", "g", "Wh", "event"]
MAX_SAFE_INTEGER = 2**53 - 1
"""JSON integers stay within plus or minus this (RFC 8785)."""

IN_BASE_UNITS: dict[str, tuple[BaseUnit, Decimal]] = {
    "m": ("m", Decimal(1)),
    "km": ("m", Decimal(1000)),
    "mile": ("m", Decimal("1609.344")),
    "g": ("g", Decimal(1)),
    "kg": ("g", Decimal(1000)),
    "jin": ("g", Decimal(500)),
    "lb": ("g", Decimal("453.59237")),
    "tonne": ("g", Decimal(1_000_000)),
    "Wh": ("Wh", Decimal(1)),
    "kWh": ("Wh", Decimal(1000)),
    "event": ("event", Decimal(1)),
}
"""Exact constants.  A bare "ton" is not here on purpose: it may be short, long or metric."""


class UnitUnknown(DomainError):
    """The unit is not on the closed list."""

    code = "unit_unknown"

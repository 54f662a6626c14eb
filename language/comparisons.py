"""A reduction beside a thing of everyday life, in words; what is compared with is said by `methodologies.equivalents`."""

from collections.abc import Callable, Mapping

from language import formats
from language.texts import Value

_TENTH = 100
"""Base units: more digits would claim more than a comparison holds."""


def compared(
    key: str, quantity: int, unit: str, locale: str, say: Callable[[str, Mapping[str, Value]], str]
) -> str:  # fmt: skip
    """The sentence for `quantity` metres or watt-hours, told in tenths of a kilometre or kilowatt-hour, rounded down."""
    tenths = quantity - quantity % _TENTH
    amount = formats.distance(tenths, locale) if unit == "m" else formats.energy(tenths, locale)
    return say(f"equivalent-{key.replace('_', '-')}", {"amount": amount})

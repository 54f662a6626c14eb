"""Units of a formula's parts: the closed list, and what becomes of them in products, quotients and sums.

Milligrams of CO2e are no milligrams of paper: a factor's numerator is a quantity of its own, which nothing cancels.
What is counted (trips, meals, sheets, people) and what is a share have the unit 1, an event among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """size: how many base units it is.  powers: base quantity and its exponent, by name, none of them 0."""

    size: Fraction
    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: "Unit", sign: int = 1) -> "Unit":
        """The unit of a product; with `sign` -1 of a quotient."""
        powers = dict(self.powers)
        for quantity, power in other.powers:
            powers[quantity] = powers.get(quantity, 0) + sign * power
        size = self.size * other.size if sign == 1 else self.size / other.size
        return Unit(size, tuple(sorted((quantity, power) for quantity, power in powers.items() if power)))


PLAIN = Unit(Fraction(1))
EMITTED = Unit(Fraction(1), (("CO2e", 1),))
"""A milligram of CO2e, in which every result comes."""

_GRAM, _METRE = Unit(Fraction(1), (("g", 1),)), Unit(Fraction(1), (("m", 1),))
_WATT_HOUR, _HOUR = Unit(Fraction(1), (("Wh", 1),)), Unit(Fraction(1), (("h", 1),))
_UNITS = {
    "1": PLAIN,
    "event": PLAIN,
    "m": _METRE,
    "km": Unit(Fraction(1000), _METRE.powers),
    "m2": _METRE.times(_METRE),
    "L": Unit(Fraction(1, 1000), (("m", 3),)),
    "m3": Unit(Fraction(1), (("m", 3),)),
    "mg": Unit(Fraction(1, 1000), _GRAM.powers),
    "g": _GRAM,
    "kg": Unit(Fraction(1000), _GRAM.powers),
    "Wh": _WATT_HOUR,
    "kWh": Unit(Fraction(1000), _WATT_HOUR.powers),
    "W": _WATT_HOUR.times(_HOUR, -1),
    "min": Unit(Fraction(1, 60), _HOUR.powers),
    "h": _HOUR,
    "K.d": Unit(Fraction(1), (("K.d", 1),)),
}
"""K.d is a degree day."""
_ENDINGS = {name.lower(): name for name in _UNITS if name not in ("1", "event")} | {
    "gsm": "g/m2",
    "cdd": "K.d",
    "hdd": "K.d",
    "degree_days": "K.d",
}


def unit(text: object) -> Unit | None:
    """The unit called `text`: one of the list, or two of them as a quotient (m/Wh); None for any other."""
    if not isinstance(text, str):
        return None
    top, slash, bottom = text.partition("/")
    first, second = _UNITS.get(top), _UNITS.get(bottom if slash else "1")
    return None if first is None or second is None else first.times(second, -1)


def factor_unit(text: str) -> Unit:
    """The unit of a factor, mg/m for instance: milligrams of CO2e for each of the unit below the stroke."""
    below = unit(text.removeprefix("mg/"))
    assert below is not None  # The engine takes no factor off its own list.
    return EMITTED.times(below, -1)


def name_of(path: str) -> str:
    """What the last word of an input's name says of its unit, "" for a count and for a share."""
    name = path.rpartition("/")[2]
    return next((_ENDINGS[ending] for ending in _ENDINGS if f"_{name}".endswith(f"_{ending}")), "")


def emitted(mass: Unit) -> Unit | None:
    """Milligrams of CO2e for a mass that is stated to be emitted; None for what is no mass."""
    return Unit(mass.size * 1000, EMITTED.powers) if mass.powers == _GRAM.powers else None


def product(units: Sequence[Unit | None]) -> Unit | None:
    """The unit of a product; None where a member is a zero, whose product is another zero."""
    made = PLAIN
    for one in units:
        if one is None:
            return None
        made = made.times(one)
    return made


def differing(units: Sequence[Unit | None]) -> int | None:
    """The place of the first that cannot stand beside the ones before it; None where all fit.  A zero fits all."""
    known = [(place, one) for place, one in enumerate(units) if one is not None]
    return next((place for place, one in known if one != known[0][1]), None)


def common(units: Sequence[Unit | None]) -> Unit | None:
    """The unit of those that fit one another; None where all of them are zeros."""
    return next((one for one in units if one is not None), None)

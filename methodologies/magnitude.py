"""The magnitude guard: whether a printed mass of CO2e or coal can belong to the activity beside it.

A report that says tonnes where its arithmetic gives kilograms is a thousand times too large, and no single number in
it looks wrong.  The bounds stand in `limits.json`; they catch slips of units, not small errors.
"""

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kernel.units import UnitUnknown
from methodologies.contract import MethodologyError

_ROWS = json.loads((Path(__file__).parent / "limits.json").read_text("utf-8"))["printed"]
_BOUNDS = {(row["of"], row["per"]): (Fraction(row["least"]), Fraction(row["most"])) for row in _ROWS}
SUBJECTS = tuple(dict.fromkeys(row["of"] for row in _ROWS))

_WRITTEN = re.compile(
    r"([0-9]{1,15}(?:,[0-9]{3})*(?:\.[0-9]{1,15})?)\s*(万|亿)?\s*([^\s0-9][^\s]*(?: [a-z]+)?)", re.ASCII
)
_MYRIADS = {"": 1, "万": 10_000, "亿": 100_000_000}
_MASSES = {
    "mg": Fraction(1),
    "g": Fraction(1_000),
    "克": Fraction(1_000),
    "kg": Fraction(10**6),
    "公斤": Fraction(10**6),
}
_MASSES |= {"千克": Fraction(10**6), "t": Fraction(10**9), "tonne": Fraction(10**9), "tonnes": Fraction(10**9)}
_MASSES |= {"吨": Fraction(10**9), "kt": Fraction(10**12), "lb": Fraction("453592.37")}
_MASSES |= {"short ton": Fraction("907184740"), "long ton": Fraction("1016046908.8")}
_AMOUNTS = {name: ("g", size / 1_000) for name, size in _MASSES.items()}
_AMOUNTS |= {
    "m": ("m", Fraction(1)),
    "米": ("m", Fraction(1)),
    "km": ("m", Fraction(1_000)),
    "pkm": ("m", Fraction(1_000)),
}
_AMOUNTS |= {"公里": ("m", Fraction(1_000)), "千米": ("m", Fraction(1_000)), "mile": ("m", Fraction("1609.344"))}
_AMOUNTS |= {"Wh": ("Wh", Fraction(1)), "kWh": ("Wh", Fraction(1_000)), "千瓦时": ("Wh", Fraction(1_000))}
_AMOUNTS |= {"度": ("Wh", Fraction(1_000)), "MWh": ("Wh", Fraction(10**6)), "GWh": ("Wh", Fraction(10**9))}
_AMOUNTS |= {"TWh": ("Wh", Fraction(10**12))}
_LONGEST = 60


class FigureUnreadable(MethodologyError):
    """A figure is not a number with a unit of the closed list.  figure: what was written."""

    code = "figure_unreadable"


class MagnitudeUnbounded(MethodologyError):
    """No bound is known for this mass by this amount.  of: co2e or coal.  per: m, g or Wh."""

    code = "magnitude_unbounded"


class MagnitudeImplausible(MethodologyError):
    """The mass cannot belong to the amount.

    intensity, least, most: mg per base unit of the amount, as decimal text.  slip: the power of ten, larger than 1
    where the mass is too large and smaller where it is too small, without which it would be plausible.
    """

    code = "magnitude_implausible"


@dataclass(frozen=True, slots=True)
class Plausible:
    """A mass that can belong to its amount.  intensity: mg per base unit, rounded to a tenth, as decimal text."""

    of: str
    per: str
    intensity: str
    least: str
    most: str


def examine(mass: str, amount: str, of: str = "co2e") -> Plausible:
    """Whether `mass` ("414,249 t", "1.09万吨") can belong to `amount` ("415496 kWh", "12 km").

    of: what the mass is of, `co2e` or `coal` (standard coal).  Exact.  Raises `MagnitudeImplausible`,
    `MagnitudeUnbounded`, `FigureUnreadable`, and `UnitUnknown` for a unit off the list, of which a bare "ton" is one.
    """
    number, unit = _read(mass)
    if unit not in _MASSES:
        raise UnitUnknown(unit=unit)
    milligrams = number * _MASSES[unit]
    number, unit = _read(amount)
    if unit not in _AMOUNTS:
        raise UnitUnknown(unit=unit)
    per, size = _AMOUNTS[unit]
    if (of, per) not in _BOUNDS:
        raise MagnitudeUnbounded(of=of, per=per)
    if number == 0:
        raise FigureUnreadable(figure=amount[:_LONGEST])
    (least, most), intensity = _BOUNDS[of, per], milligrams / (number * size)
    told = {"intensity": _shown(intensity), "least": _shown(least), "most": _shown(most)}
    if not least <= intensity <= most:
        raise MagnitudeImplausible(of=of, per=per, slip=_slip(intensity, least, most), **told)
    return Plausible(of, per, **told)


def _read(figure: str) -> tuple[Fraction, str]:
    """Number and unit."""
    found = _WRITTEN.fullmatch(figure.strip()) if len(figure) <= _LONGEST else None
    if found is None:
        raise FigureUnreadable(figure=figure[:_LONGEST])
    number, myriad, unit = found.groups(default="")
    return Fraction(number.replace(",", "")) * _MYRIADS[myriad], unit


def _slip(intensity: Fraction, least: Fraction, most: Fraction) -> str:
    """The smallest power of ten that brings it back between the bounds."""
    for power in range(1, 16):
        for slip in (Fraction(10**power), Fraction(1, 10**power)):
            if least <= intensity / slip <= most:
                return str(slip)
    return ""


def _shown(number: Fraction) -> str:
    tenths = round(number * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)

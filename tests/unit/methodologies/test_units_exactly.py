"""Units against their own definitions, in fractions: the foot is 0.3048 m and the pound 0.45359237 kg (1959)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.units import IN_BASE_UNITS
from methodologies.magnitude import MagnitudeImplausible, examine

POUND_G = Fraction("453.59237")
SIZES = {
    "m": ("m", Fraction(1)),
    "km": ("m", Fraction(1000)),
    "mile": ("m", 5280 * Fraction("0.3048")),
    "g": ("g", Fraction(1)),
    "kg": ("g", Fraction(1000)),
    "jin": ("g", Fraction(500)),
    "lb": ("g", POUND_G),
    "tonne": ("g", Fraction(10**6)),
    "Wh": ("Wh", Fraction(1)),
    "kWh": ("Wh", Fraction(1000)),
    "event": ("event", Fraction(1)),
}
MASSES_MG = {
    "mg": Fraction(1), "g": Fraction(10**3), "kg": Fraction(10**6), "t": Fraction(10**9), "lb": POUND_G * 1000,
    "short ton": 2000 * POUND_G * 1000, "long ton": 2240 * POUND_G * 1000, "吨": Fraction(10**9),
}  # fmt: skip
AMOUNTS = {
    "kWh": ("Wh", Fraction(1000)), "MWh": ("Wh", Fraction(10**6)), "度": ("Wh", Fraction(1000)),
    "km": ("m", Fraction(1000)), "mile": ("m", 5280 * Fraction("0.3048")), "kg": ("g", Fraction(1000)),
}  # fmt: skip
BOUNDS = {"Wh": (10, 1000), "m": (0, 300), "g": (0, 12_000)}
"""mg of CO2e per base unit: 0.01 to 1.0 kg per kWh, at most 0.30 kg per km and 12 kg per kg recycled."""


def test_the_list_of_units_is_the_closed_one() -> None:
    assert set(IN_BASE_UNITS) == set(SIZES)


@pytest.mark.parametrize("unit", sorted(SIZES))
def test_a_unit_is_exactly_its_definition(unit: str) -> None:
    base, size = IN_BASE_UNITS[unit]
    assert (base, Fraction(size)) == SIZES[unit]


@given(
    mass=st.integers(1, 10**9), of_mass=st.sampled_from(sorted(MASSES_MG)),
    amount=st.integers(1, 10**9), of_amount=st.sampled_from(sorted(AMOUNTS)),
)  # fmt: skip
def test_a_printed_figure_is_plausible_exactly_within_its_bounds(
    mass: int, of_mass: str, amount: int, of_amount: str
) -> None:
    per, size = AMOUNTS[of_amount]
    least, most = BOUNDS[per]
    intensity = mass * MASSES_MG[of_mass] / (amount * size)
    if least <= intensity <= most:
        assert examine(f"{mass} {of_mass}", f"{amount} {of_amount}").per == per
    else:
        with pytest.raises(MagnitudeImplausible) as caught:
            examine(f"{mass} {of_mass}", f"{amount} {of_amount}")
        slip = Fraction(str(caught.value.params["slip"]))
        assert least <= intensity / slip <= most


@given(thousands=st.integers(1, 10**6), intensity=st.integers(10, 1000), myriads=st.sampled_from(["", "万", "亿"]))
def test_a_right_figure_printed_in_tonnes_for_kilograms_never_passes(
    thousands: int, intensity: int, myriads: str
) -> None:
    """Between the least and the most a grid can emit lies a factor of a hundred, and the slip is a thousand."""
    energy = f"{thousands * 1000}{myriads}度"
    assert examine(f"{thousands * intensity}{myriads}公斤", energy).intensity == str(intensity)
    with pytest.raises(MagnitudeImplausible):
        examine(f"{thousands * intensity}{myriads}吨", energy)

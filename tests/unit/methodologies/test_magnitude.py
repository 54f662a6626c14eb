"""The magnitude guard on figures as reports print them (sources: the figures of the product's mission)."""

from fractions import Fraction

import pytest

from kernel.units import UnitUnknown
from methodologies.magnitude import FigureUnreadable, MagnitudeImplausible, MagnitudeUnbounded, examine

# Mass, amount, of, slip: printed by the sources and wrong by a unit.
WRONG = [
    ("414,249 吨", "415,496 kWh", "co2e", 1000),  # Three sites' photovoltaics: the arithmetic gives kilograms.
    ("149,578 吨", "415,496 kWh", "coal", 1000),
    ("1.09万吨", "1150kWh", "co2e", 10_000),  # Meant were 1150万 kWh.
    ("55,597 吨", "55,764 kWh", "co2e", 1000),
    ("35,975 吨", "36,083 kWh", "co2e", 1000),
    ("2 kg", "0.2 kWh", "co2e", 10),  # A leaflet's seven floors on foot, beside a lift ride's energy.
]
# The same sources' sums that are right.
RIGHT = [
    ("414,249 kg", "415,496 kWh", "co2e"),
    ("149,578 kg", "415,496 kWh", "coal"),
    ("1.09万吨", "1150万千瓦时", "co2e"),
    ("256 t", "477 MWh", "co2e"),
    ("1,677 t", "3,125 MWh", "co2e"),
    ("5,114 t", "9.5 GWh", "co2e"),
    ("30,000 t", "48 GWh", "co2e"),
    ("217,000 t", "279 GWh", "co2e"),
    ("66万吨", "6.7亿度", "co2e"),
    ("908.59 t", "911320 kWh", "co2e"),
    ("468 g", "10 km", "co2e"),
    ("201.75 g", "7.5 km", "co2e"),
    ("561.6 g", "12公里", "co2e"),
    ("10,061.2 g", "1 kg", "co2e"),
    ("4.63 kg", "22 km", "co2e"),
]


@pytest.mark.parametrize(("mass", "amount", "of", "slip"), WRONG)
def test_a_slip_of_units_in_print_is_stopped_and_measured(mass: str, amount: str, of: str, slip: int) -> None:
    with pytest.raises(MagnitudeImplausible) as caught:
        examine(mass, amount, of)
    assert caught.value.params["slip"] == str(slip)


@pytest.mark.parametrize(("mass", "amount", "of"), RIGHT)
def test_a_sum_that_is_right_raises_no_alarm(mass: str, amount: str, of: str) -> None:
    examine(mass, amount, of)


@pytest.mark.parametrize(("mass", "amount", "of"), RIGHT)
def test_a_right_sum_in_the_wrong_unit_is_stopped(mass: str, amount: str, of: str) -> None:
    """kg for t or the reverse: whatever is right as printed is wrong a thousand times larger."""
    number, unit = mass.rstrip("tkg吨万 "), mass.lstrip("0123456789.,")
    larger = f"{Fraction(number.replace(',', '')) * 1000}".split("/")[0]
    with pytest.raises(MagnitudeImplausible):
        examine(f"{larger}{unit}", amount, of)


def test_the_answer_says_what_it_found() -> None:
    found = examine("256 t", "477 MWh")
    assert (found.per, found.intensity, found.least, found.most) == ("Wh", "536.7", "10", "1000")


def test_too_small_is_a_slip_too() -> None:
    with pytest.raises(MagnitudeImplausible) as caught:
        examine("256 kg", "477 MWh")
    assert caught.value.params["slip"] == "1/100"


@pytest.mark.parametrize("unit", ["ton", "tons", "Ton", "TON", "stone", "斤半"])
def test_an_ambiguous_or_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(UnitUnknown):
        examine(f"5 {unit}", "10 kWh")


def test_short_and_long_tons_have_their_exact_sizes() -> None:
    short, long, metric = (examine(f"1 {unit}", "2 MWh").intensity for unit in ("short ton", "long ton", "tonne"))
    assert (short, long, metric) == ("453.6", "508", "500")


@pytest.mark.parametrize(
    "figure", ["", "t", "12", "NaN t", "1e400 t", "-5 t", "5,,0 t", "١٢ t", "9" * 70, "5 t 6", "0x10 t", "5\nt\n6"]
)
def test_what_is_no_figure_is_refused(figure: str) -> None:
    with pytest.raises((FigureUnreadable, UnitUnknown)):
        examine(figure, "10 kWh")


def test_an_amount_of_nothing_has_no_intensity() -> None:
    with pytest.raises(FigureUnreadable):
        examine("5 t", "0 kWh")


def test_a_pair_without_a_bound_says_so() -> None:
    with pytest.raises(MagnitudeUnbounded):
        examine("5 t", "3 km", "coal")

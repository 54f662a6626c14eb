"""The factor register in exact fractions of milligrams per base unit, for the second implementation alone.

kg per km, kWh, kg or m3 times 1,000 is mg per m, Wh, g or L.  Nothing of ours is imported.
"""

import csv
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

Inputs = Mapping[str, Any]

REGISTER = Path(__file__).parents[3] / "methodologies" / "factors" / "factors.csv"
ROWS = {row["factor_id"]: row for row in csv.DictReader(REGISTER.read_text("utf-8").splitlines())}
MG_PER_KG = 1_000_000
IN_BASE_UNITS = {
    "vehicle-km": 1_000, "passenger-km": 1_000, "kWh": 1_000, "kg": 1_000, "m3": 1_000, "FTE-hour": 60,
    "trip": 1, "meal": 1, "room-night": 1,
}  # fmt: skip
"""How many metres, watt-hours, grams, litres, minutes or pieces a published unit has."""

UK_MODES = {
    "car": "car-average-unknown-km", "car_petrol": "car-average-petrol-km", "car_diesel": "car-average-diesel-km",
    "car_hybrid": "car-average-hybrid-km", "car_plug_in": "car-average-plug-in-hybrid-electric-vehicle-km",
    "car_electric": "car-average-battery-electric-vehicle-km", "motorbike": "motorbike-average-km",
    "taxi": "taxi-regular-taxi-pkm", "black_cab": "taxi-black-cab-pkm", "bus": "bus-average-local",
    "bus_london": "bus-london", "bus_not_london": "bus-local-not-london", "metro": "rail-london-underground",
    "tram": "rail-light-tram", "coach": "coach", "train": "rail-national",
    "flight_domestic": "air-domestic-average-passenger-norf", "flight_short": "air-short-haul-economy-class-norf",
    "flight_long": "air-long-haul-economy-class-norf",
}  # fmt: skip
FRENCH_MODES = {
    "bus_diesel": "bus-thermique-use", "bus_electric": "bus-electrique-use", "bus_gas": "bus-gnv-use",
    "tram": "tram-use", "metro": "metro-use", "rer": "rer-use", "train": "ter-use", "tgv": "tgv-use",
    "intercites": "intercites-use", "coach": "autocar-use", "ebike": "velo-electrique-use",
    "escooter": "trottinette-use",
}  # fmt: skip
HOTELS = {
    "hotel_uk": "hotel-uk", "hotel_uk_london": "hotel-uk-london", "hotel_china": "hotel-china",
    "hotel_france": "hotel-france", "hotel_hong_kong": "hotel-hong-kong-china",
    "hotel_united_states": "hotel-united-states",
}  # fmt: skip


def amount(inputs: Inputs, name: str) -> Fraction:
    """A whole number or a decimal of the inputs, exactly."""
    return Fraction(inputs[name])


def factor(factor_id: str) -> Fraction:
    """Milligrams per metre, watt-hour, gram, litre, minute or piece."""
    row = ROWS[factor_id]
    return Fraction(row["kgCO2e_per_unit"]) * MG_PER_KG / IN_BASE_UNITS[row["unit"]]


def uk(year: int | str, name: str) -> Fraction:
    return factor(f"UK-DESNZ-{year}-{name}")


def uk_grid(year: int | str) -> Fraction:
    """At the plug: generation and the losses on the way."""
    return uk(year, "electricity-generation") + uk(year, "electricity-td")


def per_person(factor_id: str, occupants: int | str | None) -> Fraction:
    """A factor per vehicle is shared by those inside; one per passenger already is."""
    if ROWS[factor_id]["unit"] == "vehicle-km":
        assert occupants is not None
        return factor(factor_id) / Fraction(occupants)
    return factor(factor_id)


def travelled(year: str, part: Inputs) -> Fraction:
    """mg per metre and person of what `part` names: a factor id, a mode, or something that needs no motor."""
    if "factor_id" in part:
        return per_person(part["factor_id"], part.get("occupants"))
    if part.get("mode") in UK_MODES:
        return per_person(f"UK-DESNZ-{year}-{UK_MODES[part['mode']]}", part.get("occupants"))
    assert part.get("unpowered", part.get("mode")) in {"walk", "bicycle", "bike_own"}
    return Fraction(0)


def year_of(version: str) -> str:
    """The label year of the factor set: "2025.1" is 2025; the first versions, "1", were made for 2026."""
    return version.split(".")[0] if "." in version else "2026"


def shares(year: str, mix: Iterable[Inputs]) -> Fraction:
    parts = list(mix)
    assert sum(Fraction(part["share"]) for part in parts) == 1
    return sum((Fraction(part["share"]) * travelled(year, part) for part in parts), Fraction(0))

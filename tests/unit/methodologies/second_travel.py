"""The methodologies of travel a second time: exact milligrams from the published formulas, in plain fractions."""

from collections.abc import Callable
from fractions import Fraction

from tests.unit.methodologies.second_factors import (
    FRENCH_MODES,
    HOTELS,
    UK_MODES,
    Inputs,
    amount,
    factor,
    shares,
    travelled,
    uk,
    uk_grid,
    year_of,
)


def shenzhen(version: str, inputs: Inputs) -> Fraction:
    """sum(d x f): the constants are reductions already."""
    metro = "metro-REDUCTION-ALT" if version == "2021.1-467" else "metro-REDUCTION"
    names = {"bev_bus": "bev-bus-REDUCTION", "metro": metro}
    legs = ((amount(one, "distance_m"), factor(f"CN-SZ-LCPT-2021-{names[one['mode']]}")) for one in inputs["segments"])
    return sum((metres * saved for metres, saved in legs), Fraction(0))


def guangzhou_trip(version: str, inputs: Inputs) -> Fraction:
    """n x 515.5 g: a reduction per trip, whatever its length."""
    return amount(inputs, "trips") * factor("CN-GZ-METRO-2015-trip-mean-REDUCTION")


def mode_shift(version: str, inputs: Inputs) -> Fraction:
    """d x (EF_b / occ_b - EF_p / occ_p)."""
    year = year_of(version)
    return amount(inputs, "distance_m") * (travelled(year, inputs["baseline"]) - travelled(year, inputs["project"]))


def french_mode_shift(version: str, inputs: Inputs) -> Fraction:
    """d x (EF_b - EF_p), both per passenger."""

    def mode(part: Inputs) -> Fraction:
        return Fraction(0) if "unpowered" in part else factor(f"FR-ADEME-2026-{FRENCH_MODES[part['mode']]}")

    return amount(inputs, "distance_m") * (mode(inputs["baseline"]) - mode(inputs["project"]))


def cycling(version: str, inputs: Inputs) -> Fraction:
    """d x the least-emitting motorised mode of the British set."""
    return amount(inputs, "distance_m") * uk(year_of(version), "rail-london-underground")


def micro(version: str, inputs: Inputs) -> Fraction:
    """d x (the least-emitting motorised mode of the French set - the electric two-wheeler)."""
    tram, ridden = (factor(f"FR-ADEME-2026-{FRENCH_MODES[mode]}") for mode in ("tram", inputs["mode"]))
    return amount(inputs, "distance_m") * (tram - ridden)


def active(version: str, inputs: Inputs) -> Fraction:
    """d x EF_b / occ - the energy charged for the ride."""
    year = year_of(version)
    return amount(inputs, "distance_m") * travelled(year, inputs["baseline"]) - amount(
        inputs, "charged_energy_wh"
    ) * uk_grid(year)


def mix(version: str, inputs: Inputs) -> Fraction:
    """d x (sum share_i x EF_i / occ_i - 0)."""
    return amount(inputs, "distance_m") * shares(year_of(version), inputs["mix"])


def shared_bicycle(version: str, inputs: Inputs) -> Fraction:
    """d x mix - the operator's vans, counted as diesel cars."""
    year = year_of(version)
    return amount(inputs, "distance_m") * shares(year, inputs["mix"]) - amount(inputs, "service_m") * uk(
        year, "car-average-diesel-km"
    )


def carpool(version: str, inputs: Inputs) -> Fraction:
    """[sum_r BE_r - (d + detour) x EF_car - platform energy x EF_grid] / participants."""
    year, car = year_of(version), inputs["car"]
    shared = {name: inputs[name] for name in ("distance_m", "detour_m") if name in inputs}
    legs = ((amount({**shared, **rider}, "distance_m"), travelled(year, rider)) for rider in inputs["riders"])
    instead = sum((metres * emitted for metres, emitted in legs), Fraction(0))
    drive = {**shared, **car}
    driven = (amount(drive, "distance_m") + amount(drive, "detour_m")) * travelled(year, {**car, "occupants": 1})
    return (instead - driven - amount(inputs, "platform_energy_wh") * uk_grid(year)) / len(inputs["riders"])


def shuttle(version: str, inputs: Inputs) -> Fraction:
    """d x EF_b / occ - the shuttle's own energy / passengers."""
    year = year_of(version)
    own = amount(inputs, "shuttle_energy_wh") / amount(inputs, "passengers") * uk_grid(year)
    return amount(inputs, "distance_m") * travelled(year, inputs["baseline"]) - own


def car_to_electric(version: str, inputs: Inputs) -> Fraction:
    """d x (EF_car - EF_ev), both per vehicle."""
    year = year_of(version)
    before, after = inputs["baseline"]["mode"], "car_electric"
    return amount(inputs, "distance_m") * (uk(year, UK_MODES[before]) - uk(year, UK_MODES[after]))


def car_free_day(version: str, inputs: Inputs) -> Fraction:
    """days x usual distance x EF_car - what was travelled instead."""
    year = year_of(version)
    instead = (amount(one, "distance_m") * travelled(year, one) for one in inputs["travelled"])
    usual = amount(inputs, "days") * amount(inputs, "usual_m") * uk(year, UK_MODES[inputs["car"]["mode"]])
    return usual - sum(instead, Fraction(0))


def eco_driving(version: str, inputs: Inputs) -> Fraction:
    """(usual Wh per metre x d - Wh now) x EF_grid."""
    usual = amount(inputs, "usual_energy_wh") / amount(inputs, "usual_m") * amount(inputs, "distance_m")
    return (usual - amount(inputs, "actual_energy_wh")) * uk_grid(year_of(version))


def rail_for_flight(version: str, inputs: Inputs) -> Fraction:
    """trips x d x (EF_air without radiative forcing - EF_rail)."""
    year = year_of(version)
    return (
        amount(inputs, "trips")
        * amount(inputs, "distance_m")
        * (uk(year, UK_MODES["flight_domestic"]) - uk(year, "rail-national"))
    )


def telework(version: str, inputs: Inputs) -> Fraction:
    """the commute both ways - minutes at home x EF_homeworking, of one day."""
    year = year_of(version)
    commute = 2 * amount(inputs, "one_way_m") * travelled(year, inputs.get("commute", inputs.get("baseline", {})))
    return commute - amount(inputs, "home_min") * uk(year, "homeworking-homeworking")


def meeting(version: str, inputs: Inputs) -> Fraction:
    """pkm avoided x EF + nights x EF_hotel - the conference's energy."""
    year = year_of(version)
    journey = amount(inputs, "avoided_m") * uk(year, UK_MODES[inputs["mode"]])
    return (
        journey
        + amount(inputs, "nights") * uk(year, HOTELS[inputs["hotel"]])
        - amount(inputs, "conference_energy_wh") * uk_grid(year)
    )


TRAVEL: dict[str, Callable[[str, Inputs], Fraction]] = {
    "bike-shared": shared_bicycle, "car-free-day": car_free_day, "car-to-ev": car_to_electric, "carpool": carpool,
    "cn-sz-lcpt": shenzhen, "eco-driving-ev": eco_driving, "meeting": meeting, "metro-trip-gz": guangzhou_trip,
    "modeshift": mode_shift, "modeshift-active": active, "modeshift-cycling": cycling,
    "modeshift-fr": french_mode_shift, "modeshift-micro": micro, "modeshift-mix": mix,
    "rail-for-flight": rail_for_flight, "shuttle": shuttle, "telework": telework,
}  # fmt: skip

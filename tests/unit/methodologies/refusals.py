"""What must be refused at every door: methodology, inputs, the problem's code and the field it names."""

from typing import Any, NamedTuple

UK26 = "UK-DESNZ-2026-"
RIDE: dict[str, Any] = {
    "region": "CN-GD-SZ",
    "occurred_on": "2026-11-20",
    "segments": [{"mode": "metro", "distance_m": 12_000}],
}
METERED: dict[str, Any] = {
    "region": "CN-ZJ", "occurred_on": "2026-01-05", "baseline_energy_wh": 1000, "baseline_cdd": "1",
    "actual_energy_wh": 1, "actual_cdd": "1",
}  # fmt: skip
SHIFT: dict[str, Any] = {
    "region": "GB", "occurred_on": "2026-07-08", "distance_m": 1000, "baseline": {"mode": "car", "occupants": "1.5"},
    "project": {"mode": "metro"},
}  # fmt: skip
MIX: dict[str, Any] = {
    "region": "GB", "occurred_on": "2026-09-18", "distance_m": 1000, "project": {"mode": "bicycle"},
    "mix": [{"share": "0.5", "mode": "metro"}, {"share": "0.5", "unpowered": "walk"}],
}  # fmt: skip
RECYCLED: dict[str, Any] = {
    "occurred_on": "2026-11-20", "material": "glass", "mass_g": 500, "contamination": "0", "baseline_disposal": "0",
}  # fmt: skip
PV: dict[str, Any] = {"region": "CN-GD", "occurred_on": "2026-10-05", "energy_wh": 48_001, "capacity_w": 6_000}
DRIVEN: dict[str, Any] = {
    "region": "GB", "occurred_on": "2026-10-05", "usual_m": 100_000, "usual_energy_wh": 50_001, "distance_m": 1_000,
    "actual_energy_wh": 1,
}  # fmt: skip
OLD_SHIFT: dict[str, Any] = {
    **SHIFT,
    "baseline": {"factor_id": f"{UK26}car-average-petrol-km"},
    "project": {"factor_id": f"{UK26}rail-london-underground"},
}


HOME: dict[str, Any] = {
    "region": "GB", "occurred_on": "2026-11-05", "days": 1, "one_way_m": 9_850, "baseline": {"mode": "tram"},
    "home_min": 450,
}  # fmt: skip
MEETING: dict[str, Any] = {
    "region": "GB", "occurred_on": "2026-10-05", "meetings": 1, "avoided_m": 3_000_001, "mode": "flight_domestic",
    "nights": 0, "hotel": "hotel_uk", "conference_energy_wh": 0,
}  # fmt: skip


class Refusal(NamedTuple):
    """field: the pointer of a refused input, the day or the methodology that is told."""

    name: str
    methodology: str
    inputs: dict[str, Any]
    code: str
    field: str


def ride(**leg: Any) -> dict[str, Any]:
    return {**RIDE, "segments": [{**RIDE["segments"][0], **leg}]}


def without(inputs: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != name}


def _named(name: str, methodology: str, inputs: dict[str, Any], field: str) -> Refusal:
    return Refusal(name, methodology, inputs, "region_not_covered" if field == "/region" else "input_refused", field)


SHENZHEN, GRID, LEG, NOW = "cn-sz-lcpt/2021.1", "elec-saving/2", "/segments/0", "modeshift/2026.1"
REFUSALS = [
    _named("a Shanghai ride", SHENZHEN, {**RIDE, "region": "CN-SH"}, "/region"),
    _named("Tibet", GRID, {**METERED, "region": "CN-XZ"}, "/region"),
    _named("Hong Kong", GRID, {**METERED, "region": "CN-HK"}, "/region"),
    _named("Macao", GRID, {**METERED, "region": "CN-MO"}, "/region"),
    _named("Taiwan", GRID, {**METERED, "region": "CN-TW"}, "/region"),
    _named("a region misspelt", GRID, {**METERED, "region": "CN-ZJJ"}, "/region"),
    _named("Tibet, photovoltaics", "pv/2023.1", {**PV, "region": "CN-XZ"}, "/region"),
    _named("a diesel bus", SHENZHEN, ride(mode="diesel_bus"), f"{LEG}/mode"),
    _named("a walk", SHENZHEN, ride(mode="walk"), f"{LEG}/mode"),
    _named("no metre", SHENZHEN, ride(distance_m=0), f"{LEG}/distance_m"),
    _named("negative metres", SHENZHEN, ride(distance_m=-1), f"{LEG}/distance_m"),
    _named("absurd metres", SHENZHEN, ride(distance_m=120_001), f"{LEG}/distance_m"),
    _named("a thousand digits", SHENZHEN, ride(distance_m=10**15), f"{LEG}/distance_m"),
    _named("an exponent for metres", SHENZHEN, ride(distance_m="1e400"), f"{LEG}/distance_m"),
    _named("metres with their unit", SHENZHEN, ride(distance_m="12 km"), f"{LEG}/distance_m"),
    _named("an exponent", NOW, {**SHIFT, "baseline": {"mode": "car", "occupants": "1e0"}}, "/baseline/occupants"),
    _named("NaN", NOW, {**SHIFT, "baseline": {"mode": "car", "occupants": "NaN"}}, "/baseline/occupants"),
    _named("minus zero", GRID, {**METERED, "actual_cdd": "-0"}, "/actual_cdd"),
    _named("infinity", GRID, {**METERED, "actual_cdd": "Infinity"}, "/actual_cdd"),
    _named("a negative share", "recycle-warm/16", {**RECYCLED, "contamination": "-0.1"}, "/contamination"),
    _named("a field missing", SHENZHEN, without(RIDE, "segments"), "/segments"),
    _named("a field missing inside", SHENZHEN, {**RIDE, "segments": [{"mode": "metro"}]}, f"{LEG}/distance_m"),
    _named("a field too many", SHENZHEN, {**RIDE, "reduction_mg": 1}, "/reduction_mg"),
    _named("a field too many inside", SHENZHEN, ride(factor="99"), f"{LEG}/factor"),
    _named("a ton", "recycle-warm/16", {**RECYCLED, "unit": "ton"}, "/unit"),
    _named("a mass in tons", "recycle-warm/16", {**RECYCLED, "mass_g": "1 ton"}, "/mass_g"),
    _named("nobody inside", NOW, {**SHIFT, "baseline": {"mode": "car"}}, "/baseline/occupants"),
    _named("nine inside a bus", NOW, {**SHIFT, "baseline": {"mode": "bus", "occupants": 9}}, "/baseline/occupants"),
    _named("nobody inside, by id", "modeshift/1", OLD_SHIFT, "/baseline/occupants"),
    _named(
        "shares of 0.99",
        "modeshift-mix/2026.1",
        {**MIX, "mix": [{**MIX["mix"][0], "share": "0.49"}, MIX["mix"][1]]},
        "/mix",
    ),
    _named(
        "an unverified factor",
        "modeshift/1",
        {**OLD_SHIFT, "project": {"factor_id": "UNV-CN-SH-2024-bus-a"}},
        "/project/factor_id",
    ),
    _named(
        "a waste factor",
        "modeshift/1",
        {**OLD_SHIFT, "project": {"factor_id": f"{UK26}waste-paper-landfill"}},
        "/project/factor_id",
    ),
    _named(
        "a factor of another material",
        "recycle-warm/16",
        {**RECYCLED, "factor_id": "US-WARM-v16-recycle-pet"},
        "/material",
    ),
    _named("more than the panels give", "pv/2023.1", PV, "/energy_wh"),
    _named(
        "more than an unstated roof gives",
        "pv/2023.1",
        without({**PV, "energy_wh": 40_001}, "capacity_w"),
        "/energy_wh",
    ),
    _named("two days in one", "telework/2026.1", {**HOME, "days": 2}, "/days"),
    _named("a minute at home", "telework/2026.1", {**HOME, "home_min": 59}, "/home_min"),
    _named("a domestic flight around the world", "meeting/2026.1", MEETING, "/avoided_m"),
    _named("a train around the world", "meeting/2026.1", {**MEETING, "mode": "train"}, "/avoided_m"),
    _named("a car that eats too much", "eco-driving-ev/2026.1", DRIVEN, "/usual_energy_wh"),
    _named("a day that there is not", SHENZHEN, {**RIDE, "occurred_on": "2026-02-30"}, "/occurred_on"),
    Refusal(
        "before the first day", SHENZHEN, {**RIDE, "occurred_on": "2021-11-30"}, "activity_out_of_date", "/occurred_on"
    ),
    Refusal(
        "before the set of 2023", GRID, {**METERED, "occurred_on": "2025-12-30"}, "activity_out_of_date", "/occurred_on"
    ),
    Refusal(
        "after the provisional days",
        NOW,
        {**SHIFT, "occurred_on": "2027-07-01"},
        "activity_out_of_date",
        "/occurred_on",
    ),
    Refusal("an unknown methodology", "cn-bj-lcpt/2021.1", RIDE, "methodology_unknown", "cn-bj-lcpt/2021.1"),
    Refusal("an unknown version", "cn-sz-lcpt/1999.1", RIDE, "methodology_unknown", "cn-sz-lcpt/1999.1"),
]


def told(problem: dict[str, Any]) -> str:
    """The field that a problem names: its pointer, else the reason, the day or the methodology."""
    return str(problem.get("pointer") or problem.get("reason") or problem.get("occurred_on") or problem["methodology"])

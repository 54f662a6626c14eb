"""The edges among the golden cases: inputs chosen here, answers from the second implementation.

Run as a module, it writes the rows of `tests/vectors/golden_cases.csv` that begin with "EDGE-" anew and leaves all
others alone; a test says that this changes nothing.  A note may hold `evidence=`, the level to be asked for, and
`used=`, what the day holds of each cap before: then the inputs are cut first, to what the caps leave (`lost=`).
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.unit.methodologies import second_implementation as second
from tests.unit.methodologies.second_factors import ROWS

VECTORS = Path(__file__).parents[2] / "vectors" / "golden_cases.csv"
COLUMNS = ("case_id", "methodology", "input_json", "expected_reduction_mg", "expected_emission_mg", "note")
PREFIX = "EDGE-"

GB = {"region": "GB", "occurred_on": "2026-09-18"}
TUBE = {"mode": "metro"}
COMMUTES = (
    "rail-light-tram", "coach", "bus-london", "rail-national", "motorbike-average-km", "taxi-regular-taxi-pkm",
)  # fmt: skip
TREATMENTS = (
    "food_ad", "food_landfill", "glass_openloop", "batteries_landfill", "paper_landfill", "clothing_landfill",
)  # fmt: skip


Inputs = dict[str, Any]


class Case(NamedTuple):
    """left: the inputs after the cut, where they are cut; None where nothing is left."""

    name: str
    methodology: str
    inputs: Inputs
    note: str
    left: Inputs | str | None = "all"


def shift(metres: int, baseline: Inputs, project: str = "metro", **fields: Any) -> Inputs:
    return {**GB, "distance_m": metres, "baseline": baseline, "project": {"mode": project}, **fields}


def ride(*legs: tuple[str, int], day: str = "2026-11-20") -> Inputs:
    return {
        "region": "CN-GD-SZ",
        "occurred_on": day,
        "segments": [{"mode": mode, "distance_m": metres} for mode, metres in legs],
    }


def cooled(region: str, day: str, before: int, now: int, before_cdd: str, now_cdd: str) -> Inputs:
    return {
        "region": region, "occurred_on": day, "baseline_energy_wh": before, "baseline_cdd": before_cdd,
        "actual_energy_wh": now, "actual_cdd": now_cdd,
    }  # fmt: skip


def recycled(material: str, grams: int, contamination: str = "0") -> Inputs:
    return {
        "occurred_on": "2026-11-20", "material": material, "mass_g": grams, "contamination": contamination,
        "baseline_disposal": "0",
    }  # fmt: skip


def days() -> Iterator[Case]:
    """First and last days of versions, of the leap year too; what the same act says under the version beside it."""
    for day in ("2021-12-01", "2024-02-29", "2025-12-31"):
        yield Case(f"DAY-SZ-{day}", "cn-sz-lcpt/2021.1", ride(("metro", 4_003), day=day), "first, leap and any day")
    for version, day in (("1", "2024-12-20"), ("1", "2025-12-30"), ("2", "2025-12-31")):
        inputs = cooled("CN-SC", day, 100_000, 90_001, "31", "30")
        yield Case(f"DAY-CN-{day}", f"elec-saving/{version}", inputs, "the set of 2022 to 30 December 2025, then 2023")
    for year, following in (("2025", "2026-06-30"), ("2026", "2027-06-30")):
        for day in (f"{year}-01-01", f"{year}-12-31", following):
            inputs = shift(5_003, {"mode": "car", "occupants": "1.5"}, "train") | {"occurred_on": day}
            yield Case(
                f"DAY-GB-{day}-{year}", f"modeshift/{year}.1", inputs, f"label year {year}, or provisional after it"
            )


def provinces() -> Iterator[Case]:
    """Every province under both sets: the published tables, one number each."""
    codes = sorted(name.rsplit("-", 1)[1] for name in ROWS if name.startswith("CN-MEE-2023-grid-"))
    for number, code in enumerate(code for code in codes if len(code) == 2):
        for version, day in (("1", "2025-07-01"), ("2", "2026-07-01")):
            inputs = cooled(f"CN-{code}", day, 10_001 + 97 * number, 9_000 + 11 * number, "10", "10")
            yield Case(
                f"CN-{code}-{version}", f"elec-saving/{version}", inputs, "(Wh before - Wh now) x the table's value"
            )
    for name in sorted(name for name in ROWS if name.startswith("US-EGRID-2022-")):
        region = f"US-{name.rsplit('-', 1)[1]}"
        if region.isupper():
            inputs = {"region": region, "occurred_on": "2026-07-01", "energy_wh": 10_007}
            yield Case(region, "pv-us/2022.1", inputs, "10007 Wh x the table's value")


def rounding() -> Iterator[Case]:
    """Thirds, hair's breadths above and below a whole milligram, and single metres."""
    for metres in (1, 2, 3, 100, 101, 102, 99_999):
        inputs = shift(metres, {"mode": "car", "occupants": 3})
        yield Case(f"THIRD-{metres}", "modeshift/2026.1", inputs, "thirds of 165.91 - 15.49 mg/m")
    for metres in (1, 4, 5, 9, 10, 11, 119_999, 120_000):
        yield Case(f"METRO-{metres}", "cn-sz-lcpt/2021.1", ride(("metro", metres)), f"{metres} x 46.8; floor")
        yield Case(f"BUS-{metres}", "cn-sz-lcpt/2021.1", ride(("bev_bus", metres)), f"{metres} x 26.9; floor")
    legs = ride(*[("bev_bus", 1), ("metro", 1)] * 10)
    yield Case("LEGS-20", "cn-sz-lcpt/2021.1", legs, "10 x 73.7 = 737 in one sum; leg by leg it would be 720")
    for name, share in (
        ("EXACT", "0"),
        ("BELOW", "0.000000000001"),
        ("TENTH", "0.1"),
        ("ALL", "1"),
        ("LAST", "0.999999"),
    ):
        inputs = recycled("steel_cans", 2_000, share)
        yield Case(f"DIRT-{name}", "recycle-warm/16", inputs, "2000 x 2019.5 = 4039000 clean; a hair less rounds down")
    for gsm in ("80", "79.999999999999", "80.000000000001", "40", "400", "71.25"):
        inputs = {**GB, "sheets": 9, "sheet": "A4", "gsm": gsm}
        yield Case(f"GSM-{gsm}", "paper/2", inputs, "9 x 0.06237 m2 x g/m2 x 1343.59114")
    for occupants in ("1.000000000001", "1.999999999999", "8.999999999999", "9", 9, "2.333333333333"):
        inputs = shift(12_000, {"mode": "car_petrol", "occupants": occupants})
        yield Case(
            f"INSIDE-{occupants}-{type(occupants).__name__}", "modeshift/2026.1", inputs, "many digits of occupants"
        )


def flips() -> Iterator[Case]:
    """Just before, at and just after the point where an act stops saving."""
    for metres, energy in ((14_395, 1_549), (14_396, 1_549), (14_394, 1_549), (14_395, 1_550), (14_395, 1_548)):
        inputs = shift(metres, TUBE, "ebike", charged_energy_wh=energy)
        yield Case(f"FLIP-EBIKE-{metres}-{energy}", "modeshift-active/2026.1", inputs, "14395 x 15.49 = 1549 x 143.95")
    for metres in (7_635, 7_636, 7_637):
        inputs = {**GB, "days": 1, "one_way_m": metres, "baseline": {"mode": "tram"}, "home_min": 60}
        yield Case(
            f"FLIP-HOME-{metres}", "telework/2026.1", inputs, "an hour at home costs 323930 mg: 15272.9 m of tram"
        )
    for before, now in ((100, 100), (101, 100), (100, 101)):
        event = {"region": "CN-HB", "occurred_on": "2026-07-01", "baseline_energy_wh": before, "actual_energy_wh": now}
        yield Case(f"FLIP-EVENT-{before}-{now}", "demand-response/2023.1", event, "one watt-hour either way")
        yield Case(
            f"FLIP-CN-{before}-{now}", "elec-saving/2", cooled("CN-GD", "2026-07-01", before, now, "1", "1"), "same"
        )
        inputs = cooled("CN-GD", "2026-07-01", before * 3, now, "3", "1")
        yield Case(
            f"FLIP-CDD-{before}-{now}", "elec-saving/2", inputs, "three times the heat before, three times the use"
        )
    for project, baseline in (
        ("bus_not_london", "car_plug_in"),
        ("bus_london", "car"),
        ("coach", "train"),
        ("bus", "bus"),
    ):
        inside: Inputs = {"occupants": 3} if baseline.startswith("car") else {}
        for metres in (1, 40_007):
            inputs = shift(metres, {"mode": baseline, **inside}, project)
            yield Case(
                f"FLIP-{baseline}-{project}-{metres}", "modeshift/2026.1", inputs, "a green choice that may emit more"
            )
    for new_w in ("36", "35.999999", "36.000001", "2000"):
        lamps = {
            "region": "CN-YN",
            "occurred_on": "2026-07-01",
            "lamps": 3,
            "old_w": "36",
            "new_w": new_w,
            "lit_min": 7,
        }
        yield Case(f"FLIP-LED-{new_w}", "led-swap/2023.1", lamps, "3 lamps, 7 minutes")
    for now in (3_499, 3_500, 3_501, 4_999, 5_000, 5_001):
        week: Inputs = {"region": "CN-FJ", "occurred_on": "2026-07-01", "days": [{"earlier_wh": 5_000}] * 7}
        yield Case(f"OWN-{now}", "elec-own-average/2023.1", week | {"actual_energy_wh": now}, "at most 30 % of 5000 Wh")


def weather() -> Iterator[Case]:
    """However hot it became: of 1 MWh metered at most 300 kWh are saved, and more use than before stays negative."""
    for ratio, before, now in (
        ("5000", "0.1", 0),
        ("13", "10", 999_999),
        ("13", "10", 1_000_001),
        ("7", "10", 700_001),
    ):
        name = f"{ratio}-{before}-{now}"
        for version, day in (("1", "2025-07-01"), ("2", "2026-07-01")):
            inputs = cooled("CN-HE", day, 1_000_000, now, before, ratio)
            yield Case(f"WEATHER-{name}-{version}", f"elec-saving/{version}", inputs, "at most 300 kWh of 1 MWh")
        for region, methodology in (("GB", "elec-saving-gb/2026.1"), ("US-CAMX", "elec-saving-us/2022.1")):
            degrees = {"baseline_degree_days": before, "actual_degree_days": ratio}
            energy = {"baseline_energy_wh": 1_000_000, "actual_energy_wh": now}
            inputs = {"region": region, "occurred_on": "2026-10-05", **energy, **degrees}
            yield Case(f"WEATHER-{name}-{region}", methodology, inputs, "at most 300 kWh of 1 MWh")


def caps() -> Iterator[Case]:
    """What is left of an act when the day already holds something: the last legs are cut first."""
    full, over = ride(("bev_bus", 60_000)), ride(("bev_bus", 60_001))
    yield Case("CAP-BUS-FULL", "cn-sz-lcpt/2021.1", full, "used=0,0; lost=0,0", full)
    yield Case("CAP-BUS-OVER", "cn-sz-lcpt/2021.1", over, "used=0,0; lost=1,0", full)
    yield Case("CAP-BUS-GONE", "cn-sz-lcpt/2021.1", over, "used=60000,0; lost=60001,0", None)
    both, left = (
        ride(("metro", 90_000), ("bev_bus", 20_000), ("metro", 40_000)),
        ride(("metro", 90_000), ("bev_bus", 7)),
    )
    yield Case("CAP-BOTH", "cn-sz-lcpt/2021.1", both, "used=59993,30000; lost=19993,40000", left)
    cycling, kept = {"occurred_on": "2026-11-20", "distance_m": 50_000}, {"occurred_on": "2026-11-20", "distance_m": 1}
    yield Case("CAP-CYCLING", "modeshift-cycling/2026.1", cycling, "used=49999; lost=49999", kept)
    zeros = ",".join(["0"] * 13)
    for at, (material, most) in {
        0: ("aluminum_cans", 5_000),
        6: ("glass", 20_000),
        12: ("portable_electronic_devices", 2_000),
    }.items():
        lost = ",".join("999" if index == at else "0" for index in range(13))
        note = f"used={zeros}; lost={lost}"
        yield Case(f"CAP-{material}", "recycle-warm/16", recycled(material, most + 999), note, recycled(material, most))
    meals = {"occurred_on": "2026-11-20", "meals": 5, "chosen": "vegan", "reference": "beef"}
    yield Case("CAP-MEALS", "meal/1", meals, "used=1; lost=3", {**meals, "meals": 2})
    water = {**GB, "saved_l": 2_500}
    yield Case("CAP-WATER", "water/2026.1", water, "used=0; lost=500", {**water, "saved_l": 2_000})
    roof = {"region": "CN-GD", "occurred_on": "2026-11-20", "energy_wh": 31_000}
    yield Case("CAP-ROOF", "pv/2023.1", roof, "used=15000,15000; lost=6000,6000", {**roof, "energy_wh": 25_000})
    farm = {**roof, "capacity_w": 6_000}
    yield Case("CAP-FARM", "pv/2023.1", farm, "used=15000,15000; lost=0,0", farm)
    trips = {"region": "CN-GD-GZ", "occurred_on": "2026-11-20", "trips": 9}
    yield Case("CAP-TRIPS", "metro-trip-gz/2015.1", trips, "used=4; lost=7", {**trips, "trips": 2})


def largest() -> Iterator[Case]:
    """The smallest and the largest inputs that the packages take."""
    yield Case("MOST-SZ", "cn-sz-lcpt/2021.1", ride(*[("metro", 120_000)] * 20), "20 x 120000 x 46.8")
    yield Case("MOST-CN", "elec-saving/2", cooled("CN-HE", "2026-07-01", 10**9, 0, "1", "1"), "30 % of 1 GWh x 651.6")
    yield Case("MOST-TRAIN", "modeshift/2026.1", shift(1_500_000, {"mode": "black_cab"}, "train"), "1500 km")
    yield Case("MOST-ALU", "recycle-warm/16", recycled("aluminum_cans", 200_000), "200 kg x 10061.2")
    yield Case("LEAST-GLASS", "recycle-warm/16", recycled("glass", 1), "1 g x 304.3")
    yield Case(
        "LEAST-CN", "elec-saving/2", cooled("CN-YN", "2026-07-01", 1, 0, "5000", "0.000000000001"), "next to nothing"
    )
    for level in ("self_reported", "corroborated", "attested"):
        yield Case(
            f"LEVEL-{level}", "modeshift/2026.1", shift(7_001, {"mode": "taxi"}), f"evidence={level}; no discount"
        )


def inventories() -> Iterator[Case]:
    """Emissions: every mode of commuting, the gases of three reports, treatments of waste; rounded up."""
    for number, name in enumerate(sorted(name for name in ROWS if name.startswith("GWP100-"))):
        gas = name.removeprefix("GWP100-").replace("-", "_")
        inputs: Inputs = {"gases": [{"gas": gas, "mass_mg": 1 + number}, {"gas": "AR5_CH4", "mass_mg": 3}]}
        yield Case(f"GAS-{gas}", "gwp/1", inputs, f"{1 + number} mg and 3 mg of CH4")
    for year in (2025, 2026):
        for mode in COMMUTES:
            inputs = {"inventory_year": year, "one_way_m": 3_001, "days": 7, "factor_id": f"UK-DESNZ-{year}-{mode}"}
            inside: Inputs = {"occupants": "1.1"} if mode.endswith("-km") else {}
            yield Case(f"WAY-{year}-{mode}", "commute-inventory/1", inputs | inside, "42014 m, rounded up")
    for treatment in TREATMENTS:
        for grams in (1, 10**12):
            inputs = {"inventory_year": 2026, "treatment": treatment, "mass_g": grams}
            yield Case(f"WASTE-{treatment}-{grams}", "waste-inventory/1", inputs, "rounded up")


def cases() -> Iterator[Case]:
    for group in (days, provinces, rounding, flips, weather, caps, largest, inventories):
        yield from group()


def row(case: Case) -> dict[str, str]:
    """The case as a line of the table."""
    inputs = case.inputs if isinstance(case.left, str) else case.left
    notes, evidence = [case.note], case.note.partition("evidence=")[2].partition(";")[0] or "attested"
    expected = {"expected_reduction_mg": "0", "expected_emission_mg": ""}
    if inputs is not None:
        found = second.answer(case.methodology, inputs, evidence)
        if found.emission_mg is None:
            expected["expected_reduction_mg"] = str(found.reduction_mg)
            notes += [f"signed_mg={found.signed_mg}"] * (found.signed_mg != found.reduction_mg)
        else:
            expected = {"expected_reduction_mg": "", "expected_emission_mg": str(found.emission_mg)}
    text = json.dumps(case.inputs, ensure_ascii=False, separators=(",", ":"))
    head = {"case_id": PREFIX + case.name, "methodology": case.methodology, "input_json": text}
    return {**head, **expected, "note": "; ".join(notes)}


def written(table: str) -> str:
    """The table with the edges made anew, behind everything else."""
    others = [one for one in csv.DictReader(io.StringIO(table)) if not one["case_id"].startswith(PREFIX)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*others, *map(row, cases())])
    return text.getvalue()


if __name__ == "__main__":
    VECTORS.write_text(written(VECTORS.read_text("utf-8")), "utf-8")

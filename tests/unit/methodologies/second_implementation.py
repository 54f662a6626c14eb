"""Every methodology a second time, in plain fractions, from the published formulas and the factor register alone.

It knows neither the engine nor the package files and imports nothing of ours but its own three modules, so that both
agree by being right, or by reading a formula wrong in the same way.  Each function takes a version and inputs that the
package accepts and gives the exact milligrams.  Formulas: docs/methodologies.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tests.unit.methodologies.second_factors import Inputs, amount, factor, per_person, uk, uk_grid, year_of
from tests.unit.methodologies.second_travel import TRAVEL

SHEETS_M2 = {
    "A3": Fraction("0.297") * Fraction("0.420"),
    "A4": Fraction("0.210") * Fraction("0.297"),
    "A5": Fraction("0.148") * Fraction("0.210"),
}


@dataclass(frozen=True)
class Answer:
    """exact: milligrams as they come out of the formula.  The rest is whole milligrams, as a package states them."""

    exact: Fraction
    signed_mg: int
    reduction_mg: int
    emission_mg: int | None


def answer(methodology: str, inputs: Inputs, evidence: str = "attested") -> Answer:
    """What `methodology` (`id/version`) says; a KeyError where nobody wrote it down here yet."""
    name, version = methodology.split("/")
    if name in INVENTORIES:
        exact = INVENTORIES[name](version, inputs)
        return Answer(exact, 0, 0, -floor(-exact))
    exact = REDUCTIONS[name](version, inputs)
    share = 1 - Fraction(DISCOUNTS.get(methodology, {}).get(evidence, "0"))
    return Answer(exact, floor(exact), max(0, floor(exact * share)), None)


def known(methodology: str) -> bool:
    """Whether somebody wrote it down here."""
    return methodology.split("/")[0] in {*REDUCTIONS, *INVENTORIES}


def impacts(methodology: str, inputs: Inputs) -> dict[str, int]:
    """Whole units of what else an act does, rounded down."""
    if methodology.startswith("water/"):
        return {"water_l": floor(amount(inputs, "saved_l"))}
    if methodology == "paper/2":
        return {"paper_g": floor(grams_of_paper("2", inputs))}
    return {}


# Energy.


def province(year: int | str, inputs: Inputs) -> Fraction:
    """The grid of a Chinese province, in mg per Wh."""
    return factor(f"CN-MEE-{year}-grid-{inputs['region'].removeprefix('CN-')}")


def subregion(year: int | str, inputs: Inputs) -> Fraction:
    """The grid of an eGRID subregion, in mg per Wh."""
    return factor(f"US-EGRID-{year}-{inputs['region'].removeprefix('US-')}")


def cooled(version: str, inputs: Inputs) -> Fraction:
    """(Wh before / CDD before x CDD now - Wh now, at most 30 %) x the province's factor of the set in force."""
    return by_degree_days(inputs, "cdd") * province({"1": 2022, "2": 2023}[version], inputs)


def thirty_per_cent(metered: Fraction, saved: Fraction) -> Fraction:
    """Energy saved, of which at most 30 % of what a meter counted before is believed; negative where more was used."""
    return min(saved, metered * Fraction(30, 100))


def by_degree_days(inputs: Inputs, days: str = "degree_days") -> Fraction:
    """Wh saved against a baseline scaled by degree days."""
    metered = amount(inputs, "baseline_energy_wh")
    adjusted = metered / amount(inputs, f"baseline_{days}") * amount(inputs, f"actual_{days}")
    return thirty_per_cent(metered, adjusted - amount(inputs, "actual_energy_wh"))


def own_average(version: str, inputs: Inputs) -> Fraction:
    """(the mean of seven days before - Wh now) x the province's factor."""
    mean = sum((amount(day, "earlier_wh") for day in inputs["days"]), Fraction(0)) / len(inputs["days"])
    return thirty_per_cent(mean, mean - amount(inputs, "actual_energy_wh")) * province(year_of(version), inputs)


def demand_response(version: str, inputs: Inputs) -> Fraction:
    """(baseline - actual) in the window of the event x the province's factor."""
    saved = amount(inputs, "baseline_energy_wh") - amount(inputs, "actual_energy_wh")
    return saved * province(year_of(version), inputs)


def lamps(version: str, inputs: Inputs) -> Fraction:
    """lamps x (W before - W now) x hours x the province's factor."""
    watts = amount(inputs, "lamps") * (amount(inputs, "old_w") - amount(inputs, "new_w"))
    return watts * amount(inputs, "lit_min") / 60 * province(year_of(version), inputs)


def appliance(version: str, inputs: Inputs) -> Fraction:
    """units x (Wh a year before - Wh a year now) x days / 365 x the province's factor."""
    yearly = amount(inputs, "units") * (amount(inputs, "old_energy_wh") - amount(inputs, "new_energy_wh"))
    return yearly * amount(inputs, "days") / 365 * province(year_of(version), inputs)


def supplied(version: str, inputs: Inputs) -> Fraction:
    """Wh x the province's factor."""
    return amount(inputs, "energy_wh") * province(year_of(version), inputs)


# Water and materials.


def water(version: str, inputs: Inputs) -> Fraction:
    """litres x (supply + treatment)."""
    year = year_of(version)
    return amount(inputs, "saved_l") * (uk(year, "water-supply") + uk(year, "water-treatment"))


def recycling(version: str, inputs: Inputs) -> Fraction:
    """m x (1 - contamination) x (0 - EF_recycle); WARM's factors are negative."""
    clean = amount(inputs, "mass_g") * (1 - amount(inputs, "contamination"))
    return -clean * factor(f"US-WARM-v{version.split('.')[0]}-recycle-{inputs['material'].replace('_', '-')}")


def grams_of_paper(version: str, inputs: Inputs) -> Fraction:
    """Sheets saved x area x g/m2; two-sided printing needs ceil(pages / 2) sheets."""
    if version == "1":
        pages, sheets = (inputs["pages"] if inputs["duplex"] else 0), 0
    else:
        pages, sheets = inputs.get("duplex_pages", 0), inputs.get("sheets", 0) + inputs.get("invoice_sheets", 0)
    return (sheets + pages - -(-pages // 2)) * SHEETS_M2[inputs["sheet"]] * amount(inputs, "gsm")


def paper(version: str, inputs: Inputs) -> Fraction:
    """grams x EF_paper."""
    return grams_of_paper(version, inputs) * uk(2026, "material-paper-primary")


def textile(version: str, inputs: Inputs) -> Fraction:
    """m x (replacement rate x EF_new - EF_handling)."""
    new, handled = uk(2026, "material-clothing-primary"), uk(2026, "material-clothing-reused")
    return amount(inputs, "mass_g") * (amount(inputs, "replacement_rate") * new - handled)


def meal(version: str, inputs: Inputs) -> Fraction:
    """n x (EF_reference - EF_chosen)."""
    reference, chosen = (
        factor(f"FR-ADEME-2026-meal-{inputs[name].replace('_', '-')}") for name in ("reference", "chosen")
    )
    return amount(inputs, "meals") * (reference - chosen)


# Inventories: emissions, never a credit.


def commuting(version: str, inputs: Inputs) -> Fraction:
    """one way x 2 x days x EF / occ (Scope 3, category 7)."""
    each = per_person(inputs["factor_id"], inputs.get("occupants"))
    return amount(inputs, "one_way_m") * 2 * amount(inputs, "days") * each


def waste(version: str, inputs: Inputs) -> Fraction:
    """m x EF_treatment (Scope 3, category 5)."""
    treated = uk(inputs["inventory_year"], f"waste-{inputs['treatment'].replace('_', '-')}")
    return amount(inputs, "mass_g") * treated


def warming(version: str, inputs: Inputs) -> Fraction:
    """sum(m_gas x GWP of the named report); a GWP is a plain number, so milligrams stay milligrams."""
    gases = (
        (amount(one, "mass_mg"), factor(f"GWP100-{one['gas'].replace('_', '-')}") / 1_000) for one in inputs["gases"]
    )
    return sum((mass * gwp for mass, gwp in gases), Fraction(0))


REDUCTIONS: dict[str, Callable[[str, Inputs], Fraction]] = {
    **TRAVEL,
    "appliance": appliance, "demand-response": demand_response, "elec-own-average": own_average,
    "elec-saving": cooled, "elec-saving-gb": lambda version, inputs: by_degree_days(inputs) * uk_grid(year_of(version)),
    "elec-saving-us": lambda version, inputs: by_degree_days(inputs) * subregion(year_of(version), inputs),
    "ev-charge-green": supplied, "led-swap": lamps, "meal": meal, "paper": paper, "pv": supplied,
    "pv-gb": lambda version, inputs: amount(inputs, "energy_wh") * uk_grid(year_of(version)),
    "pv-us": lambda version, inputs: amount(inputs, "energy_wh") * subregion(year_of(version), inputs),
    "recycle-warm": recycling, "recycle-warm-more": recycling, "recycle-warm-us": recycling,
    "textile-reuse": textile, "water": water,
}  # fmt: skip
INVENTORIES: dict[str, Callable[[str, Inputs], Fraction]] = {
    "commute-inventory": commuting, "gwp": warming, "waste-inventory": waste,
}  # fmt: skip
DISCOUNTS: dict[str, dict[str, str]] = {}
"""Per methodology the share taken off at each level of evidence; nothing where it is not named."""

"""What must be refused, each with a named error and no grams."""

from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from methodologies.contract import ActivityOutOfDate, EvidenceNotAccepted, InputRefused

PETROL = "UK-DESNZ-2026-car-average-petrol-km"
TUBE = "UK-DESNZ-2026-rail-london-underground"


def refused(catalogue: Catalogue, name: str, inputs: Any) -> tuple[str, str]:
    with pytest.raises(InputRefused) as caught:
        catalogue.quantify(catalogue.package(name), inputs, "attested")
    return str(caught.value.params["pointer"]), str(caught.value.params["reason"])


def test_a_shanghai_ride_is_refused_under_the_shenzhen_methodology(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    assert refused(catalogue, "cn-sz-lcpt/2021.1", {**ride, "region": "CN-SH"}) == ("/region", "const")


@pytest.mark.parametrize("mode", ["diesel_bus", "walk", "", None, True, ["metro"]])
def test_a_mode_the_methodology_does_not_name_is_refused(
    catalogue: Catalogue, ride: dict[str, Any], mode: object
) -> None:
    ride["segments"][0]["mode"] = mode
    assert refused(catalogue, "cn-sz-lcpt/2021.1", ride) == ("/segments/0/mode", "enum")


def test_an_activity_before_the_methodology_began_is_refused(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    with pytest.raises(ActivityOutOfDate) as caught:
        catalogue.quantify(catalogue.package("cn-sz-lcpt/2021.1"), {**ride, "occurred_on": "2021-11-30"}, "attested")
    assert caught.value.params["activity_from"] == "2021-12-01"


def test_the_first_day_of_the_methodology_is_accepted(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert catalogue.quantify(package, {**ride, "occurred_on": "2021-12-01"}, "attested").reduction_mg > 0


def test_an_activity_after_the_methodology_ended_is_refused(catalogue: Catalogue) -> None:
    inputs = {
        "region": "CN-ZJ",
        "occurred_on": "2025-12-31",
        "baseline_energy_wh": 1000,
        "baseline_cdd": "1",
        "actual_energy_wh": 1,
        "actual_cdd": "1",
    }
    with pytest.raises(ActivityOutOfDate):
        catalogue.quantify(catalogue.package("elec-saving/1"), inputs, "attested")


@pytest.mark.parametrize(
    ("distance", "reason"),
    [
        (0, "minimum"),
        (-1, "minimum"),
        (120_001, "maximum"),
        (10**400, "maximum"),
        (True, "type"),
        (12.0, "type"),
        (float("nan"), "type"),
        (float("inf"), "type"),
        ("1e400", "type"),
        ("12000", "type"),
        (None, "type"),
    ],
)
def test_a_distance_that_is_no_positive_whole_number_is_refused(
    catalogue: Catalogue, ride: dict[str, Any], distance: object, reason: str
) -> None:
    ride["segments"][0]["distance_m"] = distance
    assert refused(catalogue, "cn-sz-lcpt/2021.1", ride) == ("/segments/0/distance_m", reason)


@pytest.mark.parametrize("region", ["CN-XZ", "CN-HK", "CN-MO", "CN-TW", "CN"])
def test_electricity_outside_the_provincial_tables_is_refused(catalogue: Catalogue, region: str) -> None:
    inputs = {
        "region": region,
        "occurred_on": "2026-01-05",
        "baseline_energy_wh": 1000,
        "baseline_cdd": "1",
        "actual_energy_wh": 1,
        "actual_cdd": "1",
    }
    assert refused(catalogue, "elec-saving/2", inputs) == ("/region", "enum")


def mix(*shares: str) -> dict[str, Any]:
    return {
        "region": "GB",
        "occurred_on": "2025-09-18",
        "distance_m": 1000,
        "mix": [{"share": share, "factor_id": "UK-DESNZ-2025-bus-london"} for share in shares],
        "renormalise": False,
        "project": {"mode": "bike_own"},
    }


def test_shares_that_do_not_sum_to_one_are_refused(catalogue: Catalogue) -> None:
    assert refused(catalogue, "modeshift-mix/1", mix("0.5", "0.49")) == ("/mix", "shares_sum_to_one")


def test_shares_that_sum_to_exactly_one_are_accepted(catalogue: Catalogue) -> None:
    package = catalogue.package("modeshift-mix/1")
    assert catalogue.quantify(package, mix("0.1", "0.2", "0.7"), "attested").reduction_mg == 68_750


def test_a_share_without_a_factor_must_say_that_it_was_walked(catalogue: Catalogue) -> None:
    inputs = mix("0.5", "0.5")
    del inputs["mix"][1]["factor_id"]
    assert refused(catalogue, "modeshift-mix/1", inputs) == ("/mix", "a_factor_or_walking")


def test_renormalising_is_another_methodology_version(catalogue: Catalogue) -> None:
    assert refused(catalogue, "modeshift-mix/1", {**mix("1"), "renormalise": True}) == ("/renormalise", "const")


def shift(baseline: dict[str, Any]) -> dict[str, Any]:
    return {
        "region": "GB",
        "occurred_on": "2026-07-08",
        "distance_m": 1000,
        "baseline": baseline,
        "project": {"factor_id": TUBE},
    }


def test_a_vehicle_factor_without_occupants_is_refused(catalogue: Catalogue) -> None:
    found = refused(catalogue, "modeshift/1", shift({"factor_id": PETROL}))
    assert found == ("/baseline/occupants", "occupants_for_a_vehicle_factor")


def test_a_passenger_factor_needs_no_occupants(catalogue: Catalogue) -> None:
    result = catalogue.quantify(catalogue.package("modeshift/1"), shift({"factor_id": TUBE}), "attested")
    assert (result.signed_mg, result.reduction_mg) == (0, 0)


@pytest.mark.parametrize("mode", ["bus", "metro", "train", "taxi"])
def test_people_beside_a_passenger_factor_are_refused(catalogue: Catalogue, mode: str) -> None:
    inputs = {**shift({}), "project": {"mode": "tram"}, "baseline": {"mode": mode, "occupants": 1}}
    assert refused(catalogue, "modeshift/2026.1", inputs) == ("/baseline/occupants", "occupants_for_a_vehicle_factor")


def test_people_beside_a_walk_are_refused(catalogue: Catalogue) -> None:
    inputs = {**shift({"unpowered": "walk", "occupants": 2}), "project": {"mode": "tram"}}
    assert refused(catalogue, "modeshift/2026.1", inputs) == ("/baseline/occupants", "occupants_for_a_vehicle_factor")


def test_nine_people_do_not_divide_a_bus_fare_of_an_inventory(catalogue: Catalogue) -> None:
    bus = {"inventory_year": 2026, "one_way_m": 9_000, "days": 220, "factor_id": "UK-DESNZ-2026-bus-london"}
    found = refused(catalogue, "commute-inventory/1", {**bus, "occupants": 9})
    assert found == ("/occupants", "occupants_for_a_vehicle_factor")


def test_people_beside_one_passenger_among_riders_are_refused(catalogue: Catalogue) -> None:
    riders = [{"mode": "car", "occupants": 1}, {"mode": "bus", "occupants": 9}]
    inputs = {
        "region": "GB", "occurred_on": "2026-09-02", "distance_m": 18_200, "detour_m": 0, "riders": riders,
        "car": {"mode": "car"}, "platform_energy_wh": 0,
    }  # fmt: skip
    assert refused(catalogue, "carpool/2026.1", inputs) == ("/riders", "occupants_for_a_vehicle_factor")


@pytest.mark.parametrize("name", ["UNV-CN-SH-2024-bus-a", "UK-DESNZ-2026-waste-paper-landfill", "petrol", ""])
def test_a_factor_that_is_not_the_packages_own_is_refused(catalogue: Catalogue, name: str) -> None:
    found = refused(catalogue, "modeshift/1", shift({"factor_id": name, "occupants": 1}))
    assert found == ("/baseline/factor_id", "enum")


@pytest.mark.parametrize(
    ("occupants", "reason"),
    [
        (0, "minimum"),
        ("0.5", "minimum"),
        (10, "maximum"),
        pytest.param(10**5000, "maximum", id="very long"),
        ("1e3", "format"),
        ("1e400", "format"),
        ("NaN", "format"),
        ("Infinity", "format"),
        ("-0", "format"),
        ("1.50", "format"),
        ("٣", "format"),
        ("", "format"),
        (1.5, "type"),
        (True, "type"),
        (None, "type"),
    ],
)
def test_a_decimal_has_one_text_form(catalogue: Catalogue, occupants: object, reason: str) -> None:
    inputs = shift({"factor_id": PETROL, "occupants": occupants})
    assert refused(catalogue, "modeshift/1", inputs) == ("/baseline/occupants", reason)


@pytest.mark.parametrize("day", ["20261120", "2026-W47-5", "2026-02-30", "2026-11-20T08:00", "２０２６-11-20", "", 0])
def test_a_day_is_written_in_one_way(catalogue: Catalogue, ride: dict[str, Any], day: object) -> None:
    assert refused(catalogue, "cn-sz-lcpt/2021.1", {**ride, "occurred_on": day})[0] == "/occurred_on"


def test_an_unknown_field_is_refused(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    found = refused(catalogue, "cn-sz-lcpt/2021.1", {**ride, "reduction_mg": 1})
    assert found == ("/reduction_mg", "additionalProperties")


def test_a_missing_field_is_named(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    del ride["segments"][0]["mode"]
    assert refused(catalogue, "cn-sz-lcpt/2021.1", ride) == ("/segments/0/mode", "required")


@pytest.mark.parametrize(("count", "reason"), [(0, "minItems"), (21, "maxItems")])
def test_a_trip_has_one_to_twenty_segments(catalogue: Catalogue, ride: dict[str, Any], count: int, reason: str) -> None:
    assert refused(catalogue, "cn-sz-lcpt/2021.1", {**ride, "segments": ride["segments"] * count}) == (
        "/segments",
        reason,
    )


def recycled(**changes: Any) -> dict[str, Any]:
    return {
        "occurred_on": "2026-11-20",
        "material": "glass",
        "mass_g": 500,
        "contamination": "0",
        "baseline_disposal": "0",
        **changes,
    }


def test_a_factor_of_another_material_is_refused(catalogue: Catalogue) -> None:
    inputs = recycled(factor_id="US-WARM-v16-recycle-aluminum-cans")
    assert refused(catalogue, "recycle-warm/16", inputs) == ("/material", "factor_of_the_material")


@pytest.mark.parametrize("disposal", ["0.5", "1000", 0, "-1"])
def test_the_baseline_of_recycling_belongs_to_the_version(catalogue: Catalogue, disposal: object) -> None:
    assert refused(catalogue, "recycle-warm/16", recycled(baseline_disposal=disposal))[0] == "/baseline_disposal"


@pytest.mark.parametrize("contamination", ["1.1", "-0.1", "0.060", 0])
def test_contamination_is_a_share(catalogue: Catalogue, contamination: object) -> None:
    assert refused(catalogue, "recycle-warm/16", recycled(contamination=contamination))[0] == "/contamination"


def test_an_inventory_takes_the_factor_of_its_own_year(catalogue: Catalogue) -> None:
    inputs = {"inventory_year": 2026, "one_way_m": 1000, "days": 1, "factor_id": "UK-DESNZ-2025-bus-london"}
    assert refused(catalogue, "commute-inventory/1", inputs) == ("/factor_id", "factor_of_the_year")


def test_a_level_of_evidence_that_does_not_exist_is_refused(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    with pytest.raises(EvidenceNotAccepted):
        catalogue.quantify(catalogue.package("cn-sz-lcpt/2021.1"), ride, "verified")


@pytest.mark.parametrize("inputs", [None, [], "metro", 12, {}])
def test_inputs_that_are_no_object_or_empty_are_refused(catalogue: Catalogue, inputs: object) -> None:
    assert refused(catalogue, "cn-sz-lcpt/2021.1", inputs)[1] in {"type", "required"}

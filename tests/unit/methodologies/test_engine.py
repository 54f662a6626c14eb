"""The evaluator: pure, exact, rounded once, and the trace it can tell."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from methodologies import engine
from methodologies.catalogue import Catalogue, as_json
from methodologies.contract import InputRefused, PackageInvalid
from methodologies.formula import place_of

Documents = Callable[[str], dict[str, Any]]


def backwards(value: Any) -> Any:
    """The same JSON value with every object's keys the other way round."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(list(value))}
    return [backwards(inner) for inner in value] if isinstance(value, list) else value


def test_the_same_question_has_the_same_answer_twice(document: Documents, ride: dict[str, Any]) -> None:
    package = document("cn-sz-lcpt-2021.1")
    assert engine.quantify(package, ride, "attested") == engine.quantify(package, ride, "attested")


def test_the_order_of_keys_changes_nothing(document: Documents) -> None:
    for name in ("cn-sz-lcpt-2021.1", "modeshift-1", "recycle-warm-16", "carpool-1", "elec-saving-1"):
        package = document(name)
        inputs = package["golden"][0]["input"]
        answer = engine.quantify(package, inputs, "attested")
        other = engine.quantify(backwards(package), backwards(inputs), "attested")
        assert (answer.signed_mg, answer.reduction_mg) == (other.signed_mg, other.reduction_mg)
        assert answer.reduction_mg > 0


def test_zone_and_locale_of_the_process_change_nothing(
    document: Documents, ride: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = set()
    for zone, locale in (("Asia/Shanghai", "zh_CN.UTF-8"), ("Pacific/Kiritimati", "de_DE.UTF-8"), ("UTC", "C")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", locale)
        answers.add(engine.quantify(document("cn-sz-lcpt-2021.1"), ride, "attested").reduction_mg)
    assert answers == {561_600}


def test_quantifying_leaves_the_inputs_untouched(document: Documents, ride: dict[str, Any]) -> None:
    before = json.dumps(ride)
    engine.quantify(document("cn-sz-lcpt-2021.1"), ride, "attested")
    assert json.dumps(ride) == before


def test_an_entry_recomputes_from_published_bytes_alone(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    published = json.loads(catalogue.package("cn-sz-lcpt/2021.1").canonical)
    entry = {"type": "action.recorded", "inputs": ride, "evidence": "attested", "kind": "metro"}
    assert engine.recompute(published, entry) == (561_600, 561_600)


def test_a_plugins_entry_is_not_recomputed_here(document: Documents, ride: dict[str, Any]) -> None:
    package = document("cn-sz-lcpt-2021.1")
    del package["formula"]
    package["plugin"] = "somewhere"
    assert engine.recompute(package, {"inputs": ride, "evidence": "attested"}) is None


@pytest.mark.parametrize("entry", [{}, {"inputs": None}, {"inputs": "metro", "evidence": "attested"}])
def test_an_entry_without_inputs_is_refused(document: Documents, entry: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        engine.recompute(document("cn-sz-lcpt-2021.1"), entry)


def test_segments_are_summed_before_anything_is_rounded(document: Documents, ride: dict[str, Any]) -> None:
    ride["segments"] = [{"mode": "metro", "distance_m": 1}] * 20
    result = engine.quantify(document("cn-sz-lcpt-2021.1"), ride, "attested")
    assert result.reduction_mg == 936  # 20 x 46.8 exactly; rounding each would give 920


def test_a_negative_result_is_floored_away_from_zero_and_not_credited(document: Documents) -> None:
    package = document("modeshift-1")
    result = engine.quantify(package, package["golden"][1]["input"], "attested")
    assert (result.signed_mg, result.reduction_mg) == (-169_551, 0)


def test_an_inventory_rounds_up_and_reduces_nothing(document: Documents) -> None:
    package = document("commute-inventory-1")
    result = engine.quantify(package, package["golden"][1]["input"], "attested")
    assert (result.signed_mg, result.reduction_mg, result.emission_mg) == (0, 0, 29_741)


def test_a_discount_is_taken_from_the_exact_result_and_the_signed_one_is_kept(
    document: Documents, ride: dict[str, Any]
) -> None:
    package = {**document("cn-sz-lcpt-2021.1"), "discount": "0.15"}
    ride["segments"][0]["distance_m"] = 3
    result = engine.quantify(package, ride, "attested")
    # 3 x 46.8 = 140.4; less 15 % = 119.34.  Rounding first would give 119.0 from 140 and hide it; 7 shows it.
    assert (result.signed_mg, result.reduction_mg) == (140, 119)
    ride["segments"][0]["distance_m"] = 7
    assert engine.quantify(package, ride, "attested").reduction_mg == 278  # 278.46; 327 x 0.85 = 277.95


def test_a_discount_may_differ_by_evidence(document: Documents, ride: dict[str, Any]) -> None:
    levels = {"self_reported": "1", "corroborated": "0.5", "attested": "0"}
    package = {**document("cn-sz-lcpt-2021.1"), "discount": levels}
    answers = [engine.quantify(package, ride, level).reduction_mg for level in levels]
    assert answers == [0, 280_800, 561_600]


def test_the_factors_used_are_named_in_order(document: Documents, ride: dict[str, Any]) -> None:
    ride["segments"] = [
        {"mode": "bev_bus", "distance_m": 1},
        {"mode": "metro", "distance_m": 1},
        {"mode": "bev_bus", "distance_m": 1},
    ]
    result = engine.quantify(document("cn-sz-lcpt-2021.1"), ride, "attested")
    assert result.factors == ("bev_bus", "metro")


def test_the_trace_tells_factor_formula_and_rounding(document: Documents, ride: dict[str, Any]) -> None:
    steps = engine.quantify(document("cn-sz-lcpt-2021.1"), ride, "attested").trace
    assert [step.code for step in steps] == ["inputs", "factor", "formula", "rounded_down", "cap_limit"]
    given, factor, formula, rounded, limit = [step.params for step in steps]
    assert given["text"] == (
        "occurred_on 2026-11-20, region CN-GD-SZ, segments.0.distance_m 12000, segments.0.mode metro"
    )
    assert factor["factor_id"] == "CN-SZ-LCPT-2021-metro-REDUCTION"
    assert (factor["value"], factor["unit"]) == ("46.8", "mg/m")
    assert formula == {"text": "12000 m × 46.8 mg/m", "exact": "561600", "unit": "mg"}
    assert rounded == {"signed_mg": 561_600, "reduction_mg": 561_600}
    assert limit == {"input": "distance_m", "max": 120_000, "counted": 12_000, "unit": "m"}


def test_the_trace_of_a_flip_says_that_nothing_is_credited(document: Documents) -> None:
    package = document("modeshift-1")
    steps = engine.quantify(package, package["golden"][1]["input"], "attested").trace
    assert [step.code for step in steps[-3:]] == ["formula", "no_credit", "cap_limit"]
    assert steps[-3].params["exact"] == "-169550.58"


def test_the_trace_names_a_discount(document: Documents, ride: dict[str, Any]) -> None:
    package = {**document("cn-sz-lcpt-2021.1"), "discount": "0.15"}
    steps = engine.quantify(package, ride, "self_reported").trace
    assert steps[3].code == "discount"
    assert steps[3].params == {"discount": "0.15", "evidence": "self_reported"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("recycle-warm-16", "7650 g × (1 − 0.06) × (0 − (−2019.5 mg/g))"),
        ("modeshift-1", "(17100 m × 165.91 mg/m / 3) − (17100 m × 15.49 mg/m / 1)"),
        ("commute-inventory-1", "13600 m × 2 × 211 × 162.72 mg/m / 1"),
    ],
)
def test_a_formula_is_told_with_its_numbers(document: Documents, name: str, text: str) -> None:
    package = document(name)
    steps = engine.quantify(package, package["golden"][0]["input"], "attested").trace
    told = next(step.params["text"] for step in steps if step.code == "formula")
    assert told == text


def test_a_result_beyond_a_safe_integer_is_refused(document: Documents, ride: dict[str, Any]) -> None:
    package = document("cn-sz-lcpt-2021.1")
    most = 10**15
    package["inputs"]["properties"]["segments"]["items"]["properties"]["distance_m"]["maximum"] = most
    ride["segments"][0]["distance_m"] = most
    with pytest.raises(InputRefused) as caught:
        engine.quantify(package, ride, "attested")
    assert caught.value.params["reason"] == "too_large"


def test_a_result_is_plain_json(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    told = as_json(package, ride, catalogue.quantify(package, ride, "attested"))
    assert json.loads(json.dumps(told)) == told
    assert told["methodology"] == "cn-sz-lcpt/2021.1"
    assert told["methodology_sha256"] == package.sha256
    assert (told["signed_mg"], told["reduction_mg"], told["emission_mg"]) == (561_600, 561_600, None)


def changed(document: Documents, name: str, **fields: Any) -> dict[str, Any]:
    return {**document(name), **fields}


def fault(package: dict[str, Any]) -> str:
    with pytest.raises(PackageInvalid) as caught:
        engine.compiled(package)
    return str(caught.value.params["reason"])


DISTANCE = {"in": "distance_m"}
TUBE = {"factor": "london_underground"}
ZERO = {"const": "0", "as": "emission"}


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ({"mul": [DISTANCE, TUBE]}, "result_kind"),  # an emission is no reduction
        (DISTANCE, "result_kind"),
        ({"sub": [TUBE, {"const": "0"}]}, "factor_kinds_mixed"),
        ({"mul": [{"sub": [TUBE, ZERO]}, TUBE]}, "multiplies_two_factors"),
        ({"sub": [{"sub": [TUBE, ZERO]}, {"sub": [TUBE, ZERO]}]}, "subtracts_a_reduction"),
        ({"div": [DISTANCE, TUBE]}, "divides_by_a_factor"),
        ({"ceil_div": [TUBE, DISTANCE]}, "rounds_a_factor"),
        ({"mul": [DISTANCE, {"factor": "nowhere"}]}, "factor_unknown"),
        ({"mul": [{"in": "mass_g"}, TUBE]}, "formula_path"),
        ({"mul": [{"in": "region"}, TUBE]}, "input_default"),
        ({"mul": [{"in": "occurred_on"}, TUBE]}, "input_not_a_number"),
        ({"mul": [{"const": "1e3"}, TUBE]}, "constant_not_a_decimal"),
        ({"mul": [{"const": 3}, TUBE]}, "constant_not_a_decimal"),
        ({"sub": [{"const": "5000", "as": "emission"}, {"mul": [DISTANCE, TUBE]}]}, "constant_emission"),
        ({"sub": [{"const": "-1", "as": "emission"}, {"mul": [DISTANCE, TUBE]}]}, "constant_emission"),
        ({"mul": [DISTANCE]}, "formula_operands"),
        ({"eval": "1"}, "formula_operation"),
        ({"mul": [DISTANCE, TUBE], "add": [DISTANCE, TUBE]}, "formula_operation"),
        ("distance_m", "formula_node"),
        ({"factor": {"by": "region"}}, "factor_choice"),
        ({"factor": ["london_underground"]}, "factor_choice"),
        ({"sum": {"over": "segments", "each": DISTANCE}}, "formula_path"),
    ],
)
def test_a_formula_that_makes_no_sense_does_not_compile(document: Documents, formula: object, reason: str) -> None:
    assert fault(changed(document, "modeshift-cycling-2026.1", formula=formula)) == reason


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ({"const": "900"}, {}),
        ({"enum": ["0", "900"]}, {}),
        ({"type": "string", "format": "decimal", "minimum": "0", "maximum": "9"}, {"default": "9"}),
    ],
)
def test_a_baseline_that_the_package_makes_up_as_an_input_does_not_compile(
    document: Documents, field: dict[str, Any], read: dict[str, str]
) -> None:
    package = document("modeshift-cycling-2026.1")
    package["inputs"]["properties"]["made_up"] = field
    if not read:
        package["inputs"]["required"].append("made_up")
    package["formula"] = {"sub": [{"in": "made_up", "as": "emission", **read}, {"mul": [DISTANCE, TUBE]}]}
    assert fault(package) == "constant_emission"


def test_a_reduction_factor_is_never_subtracted_from(document: Documents) -> None:
    formula = {
        "sub": [{"mul": [{"const": "1"}, {"factor": "metro"}]}, {"mul": [{"const": "1"}, {"factor": "bev_bus"}]}]
    }
    assert fault(changed(document, "cn-sz-lcpt-2021.1", formula=formula)) == "subtracts_a_reduction"


def test_a_reduction_and_an_emission_do_not_meet(document: Documents) -> None:
    package = document("cn-sz-lcpt-2021.1")
    package["factors"][0] |= {"kind": "emission", "boundary": "direct"}
    assert fault(package) == "factor_kinds_mixed"


def test_a_life_cycle_factor_is_not_subtracted_from_a_direct_one(document: Documents) -> None:
    package = document("modeshift-cycling-2026.1")
    package["factors"].append({**package["factors"][0], "key": "whole_life", "boundary": "life_cycle"})
    package["formula"] = {"mul": [DISTANCE, {"sub": [{"factor": "whole_life"}, TUBE]}]}
    assert fault(package) == "boundaries_mixed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "mg/ton"),
        ("unit", "kg/km"),
        ("value", "1e400"),
        ("value", "NaN"),
        ("value", "-0"),
        ("value", "46.80"),
        ("value", 46),
        ("kind", "avoided"),
        ("boundary", "well_to_wheel"),
        ("boundary", None),
        ("per", "ton"),
        ("year", "2026"),
    ],
)
def test_a_factor_off_the_lists_does_not_compile(document: Documents, field: str, value: object) -> None:
    package = document("modeshift-cycling-2026.1")
    package["factors"][0][field] = value
    assert fault(package) == "factor_field"


@pytest.mark.parametrize("discount", ["1.1", "-0.1", 0, None, {"attested": "0"}, {"a": "0", "b": "0", "c": "0"}])
def test_a_discount_is_a_share_for_every_level(document: Documents, discount: object) -> None:
    assert fault(changed(document, "cn-sz-lcpt-2021.1", discount=discount)) == "discount"


@pytest.mark.parametrize(
    "rounding",
    [{"mode": "round", "to_mg": 1, "times": 1}, {"mode": "floor", "to_mg": 1000, "times": 1}, {"mode": "ceil"}, None],
)
def test_a_reduction_is_rounded_down_once_to_the_milligram(document: Documents, rounding: object) -> None:
    assert fault(changed(document, "cn-sz-lcpt-2021.1", rounding=rounding)) == "rounding"


def test_dividing_by_an_input_of_zero_is_refused(document: Documents) -> None:
    package = document("elec-saving-1")
    package["inputs"]["properties"]["baseline_cdd"]["minimum"] = "0"
    inputs = {**package["golden"][0]["input"], "baseline_cdd": "0"}
    with pytest.raises(InputRefused) as caught:
        engine.quantify(package, inputs, "attested")
    assert caught.value.params["reason"] == "division_by_zero"


def test_min_max_and_default_work_as_they_read(document: Documents) -> None:
    package = document("modeshift-cycling-2026.1")
    package["inputs"]["properties"]["share"] = {"type": "string", "format": "decimal", "minimum": "0", "maximum": "1"}
    least, most = {"const": "1000"}, {"const": "5000"}
    package["formula"] = {
        "mul": [
            {"max": [least, {"min": [DISTANCE, most]}]},
            {"in": "share", "default": "0.5"},
            {"sub": [TUBE, ZERO]},
        ]
    }
    inputs = {"occurred_on": "2026-11-20", "distance_m": 1}
    assert engine.quantify(package, inputs, "attested").reduction_mg == 7_745
    assert engine.quantify(package, {**inputs, "distance_m": 99_999}, "attested").reduction_mg == 38_725
    assert engine.quantify(package, {**inputs, "share": "1"}, "attested").reduction_mg == 15_490


@pytest.mark.parametrize(
    ("check", "place"),
    [
        ({"le": [{"const": "1"}, {"mul": [{"in": "distance_m"}, {"const": "2"}]}]}, "/distance_m"),
        ({"le": [{"factor": "metro"}, {"in": "car/distance_m"}]}, "/car/distance_m"),
        ({"eq": [{"sum": {"over": "mix", "each": {"in": "share"}}}, {"const": "1"}]}, "/mix"),
        ({"each": {"over": "riders", "that": {"present": "mode"}}}, "/riders"),
        ({"occupied": {"factor": "baseline/mode", "occupants": "baseline/occupants"}}, "/baseline/occupants"),
        ({"year_of": {"factor": "factor_id", "is": "inventory_year"}}, "/factor_id"),
        ({"same_factor": ["material", "factor_id"]}, "/material"),
        ({"not": {"or": [{"present": "/a"}, {"present": "b"}]}}, "/a"),
        ({"le": [{"factor": {"by": "mode"}}, {"const": "1"}]}, "/mode"),
        ({"lt": [{"factor": "bev_bus"}, {"factor": "metro"}]}, ""),
    ],
)
def test_a_check_points_at_the_first_input_that_it_names(check: object, place: str) -> None:
    assert place_of(check) == place


def test_a_factor_that_only_a_check_read_is_not_named(document: Documents, ride: dict[str, Any]) -> None:
    package = document("cn-sz-lcpt-2021.1")
    package["checks"] = [{"name": "order", "that": {"lt": [{"factor": "bev_bus"}, {"factor": "metro"}]}}]
    assert engine.quantify(package, ride, "attested").factors == ("metro",)


METRO = {"region": "CN-GD-SZ", "occurred_on": "2026-11-20"}


@pytest.mark.parametrize(
    ("metres", "more", "pointer"),
    [
        ([120_000], {}, None),
        ([119_999, 2], {}, "/inputs/segments"),
        ([100_000], {"cap_applied": {"distance_m": 130_000}}, None),
        ([100_000], {"cap_applied": {"distance_m": 0}}, "/cap_applied"),
        ([100_000], {"cap_applied": {"distance_m": "130000"}}, "/cap_applied"),
        ([100_000], {"cap_applied": {}}, "/cap_applied"),
        ([100_000], {"cap_applied": {"mass_g": 0}}, "/cap_applied"),
    ],
)
def test_an_entry_stays_within_the_days_limit_and_says_what_was_cut(
    document: Documents, metres: list[int], more: dict[str, Any], pointer: str | None
) -> None:
    package = document("cn-sz-lcpt-2021.1")
    inputs = {**METRO, "segments": [{"mode": "metro", "distance_m": one} for one in metres]}
    entry = {"inputs": inputs, "evidence": "attested", "factors": ["metro"], **more}
    if pointer is None:
        assert engine.recompute(package, entry) == (sum(metres) * 468 // 10,) * 2
    else:
        with pytest.raises(InputRefused) as caught:
            engine.recompute(package, entry)
        assert caught.value.params["pointer"] == pointer

"""Replaying actions: what each later entry may say, and what a false one is called."""

import hashlib
from typing import Any

import pytest

from kernel.errors import DomainError
from ledger import canonical, entry, invalid, replay

PLUGIN: dict[str, object] = {"id": "test-plugin", "version": "1", "credit_class": "company", "percent": {}}


class Replayed:
    """A replay over what a log builder holds."""

    def __init__(self, log: Any, evaluate: Any) -> None:
        records = [entry.parse(data) for data in log.entries]
        self.replay = replay.Replay(evaluate, lambda n: records[n])
        for n, record in enumerate(records):
            self.replay.take(n, record, "tile/entries/000")


@pytest.fixture
def ledger(log: Any) -> Any:
    """A log with the test package published as entry 0."""
    log.publish()
    return log


def totals(log: Any, evaluate: Any) -> tuple[int, int]:
    return Replayed(log, evaluate).replay.totals()


def refused(log: Any, evaluate: Any) -> invalid.LogInvalid:
    with pytest.raises(invalid.LogInvalid) as caught:
        Replayed(log, evaluate)
    assert caught.value.params["n"] == len(log.entries) - 1
    return caught.value


def distance(metres: int, on: str = "2026-10-05") -> dict[str, object]:
    return {"distance_m": metres, "occurred_on": on}


def test_what_stands_is_the_plain_sum(ledger: Any, toy_evaluate: Any) -> None:
    ledger.ride(100, 300)
    ledger.ride(200, 600)
    assert totals(ledger, toy_evaluate) == (900, 0)


@pytest.mark.parametrize("mg", [299, 301, 0, -300])
def test_a_reduction_that_does_not_follow_is_refused(ledger: Any, toy_evaluate: Any, mg: int) -> None:
    ledger.ride(100, mg, signed_mg=300)
    error = refused(ledger, toy_evaluate)
    assert isinstance(error, invalid.ReductionWrong)
    assert (error.params["found"], error.params["expected"]) == (mg, 300)


def test_grams_without_a_methodology_are_refused(ledger: Any, toy_evaluate: Any) -> None:
    ledger.append("action.recorded", kind="stairs", inputs={"floors": 3}, evidence="attested", reduction_mg=1)
    assert isinstance(refused(ledger, toy_evaluate), invalid.ReductionWrong)


def test_a_signed_result_that_differs_must_be_said_and_be_right(ledger: Any, toy_evaluate: Any) -> None:
    ledger.ride(-100, 0)  # the builder adds signed_mg -300
    assert totals(ledger, toy_evaluate) == (0, 0)
    ledger.ride(-100, 0, signed_mg=-299)
    assert refused(ledger, toy_evaluate).params["field"] == "signed_mg"
    ledger.entries.pop()
    ledger.append(
        "action.recorded", kind="bus", inputs=distance(-100), evidence="attested", reduction_mg=0, **ledger.named()
    )
    assert refused(ledger, toy_evaluate).params["expected"] == -300


def test_pending_grams_do_not_stand_until_reviewed(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 0, reasons=["pending", "speed"])
    assert totals(ledger, toy_evaluate) == (0, 0)
    ledger.append("action.reviewed", ref=ref, reduction_mg=0, reasons=["pending", "more_evidence"])
    assert totals(ledger, toy_evaluate) == (0, 0)
    ledger.append("action.reviewed", ref=ref, reduction_mg=300)
    assert totals(ledger, toy_evaluate) == (300, 0)


def test_a_pending_action_with_grams_is_refused(ledger: Any, toy_evaluate: Any) -> None:
    ledger.ride(100, 300, reasons=["pending"])
    assert refused(ledger, toy_evaluate).params["expected"] == 0


def test_raised_evidence_adds_the_difference(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 150, "self_reported")
    ledger.append("action.evidence_raised", ref=ref, evidence="corroborated", reduction_mg=90)
    ledger.append("action.evidence_raised", ref=ref, evidence="attested", reduction_mg=60)
    assert totals(ledger, toy_evaluate) == (300, 0)


def test_raised_evidence_may_bring_the_measured_inputs(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 150, "self_reported")
    more = {"inputs": distance(110), **ledger.named()}
    ledger.append("action.evidence_raised", ref=ref, evidence="attested", reduction_mg=180, **more)
    ledger.append("action.reversed", ref=ref, reduction_mg=-330, reasons=["rejected"])
    assert totals(ledger, toy_evaluate) == (0, 0)


def test_inputs_without_a_methodology_say_that_none_applies(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.reviewed", ref=ref, inputs=distance(100), reduction_mg=-300)
    found = Replayed(ledger, toy_evaluate).replay
    assert found.totals() == (0, 0)
    assert found.lines(replay.month_number("2026-10")) == {}


def test_evidence_is_never_raised_downwards(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.evidence_raised", ref=ref, evidence="corroborated", reduction_mg=-60)
    assert refused(ledger, toy_evaluate).params["reason"] == "evidence"


def test_a_correction_replaces_inputs_and_later_entries_build_on_it(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 240, "corroborated")
    more = {"inputs": distance(50), "reasons": ["wrong_distance"], **ledger.named()}
    ledger.append("action.corrected", ref=ref, reduction_mg=-120, **more)
    ledger.append("action.evidence_raised", ref=ref, evidence="attested", reduction_mg=30)
    assert totals(ledger, toy_evaluate) == (150, 0)


def test_a_true_up_computes_the_old_inputs_by_the_new_version(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    newer = {"id": "test-ride", "version": "2", "credit_class": "market", "mg_per_m": 2, "percent": {"attested": 100}}
    ledger.publish(newer)
    ledger.append("action.corrected", ref=ref, reduction_mg=-100, reasons=["true_up"], **ledger.named(newer))
    found = Replayed(ledger, toy_evaluate).replay
    assert found.totals() == (200, 0)
    assert list(found.lines(replay.month_number("2026-10"))) == [("test-ride/2", "attested")]


def test_a_wrong_difference_is_refused(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 150, "self_reported")
    ledger.append("action.evidence_raised", ref=ref, evidence="corroborated", reduction_mg=240)
    assert refused(ledger, toy_evaluate).params["expected"] == 90


def test_a_reversal_takes_back_exactly_what_stands(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.reversed", ref=ref, reduction_mg=-299, reasons=["undone"])
    assert refused(ledger, toy_evaluate).params["expected"] == -300


@pytest.mark.parametrize(
    "later",
    [
        {"type": "action.reversed", "reduction_mg": 0, "reasons": ["undone"]},
        {"type": "action.verified", "evidence": "attested"},
        {"type": "action.corrected", "reduction_mg": 300, "reasons": ["back_again"]},
    ],
)
def test_nothing_follows_a_reversal(ledger: Any, toy_evaluate: Any, later: dict[str, Any]) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.reversed", ref=ref, reduction_mg=-300, reasons=["undone"])
    ledger.append(ref=ref, **later)
    assert refused(ledger, toy_evaluate).params["reason"] == "reversed"


@pytest.mark.parametrize("ref", [0, 1, 99])
def test_a_reference_to_no_earlier_action_is_refused(ledger: Any, toy_evaluate: Any, ref: int) -> None:
    ledger.append("action.reversed", ref=ref, reduction_mg=0, reasons=["undone"])
    assert refused(ledger, toy_evaluate).params["reason"] == "unknown"


def test_only_a_verified_entry_makes_grams_verified(ledger: Any, toy_evaluate: Any) -> None:
    first = ledger.ride(100, 300)
    ledger.ride(100, 300)
    ledger.append("action.verified", ref=first, evidence="attested")
    assert totals(ledger, toy_evaluate) == (600, 300)
    ledger.append("action.reversed", ref=first, reduction_mg=-300, reasons=["rejected"])
    assert totals(ledger, toy_evaluate) == (300, 0)


def test_verification_stays_with_raised_evidence_but_not_with_a_correction(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 240, "corroborated")
    ledger.append("action.verified", ref=ref, evidence="corroborated", reduction_mg=0)
    ledger.append("action.evidence_raised", ref=ref, evidence="attested", reduction_mg=60)
    assert totals(ledger, toy_evaluate) == (300, 300)
    more = {"inputs": distance(9000), "reasons": ["wrong_distance"], **ledger.named()}
    ledger.append("action.corrected", ref=ref, reduction_mg=26_700, **more)
    assert totals(ledger, toy_evaluate) == (27_000, 0)


def test_an_action_taken_back_under_review_loses_its_verification(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.verified", ref=ref, evidence="attested")
    ledger.append("action.reviewed", ref=ref, reduction_mg=-300, reasons=["pending", "complaint"])
    ledger.append("action.reviewed", ref=ref, reduction_mg=300)
    assert totals(ledger, toy_evaluate) == (300, 0)


def test_self_reported_grams_are_never_verified(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 150, "self_reported")
    ledger.append("action.verified", ref=ref, evidence="self_reported")
    assert refused(ledger, toy_evaluate).params["reason"] == "self_reported"


def test_a_verification_names_the_evidence_it_saw(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 240, "corroborated")
    ledger.append("action.verified", ref=ref, evidence="attested")
    assert refused(ledger, toy_evaluate).params["reason"] == "evidence"


def test_pending_actions_are_not_verified(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 0, reasons=["pending"])
    ledger.append("action.verified", ref=ref, evidence="attested")
    assert refused(ledger, toy_evaluate).params["reason"] == "pending"


def test_a_verification_moves_no_grams(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300)
    ledger.append("action.verified", ref=ref, evidence="attested", reduction_mg=1)
    assert isinstance(refused(ledger, toy_evaluate), invalid.ReductionWrong)


def test_a_methodology_must_be_published_before_its_use(log: Any, toy_evaluate: Any) -> None:
    log.ride(100, 300)
    error = refused(log, toy_evaluate)
    assert (type(error), error.params["reason"]) == (invalid.MethodologyWrong, "unpublished")


def test_a_hash_under_another_methodologys_name_is_refused(ledger: Any, toy_evaluate: Any) -> None:
    named = {**ledger.named(), "methodology": "test-ride/2"}
    ledger.append("action.recorded", kind="bus", inputs=distance(1), evidence="attested", reduction_mg=3, **named)
    assert refused(ledger, toy_evaluate).params["reason"] == "unpublished"


def test_a_published_package_must_have_its_hash_and_name(log: Any, toy_evaluate: Any) -> None:
    package = {"id": "a", "version": "1"}
    digest = hashlib.sha256(canonical.encode(package)).hexdigest()
    fields = {"methodology": "a/1", "methodology_sha256": digest, "package": package}
    log.append("methodology.published", **{**fields, "package": {**package, "mg_per_m": 9}})
    assert refused(log, toy_evaluate).params["reason"] == "hash"
    log.entries.pop()
    log.append("methodology.published", **{**fields, "methodology": "b/1"})
    assert refused(log, toy_evaluate).params["reason"] == "name"


def test_a_name_is_never_published_with_other_content(ledger: Any, toy_evaluate: Any) -> None:
    ledger.publish()
    assert totals(ledger, toy_evaluate) == (0, 0)
    ledger.publish({"id": "test-ride", "version": "1", "mg_per_m": 4})
    assert refused(ledger, toy_evaluate).params["reason"] == "name"


def test_what_a_plugin_computed_is_counted_as_not_recomputed(log: Any, toy_evaluate: Any) -> None:
    log.publish(PLUGIN)
    fields = {"kind": "bus", "evidence": "attested", "inputs": distance(7), **log.named(PLUGIN)}
    ref = log.append("action.recorded", reduction_mg=77, **fields)
    log.append("action.corrected", ref=ref, reduction_mg=-70, reasons=["recount"])
    found = Replayed(log, toy_evaluate).replay
    assert (found.totals(), found.recomputed, found.not_recomputed) == ((7, 0), 0, 2)
    log.append("action.corrected", ref=ref, reduction_mg=-8, reasons=["recount"])
    assert isinstance(refused(log, toy_evaluate), invalid.ReductionWrong)


def test_an_evaluator_that_cannot_compute_makes_the_log_invalid(ledger: Any) -> None:
    class Refused(DomainError):
        code = "input_refused"

    def refuse(package: object, record: object) -> tuple[int, int]:
        raise Refused

    def stumble(package: object, record: object) -> tuple[int, int]:
        raise ZeroDivisionError

    ledger.ride(100, 300)
    assert refused(ledger, refuse).params["reason"] == "input_refused"
    assert refused(ledger, stumble).params["reason"] == "package"


@pytest.mark.parametrize("full", [-1, 2**53])
def test_an_evaluator_that_leaves_the_bounds_makes_the_log_invalid(ledger: Any, full: int) -> None:
    ledger.ride(100, -1 if full < 0 else 2**53 - 1)
    assert refused(ledger, lambda package, record: (300, full)).params["reason"] == "package"


def test_unknown_types_are_counted_but_bring_no_grams(ledger: Any, toy_evaluate: Any) -> None:
    known = entry.parse(ledger.entries[0])
    found = replay.Replay(toy_evaluate, lambda n: known)
    found.take(0, {**known, "type": "tree.planted"}, "")
    assert found.by_type == {"unknown": 1}
    with pytest.raises(invalid.ReductionWrong):
        found.take(1, {**known, "type": "tree.planted", "reduction_mg": 5}, "")


def test_lines_hold_one_month_of_credited_classes_each_gram_once(ledger: Any, toy_evaluate: Any) -> None:
    estimate = {"id": "guess", "version": "1", "credit_class": "estimate", "mg_per_m": 1, "percent": {"attested": 100}}
    ledger.publish(estimate)
    fields = {"kind": "walking", "evidence": "attested", "inputs": distance(5), **ledger.named(estimate)}
    ledger.append("action.recorded", reduction_mg=5, **fields)
    first = ledger.ride(100, 300)
    ledger.append("action.verified", ref=first, evidence="attested")
    ledger.ride(200, 600)
    ledger.ride(10, 15, "self_reported")
    ledger.ride(10, 0, "corroborated", reasons=["pending"])
    ledger.ride(10, 30, on="2026-11-01")
    gone = ledger.ride(10, 30)
    ledger.append("action.reversed", ref=gone, reduction_mg=-30, reasons=["undone"])
    assert Replayed(ledger, toy_evaluate).replay.lines(replay.month_number("2026-10")) == {
        ("test-ride/1", "attested"): replay.Line(300, 600, 0, 2),
        ("test-ride/1", "self_reported"): replay.Line(0, 0, 15, 1),
        ("test-ride/1", "corroborated"): replay.Line(0, 0, 0, 1),
    }


def test_a_corrected_day_moves_the_action_to_its_month(ledger: Any, toy_evaluate: Any) -> None:
    ref = ledger.ride(100, 300, on="2026-10-31")
    more = {"inputs": distance(100, "2026-11-01"), "reasons": ["wrong_day"], **ledger.named()}
    ledger.append("action.corrected", ref=ref, reduction_mg=0, **more)
    found = Replayed(ledger, toy_evaluate).replay
    assert found.lines(replay.month_number("2026-10")) == {}
    assert found.lines(replay.month_number("2026-11")) == {("test-ride/1", "attested"): replay.Line(0, 300, 0, 1)}


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "20261-0", "２０２６-10", "abcd-ef"])
def test_text_that_names_no_month_has_no_number(text: str) -> None:
    assert replay.month_number(text) == -1


def test_months_follow_each_other_across_the_year() -> None:
    assert replay.month_number("2027-01-31") - replay.month_number("2026-12") == 1


def version(number: str, **more: object) -> dict[str, object]:
    return {
        "id": "test-ride",
        "version": number,
        "credit_class": "market",
        "mg_per_m": 2,
        "percent": {"attested": 100},
        **more,
    }


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (version("2", status="draft"), "status"),
        (version("2", status="retired"), "status"),
        (version("2", status="active", use_by="2026-10-04"), "use_by"),
        (version("2", status="active", use_by="2026-10-05"), None),
    ],
)
def test_only_a_version_in_force_prices_an_action(
    ledger: Any, toy_evaluate: Any, package: dict[str, object], reason: str | None
) -> None:
    old = ledger.ride(100, 300)
    ledger.publish(package)
    entries = [
        {"type": "action.recorded", "kind": "bus", "inputs": distance(5), "evidence": "attested", "reduction_mg": 10},
        {"type": "action.corrected", "ref": old, "reduction_mg": -100, "reasons": ["true_up"]},
    ]
    for fields in entries:
        n = ledger.append(**fields, **ledger.named(package))
        if reason is None:
            assert Replayed(ledger, toy_evaluate).replay.totals()
        else:
            error = refused(ledger, toy_evaluate)
            assert isinstance(error, invalid.MethodologyWrong)
            assert (error.params["n"], error.params["reason"]) == (n, reason)
            ledger.entries.pop()


def test_a_version_past_its_days_still_recomputes_what_it_priced(log: Any, toy_evaluate: Any) -> None:
    package = version("2", status="active", use_by="2026-10-05")
    log.publish(package)
    fields = {"kind": "bus", "evidence": "attested", **log.named(package)}
    ref = log.append("action.recorded", inputs=distance(5), reduction_mg=10, **fields)
    log.append(
        "action.corrected", ref=ref, inputs=distance(7), reduction_mg=4, reasons=["recount"], recorded_on="2027-01-01",
        **log.named(package),
    )  # fmt: skip
    assert Replayed(log, toy_evaluate).replay.totals() == (14, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"reasons": ["daily_cap"]},
        {"cap_applied": {"distance_m": 200}},
        {"cap_applied": {"distance_m": 200}, "reasons": ["asked"]},
    ],
)
def test_a_cut_is_said_by_its_reason_and_its_full_quantity(
    ledger: Any, toy_evaluate: Any, fields: dict[str, object]
) -> None:
    ledger.ride(100, 300, cap_applied={"distance_m": 200}, reasons=["daily_cap"])
    assert totals(ledger, toy_evaluate) == (300, 0)
    ledger.ride(100, 300, **fields)
    error = refused(ledger, toy_evaluate)
    assert isinstance(error, invalid.MethodologyWrong)
    assert error.params["reason"] == "daily_cap"


@pytest.mark.parametrize(("signed", "credited"), [(-5, 1), (76, 77), (0, 1)])
def test_no_plugin_credits_more_than_was_saved(log: Any, toy_evaluate: Any, signed: int, credited: int) -> None:
    log.publish(PLUGIN)
    fields = {"kind": "bus", "evidence": "attested", "inputs": distance(7), **log.named(PLUGIN)}
    log.append("action.recorded", reduction_mg=max(signed, 0), signed_mg=signed, **fields)
    assert totals(log, toy_evaluate) == (max(signed, 0), 0)
    log.append("action.recorded", reduction_mg=credited, signed_mg=signed, **fields)
    error = refused(log, toy_evaluate)
    assert (error.params["field"], error.params["found"], error.params["expected"]) == (
        "reduction_mg", credited, max(signed, 0),
    )  # fmt: skip

"""Replaying actions: what each later entry may say, what a false one is called, and what a month adds up to."""

from typing import Any

import pytest

from ledger import entry, invalid, replay
from tests.unit.ledger.replayed import Replayed, distance, refused, totals


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

"""Replaying actions: which package may price one, and what becomes of one that cannot be computed."""

import hashlib
from typing import Any

import pytest

from kernel.errors import DomainError
from ledger import canonical, invalid
from tests.unit.ledger.replayed import Replayed, distance, refused, totals

PLUGIN: dict[str, object] = {"id": "test-plugin", "version": "1", "credit_class": "company", "percent": {}}


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

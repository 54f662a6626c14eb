"""An act's row out of its entries: which field comes from where, and what is kept when it stands nowhere else."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions.projection import Act, Context, Fields, NotRebuildable, Telling, completed, differing
from actions.story import Story
from ledger.integrator import LeafAltered
from methodologies.catalogue import Catalogue

CATALOGUE = Catalogue.load(plugins=())
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 5, tzinfo=UTC)
WHO = UUID(int=7)


def ride(metres: int) -> dict[str, Any]:
    segments = [{"mode": "metro", "distance_m": metres}]
    return {"region": "CN-GD-SZ", "occurred_on": "2026-11-18", "segments": segments}


def recorded(**more: Any) -> dict[str, Any]:
    entry = {
        "type": "action.recorded", "kind": "metro", "recorded_on": "2026-11-18", "inputs": ride(12_000),
        "methodology": "cn-sz-lcpt/2021.1", "methodology_sha256": "ab", "evidence": "self_reported",
        "reduction_mg": 561_600,
    }  # fmt: skip
    return entry | more


def raised(**more: Any) -> dict[str, Any]:
    return recorded(type="action.evidence_raised", evidence="attested", reduction_mg=-46_800) | more


def fields(act: Act, *, keys: int = 1, **context: Any) -> Fields:
    stands = {
        "action_id": UUID(int=1), "person_id": WHO, "unit_id": None, "campaign_id": None, "source": "telegram",
        "occurred_at": NOON,
    }  # fmt: skip
    return act.fields(Context(**(stands | context)), keys, {"ab": "market"}, CATALOGUE, "Asia/Shanghai")


def test_a_record_alone_gives_every_field_but_the_moment_of_recording() -> None:
    found = fields(Act(3, recorded()))
    assert found == {
        "id": UUID(int=1), "person_id": WHO, "unit_id": None, "campaign_id": None, "kind": "metro",
        "category": "travel", "occurred_on": date(2026, 11, 18), "occurred_at": NOON, "quantity": 12_000, "unit": "m",
        "inputs": ride(12_000), "sources": ["telegram"], "evidence": "self_reported", "status": "recorded",
        "reasons": [], "methodology": "cn-sz-lcpt/2021.1", "credit_class": "market", "reduction_mg": 561_600,
        "verified_mg": 0, "recorded_on": date(2026, 11, 18),
    }  # fmt: skip


def test_withheld_grams_carry_their_quantity_themselves() -> None:
    entry = recorded(kind="walking", inputs={"occurred_on": "2026-11-18", "quantity": 900, "unit": "m"}, reduction_mg=0)
    del entry["methodology"], entry["methodology_sha256"]
    found = fields(Act(3, entry))
    assert (found["quantity"], found["unit"], found["credit_class"], found["methodology"]) == (900, "m", "none", None)


def test_a_measurement_replaces_inputs_reasons_and_moment() -> None:
    act = Act(3, recorded(reasons=["pending", "asked"], reduction_mg=0))
    act.change(raised(inputs=ride(11_000), reduction_mg=514_800), Telling("rides", LATER))
    found = fields(act)
    assert (found["quantity"], found["occurred_at"], found["sources"]) == (11_000, LATER, ["telegram", "rides"])
    assert (found["status"], found["reasons"], found["reduction_mg"]) == ("recorded", [], 514_800)


def test_what_lay_in_a_destroyed_vault_is_unknown_and_no_difference() -> None:
    act = Act(3, recorded())
    act.change(raised(), None)
    found = fields(act)
    assert "occurred_at" not in found and found["sources"] == ["telegram", None]
    standing = {**found, "sources": ["telegram", "bus_app"], "occurred_at": LATER, "recorded_at": NOON}
    assert differing(found, standing) == []
    assert completed(3, found, standing, NOON)["sources"] == ["telegram", "bus_app"]
    assert completed(3, found, None, NOON)["sources"] == ["telegram", "unknown"]


def test_a_photo_is_no_second_account() -> None:
    act = Act(3, recorded())
    photo = {"type": "action.evidence_raised", "evidence": "corroborated", "reduction_mg": 0, "reasons": ["photo"]}
    act.change(photo, None)
    found = fields(act)
    assert (found["evidence"], found["sources"], found["occurred_at"], found["reasons"]) == (
        "corroborated", ["telegram"], NOON, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "keys", "sources"),
    [
        ("rides", 1, ["rides"]),
        ("rides", 2, ["rides", "telegram"]),
        ("telegram", 2, ["telegram", None]),
    ],
)
def test_a_key_more_is_a_telling_that_changed_nothing(first: str, keys: int, sources: list[str | None]) -> None:
    assert fields(Act(3, recorded()), keys=keys, source=first)["sources"] == sources


@pytest.mark.parametrize("standing", [["telegram"], ["rides", "bus_app"], ["telegram", "rides", "bus_app"]])
def test_a_source_too_few_or_too_many_or_another_is_a_difference(standing: list[str]) -> None:
    expected: Fields = {"sources": ["telegram", None]}
    assert differing(expected, {"sources": standing}) == ["sources"]


def test_verified_grams_follow_a_confirmation_and_go_with_a_reversal() -> None:
    act = Act(3, recorded(evidence="corroborated"))
    act.change({"type": "action.verified", "evidence": "corroborated"})
    act.change({"type": "action.evidence_raised", "evidence": "attested", "reduction_mg": 100}, Telling("rides", LATER))
    assert (act.status, act.verified_mg, act.reduction_mg) == ("verified", 561_700, 561_700)
    act.change({"type": "action.reversed", "reduction_mg": -561_700, "reasons": ["duplicate"]})
    assert (act.status, act.verified_mg, act.reduction_mg, act.reasons) == ("reversed", 0, 0, [])


def test_an_approval_remembers_that_the_day_was_full() -> None:
    act = Act(3, recorded(reasons=["pending", "asked", "daily_cap"], reduction_mg=0))
    act.change({"type": "action.reviewed", "reduction_mg": 5, "reasons": ["approved"]})
    assert (act.status, act.reasons, act.reduction_mg) == ("recorded", ["approved", "daily_cap"], 5)


def test_an_erased_act_has_no_moment() -> None:
    act = Act(3, recorded())
    act.change(raised(), None)
    assert fields(act, person_id=None, occurred_at=None)["occurred_at"] is None


def test_a_day_that_no_input_names_is_the_contexts_in_the_organisations_zone() -> None:
    inputs = ride(12_000)
    del inputs["occurred_on"]
    late = datetime(2026, 11, 18, 17, tzinfo=UTC)
    assert fields(Act(3, recorded(inputs=inputs)), occurred_at=late)["occurred_on"] == date(2026, 11, 19)


def test_a_kind_that_the_catalogue_lost_keeps_what_stood_and_is_refused_where_nothing_did() -> None:
    found = fields(Act(3, recorded(kind="teleport")))
    assert found.keys().isdisjoint({"category", "unit", "quantity"})
    standing = {**found, "category": "travel", "unit": "m", "quantity": 12_000, "recorded_at": NOON}
    row = completed(3, found, standing, LATER)
    assert (row["category"], row["unit"], row["quantity"], row["recorded_at"]) == ("travel", "m", 12_000, NOON)
    with pytest.raises(NotRebuildable) as lost:
        completed(3, found, None, LATER)
    assert lost.value.params == {"n": 3, "field": "category"}


def entry(n: int, **members: Any) -> bytes:
    return orjson.dumps({"n": n, "recorded_on": "2026-11-18", **members}, option=orjson.OPT_SORT_KEYS)


def test_a_story_knows_the_later_entries_of_each_act_in_their_order() -> None:
    story = Story("log_x")
    story.take([entry(0, type="methodology.published", methodology_sha256="ab", package={"credit_class": "market"})])
    story.take([entry(n, type="action.recorded", kind="metro") for n in (1, 2, 3)])
    assert story.about([1, 2, 3]) == {}
    story.take([entry(4, type="action.verified", ref=3), entry(5, type="action.verified", ref=1)])
    story.take([entry(6, type="action.reversed", ref=3), entry(7, type="action.recorded", kind='"ref":9')])
    assert story.about([3, 1]) == {3: [4, 6], 1: [5]}
    assert story.about([2, 9]) == {}
    assert (story.size, story.credit_classes) == (8, {"ab": "market"})


def test_a_story_as_known_on_a_day_leaves_out_what_came_later() -> None:
    story = Story("log_x", date(2026, 11, 18))
    story.take([entry(0, type="action.recorded"), entry(1, type="action.verified", ref=0)])
    story.take([entry(2, type="action.reversed", ref=0).replace(b"2026-11-18", b"2026-11-19")])
    assert story.about([0]) == {0: [1]}


def test_what_is_no_entry_is_named() -> None:
    with pytest.raises(LeafAltered) as altered:
        Story("log_x").take([entry(0, type="action.recorded"), b'"ref":nonsense'])
    assert altered.value.params == {"log_id": "log_x", "n": 1}

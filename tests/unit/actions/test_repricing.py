"""A person's day by another version: one pass gives what judging each act beside the others gives, within the caps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.judging import restate
from actions.plausibility import DayAct
from actions.repricing import Repriced, reprice
from methodologies.catalogue import Catalogue

CATALOGUE = Catalogue.load(plugins=())
OLD, NEW = "cn-sz-lcpt/2021.1", "cn-sz-lcpt/2021.1-467"
PACKAGE = CATALOGUE.package(NEW)
MOST_M = {"metro": 120_000, "bev_bus": 60_000}
DAY = date(2026, 11, 20)
Told = tuple[str, int, str, str]


def act(seq: int, told: Told, person: UUID | None = UUID(int=1)) -> DayAct:
    mode, metres, methodology, status = told
    inputs = {
        "region": "CN-GD-SZ",
        "occurred_on": DAY.isoformat(),
        "segments": [{"mode": mode, "distance_m": metres}],
    }
    worth = CATALOGUE.quantify(CATALOGUE.package(methodology), inputs, "attested").reduction_mg
    standing_mg = 0 if status == "pending_review" else worth
    return DayAct(
        seq, UUID(int=seq), person, "metro", metres, "m", DAY, None, "attested", status, ["rides"], methodology, "market",
        inputs, (), standing_mg,
    )  # fmt: skip


def repriced(day: Sequence[DayAct]) -> list[Repriced]:
    return reprice(CATALOGUE, day, lambda one: PACKAGE if one.methodology == OLD else None, CATALOGUE.packages)


def one_by_one(day: Sequence[DayAct]) -> list[tuple[int, int, object]]:
    """The same, act after act, each beside all that stands then: slow and plain."""
    standing = [replace(one) for one in day]
    found: list[tuple[int, int, object]] = []
    for position, one in enumerate(standing):
        if one.methodology != OLD:
            continue
        later = [other for other in standing[position + 1 :] if other.methodology != OLD]
        if one.status == "pending_review":
            found.append((one.seq, one.reduction_mg, None))
            continue
        judged = restate(CATALOGUE, one, PACKAGE, one.inputs, one.quantity, [*standing[:position], *later])
        one.methodology, one.inputs = judged.methodology, judged.inputs
        found.append((one.seq, one.reduction_mg + judged.delta_mg, dict(judged.inputs)))
    return found


days = st.lists(
    st.tuples(
        st.sampled_from(sorted(MOST_M)),
        st.integers(1, 60_000),
        st.sampled_from([OLD, OLD, NEW]),
        st.sampled_from(["recorded", "verified", "pending_review"]),
    ),
    max_size=12,
).map(lambda told: [act(seq, one) for seq, one in enumerate(told)])


@pytest.mark.exhaustive
@settings(max_examples=150, deadline=None)
@given(day=days)
def test_one_pass_says_what_judging_act_after_act_says(day: list[DayAct]) -> None:
    before = [replace(one) for one in day]
    found = [
        (one.act.seq, one.after_mg, None if one.judgement is None else dict(one.judgement.inputs))
        for one in repriced(day)
    ]
    assert found == one_by_one(day)
    assert day == before, "what was handed in stays as it was"


@pytest.mark.exhaustive
@settings(max_examples=150, deadline=None)
@given(day=days)
def test_no_day_passes_a_cap_by_being_priced_anew(day: list[DayAct]) -> None:
    already = [one for one in day if one.methodology == NEW and one.status != "pending_review"]
    anew = [one.judgement.inputs for one in repriced(day) if one.judgement is not None and one.judgement.package]
    for mode, most in MOST_M.items():
        stood = _metres(mode, [one.inputs for one in already])
        assert stood + _metres(mode, anew) <= max(most, stood)


def _metres(mode: str, every: Sequence[object]) -> int:
    legs = [leg for inputs in every for leg in inputs["segments"]]  # type: ignore[index]
    return sum(leg["distance_m"] for leg in legs if leg["mode"] == mode)


def test_what_a_version_cannot_say_stays_and_says_why() -> None:
    pending = act(1, ("metro", 5_000, OLD, "pending_review"))
    early = replace(act(2, ("metro", 5_000, OLD, "recorded")), occurred_on=date(2020, 1, 1))
    strange = replace(act(3, ("metro", 5_000, OLD, "recorded")), inputs={"distance_m": 5})
    found = repriced([pending, early, strange])
    assert [one.refused for one in found] == ["pending_review", "activity_out_of_date", "input_refused"]
    assert all(one.after_mg == one.act.reduction_mg and not one.differs for one in found)

"""Whoever says one act as several, or the same one again, is not paid more for it: every kind, everywhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.commands import ClaimedAlready, QuantityOutOfRange, Receipt
from methodologies.caps import counted
from methodologies.catalogue import Catalogue
from methodologies.contract import InputRefused
from methodologies.kinds import Kind, Use
from methodologies.package import Package
from tests.unit.methodologies.accepted_inputs import accepted_inputs

pytestmark = pytest.mark.exhaustive
CATALOGUE = Catalogue.load(plugins=[])
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
REGIONS = ("CN-GD-SZ", "CN-GD-GZ", "CN-HB", "GB", "FR", "US-CAMX")
EVERYWHERE = tuple(sorted({one.id for one in CATALOGUE.packages.values() if one.region == "*"}))
PER_ACT = {"metro-trip-gz": 6, "rail-for-flight": 2}
"""What they count is the trip, not its length: told in parts it is several trips, and no more than so many a day."""
SEEDS = st.integers(0, 2**32)


def priced() -> list[tuple[str, str, bool]]:
    """Every kind in every region that has grams for it, and whether a quantity alone is priced there."""
    found = []
    for kind in CATALOGUE.kinds.values():
        for region in REGIONS:
            package = CATALOGUE.choose(kind.code, region, ("local", *EVERYWHERE), NOON.date())
            if package is not None:
                found.append((kind.code, region, use_of(kind, package).told))
    return found


def use_of(kind: Kind, package: Package) -> Use:
    return next(use for use in kind.methodologies if use.methodology == package.id)


TOLD = [(kind, region) for kind, region, told in priced() if told]
SENT = [(kind, region) for kind, region, _ in priced()]


@pytest.fixture(scope="session")
def living(someone: Callable[..., Any]) -> Callable[[str], Any]:
    def made(region: str) -> Any:
        person = someone(region=region)
        person.organisation = replace(person.organisation, methodology_set=("local", *EVERYWHERE))
        return person

    return made


def test_nearly_every_kind_with_a_methodology_is_tried() -> None:
    kinds = {kind.code for kind in CATALOGUE.kinds.values() if kind.methodologies}
    assert {kind for kind, _ in SENT} == kinds
    assert len({kind for kind, _ in TOLD}) > 30


def divided(random: Random, quantity: int, least: int) -> list[int]:
    """The quantity in two to four parts, none below the least."""
    count = min(random.randint(2, 4), quantity // least)
    free = quantity - count * least
    cuts = sorted(random.randint(0, free) for _ in range(count - 1))
    return [least + high - low for low, high in zip([0, *cuts], [*cuts, free], strict=True)]


@pytest.mark.parametrize(("code", "region"), TOLD)
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_an_act_told_in_parts_never_pays_more(living: Callable[[str], Any], code: str, region: str, seed: int) -> None:
    random, kind = Random(seed), CATALOGUE.kind(code)
    most = random.choice([kind.ask_above, kind.maximum, min(kind.maximum, 10 * kind.minimum)])
    quantity = random.randint(kind.minimum, most)
    once, often = living(region), living(region)
    whole = once.tell(quantity, kind=code)
    assert isinstance(whole, Receipt)
    parts = [
        often.tell(part, kind=code, at=NOON - timedelta(minutes=number), another=True)
        for number, part in enumerate(divided(random, quantity, kind.minimum))
    ]
    counted = [part for part in parts if isinstance(part, Receipt)]
    assert counted, parts
    allowed = PER_ACT.get(str(whole.methodology).partition("/")[0], 1)
    assert sum(part.reduction_mg for part in counted) <= whole.reduction_mg * min(allowed, len(parts))
    assert often.booked_mg == sum(act.reduction_mg for act in often.standing)


def as_the_kind(template: Any, given: Any) -> Any:
    """Inputs with the kind's own words in them: whole inputs of another kind are refused."""
    if isinstance(template, str):
        return given if template.startswith("$") or template[0].isdigit() else template
    if isinstance(template, dict) and isinstance(given, dict):
        return {
            name: as_the_kind(template[name], value) if name in template else value for name, value in given.items()
        }
    if isinstance(template, list) and isinstance(given, list) and len(template) == 1:
        return [as_the_kind(template[0], member) for member in given]
    return given


@pytest.mark.parametrize(("code", "region"), SENT)
@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_whole_inputs_sent_again_and_again_pay_no_more_than_the_day_holds(
    living: Callable[[str], Any], code: str, region: str, seed: int
) -> None:
    kind, person = CATALOGUE.kind(code), living(region)
    package = CATALOGUE.choose(code, region, ("local", *EVERYWHERE), NOON.date())
    assert package is not None
    given = as_the_kind(use_of(kind, package).inputs, accepted_inputs(CATALOGUE, package, seed))
    inputs = {name: value for name, value in given.items() if name not in ("region", "occurred_on", "period_from")}
    outcomes = []
    for number in range(8):
        at = NOON - timedelta(minutes=number)
        try:
            outcomes.append(person.take(code, None, at, "rides", person.partner, "operator_record", inputs=inputs))
        except (QuantityOutOfRange, InputRefused):
            assert number == 0, "what the kind takes once it takes again"
            return
    standing = [act for act in person.standing if act.methodology is not None and act.status != "pending_review"]
    if any(not claim.beside for claim in kind.claims):
        assert len(standing) <= 1
        assert all(isinstance(outcome, ClaimedAlready) for outcome in outcomes[1:])
        return
    for place, cap in enumerate(package.caps):
        used = sum(counted(package, act.inputs)[place] for act in standing)
        assert used <= cap.maximum, (code, cap)
    assert package.caps

"""What somebody would have used instead: whose word counts, what stands in the entry, and what stays of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from actions import instead
from actions.commands import RecordAction
from actions.drafting import natural_key
from kernel.ids import new_uuid
from ledger import entry
from methodologies.catalogue import Catalogue
from methodologies.kinds import MODES, ModeUnknown

CAR, TRAM = 165_910, 21_210
"""Milligrams a kilometre of one car, and of one passenger in a tram (DESNZ 2026, as `modeshift/1` has them)."""
DAY = date(2026, 11, 18)
WRONG_INPUTS: list[dict[str, Any]] = [{}, {"baseline": None}, {"baseline": {"factor_id": "x"}}, {"baseline": []}]
MODES_OFFERED = ["car_alone", "car", "metro", "bus"]


@pytest.fixture(scope="module")
def catalogue(asking: Path) -> Catalogue:
    return Catalogue.load(asking, plugins=())


@pytest.fixture
def person(someone: Callable[..., Any], catalogue: Catalogue) -> Any:
    """A person whose organisation counts what is local; nobody has said anything yet."""
    found = someone(catalogue=catalogue)
    found.organisation = replace(found.organisation, methodology_set=("local",))
    return found


def last_entry(person: Any) -> dict[str, Any]:
    return entry.parse(person.head._sealed[-1].data)


def grams_of(catalogue: Catalogue, mode: str, metres: int) -> int:
    package = catalogue.package("gondola-shift/1")
    inputs = instead.inputs_for(catalogue, "gondola", package, metres, ("CN-GD-SZ", DAY), mode)
    return catalogue.quantify(package, inputs, "self_reported").signed_mg


def test_what_is_said_of_the_act_comes_first(person: Any) -> None:
    person.subject.usual_mode = "bus"
    person.organisation = replace(person.organisation, commute_baseline="car")
    receipt = person.tell(10_000, kind="gondola", instead="car_alone")
    assert receipt.reduction_mg == 10 * (CAR - TRAM)
    assert receipt.reasons == ("instead_said",)


def test_then_the_persons_usual_way(person: Any) -> None:
    person.subject.usual_mode = "car"
    person.organisation = replace(person.organisation, commute_baseline="car_alone")
    receipt = person.tell(3_000, kind="gondola")
    assert receipt.reduction_mg == 2 * CAR - 3 * TRAM
    assert receipt.reasons == ("instead_usual",)


def test_then_the_organisations_baseline(person: Any) -> None:
    person.organisation = replace(person.organisation, commute_baseline="car_alone")
    receipt = person.tell(10_000, kind="gondola")
    assert receipt.reduction_mg == 10 * (CAR - TRAM)
    assert receipt.reasons == ("instead_organisation",)


def test_else_the_mode_with_the_least_grams(person: Any, catalogue: Catalogue) -> None:
    receipt = person.tell(10_000, kind="gondola")
    assert receipt.reasons == ("instead_least",)
    grams = {mode: grams_of(catalogue, mode, 10_000) for mode in MODES_OFFERED}
    assert min(grams, key=grams.__getitem__) == "metro" and grams["metro"] < 0
    assert (last_entry(person)["signed_mg"], receipt.reduction_mg) == (grams["metro"], 0)


@pytest.mark.parametrize("mode", ["taxi", "walk", "flight"])
def test_a_usual_way_that_is_not_offered_gives_way_to_the_next(person: Any, mode: str) -> None:
    person.subject.usual_mode = mode
    person.organisation = replace(person.organisation, commute_baseline="bus")
    assert person.tell(10_000, kind="gondola").reasons == ("instead_organisation",)


@pytest.mark.parametrize("mode", ["taxi", "hovercraft", "", "car_alone " * 50])
def test_a_mode_that_is_not_offered_is_refused_and_nothing_is_recorded(person: Any, mode: str) -> None:
    with pytest.raises(ModeUnknown) as caught:
        person.tell(10_000, kind="gondola", instead=mode)
    assert caught.value.params["mode"] == mode[:40]
    assert caught.value.params["allowed"] == (MODES_OFFERED if mode in MODES else list(MODES))
    assert person.standing == []


def test_a_mode_is_refused_where_the_methodology_does_not_ask(person: Any) -> None:
    with pytest.raises(ModeUnknown) as caught:
        person.tell(10_000, kind="metro", instead="car")
    assert caught.value.params["allowed"] == []


def test_a_mode_beside_inputs_is_refused(person: Any) -> None:
    inputs = {"distance_m": 100, "baseline": {"factor_id": "x"}, "project": {"factor_id": "x"}}
    with pytest.raises(ModeUnknown):
        person.ride(None, kind="gondola", inputs=inputs, instead="car")


def test_where_grams_are_withheld_the_word_is_kept(someone: Callable[..., Any], catalogue: Catalogue) -> None:
    person = someone(region="CN-XZ", catalogue=catalogue)
    receipt = person.tell(10_000, kind="gondola", instead="car")
    assert (receipt.methodology, receipt.reduction_mg, receipt.inputs["instead"]) == (None, 0, "car")


def test_the_entry_holds_the_mode_and_recomputes(person: Any, catalogue: Catalogue) -> None:
    receipt = person.tell(10_000, kind="gondola", instead="bus")
    sealed = last_entry(person)
    use = instead.asked(catalogue, "gondola", receipt.methodology)
    assert use is not None and instead.mode_in(use, sealed["inputs"]) == "bus"
    again = catalogue.quantify(catalogue.package(sealed["methodology"]), sealed["inputs"], sealed["evidence"])
    assert again.reduction_mg == sealed["reduction_mg"] == receipt.reduction_mg > 0


def test_a_measurement_of_what_was_told_keeps_the_persons_word(person: Any) -> None:
    person.tell(10_000, kind="gondola", instead="car_alone")
    receipt = person.ride(10_400, kind="gondola")
    assert receipt.raised and receipt.quantity == 10_400
    assert receipt.reduction_mg == 104 * (CAR - TRAM) // 10
    assert receipt.reasons == ("instead_said",)


def test_a_measurement_says_its_own_where_the_person_said_nothing(person: Any) -> None:
    person.tell(10_000, kind="gondola")
    receipt = person.ride(10_400, kind="gondola", instead="car_alone")
    assert receipt.raised and receipt.reduction_mg == 104 * (CAR - TRAM) // 10


def test_the_least_mode_does_not_hang_on_the_order_of_the_modes(catalogue: Catalogue) -> None:
    least = instead.least(catalogue, "gondola", "gondola-shift/1", "CN-GD-SZ", DAY)
    grams = {mode: grams_of(catalogue, mode, 30_000) for mode in MODES_OFFERED}
    assert least == min(grams, key=grams.__getitem__)


def test_a_value_that_is_no_modes_is_none(catalogue: Catalogue) -> None:
    use = instead.asked(catalogue, "gondola", "gondola-shift/1")
    assert use is not None
    for inputs in WRONG_INPUTS:
        assert instead.mode_in(use, inputs) is None
    assert instead.asked(catalogue, "metro", "cn-sz-lcpt/2021.1") is None
    assert instead.asked(catalogue, "metro", None) is None


def test_every_mode_that_a_kind_offers_is_priced(catalogue: Catalogue) -> None:
    priced = 0
    for kind in catalogue.kinds.values():
        for use in (use for use in kind.methodologies if use.instead):
            for region in {package.region for package in catalogue.packages.values() if package.id == use.methodology}:
                place = ("CN-GD-SZ" if region == "*" else region, DAY)
                package = catalogue.choose(kind.code, place[0], (use.methodology,), DAY)
                if package is None:
                    continue
                for mode in use.instead:
                    inputs = instead.inputs_for(catalogue, kind.code, package, kind.minimum, place, mode)
                    catalogue.quantify(package, inputs, "attested")
                    priced += 1
                assert instead.least(catalogue, kind.code, package.name, *place) in use.instead
    assert priced >= len(MODES_OFFERED)


PERSON = new_uuid()


def _command(**change: Any) -> RecordAction:
    said = {"kind": "metro", "occurred_at": datetime(2026, 11, 18, tzinfo=UTC), "source": "rides", "external_id": "1"}
    return RecordAction(**{**said, "quantity": 5, "person_id": PERSON, **change})


def test_another_mode_is_other_content_under_the_same_key() -> None:
    same, plain = natural_key(_command(), b"k" * 32)
    prints = {natural_key(_command(instead=mode), b"k" * 32) for mode in (*MODES, None)}
    assert {idem for idem, _ in prints} == {same} and len(prints) == len(MODES) + 1
    assert natural_key(_command(instead=None), b"k" * 32)[1] == plain


def test_a_command_without_a_mode_has_the_fingerprint_that_it_always_had() -> None:
    person = _command(person_id=None, member_id=None)
    assert natural_key(person, b"k" * 32)[1].hex() == "fd073ba7ee89456f5c0f1a339308f559"

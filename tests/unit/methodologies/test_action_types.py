"""The catalogue of action types."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from methodologies.action_types import FILE, ActionType, load, read_action_types
from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
from methodologies.kinds import Kind

Document = dict[str, Any]


@pytest.fixture(scope="module")
def types(catalogue: Catalogue) -> dict[str, ActionType]:
    return load(catalogue.packages.values(), catalogue.kinds)


@pytest.fixture
def shipped() -> Document:
    document: Document = json.loads(FILE.read_text("utf-8"))
    return document


def test_there_are_63_types_in_the_order_of_their_numbers(types: dict[str, ActionType]) -> None:
    assert len(types) == 63
    assert [one.number for one in types.values()] == list(range(1, 64))


def test_every_class_has_its_types(types: dict[str, ActionType]) -> None:
    assert Counter(one.credit_class for one in types.values()) == {
        "market": 2,
        "company": 25,
        "estimate": 20,
        "none": 16,
    }


def test_only_shenzhens_rides_reach_the_market_and_their_lots_wait(types: dict[str, ActionType]) -> None:
    market = [one for one in types.values() if one.credit_class == "market"]
    assert [(one.code, one.held, set(one.methodologies)) for one in market] == [
        ("PT_BEVBUS_SZ", True, {"CN-GD-SZ"}),
        ("PT_METRO_SZ", True, {"CN-GD-SZ"}),
    ]


def test_a_type_without_grams_says_why_in_both_languages(types: dict[str, ActionType]) -> None:
    silent = [one for one in types.values() if not one.methodologies]
    assert len(silent) == 17
    assert all(one.reason and one.reason["zh"] and one.reason["en"] for one in silent)
    assert types["GREEN_POWER"].reason == {"zh": "绿证已经主张了这份减排", "en": "the certificate already claims it"}


def test_every_type_names_its_proof_and_a_day_to_look_again(types: dict[str, ActionType]) -> None:
    for one in types.values():
        assert one.evidence["zh"] and one.evidence["en"]
        assert date(2026, 11, 21) < one.use_by <= date(2027, 11, 30)


def test_a_type_is_due_when_the_first_of_its_methodologies_is(types: dict[str, ActionType]) -> None:
    assert types["PT_METRO"].use_by == date(2027, 6, 30)
    assert types["PV_SELF"].use_by == date(2027, 1, 31)
    assert types["QUIZ"].use_by == date(2027, 11, 30)


def test_an_everyday_kind_leads_to_its_types(types: dict[str, ActionType]) -> None:
    assert types["PT_METRO"].kinds == ("metro",)
    assert types["REC_PP"].kinds == ("plastic",)
    assert types["REC_PORTABLE_DEVICE"].kinds == ("electronics",)


def test_every_type_can_be_said_in_everyday_words(types: dict[str, ActionType]) -> None:
    assert [one.code for one in types.values() if not one.kinds] == []


def test_a_days_cap_of_a_type_is_one_of_its_packages(types: dict[str, ActionType], catalogue: Catalogue) -> None:
    compared = 0
    for one in types.values():
        if one.cap is None or one.cap[1] not in ("m", "g", "L"):
            continue
        ids = {identity for ids in one.methodologies.values() for identity in ids}
        caps = {cap.maximum for package in catalogue.packages.values() if package.id in ids for cap in package.caps}
        if caps:
            assert one.cap[0] in caps, one.code
            compared += 1
    assert compared > 25


def test_a_speed_of_a_package_is_that_of_a_type(types: dict[str, ActionType], catalogue: Catalogue) -> None:
    known = {tuple(sorted(one.plausibility.items())) for one in types.values() if one.plausibility}
    for package in catalogue.packages.values():
        for limits in package.plausibility.values():
            assert tuple(sorted(limits.items())) in known, package.name


def renamed(document: Document) -> None:
    document["types"][0]["code"] = "PT_METRO_SZ"


def one_less(document: Document) -> None:
    del document["types"][-1]


def out_of_order(document: Document) -> None:
    document["types"].reverse()


def unknown_methodology(document: Document) -> None:
    document["types"][3]["methodologies"]["GB"] = ["modeshift-moon"]


def other_region(document: Document) -> None:
    document["types"][3]["methodologies"]["DE"] = ["modeshift"]


def forgotten_methodology(document: Document) -> None:
    del document["types"][3]["methodologies"]["FR"]


def too_strong(document: Document) -> None:
    document["types"][9]["credit_class"] = "company"


def too_weak(document: Document) -> None:
    document["types"][3]["credit_class"] = "estimate"


def class_without_a_methodology(document: Document) -> None:
    document["types"][20]["credit_class"] = "none"
    del document["types"][20]["reason"]


def reason_beside_grams(document: Document) -> None:
    document["types"][3]["reason"] = {"zh": "无", "en": "none"}


def other_baseline(document: Document) -> None:
    document["types"][3]["baseline_kind"] = "metered"


def held_without_a_hold(document: Document) -> None:
    document["types"][61]["held"] = True


FAULTS: list[tuple[Callable[[Document], None], str]] = [
    (renamed, "how_many"),
    (one_less, "how_many"),
    (out_of_order, "how_many"),
    (unknown_methodology, "methodology_of_type"),
    (other_region, "methodology_of_type"),
    (forgotten_methodology, "code_of_package"),
    (too_strong, "class_of_type"),
    (too_weak, "class_of_type"),
    (class_without_a_methodology, "reason_of_type"),
    (reason_beside_grams, "reason_of_type"),
    (other_baseline, "baseline_of_type"),
    (held_without_a_hold, "hold_of_type"),
]


@pytest.mark.parametrize(("fault", "reason"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_catalogue_that_contradicts_the_packages_is_refused(
    catalogue: Catalogue, shipped: Document, fault: Callable[[Document], None], reason: str
) -> None:
    fault(shipped)
    with pytest.raises(PackageInvalid) as caught:
        read_action_types(shipped, "actions.json", catalogue.packages.values(), catalogue.kinds)
    assert (caught.value.params["file"], caught.value.params["reason"]) == ("actions.json", reason)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "km"},
        {"category": "fun"},
        {"titles": {"zh": "公交"}},
        {"cap": {"amount": 0, "unit": "m"}},
        {"cap": {"amount": 5, "unit": "miles"}},
        {"cap": {"amount": 5}},
        {"plausibility": {"speed_kmh_max": "80"}},
        {"plausibility": {"weight": 80}},
        {"credit_class": "A"},
        {"colour": "green"},
        {"methodologies": ["modeshift"]},
    ],
)
def test_a_type_with_a_wrong_field_is_refused(catalogue: Catalogue, shipped: Document, change: Document) -> None:
    shipped["types"][3] |= change
    with pytest.raises(PackageInvalid):
        read_action_types(shipped, "actions.json", catalogue.packages.values(), catalogue.kinds)


def test_a_kind_of_an_unknown_type_is_refused(catalogue: Catalogue, shipped: Document) -> None:
    kinds: dict[str, Kind] = copy.copy(catalogue.kinds)
    kinds["metro"] = Kind(
        **{name: getattr(kinds["metro"], name) for name in Kind.__slots__} | {"catalogue_codes": ("X",)}
    )
    with pytest.raises(PackageInvalid) as caught:
        read_action_types(shipped, "actions.json", catalogue.packages.values(), kinds)
    assert caught.value.params["reason"] == "code_of_kind"

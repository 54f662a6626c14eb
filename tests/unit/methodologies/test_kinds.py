"""The one list of everyday kinds."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
from methodologies.kinds import MODES, ModeUnknown, Use
from methodologies.package import Package

pytestmark = pytest.mark.exhaustive
NEEDED = [
    *("metro", "bus", "cycling", "walking", "driving", "old_clothes", "event_checkin", "lights_off", "setpoint_check"),
    *("paper", "cardboard", "plastic", "metal", "aluminium", "glass", "electronics"),
    *("stairs", "own_cup", "paperless", "video_meeting", "step_donation"),
]


def test_every_kind_of_the_first_release_is_here(catalogue: Catalogue) -> None:
    assert set(NEEDED) <= set(catalogue.kinds)


def test_every_kind_speaks_both_languages(catalogue: Catalogue) -> None:
    for kind in catalogue.kinds.values():
        assert all(kind.titles[locale] and len(kind.words[locale]) >= 4 for locale in ("zh", "en")), kind.code


def test_every_methodology_a_kind_names_is_shipped(catalogue: Catalogue) -> None:
    ids = {package.id for package in catalogue.packages.values()}
    assert {use.methodology for kind in catalogue.kinds.values() for use in kind.methodologies} <= ids


def test_driving_is_understood_and_does_not_count(catalogue: Catalogue) -> None:
    assert [kind.code for kind in catalogue.kinds.values() if not kind.counts] == ["driving"]
    assert "开车" in catalogue.kind("driving").words["zh"]


def test_a_drink_can_of_unknown_metal_is_taken_as_the_least_favourable(catalogue: Catalogue) -> None:
    assert "易拉罐" in catalogue.kind("metal").words["zh"]
    package = catalogue.package("recycle-warm/16")
    value = {key: abs(factor.number[0]) * 10 // factor.number[1] for key, factor in package.factors.items()}
    assert value["steel_cans"] < value["aluminum_cans"]
    assert value["newspaper"] <= min(value["office_paper"], value["mixed_paper_general"])
    assert value["hdpe"] <= min(value["pet"], value["pp"], value["mixed_plastics"])


REGIONS = ("CN-GD-SZ", "CN-GD-GZ", "CN-HB", "GB", "FR", "US-CAMX", "US")


def test_every_package_in_force_takes_what_its_kinds_say(catalogue: Catalogue) -> None:
    active = [package for package in catalogue.packages.values() if package.status == "active"]
    asked = 0
    for kind in catalogue.kinds.values():
        for use in kind.methodologies:
            for package in (one for one in active if one.id == use.methodology and use.told):
                region = next(region for region in REGIONS if takes(package, region))
                for quantity, mode in product((kind.minimum, kind.maximum), use.instead or [None]):
                    filled = use.filled(quantity, mode)
                    inputs = catalogue.completed(package, filled, region, package.activity_from)
                    catalogue.quantify(package, inputs, "self_reported")
                    asked += 1
    assert asked > 3 * len(catalogue.kinds)


def takes(package: Package, region: str) -> bool:
    return package.region == "*" or package.place(region) is not None


def test_every_quantity_stands_in_the_inputs_once(catalogue: Catalogue) -> None:
    for kind in catalogue.kinds.values():
        for use in kind.methodologies:
            assert use.quantity_name and json.dumps(use.inputs).count("$quantity") == 1, (kind.code, use.methodology)


def test_a_template_takes_the_quantity_wherever_it_stands() -> None:
    template = {"a": ["$quantity", {"b": "$quantity"}], "c": "0", "d": True}
    use = Use.of("x", template)
    assert use.filled(7) == use.filled(7) == {"a": [7, {"b": 7}], "c": "0", "d": True}


ASKS = {"distance_m": "$quantity", "baseline": "$instead", "project": {"mode": "metro"}}
CHOICES = {"car": {"mode": "car", "occupants": "1.5"}, "bus": {"mode": "bus"}}


def test_a_template_takes_the_mode_that_would_have_been_used() -> None:
    use = Use.of("x", ASKS, CHOICES)
    assert use.filled(9, "bus") == {"distance_m": 9, "baseline": {"mode": "bus"}, "project": {"mode": "metro"}}
    assert use.filled(9, "car")["baseline"] == CHOICES["car"]
    assert list(use.instead) == ["car", "bus"]
    assert use.quantity_name == "distance_m"


def test_what_is_filled_in_is_a_fresh_copy() -> None:
    use = Use.of("x", ASKS, CHOICES)
    use.filled(9, "bus")["baseline"] = "mine"
    assert use.filled(9, "bus")["baseline"] == {"mode": "bus"}


@pytest.mark.parametrize("mode", ["metro", "", None, "hovercraft"])
def test_a_mode_that_is_not_asked_about_is_refused_by_name(mode: str | None) -> None:
    with pytest.raises(ModeUnknown) as caught:
        Use.of("x", ASKS, CHOICES).filled(9, mode)
    assert caught.value.params == {"mode": mode or "", "allowed": ["car", "bus"], "asked": True}


def test_a_mode_is_refused_where_none_is_asked_for() -> None:
    with pytest.raises(ModeUnknown):
        Use.of("x", {"distance_m": "$quantity"}).filled(9, "car")


@pytest.mark.parametrize(
    ("template", "choices"),
    [
        (ASKS, None),
        ({"distance_m": "$quantity"}, CHOICES),
        (ASKS, {}),
        (ASKS, {"car": {"mode": "car"}}),
        (ASKS, {**CHOICES, "hovercraft": {"mode": "hovercraft"}}),
        (ASKS, {**CHOICES, "walk": None}),
        (ASKS, {**CHOICES, "walk": {}}),
        (ASKS, {**CHOICES, "walk": 7}),
        (ASKS, {**CHOICES, "walk": {"distance_m": "$quantity"}}),
        ({**ASKS, "project": "$instead"}, CHOICES),
    ],
)
def test_a_question_and_its_answers_come_together(template: dict[str, object], choices: dict[str, object]) -> None:
    with pytest.raises(PackageInvalid) as caught:
        Use.of("x", template, choices)
    assert caught.value.params["at"] == "/instead"


def test_the_modes_are_twelve_and_each_is_named_once() -> None:
    assert len(MODES) == len(set(MODES)) == 12


KIND: dict[str, Any] = {
    "code": "ferry",
    "unit": "m",
    "category": "travel",
    "icon": "⛴️",
    "titles": {"zh": "渡轮", "en": "Ferry"},
    "words": {"zh": ["渡轮"], "en": ["ferry"]},
    "limits": {"min": 1, "max": 80_000, "ask_above": 40_000},
    "catalogue_codes": ["PT_TRAM"],
    "methodologies": [],
}


def load(directory: Path, kind: object) -> Catalogue:
    document = {"format": "leafledger-kinds/1", "kinds": [kind]}
    (directory / "x.kinds.json").write_text(json.dumps(document), "utf-8")
    return Catalogue.load(directory, plugins=[])


def test_whole_inputs_may_come_to_more_than_somebody_may_tell(catalogue: Catalogue, tmp_path: Path) -> None:
    roof = catalogue.kind("solar")
    assert (roof.maximum, roof.maximum_of_inputs) == (40_000, 48_000_000)
    assert load(tmp_path, KIND).kind("ferry").maximum_of_inputs == 80_000


def test_a_kind_without_a_methodology_may_be_dropped_in(tmp_path: Path) -> None:
    assert load(tmp_path, KIND).kind("ferry").maximum == 80_000


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "km"},
        {"category": "fun"},
        {"titles": {"zh": "渡轮"}},
        {"words": {"zh": ["渡轮"]}},
        {"words": {"zh": ["渡轮"], "en": "ferry"}},
        {"words": {"zh": [""], "en": ["ferry"]}},
        {"limits": {"min": 0, "max": 5, "ask_above": 5}},
        {"limits": {"min": 1, "max": 5, "ask_above": 6}},
        {"limits": {"min": 1, "max": "5", "ask_above": 5}},
        {"limits": {"min": 1, "max": 5, "ask_above": 5, "max_inputs": 4}},
        {"limits": None},
        {"icon": ""},
        {"methodologies": [{"methodology": "x"}]},
        {"methodologies": {}},
        {"methodologies": [{"methodology": "x", "inputs": ASKS}]},
        {"methodologies": [{"methodology": "x", "inputs": ASKS, "instead": []}]},
        {"methodologies": [{"methodology": "x", "inputs": ASKS, "instead": {"car": "a"}}]},
        {"catalogue_codes": "PT_TRAM"},
        {"colour": "green"},
        {"code": None},
        {"same_act": ""},
        {"claims": {}},
        {"claims": [{}]},
        {"claims": [{"of": "meter", "colour": "green"}]},
        {"claims": [{"of": "meter", "since": "period_from"}]},
        {"claims": [{"of": "meter", "usual_days": 28}]},
        {"claims": [{"of": "meter", "since": "a", "usual_days": 0}]},
        {"claims": [{"of": "meter", "since": "a", "usual_days": 28, "days": "b"}]},
        {"methodologies": [{"methodology": "x", "inputs": {"a": "$quantity"}, "bound": {"input": "a"}}]},
    ],
)
def test_a_kind_with_a_wrong_field_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(PackageInvalid) as caught:
        load(tmp_path, {**KIND, **change})
    assert caught.value.params["file"] == "x.kinds.json"


@pytest.mark.parametrize("kind", [None, [], "tram", 7])
def test_a_kind_that_is_no_object_is_refused(tmp_path: Path, kind: object) -> None:
    with pytest.raises(PackageInvalid):
        load(tmp_path, kind)


def test_a_known_kind_is_not_redefined(tmp_path: Path) -> None:
    with pytest.raises(PackageInvalid) as caught:
        load(tmp_path, {**KIND, "code": "metro"})
    assert caught.value.params["reason"] == "kind_twice"


@pytest.mark.parametrize("word", ["metro", "METRO", "Subway"])
def test_a_word_belongs_to_one_kind(tmp_path: Path, word: str) -> None:
    with pytest.raises(PackageInvalid) as caught:
        load(tmp_path, {**KIND, "words": {"zh": ["渡轮"], "en": [word]}})
    assert caught.value.params["reason"] == "word_twice"


def test_a_use_that_one_number_cannot_fill_says_so(catalogue: Catalogue) -> None:
    silent = {use.methodology for kind in catalogue.kinds.values() for use in kind.methodologies if not use.told}
    metered = {"elec-saving", "elec-saving-gb", "elec-saving-us"}
    driven = {"bike-shared", "modeshift-mix", "car-to-ev", "eco-driving-ev", "shuttle", "car-free-day"}
    assert silent == metered | driven | {"meeting", "led-swap", "appliance", "elec-own-average"}


WORDS = [
    ("metro", "modeshift", {"project": {"mode": "train"}}, "/project/mode"),
    ("metro", "modeshift", {"project": {"mode": "bus_london"}}, "/project/mode"),
    ("metro", "modeshift", {"project": {"mode": "metro"}}, None),
    ("bus", "modeshift", {"project": {"mode": "bus_london"}}, None),
    ("bus", "cn-sz-lcpt", {"segments": [{"mode": "metro"}, {"mode": "bev_bus"}]}, None),
    ("bus", "cn-sz-lcpt", {"segments": [{"mode": "metro"}, {"mode": "metro"}]}, "/segments/0/mode"),
    ("glass", "recycle-warm", {"material": "office_paper", "contamination": "0.5"}, "/material"),
    ("paper", "recycle-warm", {"material": "office_paper", "contamination": "0.5"}, None),
    ("veg_meal", "meal", {"chosen": "vegan", "reference": "chicken"}, None),
    ("veg_meal", "meal", {"chosen": "vegan", "reference": "beef"}, "/reference"),
    ("carpool", "carpool", {"riders": [{"mode": "bus"}, {"mode": "train"}], "car": {"mode": "car_petrol"}}, None),
    ("metro", "modeshift", {"project": "train", "segments": 7}, None),
]


@pytest.mark.parametrize(("kind", "methodology", "inputs", "place"), WORDS)
def test_whole_inputs_say_the_kind_that_was_said(
    catalogue: Catalogue, kind: str, methodology: str, inputs: dict[str, object], place: str | None
) -> None:
    use = next(use for use in catalogue.kind(kind).methodologies if use.methodology == methodology)
    assert use.contradicted(inputs) == place


def test_every_variety_is_a_word_that_the_methodology_knows(catalogue: Catalogue) -> None:
    for kind in catalogue.kinds.values():
        for use in kind.methodologies:
            for package in catalogue.packages.values():
                if package.id == use.methodology and package.status == "active":
                    known = set(re.findall(r'"([a-z_A-Z0-9]+)"', json.dumps(package.document["inputs"])))
                    assert use.varieties <= known, (kind.code, package.name)

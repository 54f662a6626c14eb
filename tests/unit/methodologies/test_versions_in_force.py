"""Which version prices an act: by its day, by what was published when, by what is in force, and until when."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from methodologies import engine
from methodologies.catalogue import LOCAL, Catalogue
from methodologies.contract import ActivityOutOfDate, InputRefused, PackageInvalid

Documents = Callable[[str], dict[str, Any]]
pytestmark = pytest.mark.exhaustive
SET = frozenset({LOCAL})


def version(document: dict[str, Any], name: str, on: str, **fields: object) -> dict[str, Any]:
    """The Shenzhen package under another version, its golden cases moved to a day of its own."""
    golden = [{**case, "input": {**case["input"], "occurred_on": on}} for case in document["golden"]]
    return {**document, "version": name, "golden": golden, **fields}


def year(document: dict[str, Any], number: int, **fields: object) -> dict[str, Any]:
    days = {"activity_from": f"{number}-01-01", "activity_to": f"{number}-12-31", "use_by": f"{number + 2}-12-31"}
    return version(document, f"{number}.1", f"{number}-03-01", **days, **fields)


@pytest.fixture
def two_years(document: Documents, tmp_path: Path) -> Catalogue:
    """A set for 2027 that goes on provisionally, and the one for 2028 that was published in June 2028."""
    shenzhen = document("cn-sz-lcpt-2021.1") | {"id": "cn-yy-metro", "region": "CN-YY"}
    shenzhen = json.loads(json.dumps(shenzhen).replace("CN-GD-SZ", "CN-YY"))
    first = year(shenzhen, 2027, provisional_to="2028-06-30")
    second = year(shenzhen, 2028, factors_published_on="2028-06-15", packaged_on="2028-06-16")
    for number, package in enumerate((first, second)):
        (tmp_path / f"{number}.json").write_text(json.dumps(package), "utf-8")
    use = {"methodology": "cn-yy-metro", "inputs": {"segments": [{"mode": "metro", "distance_m": "$quantity"}]}}
    words = {"format": "leafledger-kinds/1", "kinds": [{"code": "metro", "methodologies": [use]}]}
    (tmp_path / "yy.kinds.json").write_text(json.dumps(words), "utf-8")
    return Catalogue.load(tmp_path, plugins=[])


@pytest.mark.parametrize(
    ("occurred", "recorded", "name", "provisional"),
    [
        ("2027-12-31", "2028-01-02", "cn-yy-metro/2027.1", False),
        ("2028-01-01", "2028-01-02", "cn-yy-metro/2027.1", True),
        ("2028-06-14", "2028-06-14", "cn-yy-metro/2027.1", True),
        ("2028-06-14", "2028-06-15", "cn-yy-metro/2028.1", False),
        ("2028-07-01", "2028-07-01", "cn-yy-metro/2028.1", False),
    ],
)
def test_both_clocks_choose_the_version(
    two_years: Catalogue, occurred: str, recorded: str, name: str, provisional: bool
) -> None:
    day = date.fromisoformat(occurred)
    package = two_years.choose("metro", "CN-YY", SET, day, date.fromisoformat(recorded))
    assert package is not None
    assert (package.name, package.provisional(day)) == (name, provisional)


def test_after_the_provisional_days_nothing_is_priced_before_the_new_set(two_years: Catalogue) -> None:
    assert two_years.choose("metro", "CN-YY", SET, date(2028, 7, 1), date(2028, 6, 14)) is None


def test_an_entry_says_exactly_when_it_is_provisional(two_years: Catalogue) -> None:
    package = two_years.package("cn-yy-metro/2027.1").document
    inputs = {"region": "CN-YY", "occurred_on": "2028-02-01", "segments": [{"mode": "metro", "distance_m": 10_000}]}
    entry = {"inputs": inputs, "evidence": "attested", "factors": ["metro"]}
    assert engine.recompute(package, {**entry, "provisional": True}) == (468_000, 468_000)
    with pytest.raises(InputRefused, match="provisional"):
        engine.recompute(package, entry)
    early = {**entry, "inputs": {**inputs, "occurred_on": "2027-02-01"}}
    assert engine.recompute(package, early) == (468_000, 468_000)
    with pytest.raises(InputRefused, match="provisional"):
        engine.recompute(package, {**early, "provisional": True})
    with pytest.raises(ActivityOutOfDate):
        engine.recompute(package, {**entry, "inputs": {**inputs, "occurred_on": "2028-07-01"}, "provisional": True})


def test_pinned_factors_must_be_the_ones_used(two_years: Catalogue) -> None:
    package = two_years.package("cn-yy-metro/2027.1").document
    inputs = {"region": "CN-YY", "occurred_on": "2027-02-01", "segments": [{"mode": "metro", "distance_m": 10_000}]}
    for wrong in (["bev_bus"], ["metro", "bev_bus"], []):
        with pytest.raises(InputRefused, match="factors"):
            engine.recompute(package, {"inputs": inputs, "evidence": "attested", "factors": wrong})


def test_a_pinned_discount_must_be_the_packages(document: Documents) -> None:
    package = document("cn-sz-lcpt-2021.1") | {
        "discount": {"self_reported": "0.2", "corroborated": "0.1", "attested": "0"}
    }
    inputs = {"region": "CN-GD-SZ", "occurred_on": "2026-02-01", "segments": [{"mode": "metro", "distance_m": 1_000}]}
    entry = {"inputs": inputs, "evidence": "self_reported", "factors": ["metro"]}
    assert engine.recompute(package, {**entry, "discount": "0.2"}) == (46_800, 37_440)
    for wrong in ("0.5", "0.1", "0"):
        with pytest.raises(InputRefused, match="discount"):
            engine.recompute(package, {**entry, "discount": wrong})


@pytest.mark.parametrize(
    "fields",
    [
        {"provisional_to": "2026-12-31"},
        {"activity_to": "2026-12-31", "provisional_to": "2026-12-31"},
        {"activity_to": "2020-12-31"},
        {"factors_published_on": "June"},
        {"baseline_kind": "whatever"},
    ],
)
def test_days_and_baselines_that_contradict_themselves_do_not_load(
    document: Documents, tmp_path: Path, fields: dict[str, object]
) -> None:
    package = document("cn-sz-lcpt-2021.1") | {"version": "2021.9"} | fields
    (tmp_path / "odd.json").write_text(json.dumps(package), "utf-8")
    with pytest.raises(PackageInvalid):
        Catalogue.load(tmp_path, plugins=[])


def test_a_version_published_later_is_known_at_once_and_chosen_when_in_force(document: Documents) -> None:
    catalogue = Catalogue.load(plugins=[])
    later = version(document("cn-sz-lcpt-2021.1"), "2021.2", "2026-11-20", packaged_on="2026-11-21")
    day = date(2026, 11, 20)

    def chosen() -> str:
        package = catalogue.choose("metro", "CN-GD-SZ", SET, day, date(2026, 11, 22))
        assert package is not None
        return package.name

    catalogue.publish(later, in_force=False)
    assert (catalogue.package("cn-sz-lcpt/2021.2").version, chosen()) == ("2021.2", "cn-sz-lcpt/2021.1")
    first = catalogue.publish(later, in_force=True)
    assert chosen() == "cn-sz-lcpt/2021.2"
    assert catalogue.publish(later, in_force=True) is first


def test_published_means_frozen(document: Documents) -> None:
    catalogue = Catalogue.load(plugins=[])
    changed = document("cn-sz-lcpt-2021.1") | {"use_by": "2099-12-31"}
    with pytest.raises(PackageInvalid, match="package_twice"):
        catalogue.publish(changed, in_force=True)


def test_a_published_version_that_fails_its_own_golden_case_is_not_added(document: Documents) -> None:
    catalogue = Catalogue.load(plugins=[])
    wrong = version(document("cn-sz-lcpt-2021.1"), "2021.2", "2026-11-20")
    wrong["golden"][0]["reduction_mg"] += 1
    with pytest.raises(PackageInvalid, match="golden_failed"):
        catalogue.publish(wrong, in_force=True)
    assert "cn-sz-lcpt/2021.2" not in catalogue.packages


@pytest.mark.parametrize(
    ("region", "place"),
    [
        ("CN-ZJ", "CN-ZJ"),
        ("CN-GD-SZ", "CN-GD"),
        ("CN-GD-SZ-NS", "CN-GD"),
        ("CN-XZ", None),  # Tibet, Hong Kong, Macao and Taiwan are in no table.
        ("CN-XZ-LS", None),
        ("CN-HK", None),
        ("CN-MO", None),
        ("CN-TW", None),
        ("CN", None),
        ("CNX-GD", None),
        ("GB", None),
        (None, None),
    ],
)
def test_a_national_package_serves_the_provinces_it_knows_and_no_other(region: str | None, place: str | None) -> None:
    assert Catalogue.load(plugins=[]).package("elec-saving/2").place(region) == place


def test_a_citys_package_comes_before_its_countrys(document: Documents, tmp_path: Path) -> None:
    text = json.dumps(document("cn-sz-lcpt-2021.1") | {"id": "cn-metro", "version": "9"})
    (tmp_path / "cn.json").write_text(text.replace('"CN-GD-SZ"', '"CN"'), "utf-8")
    use = {"methodology": "cn-metro", "inputs": {"segments": [{"mode": "metro", "distance_m": "$quantity"}]}}
    words = {"format": "leafledger-kinds/1", "kinds": [{"code": "metro", "methodologies": [use]}]}
    (tmp_path / "cn.kinds.json").write_text(json.dumps(words), "utf-8")
    catalogue = Catalogue.load(tmp_path, plugins=[])
    found = {region: catalogue.choose("metro", region, SET, date(2026, 11, 20)) for region in ("CN-GD-SZ", "CN-SH")}
    assert {region: package and package.name for region, package in found.items()} == {
        "CN-GD-SZ": "cn-sz-lcpt/2021.1",
        "CN-SH": "cn-metro/9",
    }
    elsewhere = found["CN-SH"]
    assert elsewhere is not None
    inputs = catalogue.inputs_for("metro", elsewhere, 1_000, "CN-SH", date(2026, 11, 20))
    assert (inputs["region"], catalogue.quantify(elsewhere, inputs, "attested").reduction_mg) == ("CN", 46_800)


def ferry(document: dict[str, Any], tmp_path: Path, **use: object) -> None:
    """A ferry beside the metro, with the words to tell it; `use` changes how the kind asks the package."""
    package = document | {"id": "city-ferry", "version": "1"}
    (tmp_path / "ferry.json").write_text(json.dumps(package), "utf-8")
    asked = {"methodology": "city-ferry", "inputs": {"segments": [{"mode": "metro", "distance_m": "$quantity"}]}}
    kind = {
        "code": "ferry", "unit": "m", "category": "travel", "icon": "⛴️", "titles": {"zh": "渡轮", "en": "Ferry"},
        "words": {"zh": ["渡轮"], "en": ["ferry"]}, "catalogue_codes": [],
        "limits": {"min": 1, "max": use.pop("most", 120_000), "ask_above": 60_000}, "methodologies": [asked | use],
    }  # fmt: skip
    (tmp_path / "ferry.kinds.json").write_text(json.dumps({"format": "leafledger-kinds/1", "kinds": [kind]}), "utf-8")


@pytest.mark.parametrize(
    ("use", "reason", "at"),
    [
        ({"methodology": "no-such"}, "methodology_unknown", "/no-such"),
        ({"inputs": {"distance": "$quantity"}}, "kind_unfit:required", "/city-ferry/1/segments"),
        (
            {"inputs": {"segments": [{"mode": "ferry", "distance_m": "$quantity"}]}},
            "kind_unfit:enum",
            "/city-ferry/1/segments/0/mode",
        ),
        ({"most": 120_001}, "kind_unfit:maximum", "/city-ferry/1/segments/0/distance_m"),
    ],
)
def test_words_that_their_package_would_refuse_do_not_load(
    document: Documents, tmp_path: Path, use: dict[str, Any], reason: str, at: str
) -> None:
    ferry(document("cn-sz-lcpt-2021.1"), tmp_path, **use)
    with pytest.raises(PackageInvalid) as caught:
        Catalogue.load(tmp_path, plugins=[])
    assert caught.value.params == {"file": "ferry", "reason": reason, "at": at}


def test_words_that_fit_load(document: Documents, tmp_path: Path) -> None:
    ferry(document("cn-sz-lcpt-2021.1"), tmp_path)
    assert "ferry" in Catalogue.load(tmp_path, plugins=[]).kinds

"""Choosing a package for a kind, a region and a day; dropping one in; plugins."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from methodologies.catalogue import Catalogue
from methodologies.contract import (
    EvidenceNotAccepted,
    InputRefused,
    KindUnknown,
    MethodologyUnknown,
    PackageInvalid,
    PackagePastUseBy,
    Result,
)

Documents = Callable[[str], dict[str, Any]]
pytestmark = pytest.mark.exhaustive
DAY = date(2026, 11, 20)
LOCAL = frozenset({"local"})
PROGRAMME = LOCAL | {"modeshift-cycling", "recycle-warm"}


def chosen(catalogue: Catalogue, kind: str, region: str | None, methodology_set: frozenset[str]) -> str | None:
    package = catalogue.choose(kind, region, methodology_set, DAY)
    return None if package is None else package.name


def test_a_metro_ride_in_shenzhen_has_its_local_methodology(catalogue: Catalogue) -> None:
    assert chosen(catalogue, "metro", "CN-GD-SZ", LOCAL) == "cn-sz-lcpt/2021.1"


@pytest.mark.parametrize("region", ["CN-SH", "CN-GD", "CN", "US", "*", None])
def test_a_metro_ride_elsewhere_is_recorded_without_grams(catalogue: Catalogue, region: str | None) -> None:
    assert chosen(catalogue, "metro", region, PROGRAMME | {"cn-sz-lcpt"}) is None


def test_an_organisation_may_leave_its_own_regions_package_out(catalogue: Catalogue) -> None:
    assert chosen(catalogue, "metro", "CN-GD-SZ", frozenset({"recycle-warm"})) is None
    assert chosen(catalogue, "metro", "CN-GD-SZ", frozenset({"cn-sz-lcpt"})) == "cn-sz-lcpt/2021.1"


@pytest.mark.parametrize(
    ("kind", "region", "name"),
    [
        ("metro", "GB", "modeshift/2026.1"),
        ("metro", "FR", "modeshift-fr/2026.1"),
        ("metro", "CN-GD-GZ", "metro-trip-gz/2015.1"),
        ("cycling", "GB", "modeshift-active/2026.1"),
        ("carpool", "GB", "carpool/2026.1"),
        ("telework", "GB", "telework/2026.1"),
        ("paperless", "GB", "paper/2"),
        ("water_saving", "GB", "water/2026.1"),
        ("solar", "CN-GD-SZ", "pv/2023.1"),
        ("solar", "CN-XZ", None),
        ("solar", "GB", "pv-gb/2026.1"),
        ("plastic", "US", "recycle-warm-us/16.1"),
        ("veg_meal", "CN-GD-SZ", None),
        ("old_clothes", "FR", None),
    ],
)
def test_variants_of_one_kind_stand_side_by_side(catalogue: Catalogue, kind: str, region: str, name: str) -> None:
    assert chosen(catalogue, kind, region, LOCAL) == name


def test_a_british_day_before_its_set_is_priced_with_the_set_before(catalogue: Catalogue) -> None:
    early, late = date(2026, 3, 2), date(2026, 9, 1)
    before = catalogue.choose("metro", "GB", LOCAL, early, recorded_on=early)
    assert before is not None and before.name == "modeshift/2025.1" and before.provisional(early)
    after = catalogue.choose("metro", "GB", LOCAL, early, recorded_on=late)
    assert after is not None and after.name == "modeshift/2026.1" and not after.provisional(early)


def test_a_draft_is_never_chosen(catalogue: Catalogue) -> None:
    assert catalogue.package("cn-sz-lcpt/2021.1-467").status == "draft"
    assert chosen(catalogue, "metro", "CN-GD-SZ", LOCAL) == "cn-sz-lcpt/2021.1"


def test_a_foreign_factor_is_used_only_where_the_organisation_chose_it(catalogue: Catalogue) -> None:
    assert chosen(catalogue, "cycling", "CN-GD-SZ", LOCAL) is None
    assert chosen(catalogue, "cycling", "CN-GD-SZ", PROGRAMME) == "modeshift-cycling/2026.1"


@pytest.mark.parametrize("kind", ["old_clothes", "walking", "lights_off", "step_donation", "event_checkin", "driving"])
def test_a_kind_without_a_methodology_has_no_grams(catalogue: Catalogue, kind: str) -> None:
    assert chosen(catalogue, kind, "CN-GD-SZ", PROGRAMME) is None


def test_a_day_before_the_methodology_finds_none(catalogue: Catalogue) -> None:
    assert catalogue.choose("metro", "CN-GD-SZ", LOCAL, date(2021, 11, 30)) is None


def test_the_last_day_of_use_is_a_day_of_use(catalogue: Catalogue) -> None:
    package = catalogue.choose("metro", "CN-GD-SZ", LOCAL, DAY, recorded_on=date(2027, 11, 30))
    assert package is not None


def test_nothing_is_sealed_after_the_use_by_date(catalogue: Catalogue) -> None:
    with pytest.raises(PackagePastUseBy) as caught:
        catalogue.choose("metro", "CN-GD-SZ", LOCAL, DAY, recorded_on=date(2027, 12, 1))
    assert caught.value.params == {"methodology": "cn-sz-lcpt/2021.1", "use_by": "2027-11-30"}


def test_an_expired_package_still_recomputes(catalogue: Catalogue, ride: dict[str, Any]) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    late = {**ride, "occurred_on": "2031-01-01"}
    assert catalogue.quantify(package, late, "attested").reduction_mg == 561_600


def test_an_unknown_kind_or_package_is_named(catalogue: Catalogue) -> None:
    with pytest.raises(KindUnknown):
        catalogue.choose("teleport", "CN-GD-SZ", PROGRAMME, DAY)
    with pytest.raises(MethodologyUnknown):
        catalogue.package("cn-sz-lcpt/2021.2")


@pytest.mark.parametrize(
    "kind",
    ["metro", "bus", "cycling", "paper", "cardboard", "plastic", "metal", "aluminium", "glass", "electronics"],
)
@pytest.mark.parametrize("region", ["CN-GD-SZ"])
def test_every_priced_kind_gives_inputs_its_package_accepts(catalogue: Catalogue, kind: str, region: str) -> None:
    package = catalogue.choose(kind, region, PROGRAMME, DAY)
    assert package is not None
    limits = catalogue.kind(kind)
    for quantity in (limits.minimum, 3_000, limits.maximum):
        inputs = catalogue.inputs_for(kind, package, quantity, region, DAY)
        assert (inputs["region"], inputs["occurred_on"]) == ("CN-GD-SZ", "2026-11-20")
        assert catalogue.quantify(package, inputs, "self_reported").reduction_mg > 0


def test_inputs_for_a_ride_are_the_ones_the_ledger_pins(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert catalogue.inputs_for("metro", package, 10_000, "CN-GD-SZ", DAY) == {
        "occurred_on": "2026-11-20",
        "region": "CN-GD-SZ",
        "segments": [{"distance_m": 10_000, "mode": "metro"}],
    }


def test_two_inputs_share_nothing(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    first = catalogue.inputs_for("metro", package, 1, "CN-GD-SZ", DAY)
    second = catalogue.inputs_for("metro", package, 2, "CN-GD-SZ", DAY)
    assert first["segments"] is not second["segments"] and first != second


def test_somebody_without_a_region_can_use_what_serves_everywhere(catalogue: Catalogue) -> None:
    package = catalogue.choose("cycling", None, PROGRAMME, DAY)
    assert package is not None
    inputs = catalogue.inputs_for("cycling", package, 3_000, None, DAY)
    assert inputs == {"distance_m": 3_000, "occurred_on": "2026-11-20"}
    assert catalogue.quantify(package, inputs, "self_reported").reduction_mg == 46_470


def test_a_partner_cannot_choose_region_or_day(catalogue: Catalogue) -> None:
    package = catalogue.package("modeshift-cycling/2026.1")
    sent = {"region": "GB", "occurred_on": "2020-01-01", "distance_m": 1}
    assert catalogue.completed(package, sent, "CN-GD-SZ", DAY) == {
        "region": "CN-GD-SZ",
        "occurred_on": "2026-11-20",
        "distance_m": 1,
    }


def test_a_package_that_does_not_serve_the_kind_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(MethodologyUnknown):
        catalogue.inputs_for("metro", catalogue.package("recycle-warm/16"), 1, "CN-GD-SZ", DAY)


@pytest.mark.parametrize(
    ("name", "evidence", "level"),
    [
        ("cn-sz-lcpt/2021.1", "statement", "self_reported"),
        ("cn-sz-lcpt/2021.1", "ticket_photo", "corroborated"),
        ("cn-sz-lcpt/2021.1", "ride_code", "attested"),
        ("modeshift-cycling/2026.1", "gps_track", "corroborated"),
        ("recycle-warm/16", "operator_record", "attested"),
        (None, "statement", "self_reported"),
        (None, "check_in_code", "attested"),
    ],
)
def test_evidence_reaches_the_level_the_package_says(
    catalogue: Catalogue, name: str | None, evidence: str, level: str
) -> None:
    package = None if name is None else catalogue.package(name)
    assert catalogue.evidence_level(package, evidence) == level


def test_evidence_that_is_not_listed_is_refused(catalogue: Catalogue) -> None:
    for package in (catalogue.package("cn-sz-lcpt/2021.1"), None):
        with pytest.raises(EvidenceNotAccepted):
            catalogue.evidence_level(package, "word_of_honour")


def test_the_metro_constant_is_quoted_and_its_lots_are_held(catalogue: Catalogue) -> None:
    package = catalogue.package("cn-sz-lcpt/2021.1")
    assert (package.credit_class, package.text_state, package.region) == ("market", "quoted", "CN-GD-SZ")
    assert package.hold is not None and "46.7" in package.hold


def test_every_catalogue_code_of_a_package_belongs_to_the_action_catalogue(catalogue: Catalogue) -> None:
    in_kinds = {code for kind in catalogue.kinds.values() for code in kind.catalogue_codes}
    priced = {
        code
        for name in ("cn-sz-lcpt/2021.1", "modeshift-cycling/2026.1", "recycle-warm/16")
        for code in catalogue.package(name).action_codes
    }
    assert priced <= in_kinds


def test_a_shared_bike_dropped_in_is_recordable_without_new_python(vectors: Path) -> None:
    before, after = Catalogue.load(plugins=[]), Catalogue.load(vectors / "drop_in", plugins=[])
    assert "shared_bike" not in before.kinds
    kind = after.kind("shared_bike")
    assert "共享单车" in kind.words["zh"] and "shared bike" in kind.words["en"]
    package = after.choose("shared_bike", "CN-GD-SZ", LOCAL, DAY)
    assert package is not None and package.name == "shared-bike/1"
    inputs = after.inputs_for("shared_bike", package, 3_000, "CN-GD-SZ", DAY)
    result = after.quantify(package, inputs, after.evidence_level(package, "operator_record"))
    assert (result.signed_mg, result.reduction_mg) == (46_470, 41_823)
    assert after.choose("shared_bike", "CN-BJ", LOCAL, DAY) is None


def test_a_drop_in_changes_nothing_that_was_there(vectors: Path) -> None:
    before, after = Catalogue.load(plugins=[]), Catalogue.load(vectors / "drop_in", plugins=[])
    assert {name: package.sha256 for name, package in before.packages.items()}.items() <= {
        name: package.sha256 for name, package in after.packages.items()
    }.items()
    assert all(after.kinds[code] == kind for code, kind in before.kinds.items())


def metro_of_another_city(document: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps({**document, "id": "cn-xx-metro", "version": "1", "action_codes": ["PT_METRO"]})
    return dict(json.loads(text.replace("CN-GD-SZ", "CN-XX")))


def test_a_second_citys_metro_joins_the_same_kind(document: Documents, tmp_path: Path) -> None:
    package = metro_of_another_city(document("cn-sz-lcpt-2021.1"))
    (tmp_path / "cn-xx-metro-1.json").write_text(json.dumps(package), "utf-8")
    words = {
        "format": "leafledger-kinds/1",
        "kinds": [
            {
                "code": "metro",
                "words": {"zh": ["大铁盒"]},
                "methodologies": [
                    {
                        "methodology": "cn-xx-metro",
                        "inputs": {"segments": [{"mode": "metro", "distance_m": "$quantity"}]},
                    }
                ],
            }
        ],
    }
    (tmp_path / "cn-xx.kinds.json").write_text(json.dumps(words), "utf-8")
    catalogue = Catalogue.load(tmp_path, plugins=[])
    assert chosen(catalogue, "metro", "CN-XX", LOCAL) == "cn-xx-metro/1"
    assert chosen(catalogue, "metro", "CN-GD-SZ", LOCAL) == "cn-sz-lcpt/2021.1"
    assert "大铁盒" in catalogue.kind("metro").words["zh"]


def test_the_newest_version_that_covers_the_day_is_chosen(document: Documents, tmp_path: Path) -> None:
    newer = document("cn-sz-lcpt-2021.1") | {"version": "2021.2", "packaged_on": "2026-11-21"}
    newer["activity_from"] = "2026-11-01"
    newer["golden"] = [{**case, "input": {**case["input"], "occurred_on": "2026-11-14"}} for case in newer["golden"]]
    (tmp_path / "cn-sz-lcpt-2021.2.json").write_text(json.dumps(newer), "utf-8")
    catalogue = Catalogue.load(tmp_path, plugins=[])
    assert chosen(catalogue, "metro", "CN-GD-SZ", LOCAL) == "cn-sz-lcpt/2021.2"
    earlier = catalogue.choose("metro", "CN-GD-SZ", LOCAL, date(2026, 10, 31))
    assert earlier is not None and earlier.version == "2021.1"


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_package_that_is_not_active_is_not_chosen(document: Documents, tmp_path: Path, status: str) -> None:
    draft = document("cn-sz-lcpt-2021.1") | {"version": "2021.2", "packaged_on": "2026-11-21", "status": status}
    (tmp_path / "draft.json").write_text(json.dumps(draft), "utf-8")
    catalogue = Catalogue.load(tmp_path, plugins=[])
    assert chosen(catalogue, "metro", "CN-GD-SZ", LOCAL) == "cn-sz-lcpt/2021.1"
    assert catalogue.package("cn-sz-lcpt/2021.2").status == status


class Halving:
    """A plugin that credits half a milligram a metre, for this test only."""

    def __init__(self, document: dict[str, Any]) -> None:
        del document["formula"]
        document |= {"id": "halving", "version": "1", "plugin": "halving"}
        document["golden"] = [
            {"case": "H01", "reduction_mg": 1, "input": {"occurred_on": "2026-11-20", "distance_m": 3}}
        ]
        self.document: Mapping[str, object] = document

    def quantify(self, inputs: Mapping[str, object], evidence: str) -> Result:
        distance = inputs["distance_m"]
        assert isinstance(distance, int)
        return Result(distance // 2, distance // 2, None, (), tuple)


def test_a_plugin_is_validated_chosen_and_run_like_a_package(document: Documents) -> None:
    catalogue = Catalogue.load(plugins=[Halving(document("modeshift-cycling-2026.1"))])
    package = catalogue.package("halving/1")
    assert catalogue.quantify(package, {"occurred_on": "2026-11-20", "distance_m": 9}, "attested").reduction_mg == 4
    with pytest.raises(InputRefused):
        catalogue.quantify(package, {"occurred_on": "2026-11-20", "distance_m": 0}, "attested")


def test_a_plugin_that_fails_its_golden_case_does_not_load(document: Documents) -> None:
    plugin = Halving(document("modeshift-cycling-2026.1"))
    golden = plugin.document["golden"]
    assert isinstance(golden, list)
    golden[0]["reduction_mg"] = 2
    with pytest.raises(PackageInvalid):
        Catalogue.load(plugins=[plugin])


def test_installed_plugins_are_looked_for_by_default() -> None:
    assert set(Catalogue.load().packages) >= set(Catalogue.load(plugins=[]).packages)

"""Region codes, and what the log says of a choice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import regions
from accounts.choosing import Wanted, ZoneUnknown, changes, code_of
from accounts.organisations import Organisation
from accounts.regions import RegionUnknown
from kernel.ids import PROGRAMME
from ledger import entry
from methodologies.catalogue import Catalogue
from methodologies.contract import MethodologyUnknown
from methodologies.kinds import MODES, ModeUnknown

CATALOGUE = Catalogue.load(plugins=())
FIRM = Organisation(PROGRAMME, "o", "CN-GD-SZ", "Asia/Shanghai", "log_test", ("local", "recycle-warm"), 5, "bus")


@pytest.mark.parametrize(
    "code", ["CN-GD-SZ", "CN-XZ", "CN-HK", "HK", "MO", "CN-TW", "TW", "CN", "GB", "US-CAMX", "FR", "ZZ", "XK"]
)
def test_places_that_are_there_have_a_code(code: str) -> None:
    assert regions.checked(code) == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "cn-gd-sz",
        "CN-XX",
        "CN-54",
        "XX",
        "EU",
        "UN",
        "CN-GD-SZ-FT",
        "CN_GD",
        "Tibet",
        "西藏",
        "CN-",
        "C",
        " CN",
        "CN\n",
    ],
)
def test_codes_that_nobody_could_mean_are_refused(code: str) -> None:
    with pytest.raises(RegionUnknown) as caught:
        regions.checked(code)
    assert caught.value.params == {"region": code}


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        assert regions.checked(text) == text
    except RegionUnknown as problem:
        assert len(str(problem.params["region"])) <= 40


def test_every_region_of_a_package_can_be_chosen() -> None:
    for package in CATALOGUE.packages.values():
        assert package.region == "*" or regions.checked(package.region)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted(methodologies=["local", "recycle-cold"]), MethodologyUnknown),
        (Wanted(methodologies=["recycle-warm/16"]), MethodologyUnknown),
        (Wanted(methodologies=["none", "local"]), MethodologyUnknown),
        (Wanted(methodologies=[""]), MethodologyUnknown),
        (Wanted(region="CN-ZZ"), RegionUnknown),
        (Wanted(region=""), RegionUnknown),
        (Wanted(zone="Mars/Olympus"), ZoneUnknown),
        (Wanted(zone="none"), ZoneUnknown),
        (Wanted(zone="../etc/passwd"), ZoneUnknown),
        (Wanted(commute_baseline="hovercraft"), ModeUnknown),
        (Wanted(commute_baseline=""), ModeUnknown),
    ],
)
def test_what_is_not_there_is_refused(wanted: Wanted, error: type[Exception]) -> None:
    with pytest.raises(error):
        wanted.checked(CATALOGUE)


def test_what_is_not_said_stays() -> None:
    assert Wanted().applied(FIRM) == FIRM
    assert Wanted(region="CN-XZ").applied(FIRM) == replace(FIRM, region="CN-XZ")


def test_none_takes_away() -> None:
    after = Wanted(methodologies=["none"], region="none", commute_baseline="none").applied(FIRM)
    assert (after.methodology_set, after.region, after.commute_baseline) == ((), None, None)


def test_each_difference_is_an_act_with_its_value() -> None:
    wanted = Wanted(["modeshift-cycling", "local", "local"], "CN-XZ", "Asia/Urumqi", "car")
    assert changes(FIRM, wanted.applied(FIRM)) == [
        ("methodology_chosen", "modeshift-cycling"),
        ("methodology_dropped", "recycle-warm"),
        ("region_chosen", "CN-XZ"),
        ("zone_chosen", "Asia/Urumqi"),
        ("commute_baseline_chosen", "car"),
    ]
    assert changes(FIRM, FIRM) == []


def test_every_value_is_a_reason_of_its_own_in_an_entry() -> None:
    idents = sorted({package.id for package in CATALOGUE.packages.values()})
    values = [*idents, *MODES, "none", "CN-GD-SZ", "CN-XZ", "Asia/Shanghai", "Etc/GMT+8", "16-recycle"]
    codes = [code_of(value) for value in values]
    assert len(set(codes)) == len(codes)
    for code in codes:
        sealed = {"type": "admin.acted", "act": "region_chosen", "role": "admin", "reason": code,
                  "recorded_on": "2026-11-21"}  # fmt: skip
        entry.seal(sealed, "log_test", 0, entry.GENESIS, "0" * 32)


@given(st.text(min_size=1, max_size=120))
def test_any_value_becomes_a_code(value: str) -> None:
    assert entry._code(code_of(value))

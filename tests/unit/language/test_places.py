"""Places by code and by name, in both languages."""

import tomllib
from pathlib import Path

import pytest

from accounts.regions import CHINA, RegionUnknown, checked
from language.places import code_of, place
from language.texts import Texts

TEXTS = Texts.load()


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN-GD-SZ", "深圳", "Shenzhen"),
        ("CN-XZ", "西藏", "Tibet"),
        ("CN-HK", "香港", "Hong Kong"),
        ("GB", "英国", "United Kingdom"),
        ("CN", "中国", "China"),
        ("CN-GD-FS", "广东 (CN-GD-FS)", "Guangdong (CN-GD-FS)"),
        ("US-CAMX", "美国 (US-CAMX)", "United States (US-CAMX)"),
        ("ZZ", "你那里", "where you are"),
        ("QQ", "QQ", "QQ"),
    ],
)
def test_a_code_is_told_by_its_smallest_named_part(code: str, zh: str, en: str) -> None:
    assert (place(TEXTS, code, "zh"), place(TEXTS, code, "en")) == (zh, en)


def test_every_province_has_a_name_of_its_own_in_both_languages() -> None:
    for locale in ("zh", "en"):
        names = [place(TEXTS, f"CN-{part}", locale) for part in CHINA]
        assert len(set(names)) == len(CHINA) and not any("(" in name for name in names)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_name_leads_back_to_its_code(locale: str) -> None:
    for code in (*(f"CN-{part}" for part in CHINA), "CN-GD-SZ", "CN-GD-GZ", "GB", "FR", "US"):
        assert code_of(TEXTS, place(TEXTS, code, locale)) == code


@pytest.mark.parametrize("said", ["", "  ", "somewhere", "地铁 12 公里", "where you are", "你那里"])
def test_other_words_name_no_place(said: str) -> None:
    assert code_of(TEXTS, said) is None


def test_names_are_read_whatever_their_case_and_spaces() -> None:
    assert code_of(TEXTS, "  hong   KONG ") == "CN-HK"


def test_a_name_of_no_region_is_refused_as_one() -> None:
    with pytest.raises(RegionUnknown):
        checked(code_of(TEXTS, "European Union") or "")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Guangzhou", "CN-GD-GZ"),
        ("广州市", "CN-GD-GZ"),
        ("我在上海", "CN-SH"),
        ("London", "GB"),
        ("I live in London.", "GB"),
        ("伦敦", "GB"),
        ("杭州", "CN-ZJ"),
        ("Hangzhou, China", "CN-ZJ"),
        ("浙江省，杭州市", "CN-ZJ"),
        ("Paris, France", "FR"),
        ("the UK", "GB"),
        ("USA", "US"),
        ("New York City", "US"),
        ("香港特别行政区", "CN-HK"),
        ("Ｌｏｎｄｏｎ", "GB"),
    ],
)
def test_towns_and_by_names_are_read(said: str, code: str) -> None:
    assert code_of(TEXTS, said) == code


@pytest.mark.parametrize("said", ["Paris, Texas", "London, Paris", "Atlantis, France", "metro 12 km", "市", ",", "在"])
def test_what_is_no_one_place_is_none(said: str) -> None:
    assert code_of(TEXTS, said) is None


def test_every_code_of_the_towns_is_a_region() -> None:
    for code in tomllib.loads(Path("language/places.toml").read_text(encoding="utf-8")):
        assert checked(code) == code

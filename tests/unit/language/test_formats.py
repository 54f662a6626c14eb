"""Amounts, days and times in people's own notation."""

from datetime import UTC, date, datetime

import pytest

from language import formats


@pytest.mark.parametrize(
    ("milligrams", "chinese", "english"),
    [
        (561_600, "561.6 克", "561.6 g"),
        (86_537, "86.5 克", "86.5 g"),
        (999_999, "999.9 克", "999.9 g"),
        (1_000_000, "1.00 公斤", "1.00 kg"),
        (2_259_999, "2.25 公斤", "2.25 kg"),
        (1_204_600_000, "1,204.60 公斤", "1,204.60 kg"),
        (40, "0.04 克", "0.04 g"),
        (0, "0.0 克", "0.0 g"),
        (-561_600, "-561.6 克", "-561.6 g"),
    ],
)
def test_a_mass_is_cut_never_rounded_up(milligrams: int, chinese: str, english: str) -> None:
    assert formats.mass(milligrams, "zh") == chinese
    assert formats.mass(milligrams, "en") == english


@pytest.mark.parametrize(("metres", "text"), [(804, "804 m"), (12_000, "12.0 km"), (3_217, "3.217 km")])
def test_a_distance_changes_to_kilometres_at_one(metres: int, text: str) -> None:
    assert formats.distance(metres, "en") == text


def test_a_weight_is_shown_in_jin_too() -> None:
    assert (formats.weight(2500, "zh"), formats.jin(2500, "zh")) == ("2.5 公斤", "5 斤")


def test_any_chinese_tag_is_formatted_in_chinese() -> None:
    assert formats.day(date(2026, 11, 13), "zh-Hans-CN") == "11 月 13 日，星期五"
    assert formats.day(date(2026, 11, 13), "fr") == "Friday 13 November"


def test_a_moment_is_told_in_the_persons_zone() -> None:
    at = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    assert formats.moment(at, "Asia/Shanghai", "zh") == "11 月 20 日 09:05"
    assert formats.time(at, "Europe/Lisbon", "en") == "01:05"


@pytest.mark.parametrize(("permille", "bar"), [(0, "░░░░░░░░"), (620, "▓▓▓▓░░░░"), (999, "▓▓▓▓▓▓▓░"), (1000, "▓" * 8)])
def test_a_bar_is_full_only_when_complete(permille: int, bar: str) -> None:
    assert formats.bar(permille) == bar

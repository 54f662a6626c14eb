"""Numbers, units and days as people write them."""

from datetime import date
from decimal import Decimal

import pytest

from language.phrases import dates, numbers
from language.phrases.normalising import normalise

TODAY = date(2026, 11, 20)  # A Friday.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", "12"),
        ("两", "2"),
        ("半", "0.5"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("一千二", "1200"),
        ("一万二", "12000"),
        ("三点二五", "3.25"),
        ("两万三千四百五十六", "23456"),
        ("二十", "20"),
        ("1万", "10000"),
        ("1.2万", "12000"),
        ("1,200", "1200"),
        (".5", "0.5"),
        ("12.50", "12.50"),
        ("twenty-five", "25"),
        ("one hundred and five", "105"),
        ("two and a half", "2.5"),
        ("half a", "0.5"),
        ("three quarters of a", "0.75"),
        ("twelve point two five", "12.25"),
        ("一十二", "12"),
        ("two and a quarter", "2.25"),
        ("3 and three quarters", "3.75"),
    ],
)
def test_a_number_is_read(text: str, value: str) -> None:
    assert numbers.parse(text) == (Decimal(value),)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1½ km", "1.5 km"),
        ("½ km", "0.5 km"),
        ("１½ km", "1.5 km"),
        ("⅞ mile", "0.875 mile"),
        ("12 1/2 km", "12.5 km"),
        ("1/2 km", "0.5 km"),
        ("1/3 km", "0.333+ km"),
        ("5/6 km", "5-6 km"),
        ("4/2 km", "4-2 km"),
        ("1/0 km", "^ km"),
        ("1/2", "1/2"),
        ("四分之三公里", "0.75公里"),
        ("两又三分之一公里", "2.333+公里"),
        ("一个半公里", "一公里半"),
        ("2 m³", "2 立方米"),
    ],
)
def test_a_fraction_becomes_a_decimal_or_is_marked_as_doubtful(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("text", "low", "high"), [("五六", 5, 6), ("两三", 2, 3), ("八九", 8, 9), ("十五六", 15, 16), ("二三十", 20, 30)]
)
def test_two_neighbouring_digits_are_a_range(text: str, low: int, high: int) -> None:
    assert numbers.parse(text) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["一二三", "三百百", "百", "五三", "二五十", "五零", "five six", "一万万"])
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert numbers.parse(text) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", (11, 20)),
        ("昨晚", (11, 19)),
        ("大前天", (11, 17)),
        ("上周五", (11, 13)),
        ("周三", (11, 18)),
        ("十一月十三日", (11, 13)),
        ("2026-11-17", (11, 17)),
        ("11/13", (11, 13)),
        ("13/11", (11, 13)),
        ("3 days ago", (11, 17)),
        ("last friday", (11, 13)),
        ("on monday", (11, 16)),
        ("november 13th", (11, 13)),
        ("the 18th", (11, 18)),
        ("the day before yesterday", (11, 18)),
    ],
)
def test_a_day_is_found(text: str, day: tuple[int, int]) -> None:
    found = dates.match(text, 0, TODAY)
    assert found is not None
    assert found[0].state == "exact"
    assert found[0].days == (date(2026, *day),)
    assert found[1] == len(text)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("明天", "future"),
        ("next week", "future"),
        ("上个月", "old"),
        ("last year", "old"),
        ("2月30日", "unknown"),
        ("周一到周五", "span"),
        ("every day this week", "span"),
        ("每天", "doubt"),
        ("tonight", "doubt"),
        ("周六", "ahead"),
        ("周五", "ask"),
        ("前几天", "ask"),
    ],
)
def test_a_phrase_without_one_clear_day_says_so(text: str, state: str) -> None:
    found = dates.match(text, 0, TODAY)
    assert found is not None
    assert found[0].state == state


def test_the_30th_told_on_the_2nd_may_be_last_months() -> None:
    found = dates.match("30号", 0, date(2026, 12, 2))
    assert found is not None
    assert (found[0].state, found[0].days) == ("ahead", (date(2026, 11, 30),))


def test_a_december_day_told_in_january_is_last_years() -> None:
    found = dates.match("12月30日", 0, date(2027, 1, 3))
    assert found is not None
    assert found[0].days == (date(2026, 12, 30),)


def test_a_january_day_told_in_december_lies_ahead() -> None:
    found = dates.match("1月2日", 0, date(2026, 12, 30))
    assert found is not None
    assert found[0].state == "future"


def test_slashed_numbers_that_fit_both_orders_are_asked() -> None:
    found = dates.match("11/12", 0, date(2026, 12, 12))
    assert found is not None
    assert (found[0].state, found[0].days) == ("ask", (date(2026, 12, 11),))


@pytest.mark.parametrize(("text", "value"), [("a hundred", (100,)), ("a thousand and five", (1005,)), ("a to two", ())])
def test_an_article_counts_one_and_what_is_no_number_none(text: str, value: tuple[int, ...]) -> None:
    assert numbers.parse(text) == value

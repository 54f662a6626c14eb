"""All texts: the same messages with the same variables in both languages, within Telegram's limits."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from language.formats import locale_of
from language.texts import LOCALES, MessageMissing, Texts, Value, VariableMissing

LONGEST_MESSAGE = 4096
LONGEST_BUTTON = 40
TAG = re.compile(r"<[^>]*>")
SELECTED = {"number": 8, "streak": 1, "count": 2, "days": 1, "times": 2, "steps": 8, "stage": 3, "n": 7}


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def sample(names: frozenset[str]) -> dict[str, Value]:
    return {name: SELECTED.get(name, "福田 Green") for name in names}


def test_every_locale_has_the_same_messages(texts: Texts) -> None:
    assert texts.keys("zh") == texts.keys("en")
    assert len(texts.keys("zh")) > 300


def test_every_message_has_the_same_variables_in_every_locale(texts: Texts) -> None:
    differing = {key: texts.variables(key, "zh") ^ texts.variables(key, "en") for key in texts.keys("zh")}
    assert {key: names for key, names in differing.items() if names} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_renders_within_telegrams_limit(texts: Texts, locale: str) -> None:
    for key in texts.keys(locale):
        text = texts.render(key, sample(texts.variables(key, locale)), locale)
        assert 0 < len(text.encode("utf-16-le")) // 2 <= LONGEST_MESSAGE, key
        assert text == text.rstrip(), key
        assert "{" not in text and "}" not in text, key


@pytest.mark.parametrize("locale", LOCALES)
def test_messages_use_only_bold_italic_and_code_and_close_them(texts: Texts, locale: str) -> None:
    for key in texts.keys(locale):
        open_tags: list[str] = []
        for tag in TAG.findall(texts.render(key, sample(texts.variables(key, locale)), locale)):
            name = tag.strip("</>")
            assert name in ("b", "i", "code"), key
            if tag.startswith("</"):
                assert open_tags.pop() == name, key
            else:
                open_tags.append(name)
        assert not open_tags, key


@pytest.mark.parametrize("locale", LOCALES)
def test_buttons_are_short_and_plain(texts: Texts, locale: str) -> None:
    for key in texts.keys(locale):
        if "-button-" in key or (key.startswith(("menu-", "choice-")) and key not in ("menu-help", "choice-cancelled")):
            text = texts.render(key, dict.fromkeys(texts.variables(key, locale), 5), locale)
            assert len(text) <= LONGEST_BUTTON, key
            assert "\n" not in text and not TAG.search(text), key


def test_a_conversation_message_keeps_to_six_lines(texts: Texts) -> None:
    long_ones = {"start-consent-policy"}
    for locale in LOCALES:
        for key in texts.keys(locale) - long_ones:
            lines = texts.render(key, sample(texts.variables(key, locale)), locale).split("\n")
            assert len(lines) <= 6 or key.startswith("up-"), key  # `up-` is said in the terminal.


def test_the_receipt_reads_as_agreed(texts: Texts) -> None:
    params: dict[str, Value] = {
        "icon": "🚇",
        "title": "地铁",
        "quantity": "12.0 公里",
        "grams": "561.6 克",
        "formula": "12.0 km × 46.8 g/km",
        "methodology": "cn-sz-lcpt/2021.1",
        "source": "深圳市生态环境局",
        "week": "2.25 公斤",
        "streak": 4,
        "evidence": texts.render("record-evidence-self-reported", {}, "zh"),
    }
    lines = texts.render("record-receipt", params, "zh").split("\n")
    assert lines[0] == "✅ 🚇 地铁 12.0 公里 → 少排 <b>561.6 克</b> CO₂"
    assert lines[1] == "12.0 km × 46.8 g/km（方法 cn-sz-lcpt/2021.1）"
    assert lines[3:] == ["本周 2.25 公斤 · 🔥 连续 4 天", "证据 C 自述：先进雾里，补凭证变实"]


def test_english_plurals_follow_the_number(texts: Texts) -> None:
    assert texts.render("unit-trip", {"count": 1}, "en") == "1 time"
    assert texts.render("unit-sheet", {"count": 1200}, "en") == "1,200 sheets"


def test_a_missing_message_raises(texts: Texts) -> None:
    with pytest.raises(MessageMissing):
        texts.render("no-such-message", {}, "zh")


def test_a_missing_variable_raises(texts: Texts) -> None:
    with pytest.raises(VariableMissing):
        texts.render("start-hello", {}, "en")


@pytest.mark.parametrize("role", ["organiser", "reviewer", "admin", "member"])
def test_a_missing_role_is_named_in_the_language(texts: Texts, role: str) -> None:
    said = texts.render("error-role-missing", {"role": role}, "zh")
    assert not re.search("[a-z]", said)
    assert said != texts.render("error-role-missing", {"role": "unheard of"}, "zh")


def test_unused_variables_are_ignored(texts: Texts) -> None:
    assert texts.render("refuse-zero", {"kind": "metro"}, "en") == "That's zero, so nothing is logged."


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("zh", "zh"), ("zh-Hans-CN", "zh"), ("zh_TW", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_a_language_tag_falls_back_to_a_locale_we_have(tag: str | None, locale: str) -> None:
    assert locale_of(tag) == locale


def test_dates_lists_and_decimals_are_formatted_for_the_locale(texts: Texts) -> None:
    day: dict[str, Value] = {"day": date(2026, 11, 13)}
    assert texts.render("record-day", day, "zh") == "记在 11 月 13 日，星期五。"
    assert texts.render("record-day", day, "en") == "Logged for Friday 13 November."
    settings: dict[str, Value] = {"settings": ["fsync", "full_page_writes"]}
    assert texts.render("error-database-unsafe", settings, "en").endswith("fsync and full_page_writes")
    assert texts.render("choice-amount", {"quantity": Decimal("1234.5")}, "en") == "1,234.5"


def test_an_extra_directory_adds_messages_and_cannot_replace_ours(tmp_path: Path) -> None:
    for locale, text in (("zh", "共享单车"), ("en", "Shared bike")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "bike.ftl").write_text(f"kind-shared-bike = {text}\n", encoding="utf-8")
    assert Texts.load(tmp_path).render("kind-shared-bike", {}, "en") == "Shared bike"
    (tmp_path / "en" / "bike.ftl").write_text("unclear = replaced\n", encoding="utf-8")
    with pytest.raises(ValueError, match="given twice"):
        Texts.load(tmp_path)


def test_a_file_that_is_not_fluent_is_refused(tmp_path: Path) -> None:
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
    (tmp_path / "zh" / "broken.ftl").write_text("this is { not fluent\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not Fluent"):
        Texts.load(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("broken = this is { not fluent\n", "not Fluent"),
        ("broken = well\n-term = a word\n", "not Fluent"),
        ("broken = see { other }\nother = this\n", "refers to another"),
    ],
)
def test_a_message_that_cannot_be_used_is_named_with_its_file(tmp_path: Path, written: str, said: str) -> None:
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "mine.ftl").write_text(written + "fine = Well\n", encoding="utf-8")
    texts = Texts.load(tmp_path)
    assert texts.render("fine", {}, "en") == "Well"
    with pytest.raises(ValueError, match=f"en/mine.ftl: broken.*{said}"):
        texts.render("broken", {}, "en")


def test_a_message_goes_on_until_the_next_one_begins(tmp_path: Path) -> None:
    written = (
        "# First\nlong =\n    a = b\n\n    { $n ->\n        [one] c\n       *[other] d = e\n    }\n## Then\nnext= f\n"
    )
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "mine.ftl").write_text(written, encoding="utf-8")
    texts = Texts.load(tmp_path)
    assert texts.render("long", {"n": 2}, "en") == "a = b\n\nd = e"
    assert texts.variables("long", "en") == {"n"}
    assert texts.render("next", {}, "en") == "f"


def test_an_id_is_refused_by_what_one_looks_like_and_a_number_by_how_it_is_written(texts: Texts) -> None:
    told = [texts.render("error-malformed-id", {"expected": expected}, "en") for expected in ("org", "n")]
    assert "org_… with 26" in told[0]
    assert "digits" in told[1] and "_" not in told[1]

"""Every question and refusal the grammar can give has its sentence and its button labels, in both languages."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from language.phrases import Activities, Leg, Question, Refusal, Vocabulary, answer, read
from language.replies import Replies
from language.texts import LOCALES, Texts

TODAY = date(2026, 11, 20)
CORPUS = Path(__file__).parents[2] / "vectors" / "sentences.csv"
PHRASES = Path(__file__).parents[3] / "language" / "phrases"


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def words(texts: Texts, locale: str) -> Replies:
    titles = {"metro": "地铁", "old_clothes": "旧衣", "walking": "步行"}
    return Replies(
        say=lambda code, **params: texts.render(code, params, locale),
        has=texts.has,
        title=lambda kind: titles.get(kind, kind),
        icon=lambda _: "•",
        locale=locale,
    )


def asked(text: str, vocabulary: Vocabulary) -> Question:
    reading = read(text, TODAY, vocabulary)
    assert isinstance(reading, Question)
    return reading


def labels(text: str, vocabulary: Vocabulary, texts: Texts, locale: str) -> list[str]:
    question = asked(text, vocabulary)
    return [words(texts, locale).choice(question, choice) for choice in question.choices]


@pytest.mark.exhaustive
def test_every_reading_of_the_corpus_can_be_said_in_both_languages(vocabulary: Vocabulary, texts: Texts) -> None:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        sentences = [row["text"] for row in csv.DictReader(file)]
    for sentence in sentences:
        reading = read(sentence, TODAY, vocabulary)
        for locale in LOCALES:
            said = words(texts, locale)
            if isinstance(reading, Question):
                assert said.question(reading)
                for choice in reading.choices:
                    assert 0 < len(said.choice(reading, choice)) <= 40
            elif isinstance(reading, Refusal):
                assert said.refusal(reading)
            elif isinstance(reading, Activities):
                assert all(texts.has(f"note-{code.replace('_', '-')}") for code in reading.notes)


def test_every_code_in_the_grammar_has_a_message(texts: Texts) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(PHRASES.glob("*.py")))
    refusals = re.findall(r'Refusal\("(\w+)"', source)
    questions = re.findall(r'(?:Question|_ask|_confirm)\(\s*"(\w+)"', source)
    assert len(refusals) > 10 and len(questions) > 8
    for code in refusals:
        assert texts.has(f"refuse-{code.replace('_', '-')}"), code
    for code in questions:
        assert texts.has(f"ask-{code.replace('_', '-')}"), code


def test_kilometres_or_stops_are_offered_as_agreed(vocabulary: Vocabulary, texts: Texts) -> None:
    assert words(texts, "zh").question(asked("地铁 12", vocabulary)) == "12 公里，还是 12 站？"
    assert labels("地铁 12", vocabulary, texts, "zh") == ["12.0 公里", "12 站"]


def test_an_implausible_distance_offers_a_tenth(vocabulary: Vocabulary, texts: Texts) -> None:
    said = words(texts, "zh").question(asked("地铁 100 公里", vocabulary))
    assert said == "100.0 公里比这座城的线路还长。是 10.0 公里吗？"
    assert labels("地铁 100 公里", vocabulary, texts, "zh") == ["10.0 公里", "确实 100.0 公里，请审核", "取消"]


def test_jin_is_always_shown_converted(vocabulary: Vocabulary, texts: Texts) -> None:
    assert labels("旧衣 5", vocabulary, texts, "zh") == ["5.0 公斤（10 斤）", "2.5 公斤（5 斤）", "取消"]


def test_a_doubtful_weekday_is_offered_by_date(vocabulary: Vocabulary, texts: Texts) -> None:
    assert labels("周六坐地铁12公里", vocabulary, texts, "en") == ["Saturday 14 November", "Cancel"]


def test_a_refusal_names_its_limit_in_the_persons_units(vocabulary: Vocabulary, texts: Texts) -> None:
    reading = read("地铁99999999公里", TODAY, vocabulary)
    assert isinstance(reading, Refusal)
    assert words(texts, "zh").refusal(reading) == "太多了，一次最多 120.0 公里。"


@pytest.mark.parametrize(
    ("sentence", "zh", "en"),
    [
        ("节水 5 次", "water_saving，几升？", "water_saving: how many litres?"),
        ("爬楼梯3次", "stairs，几层？", "stairs: how many floors?"),
        ("关灯3杯", "lights_off，几次？", "lights_off: how many times?"),
        ("节水3公里", "water_saving按升数说就行。", "water_saving goes by number of litres."),
        ("metro 12 litres", "地铁要用公里或米说。", "地铁 goes by km or metres."),
    ],
)
def test_a_unit_that_does_not_fit_is_answered_with_the_one_that_does(
    sentence: str, zh: str, en: str, vocabulary: Vocabulary, texts: Texts
) -> None:
    reading = read(sentence, TODAY, vocabulary)
    for locale, expected in (("zh", zh), ("en", en)):
        said = words(texts, locale)
        assert isinstance(reading, Question | Refusal)
        assert (said.question(reading) if isinstance(reading, Question) else said.refusal(reading)) == expected


def test_litres_are_never_told_as_times(texts: Texts) -> None:
    assert words(texts, "zh").quantity(500, "event", "water_saving") == "500 升"
    assert words(texts, "en").quantity(1, "event", "water_saving") == "1 litre"


def test_a_plain_number_answers_the_question_for_litres(vocabulary: Vocabulary) -> None:
    asked_for = Question("how_many", kind="water_saving", unit="event", occurred_on=TODAY)
    for said in ("5", "5升", "5 litres"):
        assert answer(said, asked_for, TODAY, vocabulary) == Activities((Leg("water_saving", 5, "event", TODAY),))


@pytest.mark.parametrize(
    "kind", ["lights_off", "stairs", "paperless", "own_cup", "veg_meal", "video_meeting", "tree_planting"]
)
def test_a_plain_number_answers_the_question_how_many(kind: str, vocabulary: Vocabulary) -> None:
    asked_for = Question("how_many", kind=kind, unit="event", occurred_on=TODAY)
    assert answer("2", asked_for, TODAY, vocabulary) == Activities((Leg(kind, 2, "event", TODAY),))


def test_counters_follow_the_kind(texts: Texts) -> None:
    assert words(texts, "zh").quantity(20, "event", "paperless") == "20 张"
    assert words(texts, "en").quantity(1, "event", "lights_off") == "1 time"
    assert words(texts, "en").quantity(1500, "Wh") == "1.5 kWh"

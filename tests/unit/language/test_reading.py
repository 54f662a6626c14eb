"""What the grammar promises beyond the corpus: purity, bounds, drop-in kinds, answers to open questions."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.phrases import (
    Activities,
    Intent,
    Leg,
    Question,
    Reading,
    Refusal,
    Unclear,
    Vocabulary,
    answer,
    days_to_offer,
    read,
)
from language.phrases.vocabulary import KindMalformed

TODAY = date(2026, 11, 20)
SHARED_BIKE = {
    "code": "shared_bike",
    "unit": "m",
    "words": {"zh": ["共享单车", "小黄车"], "en": ["shared bike"]},
    "limits": {"min": 1, "max": 60_000, "ask_above": 30_000},
    "counts": True,
    "icon": "🚴",
}
_WORDS = """
坐 了 地铁 公交 骑车 走路 旧衣 12 三 半 公里 斤 米 km kg stops 站 不 没 明天 昨天 周六 上周五 然后 和 , 。 ? metro bus bike
walked to from work not yesterday tomorrow on monday and then 5 0 -3 1e9 99999999999 来回 each way 多 about 🚇 开车 关灯
捐 步 two half a
"""
PIECES = _WORDS.split()


def asked(text: str, vocabulary: Vocabulary) -> Question:
    reading = read(text, TODAY, vocabulary)
    assert isinstance(reading, Question)
    return reading


def within_bounds(reading: Reading, vocabulary: Vocabulary) -> bool:
    """True where every leg that could be recorded keeps to its kind's unit and limits and to the last seven days."""
    legs = list(reading.legs) if isinstance(reading, Activities | Question) else []
    if isinstance(reading, Question):
        legs += [leg for choice in reading.choices for leg in choice.legs]
    return all(
        vocabulary.words[leg.kind].counts
        and vocabulary.words[leg.kind].unit == leg.unit
        and vocabulary.words[leg.kind].minimum <= leg.quantity <= vocabulary.words[leg.kind].maximum
        and timedelta(0) <= TODAY - leg.occurred_on <= timedelta(days=7)
        for leg in legs
    )


@pytest.mark.exhaustive
@settings(max_examples=400, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_gives_a_reading(text: str, vocabulary: Vocabulary) -> None:
    assert isinstance(read(text, TODAY, vocabulary), Activities | Question | Refusal | Intent | Unclear)


@pytest.mark.exhaustive
@settings(max_examples=800, deadline=None)
@given(words=st.lists(st.sampled_from(PIECES), min_size=1, max_size=9), glue=st.sampled_from(["", " "]))
def test_whatever_can_be_recorded_keeps_to_the_limits(words: list[str], glue: str, vocabulary: Vocabulary) -> None:
    assert within_bounds(read(glue.join(words), TODAY, vocabulary), vocabulary)


@pytest.mark.exhaustive
@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_a_denied_sentence_never_records_what_it_denies(words: list[str], vocabulary: Vocabulary) -> None:
    reading = read("没有坐" + "".join(word for word in words if word not in ",。?"), TODAY, vocabulary)
    # Something else may be told behind it, of which the denied is what would have been used instead.
    assert not isinstance(reading, Activities) or all(leg.instead and leg.kind != leg.instead for leg in reading.legs)


def test_a_reading_depends_on_nothing_but_its_arguments(vocabulary: Vocabulary) -> None:
    text = "昨天地铁8公里然后公交3公里"
    assert read(text, TODAY, vocabulary) == read(text, TODAY, vocabulary)


def test_a_kind_dropped_in_as_data_is_understood_at_once(vocabulary: Vocabulary) -> None:
    kinds = [
        {
            "code": word.kind,
            "unit": word.unit,
            "words": {"zh": word.forms_zh, "en": word.forms_en},
            "limits": {"min": word.minimum, "max": word.maximum, "ask_above": word.ask_above},
            "counts": word.counts,
        }
        for word in vocabulary.words.values()
    ]
    extended = Vocabulary.from_kinds([*kinds, SHARED_BIKE])
    for text in ("共享单车3公里", "shared bike 3 km", "🚴 3 km"):
        assert read(text, TODAY, extended) == Activities((Leg("shared_bike", 3000, "m", TODAY),))


@pytest.mark.parametrize("field", ["unit", "words", "limits"])
def test_a_kind_without_a_field_is_refused_by_name(field: str) -> None:
    kind = {key: value for key, value in SHARED_BIKE.items() if key != field}
    with pytest.raises(KindMalformed) as refused:
        Vocabulary.from_kinds([kind])
    assert refused.value.params == {"kind": "shared_bike", "field": field}


def test_a_unit_outside_the_base_units_is_refused() -> None:
    with pytest.raises(KindMalformed):
        Vocabulary.from_kinds([{**SHARED_BIKE, "unit": "mile"}])


def test_li_and_jin_are_said_beside_the_receipt(vocabulary: Vocabulary) -> None:
    walked = read("走了3里路", TODAY, vocabulary)
    assert isinstance(walked, Activities)
    assert walked.notes == ("li_is_500_m",)
    clothes = read("旧衣5斤", TODAY, vocabulary)
    assert isinstance(clothes, Activities)
    assert clothes.notes == ("jin_is_500_g",)


def test_driving_beside_a_ride_is_said_not_to_count(vocabulary: Vocabulary) -> None:
    reading = read("开车5公里然后地铁8公里", TODAY, vocabulary)
    assert reading == Activities((Leg("metro", 8000, "m", TODAY),), ("driving_not_counted",))


def test_a_doubled_distance_is_said(vocabulary: Vocabulary) -> None:
    reading = read("metro 12 km each way", TODAY, vocabulary)
    assert reading == Activities((Leg("metro", 24000, "m", TODAY),), ("doubled",))


@pytest.mark.parametrize("text", ["12", "12 公里", "十二", "12km", "twelve"])
def test_a_bare_number_completes_an_open_question(text: str, vocabulary: Vocabulary) -> None:
    question = asked("昨天坐地铁", vocabulary)
    expected = Activities((Leg("metro", 12000, "m", date(2026, 11, 19)),))
    assert answer(text, question, TODAY, vocabulary) == expected


def test_a_kind_completes_an_open_question(vocabulary: Vocabulary) -> None:
    question = asked("昨天12公里", vocabulary)
    assert answer("地铁", question, TODAY, vocabulary) == Activities((Leg("metro", 12000, "m", date(2026, 11, 19)),))


def test_an_answer_brings_the_other_legs_with_it(vocabulary: Vocabulary) -> None:
    question = asked("地铁8公里然后公交", vocabulary)
    expected = Activities((Leg("metro", 8000, "m", TODAY), Leg("bus", 3000, "m", TODAY)))
    assert answer("3公里", question, TODAY, vocabulary) == expected


def test_a_whole_sentence_stands_for_itself_whatever_question_is_open(vocabulary: Vocabulary) -> None:
    question = asked("坐地铁", vocabulary)
    assert answer("公交3公里", question, TODAY, vocabulary) == Activities((Leg("bus", 3000, "m", TODAY),))


def test_an_answer_is_checked_like_a_sentence(vocabulary: Vocabulary) -> None:
    question = asked("坐地铁", vocabulary)
    too_much = answer("100", question, TODAY, vocabulary)
    assert isinstance(too_much, Question)
    assert too_much.code == "really_so_much"
    assert not isinstance(answer("没有", question, TODAY, vocabulary), Activities)


def test_an_answer_in_other_words_is_not_taken(vocabulary: Vocabulary) -> None:
    question = asked("坐地铁", vocabulary)
    assert not isinstance(answer("不知道", question, TODAY, vocabulary), Activities)
    assert not isinstance(answer("8站", question, TODAY, vocabulary), Activities)


def test_a_long_text_is_refused_with_its_limit(vocabulary: Vocabulary) -> None:
    reading = read("地铁12公里" * 200, TODAY, vocabulary)
    assert reading == Refusal("too_long", {"maximum": 300})


def test_the_days_to_offer_are_today_and_the_seven_before() -> None:
    days = days_to_offer(TODAY)
    assert (days[0], days[-1], len(days)) == (TODAY, date(2026, 11, 13), 8)


@pytest.mark.parametrize(
    ("text", "kind", "quantity"), [("地铁100公里", "metro", 100_000), ("走路100公里", "walking", 100_000)]
)
def test_what_can_exist_and_be_priced_is_offered_to_a_reviewer(
    text: str, kind: str, quantity: int, vocabulary: Vocabulary
) -> None:
    question = asked(text, vocabulary)
    review = [choice.legs for choice in question.choices if choice.code == "review"]
    assert review == [(Leg(kind, quantity, "m", TODAY),)]


def test_beyond_what_the_methodology_prices_only_the_slip_is_offered(vocabulary: Vocabulary) -> None:
    question = asked("地铁300公里", vocabulary)
    assert [choice.code for choice in question.choices] == ["record", "cancel"]


@pytest.mark.parametrize(
    "text",
    [
        "Zed took the metro 12 km",
        "阿伟坐地铁12公里",
        "然后阿伟坐地铁12公里",
        "坐了12公里地铁，阿伟坐的",
        "and then Zed took the metro 12 km",
        "walked 2 km and Zed took the metro 12 km",
        "metro 12 km, Zed did",
        "log metro 12 km for Zed",
        "took the metro, gondola 3 km",
        "took the metro and the Xylo 12 km",
    ],
)
def test_an_unknown_word_that_may_be_who_or_what_travelled_is_asked_about(text: str, vocabulary: Vocabulary) -> None:
    assert not isinstance(read(text, TODAY, vocabulary), Activities)


@pytest.mark.parametrize(
    "text",
    [
        "坐地铁12公里爽翻",
        "今天坐地铁12公里，车里放着爵士",
        "took the metro 12 km, jazz playing",
        "Zed and I took the metro 12 km",
    ],
)
def test_an_unknown_word_in_a_remark_or_a_companion_is_passed_over(text: str, vocabulary: Vocabulary) -> None:
    assert read(text, TODAY, vocabulary) == Activities((Leg("metro", 12_000, "m", TODAY),))


@pytest.mark.parametrize("text", ["搭地鐵十二公里", "做地铁12公里", "地铁一共12公里", "地铁壹拾贰公里"])
def test_one_trip_is_read_in_many_spellings(text: str, vocabulary: Vocabulary) -> None:
    assert read(text, TODAY, vocabulary) == Activities((Leg("metro", 12_000, "m", TODAY),))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("帮我删掉最后一条", "undo"),
        ("不要删除上一条", None),
        ("show me how far my planet is", "planet"),
        ("我的排名多少", "rank"),
    ],
)
def test_a_text_without_an_act_is_taken_by_its_topic(text: str, intent: str | None, vocabulary: Vocabulary) -> None:
    reading = read(text, TODAY, vocabulary)
    assert reading == (Unclear() if intent is None else Intent(intent))


@pytest.mark.parametrize(
    "text",
    ["metro 1e3 km", "bus 2.5.1 km", "地铁 12.5.1公里", "metro ½ mile", "地铁 12,5,1 公里", "metro 3 or 4 or 9 km"],
)
def test_an_amount_that_cannot_be_read_is_never_taken_from_the_open_question(text: str, vocabulary: Vocabulary) -> None:
    question = Question("which_kind", quantity=10_000, unit="m", occurred_on=TODAY)
    reading = answer(text, question, TODAY, vocabulary)
    assert not (isinstance(reading, Activities) and any(leg.quantity == 10_000 for leg in reading.legs))


@pytest.mark.parametrize("text", ["metro", "by metro", "地铁", "坐地铁"])
def test_a_bare_way_completes_the_open_question(text: str, vocabulary: Vocabulary) -> None:
    question = Question("which_kind", quantity=10_000, unit="m", occurred_on=TODAY)
    assert answer(text, question, TODAY, vocabulary) == Activities((Leg("metro", 10_000, "m", TODAY),))


@pytest.mark.exhaustive
@pytest.mark.parametrize("said", ["{form} 300", "300 {form}", "{form} 三", "{form} 12.5"])
def test_a_bare_number_beside_any_word_of_a_kind_is_never_another_kinds(said: str, vocabulary: Vocabulary) -> None:
    strange = []
    for form, kind in vocabulary.forms.items():
        reading = read(said.format(form=form), TODAY, vocabulary)
        told = {leg.kind for leg in reading.legs} if isinstance(reading, Activities | Question) else set()
        told |= {reading.kind} if isinstance(reading, Question) and reading.kind else set()
        if told - {kind}:
            strange.append((form, kind, told))
    assert not strange


@pytest.mark.parametrize("word", ["meals", "teams", "costs", "stars", "shifts", "couch", "shorts", "scroll", "duties"])
def test_a_word_of_its_own_is_no_slip_of_a_kinds_word(word: str, vocabulary: Vocabulary) -> None:
    for said in (f"{word} 300", f"300 {word}", f"had 2 {word}"):
        assert isinstance(read(said, TODAY, vocabulary), Unclear)
    for said in (f"{word} 3 kg", f"{word} 3 km"):
        assert isinstance(read(said, TODAY, vocabulary), Question)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("双面打印37页", [18, 37]),
        ("duplex printing 37 pages", [18, 37]),
        ("printed double-sided, 40 pages", [20, 40]),
        ("双面打印1页", [1]),
    ],
)
def test_pages_on_both_sides_are_asked_about_as_half_as_many_sheets(
    vocabulary: Vocabulary, text: str, offered: list[int]
) -> None:
    asked = read(text, TODAY, vocabulary)
    assert isinstance(asked, Question)
    assert asked.code == "how_exactly"
    assert [leg.quantity for choice in asked.choices for leg in choice.legs] == offered


@pytest.mark.parametrize("text", ["双面打印，省了20张纸", "printed duplex, saved 20 sheets", "少打印20页"])
def test_sheets_that_were_saved_are_taken_as_told(vocabulary: Vocabulary, text: str) -> None:
    assert read(text, TODAY, vocabulary) == Activities((Leg("paperless", 20, "event", TODAY),))

"""A sentence in, a reading out: the only way in for free text, button labels and command arguments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from language.phrases import counting, intents, replacing
from language.phrases.days import BACK_FILL_DAYS, Day
from language.phrases.grammar import Group, Sentence, analyse
from language.phrases.judging import CANCEL, Manner, judge, within
from language.phrases.markers import TWO_SIDED
from language.phrases.normalising import normalise
from language.phrases.reading import (
    Activities,
    Choice,
    Intent,
    Leg,
    Question,
    Reading,
    Refusal,
    Unclear,
)
from language.phrases.scanning import Scanner
from language.phrases.units import NOTES, Quantity
from language.phrases.vocabulary import Vocabulary

MAX_CHARACTERS = 300
_SAVED = frozenset(("saved", "saving"))
_MAX_LEGS = 6
_USING = frozenset(("用", "用了", "打印", "用纸", "used", "use", "using")) | frozenset(
    ("扔", "扔了", "扔掉", "threw", "threw away", "thrown away", "threw out", "throwing away", "binned")
)
_GIVING = frozenset(("gave", "gave away", "give", "give away", "donated", "donate", "lent", "gifted")) | frozenset(
    ("捐", "捐了", "捐出", "捐给", "送人", "送给", "借给", "赠", "赠送")
)
_GIVEN = frozenset(("old_clothes", "book_reuse"))
"""What is given away to be used again; other materials are handed in."""
_BUYING = frozenset(("买", "买了", "买杯", "点", "点了", "buy", "bought", "buying", "ordered", "order"))
_BOUGHT_WITH = frozenset(("own_cup", "own_bag", "no_cutlery", "secondhand"))
_APOLOGIES = frozenset(("sorry", "oops"))
_LOGGING = frozenset(("记", "记录", "记一下", "记一笔", "记个", "登记", "补记", "录入", "打卡")) | frozenset(
    ("log", "record", "add", "note", "save", "enter")
)


@lru_cache(maxsize=16)
def _scanner(vocabulary: Vocabulary) -> Scanner:
    return Scanner(vocabulary)


def read(text: str, today: date, vocabulary: Vocabulary) -> Reading:
    """What `text` means on `today` (the person's own day).  Pure; below a millisecond for a usual sentence.

    Only `Activities` may be recorded, and only where nothing in the sentence is doubtful: negations, plans, questions,
    other people's acts, unexplained words and numbers all ask or refuse.
    """
    if len(text) > 4 * MAX_CHARACTERS:
        return Refusal("too_long", {"maximum": MAX_CHARACTERS})
    plain = normalise(text)
    if len(plain) > MAX_CHARACTERS:
        return Refusal("too_long", {"maximum": MAX_CHARACTERS})
    intent = intents.find(plain)
    if intent is not None:
        return intent
    replaced = replacing.find(plain, vocabulary)
    if replaced is not None:
        found = replacing.applied(_read(replaced.rest, today, vocabulary), replaced)
        if found is not None:
            return replacing.rail_for_flight(found, vocabulary)
    return _read(plain, today, vocabulary)


def _read(plain: str, today: date, vocabulary: Vocabulary) -> Reading:
    """What a normalised sentence means that wishes for nothing."""
    sentence = analyse(_scanner(vocabulary).scan(plain, today), vocabulary)
    reading = _forbidden(sentence, today, vocabulary) or _told(sentence, today, vocabulary)
    wondered = isinstance(reading, Refusal) and reading.code == "only_asked" and not any(map(str.isdigit, plain))
    return intents.topic(plain) or reading if isinstance(reading, Unclear) or wondered else reading


def answer(text: str, question: Question, today: date, vocabulary: Vocabulary) -> Reading:
    """What `text` means while `question` is open: a whole sentence stands for itself, a bare number or kind completes it."""
    return replacing.with_mode(_answered(text, question, today, vocabulary), question.instead)


def _answered(text: str, question: Question, today: date, vocabulary: Vocabulary) -> Reading:
    reading = read(text, today, vocabulary)
    if isinstance(reading, Activities | Refusal | Intent):
        return reading
    day = question.occurred_on or today
    kind = question.kind
    if isinstance(reading, Question) and reading.kind and kind is None and question.quantity and question.unit:
        word = vocabulary.words[reading.kind]
        # An amount of its own that could not be read is asked for, and never taken from the open question.
        if word.unit == question.unit and reading.quantity is None and not _counts(text, today, vocabulary):
            return _finish(within(Leg(word.kind, question.quantity, word.unit, day), word), question.legs, ())
        return reading
    if kind is None or (isinstance(reading, Question) and reading.kind not in (None, kind)):
        return reading
    word = vocabulary.words[kind]
    unit = {"m": "km", "g": "kg", "Wh": "kWh", "event": ""}[word.unit]
    sentence = analyse(_scanner(vocabulary).scan(normalise(text), today), vocabulary)
    group = sentence.groups[0]
    if len(sentence.groups) != 1 or sentence.unexplained or not (group.numbers or group.quantities):
        return reading
    if group.numbers and not group.quantities and unit:
        completed = read(f"{normalise(text)} {unit}", today, vocabulary)
        if isinstance(completed, Question) and completed.quantity and completed.unit == word.unit:
            return _finish(within(Leg(kind, completed.quantity, word.unit, day), word), question.legs, ())
    if group.numbers and not group.quantities and word.unit == "event":
        told = tuple(value for token in group.numbers if isinstance(token.value, tuple) for value in token.value)
        own = "litre" if counting.counter(kind) == "litre" else "count"
        group.quantities, group.numbers = [Quantity(told, own, len(told) == 1)], []
    group.kind = kind
    return _finish(judge(group, day, Manner(), vocabulary), question.legs, _notes([group]))


def _counts(text: str, today: date, vocabulary: Vocabulary) -> bool:
    """Whether anything in `text` looks like an amount, readable or not."""
    sentence = analyse(_scanner(vocabulary).scan(normalise(text), today), vocabulary)
    told = any(group.numbers or group.quantities for group in sentence.groups)
    return told or any(character.isdigit() for character in text)


def _forbidden(sentence: Sentence, today: date, vocabulary: Vocabulary) -> Reading | None:
    """The reason why nothing of the sentence may be recorded as told, if there is one."""
    roles = sentence.roles
    kinds = [group.kind for group in sentence.groups if group.kind is not None]
    driven = [kind for kind in kinds if not vocabulary.words[kind].counts]
    measured = any(isinstance(token.value, Quantity) and token.value.base for token in sentence.tokens)
    if not kinds and not measured and not roles & {"route", "negative"}:
        return _without_act(sentence, today, vocabulary)
    if _corrects(sentence, named=bool(kinds), measured=measured):
        return Intent("correct")
    if "question" in roles:
        return Refusal("only_asked")
    if "other" in roles:
        return Refusal("someone_else")
    if "neg" in roles:
        return Refusal("not_done")
    if any(day.state == "future" for day in sentence.lone_days):
        return Refusal("in_future")
    if "plan" in roles:
        return Refusal("not_yet")
    if "negative" in roles:
        return Refusal("negative")
    if "other_mode" in roles and not kinds:
        return Refusal("kind_not_offered", {"word": next(t.text for t in sentence.tokens if t.role == "other_mode")})
    if driven and len(driven) == len(kinds):
        return Refusal("driving_thanks")
    return None


def _corrects(sentence: Sentence, *, named: bool, measured: bool) -> bool:
    """True where an earlier act is put right: by a new number, by pointing at it, or by another kind without a number."""
    apologises = any(token.text in _APOLOGIES for token in sentence.tokens)
    if "correct" not in sentence.roles:
        kinds = {token.value for token in sentence.tokens if token.role == "kind"}
        denied = "neg" in sentence.roles and len(kinds) > 1
        alone = measured and not named  # "Sorry, that was 8 km, not 6".
        return apologises and (alone or denied or (named != measured and not sentence.past))
    points = "earlier" in sentence.roles or any("last" in token.text for token in sentence.tokens)
    return measured or points or len({token.value for token in sentence.tokens if token.role == "kind"}) >= 2


def _without_act(sentence: Sentence, today: date, vocabulary: Vocabulary) -> Reading:
    roles = sentence.roles
    if "other_mode" in roles and any(token.role == "quantity" for token in sentence.tokens):
        return Refusal("kind_not_offered", {"word": next(t.text for t in sentence.tokens if t.role == "other_mode")})
    if roles & {"question", "neg", "plan", "other"}:
        return Unclear()
    if "recycle" in roles:
        return Question("which_material", unit="g") if not sentence.unexplained else Unclear()
    told = {quantity.unit for group in sentence.groups for quantity in group.quantities}
    if "stop" in told and not sentence.unexplained:
        return Question("which_kind", unit="m")
    if "step" in told and "walking" in vocabulary.words and not sentence.unexplained:
        return _together([judge(Group("walking", sentence.groups[0].quantities), today, Manner(), vocabulary)], ())
    return Unclear()


def _told(sentence: Sentence, today: date, vocabulary: Vocabulary) -> Reading:
    """The acts of a sentence that says something was done."""
    days = [_settled(day, sentence.past) for day in sentence.lone_days]
    refusal = _impossible_day(days, today)
    if refusal is not None:
        return refusal
    groups = [group for group in sentence.groups if group.kind is None or vocabulary.words[group.kind].counts]
    if sentence.entangled or len(groups) > _MAX_LEGS:
        return Question("split_legs")
    notes = _notes(groups)
    if len(groups) < len(sentence.groups):
        notes = (*notes, "driving_not_counted")
    if "recycle" in sentence.roles and groups[0].kind is None and not groups[0].quantities:
        return Question("which_material", unit="g")
    by_group = _days(groups, sentence, days, today)
    if by_group is None:
        return Refusal("one_day_at_a_time")
    roles = sentence.roles
    each_way = "each_way" in roles or ("round" in roles and bool(roles & {"one_way", "each"}))
    vague = bool(roles & {"vague", "other_mode"}) or ("each" in roles and not each_way)
    total = "total" in roles and not roles & {"each", "each_way", "one_way"}
    manner = Manner("round" in roles or each_way, each_way, vague, total, _two_sided(sentence))
    if len(groups) > 1 and (manner.there_and_back or "each" in roles):
        return Question("split_legs")
    results = [judge(group, day, manner, vocabulary) for group, (day, _) in zip(groups, by_group, strict=True)]
    if each_way:
        notes = (*notes, "doubled")
    reading = _together(results, notes)
    return _doubts(reading, sentence, [candidates for _, candidates in by_group])


def _two_sided(sentence: Sentence) -> bool:
    """Whether paper is spoken of as printed on both sides, and nothing says that sheets were saved."""
    words = [token.text for token in sentence.tokens if token.role == "kind" and token.value == "paperless"]
    saved = any("省" in token.text or token.text in _SAVED for token in sentence.tokens)
    return bool(words) and not saved and all(normalise(word) in TWO_SIDED for word in words)


def _settled(day: Day, past: bool) -> Day:
    """A weekday that may lie ahead is the last one where the sentence is in the past tense, else asked."""
    if day.state != "ahead":
        return day
    return Day("exact" if past else "ask", day.days)


def _impossible_day(days: Sequence[Day], today: date) -> Refusal | None:
    for day in days:
        if day.state == "span":
            return Refusal("one_day_at_a_time")
        if day.state == "unknown":
            return Refusal("date_unknown")
        if day.state == "exact" and day.days[0] > today:
            return Refusal("in_future")
        if day.state == "old" or (day.state == "exact" and (today - day.days[0]).days > BACK_FILL_DAYS):
            return Refusal("too_old", {"days": BACK_FILL_DAYS})
    return None


def _days(
    groups: Sequence[Group], sentence: Sentence, days: Sequence[Day], today: date
) -> list[tuple[date, Day | None]] | None:
    """For each group its day and, where the day must be asked, the candidates; None where days cannot be assigned.

    A single date at the start or the end of the sentence holds for all its acts.
    """
    distinct = {day for day in days if day.state != "doubt"}
    if not distinct:
        return [(today, None)] * len(groups)
    if len(distinct) == 1:
        day = next(iter(distinct))
        if len(groups) > 1 and not _at_an_end(sentence):
            return None
        found = day.days[0] if day.state == "exact" else today
        return [(found, None if day.state == "exact" else day)] * len(groups)
    result: list[tuple[date, Day | None]] = []
    for group in groups:
        own = {_settled(day, sentence.past) for day in group.days}
        if len(own) != 1 or next(iter(own)).state != "exact":
            return None
        result.append((next(iter(own)).days[0], None))
    return result


def _at_an_end(sentence: Sentence) -> bool:
    line = [token.role for token in sentence.tokens if token.role in ("kind", "quantity", "number", "day")]
    return line[0] == "day" or line[-1] == "day"


def _notes(groups: Sequence[Group]) -> tuple[str, ...]:
    units = [quantity.unit for group in groups for quantity in group.quantities]
    return tuple(dict.fromkeys(NOTES[unit] for unit in units if unit in NOTES))


def _finish(result: Leg | Question | Refusal, legs: tuple[Leg, ...], notes: tuple[str, ...]) -> Reading:
    return _together([*legs, result], notes)


def _together(results: Sequence[Leg | Question | Refusal], notes: tuple[str, ...]) -> Reading:
    """All legs, or the first refusal, or the first question with the other legs beside it."""
    legs = tuple(result for result in results if isinstance(result, Leg))
    for result in results:
        if isinstance(result, Refusal):
            return result
    questions = [result for result in results if isinstance(result, Question)]
    if not questions:
        return Activities(legs, notes)
    if len(questions) > 1:
        return Question("split_legs")
    if not legs:
        return questions[0]
    choices = tuple(
        replace(choice, legs=(*legs, *choice.legs)) if choice.legs else choice for choice in questions[0].choices
    )
    return replace(questions[0], choices=choices, legs=legs)


def _doubts(reading: Reading, sentence: Sentence, candidates: Sequence[Day | None]) -> Reading:
    """Ask before recording where the day, the tense or a word of the sentence leaves room for another meaning."""
    if not isinstance(reading, Activities):
        return reading
    doubtful_day = next((day for day in candidates if day is not None and day.state != "doubt"), None)
    today_doubtful = any(day.state == "doubt" for day in sentence.lone_days)
    if doubtful_day is not None:
        dated = [tuple(replace(leg, occurred_on=day) for leg in reading.legs) for day in doubtful_day.days]
        return _confirm("which_day", reading, dated, day_known=False)
    doubtful = any(token.role == "doubt" and not _buys(token.text, reading) for token in sentence.tokens)
    if today_doubtful or doubtful or _commanded(reading, sentence) or _consumed(reading, sentence):
        return _confirm("already_done", reading, [reading.legs])
    if "ask_mark" in sentence.roles and "harmless" not in sentence.roles:  # "Can you log metro 8 km?" is no question.
        return _confirm("already_done", reading, [reading.legs])
    if sentence.unexplained or sentence.doubtful_kind or "other_mode" in sentence.roles or _given(reading, sentence):
        return _confirm("did_you_mean", reading, [reading.legs])
    return reading


def _commanded(reading: Activities, sentence: Sentence) -> bool:
    """True for "please turn off the lights" and for a set-point nobody would log: an act without a number is a command
    as easily as a report."""
    uncounted = all(leg.unit == "event" for leg in reading.legs)
    asks = "request" in sentence.roles and not any(token.text in _LOGGING for token in sentence.tokens)
    steps = any(leg.kind == "step_donation" for leg in reading.legs)  # "Please donate 8,000 steps" is how it is done.
    return uncounted and ((asks and not steps) or _too_cold(sentence))


def _consumed(reading: Activities, sentence: Sentence) -> bool:
    """True where material was used or thrown away rather than handed in: "printed 5 kg of paper"."""
    used = any(token.text in _USING for token in sentence.tokens)
    recycled = any(token.role == "recycle" or token.text.startswith(("回收", "recycl")) for token in sentence.tokens)
    return used and not recycled and any(leg.unit == "g" for leg in reading.legs)


def _buys(word: str, reading: Activities) -> bool:
    """True for what is bought with one's own cup or bag: there buying is how it is done."""
    return word in _BUYING and all(leg.kind in _BOUGHT_WITH for leg in reading.legs)


def _given(reading: Activities, sentence: Sentence) -> bool:
    """True for "gave away 3 kg of books": read again by somebody, they are no waste paper."""
    gave = any(token.text in _GIVING for token in sentence.tokens)
    recycled = any(token.role == "recycle" or token.text.startswith(("回收", "recycl")) for token in sentence.tokens)
    return gave and not recycled and any(leg.unit == "g" and leg.kind not in _GIVEN for leg in reading.legs)


def _too_cold(sentence: Sentence) -> bool:
    degrees = [token.value for token in sentence.tokens if isinstance(token.value, Quantity)]
    return any(q.unit in ("degree", "du") and any(not 26 <= value <= 30 for value in q.amounts) for q in degrees)


def _confirm(code: str, reading: Activities, offers: Sequence[tuple[Leg, ...]], *, day_known: bool = True) -> Question:
    leg = reading.legs[0]
    choices = (*(Choice("record", legs) for legs in offers), CANCEL)
    occurred_on = leg.occurred_on if day_known else None
    return Question(code, {"kind": leg.kind}, choices, leg.kind, leg.quantity, leg.unit, occurred_on, reading.legs[1:])


def days_to_offer(today: date) -> tuple[date, ...]:
    """The days that can still be added, newest first: today and the seven before it."""
    return tuple(today - timedelta(days=back) for back in range(BACK_FILL_DAYS + 1))

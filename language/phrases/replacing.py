"""What would have been used instead, said in passing: "instead of a taxi", 没打车改坐地铁, "I usually drive but".

The modes are those of a closed list (`replaced.toml`), the one by which methodologies ask.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from language.phrases import tables
from language.phrases.reading import Activities, Choice, Leg, Question, Reading, Refusal
from language.phrases.vocabulary import Vocabulary

_TABLE = tables.load("replaced")
_MODES = {word: mode for mode, words in _TABLE.items() for word in words}
_SAME = {"bus": "bus", "metro": "metro", "tram": "tram", "train": "train", "coach": "coach"} | {
    "bicycle": "cycling",
    "walk": "walking",
}
"""Mode -> the kind that it is: nobody rides the metro instead of the metro."""


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


_HAN = _any([word for word in _MODES if not word.isascii()])
_LATIN = _any([word for word in _MODES if word.isascii()])
_TAKE = (
    r"(?:(?:taking|take|taken|took|driving|drive|riding|ride|using|use|used|going by|go by|gone by|going|getting|get|"
    r"catching|catch|caught|calling|call|called|hailing|travelling by|traveling by|travel by|coming by|by|in|with|on)\s+)*"
    r"(?:(?:the|a|an|my|our|his|her|usual|normal|own|another|some|company)\s+)*"
)
_M = rf"{_TAKE}(?P<mode>{_LATIN})(?![a-z'’-])(?P<alone> (?:alone|by myself|on my own|solo)\b)?"
_M += rf"(?: (?:ride|trip|there|in)\b)?(?: (?:or|nor) {_TAKE}(?P<second>{_LATIN})(?![a-z'’-]))?"
_GO = "(?:去|要|想|再|又|坐|乘坐|乘|搭乘|搭|开|骑|打|叫|用|选择|选|的)*"
_H = rf"{_GO}(?P<mode>{_HAN})(?:(?:或者?|也没|也不){_GO}(?P<second>{_HAN}))?"
_FRAMES = tuple(
    re.compile(frame)
    for frame in (
        rf"\b(?:instead of|rather than|in place of|in lieu of|as an alternative to|replacing) {_M}",
        rf"\b(?:skipped|skip|skipping|ditched|ditching|avoided|avoiding) {_M}",
        rf"\bleft (?:the|my|our) (?P<mode>{_LATIN}) (?:at home|behind|in the garage|parked)\b",
        rf"\b(?:i'd|i would|we'd|we would) (?:(?:have|usually|normally|otherwise|always) )+{_M}",
        rf"\b(?:i |we )?(?:usually|normally|used to) {_M}(?: (?:to work|there|home))?(?=\s*(?:,|;|\bbut\b|\btoday\b))",
        rf"\b(?:didn't|did not|don't) (?:(?:want to|feel like|need to|have to) )?{_M}",
        rf"(?:代替|替代|取代|顶替|而不是|而非|而没|而没有){_H}",
        rf"(?:没有|没去|没再|没|不再|不用|不去|放弃了?|不想|懒得|不){_H}(?:了|去|来|上班|回家)?",
        rf"(?:本来|原本|原来|平时|平常|以前|往常|通常|一般|要不是|否则|不然)(?:都|要|想|打算|会|得|是|就|应该|准备|上班|我|自己)*{_H}"
        r"(?:的|去|来|上班|回家|过去|出行|了)*(?=[,，;；。]|今天|这次|改|但|结果)",
        rf"(?:从|由|把)?{_H}(?=换成|换为|改(?:成|为|坐|乘|骑|走|搭|地铁|公交|单车|步行|火车|高铁))",
    )
)
_UNREAD = re.compile(r"\b(?:instead of|rather than|in place of|in lieu of)\b|代替|替代|取代|而不是")

_FOLLOWS = re.compile(
    r"\s*(?:$|[,，。.;；、!！:：~-]|换|改|而|就|所以|于是|结果|但|可|今天|坐|骑|走|乘|搭|用|选"
    r"|(?:but|so|and|then|i|we|today|this|yesterday|instead|because|since|as|to|took|take|walked|biked|cycled)\b)"
)
"""Behind a denial a new statement has to begin: 没坐地铁公交8公里 may deny both."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """rest: the sentence without it.  modes: what was named, in order, each once.

    plainly: said by "instead of", which alone makes no denial of it.
    """

    rest: str
    modes: tuple[str, ...]
    plainly: bool


def find(text: str, vocabulary: Vocabulary) -> Replaced | None:
    """What a normalised sentence says of it; None where it says nothing, or where a kind's own words hold it."""
    found = [match for frame in _FRAMES for match in frame.finditer(text)]
    if not found:
        return None
    held = [at for form in _framed(vocabulary) for at in _spans(form, text)]
    modes: list[str] = []
    rest, plainly = text, True
    for match in reversed(_apart(found)):
        if any(match.start() < end and start < match.end() for start, end in held):
            continue
        if not _UNREAD.match(match[0]) and not _FOLLOWS.match(text, match.end()):
            continue
        modes += reversed(_named(match.groupdict()))
        plainly = plainly and _UNREAD.match(match[0]) is not None
        rest = f"{rest[: match.start()]} , {rest[match.end() :]}"
    return Replaced(rest, tuple(dict.fromkeys(reversed(modes))), plainly) if modes else None


def _apart(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The phrases that share no words, the earliest first and of those the longest."""
    apart: list[re.Match[str]] = []
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        if not apart or match.start() >= apart[-1].end():
            apart.append(match)
    return apart


def _named(groups: Mapping[str, str | None]) -> list[str]:
    first, second = _MODES[str(groups["mode"])], groups.get("second")
    alone = first == "car" and groups.get("alone")
    return ["car_alone" if alone else first, *([_MODES[second]] if second else [])]


def applied(reading: Reading, replaced: Replaced) -> Reading | None:
    """The rest's reading with the mode; None where the rest tells no act, so that the whole has to be read.

    Two different modes leave it open which, so it is asked.
    """
    if isinstance(reading, Refusal):
        return reading
    kinds = {leg.kind for leg in reading.legs} if isinstance(reading, Activities | Question) else set()
    if isinstance(reading, Question):
        kinds |= {reading.kind} if reading.kind else set()
        if not kinds and (reading.quantity is None or not replaced.plainly):
            return None
    elif not isinstance(reading, Activities):
        return None
    if kinds & {_SAME.get(mode) for mode in replaced.modes}:
        return None
    if not replaced.plainly and any(leg.unit != "m" for leg in legs_of(reading)):
        return None  # Nobody turns off lights in the place of a ride.
    if len(replaced.modes) > 1 and isinstance(reading, Activities):
        return which(reading.legs, replaced.modes)
    return with_mode(reading, replaced.modes[0]) if len(replaced.modes) == 1 else reading


def legs_of(reading: Reading) -> tuple[Leg, ...]:
    """The acts that a reading tells."""
    return reading.legs if isinstance(reading, Activities | Question) else ()


def which(legs: Sequence[Leg], modes: Sequence[str]) -> Question:
    """Asks which of the modes it would have been, or none of them; the answer records the legs."""
    offered = [tuple(_compared(leg, mode) for leg in legs) for mode in (*modes, None)]
    leg = legs[0]
    choices = tuple(Choice("record", one) for one in dict.fromkeys(offered))
    return Question("which_instead", {}, choices, leg.kind, leg.quantity, leg.unit, leg.occurred_on, tuple(legs[1:]))


def _compared(leg: Leg, mode: str | None) -> Leg:
    """A distance with its mode; of sheets and lamps nobody asks."""
    return replace(leg, instead=mode) if leg.unit == "m" else leg


def with_mode(reading: Reading, mode: str | None) -> Reading:
    """The reading with what would have been used instead in each of its legs that is a distance."""
    if mode is None:
        return reading
    if isinstance(reading, Activities):
        return replace(reading, legs=tuple(_compared(leg, mode) for leg in reading.legs))
    if not isinstance(reading, Question):
        return reading
    choices = tuple(
        replace(choice, legs=tuple(_compared(leg, mode) for leg in choice.legs)) for choice in reading.choices
    )
    legs = tuple(_compared(leg, mode) for leg in reading.legs)
    return replace(reading, choices=choices, legs=legs, instead=mode)


def rail_for_flight(reading: Reading, vocabulary: Vocabulary) -> Reading:
    """A train taken instead of a plane is a kind of its own, where it is far enough for one."""
    word = vocabulary.words.get("rail_for_flight")
    if word is None or not isinstance(reading, Activities):
        return reading
    legs = tuple(
        replace(leg, kind=word.kind, instead=None)
        if (leg.kind, leg.instead) == ("train", "flight") and word.minimum <= leg.quantity <= word.ask_above
        else leg
        for leg in reading.legs
    )
    return replace(reading, legs=legs)


@lru_cache(maxsize=16)
def _framed(vocabulary: Vocabulary) -> tuple[str, ...]:
    """A kind's own words that hold such a phrase: "train instead of a flight"."""
    return tuple(form for form in vocabulary.forms if _UNREAD.search(form) or "代飞机" in form)


def _spans(form: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(form), text)]

"""Every word of a sentence explained or listed: slips of the pen, places, companions, remarks."""

import re
from collections.abc import Sequence

from language.phrases import markers, scanning
from language.phrases.scanning import Token
from language.phrases.units import Quantity
from language.phrases.vocabulary import Vocabulary

_SLOT_BUDGET = 8
"""Letters of Chinese, or half as many Latin words, that a place or a companion after 从, 去, with ... may take."""
_TRANSPARENT = frozenset(("filler", "harmless", "other", "each", "place", "request", "total", "earlier", "closed"))
_JOINING = frozenset(("和", "与", "以及", "and", "&"))
_TOLD_FOR = frozenset(("是", "was", "by", "for", "给", "替", "帮", "that's", "it's"))
_ON_BEHALF = frozenset(("for", "给", "替"))
"""Behind these may stand the one for whom it is logged."""
_SENDING = frozenset(("让我", "叫我", "派我", "喊我"))
_FIRST_PERSON = frozenset(("i", "i've", "we", "we've", "我", "我们", "咱", "咱们", "俺"))
_TAKING = frozenset(("took", "take", "taking", "walked", "dropped", "picked", "met", "saw", "visited", "把"))
_ACTING = frozenset(
    (
        "did",
        "took",
        "rode",
        "biked",
        "walked",
        "cycled",
        "went",
        "had",
        "坐",
        "坐了",
        "骑",
        "走",
        "乘",
        "搭",
        "捐",
        "捐了",
    )
)
_MOST_UNKNOWN = 24
"""Beyond so many unknown letters or words nothing is a remark: the text is about something else."""
_SHORT = frozenset(("the", "was", "and", "to", "my"))
"""Short words that are known with two letters swapped; CEO is not "eco"."""
_TELLING = frozenset(("kind", "quantity", "number", "other_mode", "route"))
_DESCRIBING = frozenset(("old", "good", "best", "dear", "few", "two", "other", "an", "老", "小", "好", "几个", "两个"))
_OWN = frozenset(("my", "a", "the", "我", "我的", "的", "some", "our"))


def correct(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[list[Token], bool]:
    """Unknown Latin words one slip away from a word of ours become that kind; True where that may be wrong."""
    named = any(token.role in ("kind", "other_mode") for token in tokens)
    told = {token.value.base for token in tokens if isinstance(token.value, Quantity)}
    corrected, doubtful = [], False
    for token in tokens:
        found = scanning.nearest(token.text, vocabulary) if token.role == "word" else None
        # A word of its own right is a slip only beside a number in the kind's own unit: "meals 300" is no metal.
        if found and (found[1] or (not named and vocabulary.words[found[0]].unit in told)):
            corrected.append(Token("kind", token.text, found[0]))
            doubtful = doubtful or not found[1]
        elif token.role == "word" and _slipped(token.text):
            corrected.append(Token("filler", token.text))
        else:
            corrected.append(token)
    return corrected, doubtful


def _slipped(word: str) -> bool:
    """True for "teh", "tok" and "sooo": a word that may be passed over, with letters swapped or doubled wrongly.

    Other slips are not undone: they would take names for common words (Dave, Jake, Ann).
    """
    swapped = (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1))
    swapped = (near for near in swapped if len(near) >= 4 or near in _SHORT)
    doubled = (word[:n] + word[n] + word[n:] for n in range(len(word) if len(word) >= 3 else 0))
    shortened = re.sub(r"(.)\1{2,}", r"\1", word)
    return any(markers.FORMS.get(near) == "filler" for near in (*swapped, *doubled, shortened))


def explain(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[list[Token], list[str]]:
    """Pass over unknown words where a place, a companion or a remark stands; list the others."""
    far = all(vocabulary.words[str(token.value)].unit == "m" for token in tokens if token.role == "kind")
    kept: list[Token] = []
    unexplained: list[int] = []
    budget = 0
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        token = _in_context(token, after, kept)
        if token.role in ("slot", "conn"):
            opens = _joins(token, kept) if token.role == "conn" else token.text not in _ON_BEHALF
            budget = _SLOT_BUDGET if opens else 0
        elif token.role in ("han", "word"):
            cost = 1 if token.role == "han" else 2
            if budget >= cost:
                budget -= cost
                token = Token("filler", token.text)
            else:
                unexplained.append(index)
        elif (budget and _is_place_number(token, after)) or (
            token.role == "other" and (_is_companion(kept) or _and_i(tokens, index))
        ):
            token = Token("filler", token.text)
        elif token.role not in _TRANSPARENT:
            budget = 0
        kept.append(token)
    if len(unexplained) <= _MOST_UNKNOWN:
        unexplained = [index for index in unexplained if not _is_remark(kept, index, far)]
    return kept, [tokens[index].text for index in unexplained]


def _in_context(token: Token, after: Token | None, kept: Sequence[Token]) -> Token:
    """Words that mean something else by what stands around them."""
    if token.text in ("还有", "再") and not any(earlier.role in ("quantity", "number") for earlier in kept):
        return Token("doubt", token.text)  # "还有5公里地铁", "回去再坐地铁": still to go, or one more to log.
    if token.text == "在" and after is not None and after.role == "kind":
        return Token("doubt", token.text)  # "在地铁上": still on the way.
    if token.text == "long" and after is not None and after.role == "kind":
        return Token("filler", token.text)  # "A long walk" measures nothing.
    if token.text == "are" and kept and kept[-1].role != "sep":
        return Token("filler", token.text)  # "My legs are dead" asks nothing.
    if token.role == "other" and after is not None and after.text in _SENDING:
        return Token("filler", token.text)  # "老板让我去龙华": who sends is not who travels.
    return token


def _joins(token: Token, kept: Sequence[Token]) -> bool:
    """True for "me and Anna", not for "metro 8 km and Anna ..." or "then Anna ...": there somebody else begins."""
    return token.text in _JOINING and not any(earlier.role in _TELLING for earlier in kept)


def _is_remark(kept: Sequence[Token], index: int, far: bool) -> bool:
    """True for an unknown word that can be neither who travelled nor what was ridden.

    Between the act and its number it may describe a trip ("公交晃了40分钟"), not a material (paper boats are no paper).
    What stands right before an act or a number may be another way of travel; what stands before a verb, or behind
    "by", may be somebody else.
    """
    if _before_the_first_person(kept, index):
        return True
    told = [n for n, token in enumerate(kept) if token.role in ("kind", "quantity", "number", "other_mode")]
    if not any(kept[n].role == "kind" for n in told):
        return False
    begun = next(n for n, token in enumerate(kept) if token.role in _TELLING or _does(token))
    if index < begun or _names_somebody(kept, index):
        return False
    if index > told[-1]:
        return any(_does(token) for token in kept[:index]) or any(t.role == "sep" for t in kept[told[-1] : index])
    return far


def _names_somebody(kept: Sequence[Token], index: int) -> bool:
    """True where the word may be a subject, an agent or another vehicle."""
    if kept[index - 1].text in _TOLD_FOR:
        return True
    rest = [token for token in kept[index:] if token.role not in ("han", "word")]
    if rest and rest[0].role in _TELLING:
        return True
    clause = next((n for n, token in enumerate(rest) if token.role == "sep"), len(rest))
    return any(token.text in _ACTING or token.role == "kind" for token in rest[:clause])


def _and_i(tokens: Sequence[Token], index: int) -> bool:
    """True in "Sarah and I walked"."""
    after = [token.text for token in tokens[index + 1 : index + 3]]
    return len(after) == 2 and after[0] in _JOINING and after[1] in _FIRST_PERSON


def _does(token: Token) -> bool:
    return token.text in markers.PAST or token.text.endswith("了") or token.text[0] in "坐骑走乘搭捐"


def _before_the_first_person(kept: Sequence[Token], index: int) -> bool:
    """True for an unknown word before "I" or 我 in a clause of its own, where every act comes later."""
    if _and_i(kept, index):
        return True
    own = next((n for n in range(index, len(kept)) if kept[n].text in _FIRST_PERSON), None)
    if own is None or any(token.role in ("kind", "quantity", "number") for token in kept[:own]):
        return False
    return any(token.role == "sep" for token in kept[index:own]) and kept[own + 1 :][:1] != []


def _is_place_number(token: Token, after: Token | None) -> bool:
    """三里 in 三里屯 and 五 in 五和 are parts of names: a Chinese numeral in a place, with more of the name behind it."""
    return (
        token.role in ("quantity", "number")
        and not token.text.isascii()
        and not any(character.isdigit() and character.isascii() for character in token.text)
        and after is not None
        and after.role == "han"
    )


def _is_companion(kept: Sequence[Token]) -> bool:
    """True after 和, 跟, with, my in "with my ...": a companion, not the one who travelled."""
    for token in reversed(kept):
        if token.role in ("slot", "conn"):
            led = any(earlier.role != "sep" for earlier in kept)
            return led and (token.role == "slot" or _joins(token, kept)) and token.text not in _ON_BEHALF
        if token.text in _TAKING:
            return True  # "Took my kid to school by bus": the one who is taken along.
        if token.text not in _OWN and token.text not in _DESCRIBING:
            return False
    return False

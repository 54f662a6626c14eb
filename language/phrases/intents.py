"""Plain words that wish for something: the reply keyboard's labels and what people type instead of a command."""

import re

from kernel.errors import Param
from language.phrases import tables
from language.phrases.reading import Intent

_TABLE = tables.load("intents")
_LIGHT = _TABLE.pop("light")
"""Words around a wish that do not change it: show me ..., 帮我看看 ..."""
_SUBJECTS = {name: words for table, words in _TABLE.items() if (name := table.removeprefix("about_")) != table}
_BY_WORD = {word: name for name, words in _TABLE.items() if not name.startswith("about_") for word in words}
_NOT_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff']+")
_CODE = re.compile(
    r"(?:(?:我的|现场|活动)?(?:签到码?|打卡码|验证码)(?:是|为)?|(?:my )?check ?-?in(?: code)?(?: is)?|checkin"
    r"|(?:my )?code(?: is)?)?\s*[:：]?\s*(\d{6})"
)
_LIGHT_HAN = re.compile("|".join(sorted((w for w in _LIGHT if not w.isascii()), key=len, reverse=True)))
_LIGHT_LATIN = re.compile(
    r"\b(?:" + "|".join(sorted((w for w in _LIGHT if w.isascii()), key=len, reverse=True)) + r")(?![a-z0-9'])"
)
_NEGATED = re.compile(r"不|没|别|无|\bnot?\b|n't\b|\bnever\b|\bwithout\b")
_UNDO = re.compile(
    "(?:删|撤|取消).{0,4}(?:上一条|上条|最后一条|刚才|刚刚|那条|这条|最近一条|上一笔|上笔)|(?:上一条|上条|最后一条|刚才|刚刚|那条|这条).{0,5}(?:删|撤|取消)"
    r"|\b(?:delete|remove|undo|cancel|take back)\b.{0,12}\b(?:last|previous|latest|that one)\b"
)
_TOPICS = tuple(
    (name, re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words)))
    for name, words in _SUBJECTS.items()
)
_LONGEST = 40
"""A wish is short; a longer text is told, not wished."""


def find(normalised: str) -> Intent | None:
    """The intent of a whole sentence that consists of nothing else; `checkin` carries the six digits as `code`."""
    code = _CODE.fullmatch(normalised)
    if code:
        digits: dict[str, Param] = {"code": code[1]}
        return Intent("checkin", digits)
    words = _NOT_LETTERS.sub(" ", normalised).strip()
    name = _BY_WORD.get(words)
    if name is None and len(words) <= _LONGEST:
        name = _BY_WORD.get(_core(words))
    return Intent(name) if name else None


def _core(words: str) -> str:
    """The wish without the light words around it; they are taken whole, never out of the middle of a word of ours."""
    latin = " ".join(_LIGHT_LATIN.sub(" ", words).split())
    if latin.isascii():
        return latin
    return _LIGHT_HAN.sub("", latin).replace(" ", "")


def topic(normalised: str) -> Intent | None:
    """What a text that tells no act is about: a page may be shown for one word in it, an act undone only when asked for.

    Nothing for a text with a negation: "不要删除".
    """
    if len(normalised) > _LONGEST or _NEGATED.search(normalised):
        return None
    if _UNDO.search(normalised):
        return Intent("undo")
    names = {name for name, pattern in _TOPICS if pattern.search(normalised)}
    for polite in ("hello", "thanks"):  # Said beside a wish, they are no wish of their own.
        if len(names) > 1:
            names.discard(polite)
    return Intent(names.pop()) if len(names) == 1 else None

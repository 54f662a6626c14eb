"""Plain words that wish for something: the reply keyboard's labels and what people type instead of a command."""

import re

from kernel.errors import Param
from language.phrases import tables
from language.phrases.reading import Intent

_BY_WORD = {word: name for name, words in tables.load("intents").items() for word in words}
_NOT_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff']+")
_CODE = re.compile(r"(?:签到|打卡码|签到码|check ?-?in(?: code)?|checkin|code)?\s*[:：]?\s*(\d{6})")


def find(normalised: str) -> Intent | None:
    """The intent of a whole sentence that consists of nothing else; `checkin` carries the six digits as `code`."""
    code = _CODE.fullmatch(normalised)
    if code:
        digits: dict[str, Param] = {"code": code[1]}
        return Intent("checkin", digits)
    words = _NOT_LETTERS.sub(" ", normalised).strip()
    name = _BY_WORD.get(words) or _BY_WORD.get(words.removesuffix(" please").removesuffix("吧").removeprefix("please "))
    return Intent(name) if name else None

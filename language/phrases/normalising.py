"""One spelling for texts that look alike: width, case, spaces, invisible characters."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3]")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f]")
_HAN = "\u3400-\u9fff"
_GLUED = re.compile(r"(?<![a-z0-9])([a-z]{3,})(?=\d)")
_SPACED_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def normalise(text: str) -> str:
    """Lower case, one kind of digits and spaces, without invisible or direction-changing characters.

    Raised and lowered digits become a mark of their own, because NFKC would turn 12² into 122.
    """
    text = _RAISED.sub("^", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").lower()
    text = _GLUED.sub(r"\1 ", _INVISIBLE.sub("", text))
    return _SPACED_HAN.sub("", " ".join(text.split(" "))).strip()

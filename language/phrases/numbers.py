"""Numbers as people write them: digits, full-width digits, Chinese numerals, English words."""

import re
from decimal import Decimal

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SIZES = {"十": 10, "百": 100, "千": 1000}
HAN = "零〇一二两三四五六七八九十百千万"
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: value for value, word in enumerate(_SMALL.split())}
_ENGLISH |= {word: (value + 2) * 10 for value, word in enumerate(_TENS.split())}
_WORD = "(?:" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + "|hundred|thousand)"

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""Digits with an optional fraction; a comma only before groups of three."""
HAN_NUMBER = rf"(?:[{HAN}]+(?:点[零〇一二三四五六七八九]+)?|半)"
_QUARTER = r"(?:three[- ]quarters(?: of)?(?: an?)?|(?:a )?quarter(?: of)?(?: an?)?)"
_AND_PART = " and (?:a half|a quarter|one quarter|three[- ]quarters)"
WORDS = (
    rf"(?:(?:{_WORD}(?:[- ](?:and )?{_WORD})*)(?:{_AND_PART}| point {_WORD}(?: {_WORD})*)?|half of an?|half an?|half"
    rf"|{_QUARTER}|an?)(?![a-z'])"
)
"""English number words; `a` and `an` count as one."""
_THOUSANDS = rf"{DIGITS}k(?= steps?(?![a-z]))"
NUMBER = rf"(?:{_THOUSANDS}|{DIGITS}[ ]?[万千百w](?![a-z])|{DIGITS}(?:{_AND_PART})?|{HAN_NUMBER}|{_QUARTER}|{WORDS})"

ENGLISH_STARTS = frozenset(_ENGLISH) | {"half", "a", "an", "hundred", "thousand", "quarter"}
_SPOKEN_RANGE = re.compile(
    "(?P<tens>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<size>[十百千])?"
)
_MULTIPLIERS = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}


def parse(text: str) -> tuple[Decimal, ...]:
    """The values `text` may mean, an empty tuple for none: one value, or two for a spoken range such as 五六."""
    text = text.strip()
    if text[0].isdigit() or text[0] == ".":
        return _digits(text)
    if text[0].isascii():
        return _english(text)
    return _han(text)


def _digits(text: str) -> tuple[Decimal, ...]:
    text, part = _without_part(text)
    text = text.replace(",", "").rstrip()
    size = _MULTIPLIERS.get(text[-1], 1)
    value = Decimal(text.rstrip("万千百wk ")) * size
    return (value + part,)


def _without_part(text: str) -> tuple[str, Decimal]:
    """What stands before "and a half" or "and three quarters", and how much that adds."""
    whole, joined, part = text.rpartition(" and ")
    if not joined or not part.endswith(("half", "quarter", "quarters")):
        return text, Decimal(0)
    return whole, Decimal("0.5") if part.endswith("half") else Decimal("0.75" if part.startswith("three") else "0.25")


def _english(text: str) -> tuple[Decimal, ...]:
    if text in ("a", "an"):
        return (Decimal(1),)
    if text.startswith("half"):
        return (Decimal("0.5"),)
    text, part = _without_part(text)
    if "quarter" in text:
        return (Decimal("0.75") if text.startswith("three") else Decimal("0.25"),)
    whole, point, digits = text.partition(" point ")
    if point:
        return _point(whole, digits)
    total, group, last = 0, 0, 0
    words = text.replace("-", " ").split()
    for word in words:
        if word == "and":
            continue
        if word == "hundred":
            group, last = max(group, 1) * 100, 100
        elif word == "thousand":
            total, group, last = total + max(group, 1) * 1000, 0, 1000
        else:
            small = 1 if word in ("a", "an") else _ENGLISH.get(word)
            if small is None:
                return ()  # "a to two" is no number.
            if group and not (last >= 100 or (20 <= last < 100 and small < 10)):
                return ()  # "five six" is two numbers, not one.
            group, last = group + small, small
    return (Decimal(total + group) + part,)


def _point(whole: str, digits: str) -> tuple[Decimal, ...]:
    """Twelve point two five: single digits behind the point."""
    behind = [_ENGLISH.get(word, 10) for word in digits.split()]
    before = _english(whole)
    if not before or any(digit > 9 for digit in behind):
        return ()
    return (Decimal(f"{before[0]}.{''.join(map(str, behind))}"),)


def _han(text: str) -> tuple[Decimal, ...]:
    if text == "半":
        return (Decimal("0.5"),)
    whole, _, fraction = text.partition("点")
    if len(whole) == 2 and not fraction and all(c in HAN_DIGITS for c in whole):
        low, high = (HAN_DIGITS[c] for c in whole)
        return (Decimal(low), Decimal(high)) if high == low + 1 and low > 0 else ()
    if not fraction and (spoken := _SPOKEN_RANGE.fullmatch(whole)):
        return _spoken_range(spoken)
    number = _han_integer(whole)
    if number is None:
        return ()
    digits = "".join(str(HAN_DIGITS[c]) for c in fraction)
    return (Decimal(f"{number}.{digits}") if digits else Decimal(number),)


def _spoken_range(match: re.Match[str]) -> tuple[Decimal, ...]:
    """十五六 is 15 or 16, 二三十 is 20 or 30; neighbours only."""
    size = _HAN_SIZES.get(match["size"] or "", 1)
    tens = _han_integer(match["tens"]) if match["tens"] else 0
    low, high = (HAN_DIGITS[character] for character in (match["low"], match["high"]))
    if high != low + 1 or tens is None or (tens and size > 1):
        return ()
    return Decimal(tens + low * size), Decimal(tens + high * size)


def _han_integer(text: str) -> int | None:
    """The value of a Chinese numeral below 100 million; None where it is not one numeral."""
    head, ten_thousand, tail = text.partition("万")
    if not ten_thousand:
        return _han_section(text)
    if "万" in tail:
        return None
    high, low = _han_section(head), _han_section(tail) if tail else 0
    if high is None or low is None:
        return None
    short = len(tail) == 1 and tail in HAN_DIGITS  # 一万二 is 12,000.
    return high * 10_000 + (low * 1000 if short else low)


def _han_section(text: str) -> int | None:
    total, digit, size = 0, None, 10_000
    zero = False
    for character in text:
        if character in _HAN_SIZES:
            if _HAN_SIZES[character] >= size or (digit is None and (total or character != "十")):
                return None
            size = _HAN_SIZES[character]
            total, digit, zero = total + (1 if digit is None else digit) * size, None, False
        elif character in "零〇":
            if digit is not None:
                return None
            zero = True
        elif digit is not None:
            return None
        else:
            digit = HAN_DIGITS[character]
    if digit is None:
        return total if total or zero else None
    return total + (digit * size // 10 if size in (100, 1000) and not zero else digit)

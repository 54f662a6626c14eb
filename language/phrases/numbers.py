"""Numbers as people write them: digits, full-width digits, Chinese numerals, English words."""

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
WORDS = rf"(?:(?:{_WORD}(?:[- ](?:and )?{_WORD})*)(?: and a half)?|half an?|half|an?)(?![a-z'])"
"""English number words; `a` and `an` count as one."""
NUMBER = rf"(?:{DIGITS}[ ]?[万千百w](?![a-z])|{DIGITS}(?: and a half)?|{HAN_NUMBER}|{WORDS})"

ENGLISH_STARTS = frozenset(_ENGLISH) | {"half", "a", "an", "hundred", "thousand"}
_MULTIPLIERS = {"万": 10_000, "w": 10_000, "千": 1000, "百": 100}


def parse(text: str) -> tuple[Decimal, ...]:
    """The values `text` may mean, an empty tuple for none: one value, or two for a spoken range such as 五六."""
    text = text.strip()
    if text[0].isdigit() or text[0] == ".":
        return _digits(text)
    if text[0].isascii():
        return _english(text)
    return _han(text)


def _digits(text: str) -> tuple[Decimal, ...]:
    half = text.endswith(" and a half")
    text = text.removesuffix(" and a half").replace(",", "").rstrip()
    size = _MULTIPLIERS.get(text[-1], 1)
    value = Decimal(text.rstrip("万千百w ")) * size
    return (value + Decimal("0.5") if half else value,)


def _english(text: str) -> tuple[Decimal, ...]:
    if text in ("a", "an"):
        return (Decimal(1),)
    if text in ("half", "half a", "half an"):
        return (Decimal("0.5"),)
    half = text.endswith(" and a half")
    total, group, last = 0, 0, 0
    words = text.removesuffix(" and a half").replace("-", " ").split()
    for word in words:
        if word == "and":
            continue
        if word == "hundred":
            group, last = max(group, 1) * 100, 100
        elif word == "thousand":
            total, group, last = total + max(group, 1) * 1000, 0, 1000
        else:
            small = _ENGLISH[word]
            if group and not (last >= 100 or (20 <= last < 100 and small < 10)):
                return ()  # "five six" is two numbers, not one.
            group, last = group + small, small
    value = Decimal(total + group)
    return (value + Decimal("0.5") if half else value,)


def _han(text: str) -> tuple[Decimal, ...]:
    if text == "半":
        return (Decimal("0.5"),)
    whole, _, fraction = text.partition("点")
    if len(whole) == 2 and not fraction and all(c in HAN_DIGITS for c in whole):
        low, high = (HAN_DIGITS[c] for c in whole)
        return (Decimal(low), Decimal(high)) if high == low + 1 and low > 0 else ()
    number = _han_integer(whole)
    if number is None:
        return ()
    digits = "".join(str(HAN_DIGITS[c]) for c in fraction)
    return (Decimal(f"{number}.{digits}") if digits else Decimal(number),)


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

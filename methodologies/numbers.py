"""Exact numbers as pairs of integers: (numerator, denominator > 0), never reduced until somebody prints them."""

import re
from math import gcd

Number = tuple[int, int]

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
LONGEST_DECIMAL = 40
"""Characters; no published factor is near it, and hostile text ends here."""


def is_decimal(text: str) -> bool:
    """Whether `text` is the one text form of a decimal: no exponent, no trailing zeros, no "-0", no NaN."""
    return len(text) <= LONGEST_DECIMAL and _DECIMAL.fullmatch(text) is not None and text != "-0"


def parse_decimal(text: str) -> Number:
    """The number behind `text`, for which `is_decimal` holds; the denominator is a power of ten."""
    whole, _, digits = text.partition(".")
    return int(whole + digits), 10 ** len(digits)


def exact(value: int | str) -> Number:
    """An integer or a decimal string as a pair."""
    return (value, 1) if isinstance(value, int) else parse_decimal(value)


def less(left: Number, right: Number) -> bool:
    """left < right."""
    return left[0] * right[1] < right[0] * left[1]


def show(number: Number) -> str:
    """The number as decimal text where it has an end, else as a reduced fraction "n/d"."""
    divisor = gcd(*number)
    numerator, denominator = number[0] // divisor, number[1] // divisor
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{numerator}/{denominator}"
    places = max(twos, fives)
    digits = str(abs(numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if numerator < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"

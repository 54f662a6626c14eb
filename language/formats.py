"""Amounts, days and times in people's own notation, by Babel; always rounded down, never through a float."""

import re
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

_UNITS = {
    "zh": {"g": "克", "kg": "公斤", "m": "米", "km": "公里", "kWh": "度", "jin": "斤"},
    "en": {"g": "g", "kg": "kg", "m": "m", "km": "km", "kWh": "kWh", "jin": "jin"},
}
# People travel the same few distances every day, and writing a number by the locale's rules is dear.
_kept = lru_cache(maxsize=4096)
_DAY = {"zh": "M 月 d 日，EEEE", "en": "EEEE d MMMM"}
_SHORT_DAY = {"zh": "M 月 d 日", "en": "d MMM"}
_MONTH = {"zh": "yyyy 年 M 月", "en": "MMMM yyyy"}


def locale_of(tag: str | None) -> str:
    """The locale whose texts serve an IETF language tag: Chinese for zh and its variants, else English."""
    return "zh" if tag and re.split("[-_]", tag.lower())[0] == "zh" else "en"


@_kept
def mass(milligrams: int, locale: str) -> str:
    """CO2 in grams with one decimal below 1,000 g, else kilograms with two; towards zero: "561.6 克", "2.25 kg"."""
    if abs(milligrams) < 1_000_000:
        decimals = 2 if 0 < abs(milligrams) < 100 else 1  # A trace is not shown as nothing.
        return f"{_number(Decimal(milligrams) / 1000, decimals, decimals, locale)} {_unit('g', locale)}"
    return f"{_number(Decimal(milligrams) / 1_000_000, 2, 2, locale)} {_unit('kg', locale)}"


@_kept
def distance(metres: int, locale: str) -> str:
    """Metres below 1 km, else kilometres with one to three decimals: "804 m", "12.0 公里"."""
    if abs(metres) < 1000:
        return f"{_number(Decimal(metres), 0, 0, locale)} {_unit('m', locale)}"
    return f"{_number(Decimal(metres) / 1000, 1, 3, locale)} {_unit('km', locale)}"


@_kept
def weight(grams: int, locale: str) -> str:
    """Grams below 1 kg, else kilograms with one to three decimals: "800 g", "2.5 公斤"."""
    if abs(grams) < 1000:
        return f"{_number(Decimal(grams), 0, 0, locale)} {_unit('g', locale)}"
    return f"{_number(Decimal(grams) / 1000, 1, 3, locale)} {_unit('kg', locale)}"


def jin(grams: int, locale: str) -> str:
    """Half kilograms, as markets weigh them: 2,500 g is "5 斤"."""
    return f"{_number(Decimal(grams) / 500, 0, 3, locale)} {_unit('jin', locale)}"


@_kept
def energy(watt_hours: int, locale: str) -> str:
    """Kilowatt-hours with one to three decimals: "1.5 kWh"."""
    return f"{_number(Decimal(watt_hours) / 1000, 1, 3, locale)} {_unit('kWh', locale)}"


def number(value: int | Decimal, locale: str, decimals: int = 0) -> str:
    """A number with the locale's grouping and exactly `decimals` decimals, towards zero."""
    return _number(Decimal(value), decimals, decimals, locale)


def percent(permille: int, locale: str) -> str:
    """Whole per cent, towards zero: 625 is "62 %", whose sign stays on its line (a space that does not break)."""
    return f"{_number(Decimal(permille) / 10, 0, 0, locale)}\u00a0%"


def day(value: date, locale: str) -> str:
    """A day with its weekday: "11 月 13 日，星期五", "Friday 13 November"."""
    return format_date(value, _DAY[locale_of(locale)], locale=locale_of(locale))


def short_day(value: date, locale: str) -> str:
    """A day: "11 月 13 日", "13 Nov"."""
    return format_date(value, _SHORT_DAY[locale_of(locale)], locale=locale_of(locale))


def month(value: date, locale: str) -> str:
    """The month of a day: "2026 年 10 月", "October 2026"."""
    return format_date(value, _MONTH[locale_of(locale)], locale=locale_of(locale))


def time(moment: datetime, zone: str, locale: str) -> str:
    """The clock time of an aware `moment` in the IANA `zone`: "09:05"."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=locale_of(locale))


def moment(at: datetime, zone: str, locale: str) -> str:
    """Day and clock time of an aware moment in the IANA `zone`: "11 月 20 日 09:05", "20 Nov 09:05"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date(), locale)} {format_time(local, 'HH:mm', locale=locale_of(locale))}"


def bar(permille: int, width: int = 8) -> str:
    """A progress bar of `width` cells; full only when complete."""
    filled = max(0, min(width, permille * width // 1000))
    return "▓" * filled + "░" * (width - filled)


def _unit(code: str, locale: str) -> str:
    return _UNITS[locale_of(locale)][code]


def _number(value: Decimal, minimum: int, maximum: int, locale: str) -> str:
    """`value` cut (not rounded) to `maximum` decimals and shown with at least `minimum`."""
    cut = value.quantize(Decimal(1).scaleb(-maximum), rounding=ROUND_DOWN)
    pattern = "#,##0" + (f".{'0' * minimum}{'#' * (maximum - minimum)}" if maximum else "")
    return format_decimal(cut, format=pattern, locale=locale_of(locale))

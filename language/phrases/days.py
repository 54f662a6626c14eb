"""What a day phrase means against today: relative days, weekdays, calendar days."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from language.phrases import numbers

BACK_FILL_DAYS = 7
"""Only the last seven days can be added (bot-ux 5.2)."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a date phrase means.

    state: `exact` (one day), `ask` (one of `days`, or unknown if empty), `ahead` (a weekday that may be coming or past:
    the tense decides), `old` (before anything that can be added), `future`, `unknown` (no such day), `span` (more than
    one day), `doubt` (today, but perhaps not yet done).
    """

    state: str
    days: tuple[date, ...] = ()


_HAN_DAY = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 7}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BEFORE = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_ENGLISH_DAYS = {
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "earlier today": 0,
    "yesterday": 1,
    "last night": 1,
    "yday": 1,
    "the day before yesterday": 2,
    "day before yesterday": 2,
}


def _exact(today: date, back: int) -> Day:
    return Day("exact", (today - timedelta(days=back),)) if back >= 0 else Day("future")


def relative_han(match: re.Match[str], today: date) -> Day:
    """今天, 昨晚, 前天, 大前天."""
    return _exact(today, _BEFORE[match["rel"] or "今"])


def ago_han(match: re.Match[str], today: date) -> Day:
    """三天前, 一周前."""
    return _ago(match["n"], 7 if match["u"].endswith(("周", "星期", "礼拜")) else 1, today)


def ago_english(match: re.Match[str], today: date) -> Day:
    """3 days ago, a week ago."""
    return _ago(match["n"], 7 if match["u"] == "week" else 1, today)


def _ago(number: str, size: int, today: date) -> Day:
    values = numbers.parse(number)
    if len(values) != 1 or values[0] != int(values[0]):
        return Day("ask")
    days = int(values[0]) * size
    return _exact(today, days) if days <= 400 else Day("old")


def weekday_han(match: re.Match[str], today: date) -> Day:
    """周三, 上周五, 这周二, 下周一, 周末; weeks begin on Monday."""
    which, name = match["which"] or "", match["day"]
    if "下" in which:
        return Day("future")
    if which.startswith("上上"):
        return Day("old")
    monday = today - timedelta(days=today.weekday())
    if name == "末":
        begun = today.weekday() >= 5 and not which.startswith("上")
        return _weekend(monday if begun else monday - timedelta(days=7))
    target = monday + timedelta(days=_HAN_DAY[name])
    if which.startswith("上"):
        return Day("exact", (target - timedelta(days=7),))
    if which:
        return Day("exact", (target,))
    return _plain_weekday(target, today)


def _weekend(monday: date) -> Day:
    return Day("ask", (monday + timedelta(days=5), monday + timedelta(days=6)))


def _plain_weekday(target: date, today: date) -> Day:
    """A bare weekday: clear when it has passed this week, otherwise today, last week's or the coming one."""
    if target < today:
        return Day("exact", (target,))
    if target == today:
        return Day("ask", (today, today - timedelta(days=7)))
    return Day("ahead", (target - timedelta(days=7),))


def last_week(_: re.Match[str], today: date) -> Day:
    """上周: its days that can still be added."""
    monday = today - timedelta(days=today.weekday() + 7)
    days = [monday + timedelta(days=n) for n in range(7)]
    return Day("ask", tuple(day for day in days if (today - day).days <= BACK_FILL_DAYS))


def weekday_english(match: re.Match[str], today: date) -> Day:
    """on Monday, last Friday, this Tuesday, next week's days."""
    name, which = match["wd"].rstrip("."), match["rank"] or ""
    number = next(n for n, full in enumerate(WEEKDAYS) if full.startswith(name[:3]))
    monday = today - timedelta(days=today.weekday())
    target = monday + timedelta(days=number)
    if which == "next":
        return Day("future")
    if which in ("last", "past"):
        if target < today and (today - target).days < BACK_FILL_DAYS:
            # "Last Wednesday" on a Friday is this week's for some and last week's for others.
            candidates = (target, target - timedelta(days=7))
            days = tuple(day for day in candidates if (today - day).days <= BACK_FILL_DAYS)
            return Day("ask", days)
        return Day("exact", (target - timedelta(days=7),))
    if which == "this":
        return Day("exact", (target,))
    return _plain_weekday(target, today)


def _calendar(today: date, year: str | None, month: int, day: int) -> Day:
    """The day `month`/`day`, of `year` or of the year that puts it nearest before today."""
    try:
        if year:
            return Day("exact", (date(int(year), month, day),))
        found = date(today.year, month, day)
    except ValueError:
        return Day("unknown")
    if (found - today).days > 180:
        try:
            return Day("exact", (found.replace(year=today.year - 1),))
        except ValueError:
            return Day("unknown")
    if (today - found).days > 330:  # 2 January, told on 30 December, lies ahead.
        return Day("future")
    return Day("exact", (found,))


def _han_number(text: str) -> int:
    values = numbers.parse(text)
    return int(values[0]) if len(values) == 1 else 0


def calendar_han(match: re.Match[str], today: date) -> Day:
    """11月13日, 十一月十八号."""
    return _calendar(today, match["hy"], _han_number(match["hm"]), _han_number(match["hd"]))


def day_of_month(match: re.Match[str], today: date) -> Day:
    """The 18th: of this month, or perhaps of the last where it lies ahead in this one."""
    number = _han_number(match["dom"])
    day = _calendar(today, str(today.year), today.month, number)
    if day.state == "exact" and day.days[0] <= today:
        return day
    last_month = today.replace(day=1) - timedelta(days=1)
    earlier = _calendar(today, str(last_month.year), last_month.month, number)
    reachable = earlier.state == "exact" and (today - earlier.days[0]).days <= BACK_FILL_DAYS
    return Day("ahead", earlier.days) if reachable else day


def calendar_iso(match: re.Match[str], today: date) -> Day:
    """2026-11-18."""
    return _calendar(today, match["iy"], int(match["im"]), int(match["id"]))


def calendar_short(match: re.Match[str], today: date) -> Day:
    """11-13 and 11/13; where both orders are dates within reach, ask."""
    first, second = int(match["s1"]), int(match["s2"])
    days: list[date] = []
    for month, day in ((first, second), (second, first)):
        found = _calendar(today, None, month, day)
        if found.state == "exact" and found.days[0] not in days:
            days.append(found.days[0])
    if not days:
        return Day("unknown")
    if len(days) == 1 or first > 12 or second > 12:
        return Day("exact", (days[0],))
    near = tuple(day for day in days if 0 <= (today - day).days <= BACK_FILL_DAYS)
    return Day("ask", near) if near else Day("exact", (days[0],))


def calendar_english(match: re.Match[str], today: date) -> Day:
    """13 November, Nov 13th, 2026."""
    return _calendar(today, match["ey"], MONTHS.index(match["em"][:3]) + 1, int(match["ed"]))


def relative_english(match: re.Match[str], today: date) -> Day:
    """today, yesterday, the day before yesterday and their parts of the day."""
    return _exact(today, max(back for name, back in _ENGLISH_DAYS.items() if match[0].startswith(name)))


def last_weekend(_: re.Match[str], today: date) -> Day:
    """The weekend that has begun, otherwise the one before: which of its days is asked."""
    monday = today - timedelta(days=today.weekday())
    return _weekend(monday if today.weekday() >= 5 else monday - timedelta(days=7))


def always(state: str) -> Callable[[re.Match[str], date], Day]:
    """A handler for phrases that mean the same on every day."""
    return lambda match, today: Day(state, (today,) if state == "doubt" else ())

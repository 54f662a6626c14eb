"""Days as people say them, in Chinese and English, resolved against today."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from language.phrases import numbers
from language.phrases.units import UNIT

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


_N = numbers.NUMBER
_HAN_DAY = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 7}
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SHORT = ["mon", "tues?", "wed", "thu(?:rs?)?", "fri"]
_EN_DAY = "(?:" + "|".join(_WEEKDAYS) + "|" + "|".join(rf"{short}\b\.?" for short in _SHORT) + ")"
_EN_DAY_SHORT = rf"(?:{_EN_DAY}|sat\b\.?|sun\b\.?)"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_BEFORE = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_LATER = "明天|明日|明早|明晚|明儿|后天|大后天|明年"
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


def _relative_han(match: re.Match[str], today: date) -> Day:
    return _exact(today, _BEFORE[match["rel"]])


def _ago_han(match: re.Match[str], today: date) -> Day:
    return _ago(match["n"], 7 if match["u"].endswith(("周", "星期", "礼拜")) else 1, today)


def _ago(number: str, size: int, today: date) -> Day:
    values = numbers.parse(number)
    if len(values) != 1 or values[0] != int(values[0]):
        return Day("ask")
    days = int(values[0]) * size
    return _exact(today, days) if days <= 400 else Day("old")


def _weekday_han(match: re.Match[str], today: date) -> Day:
    which, name = match["which"] or "", match["day"]
    if "下" in which:
        return Day("future")
    if which.startswith("上上"):
        return Day("old")
    monday = today - timedelta(days=today.weekday())
    if name == "末":
        return _weekend(monday - timedelta(days=7)) if monday + timedelta(days=5) > today else _weekend(monday)
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


def _last_week(_: re.Match[str], today: date) -> Day:
    monday = today - timedelta(days=today.weekday() + 7)
    days = [monday + timedelta(days=n) for n in range(7)]
    return Day("ask", tuple(day for day in days if (today - day).days <= BACK_FILL_DAYS))


def _weekday_english(match: re.Match[str], today: date) -> Day:
    name, which = match["wd"].rstrip("."), match["rank"] or ""
    number = next(n for n, full in enumerate(_WEEKDAYS) if full.startswith(name[:3]))
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


def _calendar_han(match: re.Match[str], today: date) -> Day:
    return _calendar(today, match["hy"], _han_number(match["hm"]), _han_number(match["hd"]))


def _day_of_month(match: re.Match[str], today: date) -> Day:
    day = _han_number(match["dom"] or match["odom"])
    return _calendar(today, str(today.year), today.month, day)


def _calendar_iso(match: re.Match[str], today: date) -> Day:
    return _calendar(today, match["iy"], int(match["im"]), int(match["id"]))


def _calendar_short(match: re.Match[str], today: date) -> Day:
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


def _calendar_english(match: re.Match[str], today: date) -> Day:
    month = _MONTHS.index((match["em"] or match["em2"])[:3]) + 1
    return _calendar(today, match["ey"] or match["ey2"], month, int(match["ed"] or match["ed2"]))


def _always(state: str) -> Callable[[re.Match[str], date], Day]:
    return lambda match, today: Day(state, (today,) if state == "doubt" else ())


_PATTERNS: list[tuple[str, Callable[[re.Match[str], date], Day]]] = [
    (rf"{_WEEK}[一二三四五六](?:到|至|-|~){_WEEK}?[一二三四五六日天]", _always("span")),
    (rf"(?:这|本|上)(?:一|个)?(?:周|星期|礼拜)?(?:每天|天天)|连续{_N}天|整(?:个)?(?:周|星期)", _always("span")),
    (rf"(?:这|本)(?:个)?{_WEEK}(?![一二三四五六日天末])|(?:这|本)个?月|过去{_N}天|最近{_N}天", _always("span")),
    (
        rf"(?:every ?day|daily|each day|all) (?:of )?(?:this |last |the )?(?:past )?week|{_EN_DAY} (?:to|through|-) {_EN_DAY}",
        _always("span"),
    ),
    (rf"this week\b|this month\b|(?:the )?(?:last|past) {_N} days|for {_N} days|all week", _always("span")),
    (r"每天|天天|每日|每周|平时|平常|每个?工作日", _always("doubt")),
    (
        r"(?:every|each) ?(?:day|morning|evening|week|workday|night|\w+day)\b|daily\b|tonight\b|this evening\b",
        _always("doubt"),
    ),
    (r"今晚|今夜|今天晚上", _always("doubt")),
    (
        rf"{_LATER}|下下?个?(?:周|星期|礼拜|月)[一二三四五六日天末]?|改天|以后|待会儿?|等会儿?|一会儿?",
        _always("future"),
    ),
    (
        rf"tomorrow(?: morning| evening| night)?\b|next (?:week|weekend|month|time|year)\b|later\b|soon\b|in {_N} days",
        _always("future"),
    ),
    (r"上上个?(?:周|星期|礼拜)[一二三四五六日天末]?|上个?月|上个月|去年|前年|很久以前|小时候", _always("old")),
    (r"(?:last|past) (?:month|year)\b|(?:months?|years?) ago\b|long ago\b", _always("old")),
    (rf"(?:{_N}|几|好几)\s*(?:个)?(?:月|年)(?:以)?前|{_N} (?:months?|years?) ago\b", _always("old")),
    (rf"(?P<n>{_N})\s*(?P<u>天|日|个?(?:周|星期|礼拜))(?:以|之)?前", _ago_han),
    (rf"(?P<en>{_N}) days? ago\b", lambda match, today: _ago(match["en"], 1, today)),
    (rf"(?P<ew>{_N}) weeks? ago\b", lambda match, today: _ago(match["ew"], 7, today)),
    (
        r"前几天|前两天|前些天|前些日子|那天|那日|有一天|最近|近来|几天前|the other day\b|recently\b|a few days ago\b|some days ago\b",
        _always("ask"),
    ),
    (
        r"(?P<rel>大前|今|昨|前)(?:天|日|儿个?|早上?|晨|晚上?|夜|午)(?:早上|上午|中午|下午|晚上|傍晚|早晨|夜里)?|当天",
        lambda match, today: _relative_han(match, today) if match["rel"] else Day("exact", (today,)),
    ),
    (r"(?P<which>上上个?|上个?|这个?|本|下下?个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?!转)", _weekday_han),
    (r"上个?(?:周|星期|礼拜)", _last_week),
    (r"(?:(?:sometime )?last week)\b", _last_week),
    (
        r"(?:(?:on|over|at|during) )?(?:the |this |last |past )?weekend\b",
        lambda match, today: (
            Day("span")
            if "every" in match[0]
            else _weekend(today - timedelta(days=today.weekday() + (7 if today.weekday() < 5 else 0)))
        ),
    ),
    (rf"(?:on )?(?:(?P<rank>last|past|this|next) )?(?P<wd>{_EN_DAY})(?![a-z])", _weekday_english),
    (
        r"(?:the day before yesterday|day before yesterday|earlier today|this morning|this afternoon|last night|today|yday|yesterday)"
        r"(?: (?:morning|afternoon|evening|night))?\b",
        lambda match, today: _exact(
            today, max(back for name, back in _ENGLISH_DAYS.items() if match[0].startswith(name))
        ),
    ),
    (
        r"(?:(?P<hy>20\d\d)年)?(?P<hm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<hd>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?",
        _calendar_han,
    ),
    (r"(?P<iy>20\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?!\d)", _calendar_iso),
    (rf"(?P<s1>\d{{1,2}})[-/](?P<s2>\d{{1,2}})(?!\d|[-/.]\d|\s*{UNIT})", _calendar_short),
    (
        rf"(?:on )?(?:the )?(?:(?P<em>{_MONTH}) ?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]|\s*(?:km|k)\b)(?:,? (?P<ey>20\d\d))?"
        rf"|(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?(?P<em2>{_MONTH})(?:,? (?P<ey2>20\d\d))?)",
        _calendar_english,
    ),
    (
        r"(?:on )?(?:the )?(?P<odom>\d{1,2})(?:st|nd|rd|th)\b|(?P<dom>\d{1,2}|[一二三四五六七八九十]{1,3})[号日](?!线|楼|口|门|路|车|院)",
        _day_of_month,
    ),
]
_COMPILED = [(re.compile(pattern), handler) for pattern, handler in _PATTERNS]
_ON_SHORT = re.compile(r"(?:on|last|this) (?:sat|sun)\b\.?")
STARTS = (
    frozenset("上这本周星礼今昨前大明后下去每天平当那有最近连整改以待等一很小几好过")
    | frozenset(
        ["every", "each", "all", "daily", "this", "last", "past", "next", "the", "for", "tonight", "tomorrow", "later", "soon", "in", "on", "over", "at", "during", "weekend", "today", "yesterday", "yday", "earlier", "recently", "sometime", "a", "some", "day", "month", "months", "year", "years", "long"]
    )
    | frozenset(_WEEKDAYS)
    | frozenset(("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri"))
    | frozenset(_MONTHS)
    | frozenset(["january", "february", "march", "april", "june", "july", "august", "sept", "september", "october", "november", "december"])
)
"""First characters and words that may open a date; everything else is not tried."""


def match(text: str, start: int, today: date) -> tuple[Day, int] | None:
    """The date phrase that begins at `start` and where it ends; None where there is none."""
    short = _ON_SHORT.match(text, start)
    if short:
        name = "saturday" if "sat" in short[0] else "sunday"
        inner = _COMPILED[_WEEKDAY_INDEX][0].match(short[0].split()[0] + " " + name)
        assert inner is not None
        return _weekday_english(inner, today), short.end()
    best: tuple[Day, int] | None = None
    for pattern, handler in _COMPILED:
        found = pattern.match(text, start)
        if found and found.end() > start and (best is None or found.end() > best[1]):
            best = handler(found, today), found.end()
    return best


_WEEKDAY_INDEX = next(n for n, (pattern, _) in enumerate(_PATTERNS) if "(?P<wd>" in pattern)

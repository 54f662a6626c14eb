"""Days as people say them, in Chinese and English: which phrases there are and where one ends."""

import re
from collections.abc import Callable
from datetime import date

from language.phrases import days, numbers
from language.phrases.days import MONTHS, WEEKDAYS, Day, always
from language.phrases.units import UNIT

_N = numbers.NUMBER
_WEEK = "(?:周|星期|礼拜)"
_DAY = "[一二三四五六日天末]"
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_EN_DAY = "(?:" + "|".join([*WEEKDAYS, r"mon\b\.?", r"tues?\b\.?", r"wed\b\.?", r"thu(?:rs?)?\b\.?", r"fri\b\.?"]) + ")"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_PART = "(?:早上|上午|中午|下午|晚上|傍晚|早晨|夜里)"

_SPANS = (
    rf"{_WEEK}[一二三四五六](?:到|至|-|~){_WEEK}?{_DAY}",
    rf"(?:这|本|上)(?:一|个)?{_WEEK}?(?:每天|天天)|连续{_N}天|整个?{_WEEK}|过去{_N}天|最近{_N}天",
    rf"(?:这|本)个?{_WEEK}(?!{_DAY})|(?:这|本)个?月",
    r"(?:every ?day|daily|each day|all) (?:of )?(?:this |last |the )?(?:past )?week|all week|this week\b|this month\b",
    rf"{_EN_DAY} (?:to|through|-) {_EN_DAY}|(?:the )?(?:last|past) {_N} days|for {_N} days",
)
_DOUBTS = (
    r"每天|天天|每日|每周|平时|平常|每个?工作日|今晚|今夜|今天晚上",
    r"(?:every|each) ?(?:day|morning|evening|week|workday|night|\w+day)\b|daily\b|tonight\b|this evening\b|later\b",
)
_FUTURES = (
    rf"明天|明日|明早|明晚|明儿|后天|大后天|明年|下下?个?(?:{_WEEK}|月){_DAY}?|改天|过(?:{_N}|几)天|过一阵子?|下次|下回|待会儿?|等会儿?",
    rf"tomorrow(?: morning| evening| night)?\b|next (?:week|weekend|month|time|year)\b|soon\b|in {_N} days",
)
_OLD = (
    rf"上上个?{_WEEK}{_DAY}?|上个?月|去年|前年|很久以前|小时候|(?:{_N}|几|好几)\s*个?(?:月|年)(?:以)?前",
    rf"(?:last|past) (?:month|year)\b|(?:{_N} )?(?:months?|years?) ago\b|long ago\b",
)
_VAGUE = (
    r"(?:国庆|中秋|春节|元旦|清明|端午|劳动|五一|圣诞|双十一|万圣|除夕|感恩)节?(?:假期|长假|期间|那天|当天)?",
    r"(?:on |over |during )?(?:christmas|halloween|thanksgiving|easter|new year'?s?|national day|labou?r day)"
    r"(?: day| eve)?\b",
    r"前几天|前两天|前些天|前些日子|那天|那日|有一天|最近|近来|几天前",
    rf"in (?:early |late |mid )?{_MONTH}",
    r"the other day\b|recently\b|(?:a few|some) days ago\b",
)
_Handler = Callable[[re.Match[str], date], Day]
_PATTERNS: list[tuple[str, _Handler]] = [
    *((pattern, always("span")) for pattern in _SPANS),
    *((pattern, always("doubt")) for pattern in _DOUBTS),
    *((pattern, always("future")) for pattern in _FUTURES),
    *((pattern, always("old")) for pattern in _OLD),
    *((pattern, always("ask")) for pattern in _VAGUE),
    (rf"(?P<n>{_N})\s*(?P<u>天|日|个?{_WEEK})(?:以|之)?前", days.ago_han),
    (rf"(?P<n>{_N}) (?P<u>day|week)s? ago\b", days.ago_english),
    (rf"(?P<rel>大前|今|昨|前)(?:天|日|朝|儿个?|早上?|晨|晚上?|夜|午){_PART}?|当天", days.relative_han),
    (rf"(?P<which>上上个?|上个?|这个?|本|下下?个?)?{_WEEK}(?P<day>{_DAY})(?!转)(?:那天|当天)?", days.weekday_han),
    (rf"上个?{_WEEK}|(?:sometime )?last week\b", days.last_week),
    (r"(?:(?:on|over|at|during) )?(?:the |this |last |past )?weekend\b", days.last_weekend),
    (rf"(?:on )?(?:(?P<rank>last|past|this|next) )?(?P<wd>{_EN_DAY})(?:'s)?(?![a-z])", days.weekday_english),
    (r"(?:on|(?P<rank>last|past|this|next)) (?P<wd>sat\b|sun\b)\.?", days.weekday_english),
    (
        r"(?:(?:the )?day before yesterday|earlier today|this morning|this afternoon|last night|today|yday|yesterday)"
        r"(?: (?:morning|afternoon|evening|night))?(?:'s)?\b",
        days.relative_english,
    ),
    (rf"(?:(?P<hy>20\d\d)年)?(?P<hm>{_NUMERAL})月(?P<hd>{_NUMERAL})[日号]?(?:那天|当天)?", days.calendar_han),
    (r"(?P<iy>20\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?!\d)", days.calendar_iso),
    (rf"(?P<s1>\d{{1,2}})[-/](?P<s2>\d{{1,2}})(?!\d|[-/.]\d|\s*{UNIT})", days.calendar_short),
    (
        rf"(?:on )?(?:the )?(?P<em>{_MONTH}) ?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.]|:\d|\s*(?:km|k)\b)"
        r"(?:,? (?P<ey>20\d\d))?",
        days.calendar_english,
    ),
    (
        rf"(?:on )?(?:the )?(?P<ed>\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?(?P<em>{_MONTH})(?:,? (?P<ey>20\d\d))?",
        days.calendar_english,
    ),
    (
        r"(?:on )?(?:the )?(?P<dom>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|street|st|avenue|stop|station|time|day|trip|ride))",
        days.day_of_month,
    ),
    (rf"(?P<dom>{_NUMERAL})[号日](?!线|楼|口|门|路|车|院)", days.day_of_month),
]
_COMPILED = [(re.compile(pattern), handler) for pattern, handler in _PATTERNS]
_OPENING = (
    "christmas halloween thanksgiving easter national labor labour "
    "new every each all daily this last past next the for tonight tomorrow later soon in on over at during weekend today "
    "yesterday yday earlier recently sometime a some day month months year years long mon tue tues wed thu thur thurs "
    "fri january february march april june july august sept september october november december"
)
STARTS = frozenset(
    [
        *"过国中春元清端劳五圣双万除感上这本周星礼今昨前大明后下去每天平当那有最近连整改待等很小几好过半",
        *_OPENING.split(),
        *WEEKDAYS,
        *MONTHS,
    ]
)
"""First characters and words that may open a date; everything else is not tried."""


def match(text: str, start: int, today: date) -> tuple[Day, int] | None:
    """The longest date phrase that begins at `start` and where it ends; None where there is none."""
    best: tuple[_Handler, re.Match[str]] | None = None
    for pattern, handler in _COMPILED:
        found = pattern.match(text, start)
        if found and found.end() > start and (best is None or found.end() > best[1].end()):
            best = handler, found
    return None if best is None else (best[0](best[1], today), best[1].end())

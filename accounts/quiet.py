"""Hours in which nobody is written to unasked."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""Where somebody has chosen no hours of their own."""


def by_day(now: datetime, zone: str, quiet_from: time = QUIET_FROM, quiet_until: time = QUIET_UNTIL) -> datetime:
    """`now`, or the next end of the quiet hours in the IANA `zone`; hours that are equal are none."""
    local = now.astimezone(ZoneInfo(zone))
    over_night = quiet_from > quiet_until
    early, late = local.time() < quiet_until, local.time() >= quiet_from
    quiet = (early or late) if over_night else (early and late)
    if not quiet:
        return now
    day = local.date() + timedelta(days=1 if over_night and late else 0)
    return datetime.combine(day, quiet_until, ZoneInfo(zone)).astimezone(now.tzinfo)

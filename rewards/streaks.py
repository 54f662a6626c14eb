"""Streaks in workdays: two shields, leave and holidays that never break, and a habit strength that fades slowly."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from kernel.errors import DomainError

HOME_COUNTRY = "CN"
SHIELDS = 2
KEPT_DAYS_PER_SHIELD = 10
STRENGTH_SCALE = 10**12
STRENGTH_MULTIPLIER = 948_077_514_339
"""0.5^(sqrt(1)/13) in parts of `STRENGTH_SCALE`: the smoothing of iSoron/uhabits `Score.kt` for a daily habit."""


class CalendarUnknown(DomainError):
    """No holiday calendar is known for this country code."""

    code = "calendar_unknown"


@lru_cache(maxsize=64)
def _holidays_of(country: str) -> holidays.HolidayBase:
    """The country's calendar; it fills itself year by year and so is kept."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        raise CalendarUnknown(country=country) from None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The workdays of a country (ISO 3166-1 alpha-2), make-up Saturdays included, with an organisation's own days.

    overrides: day -> is it a workday.  China's days of a coming year are a guess until the State Council's notice;
    the notice, or a factory's shifts, go in here.
    """

    country: str = HOME_COUNTRY
    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether `day` is one on which an act is looked for; raises `CalendarUnknown`."""
        override = self.overrides.get(day)
        return _holidays_of(self.country).is_working_day(day) if override is None else override


@dataclass(frozen=True, slots=True)
class Pause:
    """Leave or travel from `first_on` to `last_on`, both included."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Streak:
    """A run of kept days; `best` is the longest ever.

    `shields` 0 to 2, `shield_used_on` the last missed day that one covered in the present run; `strength_permille`
    0 to 1000; `kept_today` whether today already counts.
    """

    current: int
    best: int
    shields: int
    strength_permille: int
    alive: bool
    shield_used_on: date | None
    kept_today: bool


@dataclass(slots=True)
class _Run:
    """The fold's state.  `charge` is shields in kept days: 10 make one, 20 are the most.

    Adding an act or excusing a day never leaves less of anything than before: every step keeps the order of two
    states, because a broken run leaves no charge behind.
    """

    current: int = 0
    best: int = 0
    charge: int = SHIELDS * KEPT_DAYS_PER_SHIELD
    strength: int = 0
    shield_used_on: date | None = None

    def keep(self) -> None:
        self.current += 1
        self.best = max(self.best, self.current)
        self.charge = min(self.charge + 1, SHIELDS * KEPT_DAYS_PER_SHIELD)
        self.strength = STRENGTH_SCALE - (STRENGTH_SCALE - self.strength) * STRENGTH_MULTIPLIER // STRENGTH_SCALE

    def miss(self, day: date) -> None:
        self.strength = self.strength * STRENGTH_MULTIPLIER // STRENGTH_SCALE
        if self.current and self.charge >= KEPT_DAYS_PER_SHIELD:
            self.charge -= KEPT_DAYS_PER_SHIELD
            self.shield_used_on = day
        else:
            self.current = self.charge = 0
            self.shield_used_on = None


def streak(
    days_with_act: Collection[date], today: date, calendar: Calendar, *, pauses: Collection[Pause] = ()
) -> Streak:
    """The streak as it stands on `today`, counted from the first act; dates are the person's own calendar days.

    A workday without an act takes a shield or ends the run; today is still open and takes none.  Weekends, holidays
    and pauses ask for nothing, and an act on them counts one.  The first run starts with two shields, a later one
    earns its own; ten kept days refill one.  Days after `today` are ignored.
    """
    kept = {day for day in days_with_act if day <= today}
    run = _Run()
    if not kept:
        return _told(run, today, kept)
    day = min(kept)
    while day <= today:
        if day in kept:
            run.keep()
        elif day < today and calendar.is_workday(day) and not _paused(day, pauses):
            run.miss(day)
        day += timedelta(days=1)
    return _told(run, today, kept)


def in_region(days_with_act: Collection[date], today: date, region: str | None) -> Streak:
    """As `streak`, by the calendar of the region's country, China's where none is known.  region: such as CN-GD-SZ."""
    try:
        return streak(days_with_act, today, Calendar((region or HOME_COUNTRY)[:2]))
    except CalendarUnknown:
        return streak(days_with_act, today, Calendar(HOME_COUNTRY))


def _paused(day: date, pauses: Collection[Pause]) -> bool:
    return any(pause.first_on <= day <= pause.last_on for pause in pauses)


def _told(run: _Run, today: date, kept: Collection[date]) -> Streak:
    return Streak(
        current=run.current,
        best=run.best,
        shields=run.charge // KEPT_DAYS_PER_SHIELD,
        strength_permille=run.strength * 1000 // STRENGTH_SCALE,
        alive=run.current > 0,
        shield_used_on=run.shield_used_on,
        kept_today=today in kept,
    )

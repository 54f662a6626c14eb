"""A person's own clock: reminders once a day in every zone, quiet hours, a day that begins after midnight."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import notifying
from accounts.notifying import Wishes

PLAIN = Wishes(UUID(int=1), None, None, 21, 8, 0, frozenset(), "Asia/Shanghai")
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
def test_a_year_has_one_reminder_a_day_whatever_the_clocks_do(zone: str, hour: int) -> None:
    wishes, now, days = replace(PLAIN, zone=zone, remind_hour=hour), at("2026-01-01T12:00"), list[date]()
    while len(days) < 365:
        following = wishes.next_reminder(now)
        assert following is not None and now < following <= now + timedelta(hours=25, minutes=30)
        local = following.astimezone(ZoneInfo(zone))
        assert local.hour in (hour, (hour + 1) % 24)
        days.append(local.date())
        now = following
    assert days == [days[0] + timedelta(days=number) for number in range(365)]


def test_the_reminder_follows_whoever_travels() -> None:
    now = at("2026-11-21T04:00")
    home = replace(PLAIN, remind_hour=20)
    assert home.next_reminder(now) == at("2026-11-21T12:00")
    assert replace(home, zone="Europe/London").next_reminder(now) == at("2026-11-21T20:00")
    assert PLAIN.next_reminder(now) is None


@pytest.mark.parametrize(
    ("now", "today", "began"),
    [
        ("2026-11-20T19:59", "2026-11-20", "2026-11-19T20:00"),  # 03:59 on the 21st in Shanghai
        ("2026-11-20T20:00", "2026-11-21", "2026-11-20T20:00"),  # 04:00
        ("2026-11-21T15:00", "2026-11-21", "2026-11-20T20:00"),  # 23:00
    ],
)
def test_a_night_workers_day_begins_at_four(now: str, today: str, began: str) -> None:
    wishes = replace(PLAIN, day_start=4)
    assert wishes.today(at(now)) == date.fromisoformat(today)
    assert wishes.day_began(at(now)) == at(began)


@given(st.sampled_from(ZONES), st.integers(0, 11), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_now_is_always_within_ones_own_day(zone: str, day_start: int, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    wishes = replace(PLAIN, zone=zone, day_start=day_start)
    assert timedelta(hours=-1) <= now - wishes.day_began(now) <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("hours", "now", "due"),
    [
        ((21, 8), "2026-11-20T13:00", "2026-11-21T00:00"),
        ((8, 16), "2026-11-20T01:00", "2026-11-20T08:00"),  # asleep by day: 09:00 waits for 16:00
        ((8, 16), "2026-11-20T13:00", "2026-11-20T13:00"),
        ((0, 0), "2026-11-20T18:00", "2026-11-20T18:00"),
    ],
)
def test_quiet_hours_are_ones_own(hours: tuple[int, int], now: str, due: str) -> None:
    wishes = replace(PLAIN, quiet_from=hours[0], quiet_until=hours[1])
    assert wishes.out_of_quiet(at(now)) == at(due)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("notify-reminder", "reminder"),
        ("campaign-card", "week"),
        ("review-told-rejected", "review"),
        ("attest-told-published", None),
    ],
)
def test_a_message_has_the_kind_of_its_code(code: str, kind: str | None) -> None:
    assert notifying.kind_of(code) == kind


def test_stop_ends_everything_unasked_and_keeps_decisions() -> None:
    silent = notifying.silenced(replace(PLAIN, remind_hour=20))
    assert not any(silent.wants(kind) for kind in notifying.COUNTED)
    assert silent.wants(notifying.REVIEW) and silent.wants(None)

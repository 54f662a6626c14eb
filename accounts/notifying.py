"""What somebody wants to be told of unasked, at which hours; and at most three such messages in any seven days.

A review's decision, a receipt and whatever concerns security are no such messages: they do not count.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from accounts.choosing import ZoneUnknown
from accounts.quiet import by_day
from kernel.columns import column
from kernel.work import Connection
from privacy.person_data import rows

REMINDER, WEEK, REVIEW, ORGANISER, FAMILY = "reminder", "week", "review", "organiser", "family"
SWITCHES = (WEEK, REVIEW, ORGANISER, FAMILY)
"""On unless turned off; the reminder is off until its hour is chosen."""
COUNTED = frozenset((REMINDER, WEEK, ORGANISER, FAMILY))
MOST_A_WEEK = 3
WEEK_LONG = timedelta(days=7)
LATEST_DAY_START = 11
_KINDS = (
    ("notify-reminder", REMINDER),
    ("campaign-", WEEK),
    ("review-told-", REVIEW),
    ("broadcast-message", ORGANISER),
    ("family-invited", FAMILY),
)


def kind_of(code: str) -> str | None:
    """The kind of a message by its code; None for what nobody can turn off."""
    return next((kind for beginning, kind in _KINDS if code.startswith(beginning)), None)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be told.

    zone: IANA, None: their organisation's.  remind_hour: of their own clock, None: never.  quiet_from, quiet_until: hours;
    equal: none.  day_start: the hour at which their day begins.  muted: kinds turned off.  org_zone: the organisation's.
    """

    person_id: UUID
    zone: str | None
    remind_hour: int | None
    quiet_from: int
    quiet_until: int
    day_start: int
    muted: frozenset[str]
    org_zone: str

    @property
    def clock_zone(self) -> str:
        """The zone of their own clock."""
        return self.zone or self.org_zone

    def wants(self, kind: str | None) -> bool:
        """Whether a message of the kind is welcome."""
        return self.remind_hour is not None if kind == REMINDER else kind not in self.muted

    def out_of_quiet(self, now: datetime, zone: str | None = None) -> datetime:
        """`now`, or the end of their quiet hours.  zone: where they have none of their own."""
        return by_day(now, self.zone or zone or self.org_zone, time(self.quiet_from), time(self.quiet_until))

    def today(self, now: datetime) -> date:
        """Their own day, which begins at `day_start`: until then it is still yesterday's."""
        local = now.astimezone(ZoneInfo(self.clock_zone))
        return local.date() - timedelta(days=1 if local.hour < self.day_start else 0)

    def day_began(self, now: datetime) -> datetime:
        """When their own day began."""
        begin = datetime.combine(self.today(now), time(self.day_start), ZoneInfo(self.clock_zone))
        return begin.astimezone(now.tzinfo)

    def next_reminder(self, now: datetime) -> datetime | None:
        """The first moment after `now` at which their clock shows the hour.

        An hour that a change to summer time skips is the one after it; one that comes twice is the first.
        """
        if self.remind_hour is None:
            return None
        zone = ZoneInfo(self.clock_zone)
        day = now.astimezone(zone).date()
        at = now
        while at <= now:
            at = datetime.combine(day, time(self.remind_hour), zone).astimezone(now.tzinfo)
            day += timedelta(days=1)
        return at


_SELECT = (
    "SELECT p.id, p.zone, p.remind_hour, p.remind_at, p.quiet_from, p.quiet_until, p.day_start, p.muted,"
    " o.zone AS org_zone"
    " FROM person p JOIN organisation o ON o.id = p.home_org"
)


def _wishes(row: Any) -> Wishes:
    return Wishes(
        person_id=row["id"],
        zone=row["zone"],
        remind_hour=row["remind_hour"],
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        day_start=row["day_start"],
        muted=frozenset(row["muted"]),
        org_zone=row["org_zone"],
    )


async def find(connection: Connection, person_id: UUID) -> Wishes | None:
    """The person's wishes; None where there is no such person (any more)."""
    return (await of(connection, [person_id])).get(person_id)


async def of(connection: Connection, person_ids: Sequence[UUID]) -> dict[UUID, Wishes]:
    """Many people's wishes; who is not there (any more) is missing."""
    found = await connection.fetch(f"{_SELECT} WHERE p.id = any($1::text::uuid[])", column(person_ids))
    return {row["id"]: _wishes(row) for row in found}


async def due(connection: Connection, now: datetime, most: int) -> list[tuple[Wishes, datetime]]:
    """People whose reminder is due, and since when; locked: another process passes them by."""
    found = await connection.fetch(
        f"{_SELECT} WHERE p.remind_at <= $1 ORDER BY p.remind_at LIMIT $2 FOR NO KEY UPDATE OF p SKIP LOCKED", now, most
    )
    return [(_wishes(row), row["remind_at"]) for row in found]


async def keep(connection: Connection, wishes: Wishes, now: datetime) -> None:
    """Keeps what the person wants from now on; the next reminder follows from it.  Raises `ZoneUnknown`."""
    if wishes.zone is not None and wishes.zone not in available_timezones():
        raise ZoneUnknown(zone=wishes.zone[:40])
    assert wishes.muted <= {*SWITCHES} and 0 <= wishes.day_start <= LATEST_DAY_START
    await connection.execute(
        "UPDATE person SET zone = $2, remind_hour = $3, quiet_from = $4, quiet_until = $5, day_start = $6, muted = $7,"
        " remind_at = $8, reminder_asked_at = coalesce(reminder_asked_at, $9) WHERE id = $1",
        wishes.person_id,
        wishes.zone,
        wishes.remind_hour,
        wishes.quiet_from,
        wishes.quiet_until,
        wishes.day_start,
        sorted(wishes.muted),
        wishes.next_reminder(now),
        now,
    )


def silenced(wishes: Wishes) -> Wishes:
    """Nothing unasked any more; decisions of reviews stay."""
    return replace(wishes, remind_hour=None, muted=wishes.muted | (COUNTED - {REMINDER}))


async def ask_once(connection: Connection, person_id: UUID, now: datetime) -> bool:
    """Whether the person is to be asked about reminders now: once, and not who has chosen already."""
    asked = await connection.execute(
        "UPDATE person SET reminder_asked_at = $2 WHERE id = $1 AND reminder_asked_at IS NULL", person_id, now
    )
    return rows(asked) == 1


async def reserve(connection: Connection, person_id: UUID, now: datetime) -> bool:
    """Takes one of the person's three places in the seven days before `now`; False where none is left.

    Whoever is to be erased has none: what is theirs is only stored until then.
    Of two processes that ask for the last one, one gets it: the second looks at the row as the first has left it.
    """
    taken = await connection.execute(
        "UPDATE person SET unsolicited_at = array_append("
        "  ARRAY(SELECT at FROM unnest(unsolicited_at) AS at WHERE at > $3 ORDER BY at), $2)"
        " WHERE id = $1 AND erase_due_at IS NULL AND (SELECT count(*) FROM unnest(unsolicited_at) AS at WHERE at > $3) < $4",
        person_id,
        now,
        now - WEEK_LONG,
        MOST_A_WEEK,
    )
    return rows(taken) == 1


async def give_back(connection: Connection, person_id: UUID, reserved_at: datetime) -> None:
    """The message of that place did not go out."""
    await connection.execute(
        "UPDATE person SET unsolicited_at = array_remove(unsolicited_at, $2) WHERE id = $1", person_id, reserved_at
    )


async def told_this_week(connection: Connection, person_id: UUID, now: datetime) -> int:
    """How many of the three are used."""
    used: int | None = await connection.fetchval(
        "SELECT count(*) FROM person, unnest(unsolicited_at) AS at WHERE id = $1 AND at > $2",
        person_id,
        now - WEEK_LONG,
    )
    return used or 0


def shown_kinds(muted: Collection[str]) -> dict[str, bool]:
    """Every switch and whether it is on."""
    return {kind: kind not in muted for kind in SWITCHES}

"""The only place that reads the clock."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time; passed to whoever needs it, so that tests and replays can set it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one permitted reader


class FixedClock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware `moment` in the IANA `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()

"""Use-by alarms: which versions seal no new entries any more, and which soon will not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kernel.clock import local_date
from methodologies.package import Package

WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Alarm:
    """One active version that is past its use-by date or close to it.

    days_left: from the day in the version's own zone to its use-by date; negative once that is past.
    replaced_by: an active version that says it supersedes this one, None where there is none.
    """

    methodology: str
    use_by: date
    days_left: int
    replaced_by: str | None

    @property
    def past(self) -> bool:
        """Whether it seals no new entries any more; the use-by date itself still counts."""
        return self.days_left < 0


def due(packages: Iterable[Package], now: datetime) -> list[Alarm]:
    """The alarms of `now` (aware), the most urgent first; a version that is no longer active raises none."""
    active = [package for package in packages if package.status == "active"]
    heirs = {package.document.get("supersedes"): package.name for package in active}
    found = []
    for package in active:
        left = (package.use_by - local_date(now, package.day_zone)).days
        if left <= WARN_DAYS:
            found.append(Alarm(package.name, package.use_by, left, heirs.get(package.name)))
    return sorted(found, key=lambda alarm: (alarm.days_left, alarm.methodology))

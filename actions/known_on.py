"""As known on a day: an organisation's totals by what its log held then.

Two clocks: when an act happened (`occurred_on`) and when the log learnt of it (`recorded_on`, a UTC date).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actions.story import AT_ONCE, Progress, Story, acts
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Database
from ledger import log


class DayNotCome(DomainError):
    """Nobody knows yet what the log will hold on that day."""

    code = "day_not_come"


@dataclass
class Sums:
    """Acts of one methodology at one level of evidence, reversed ones left out.  waiting: acts that count nothing yet."""

    acts: int = 0
    reduction_mg: int = 0
    verified_mg: int = 0
    waiting: int = 0


async def totals(
    database: Database,
    org_id: UUID,
    known_on: date,
    today: date,
    month: date | None = None,
    progress: Progress | None = None,
) -> Mapping[tuple[str | None, str], Sums]:
    """The sums by (methodology, evidence) of the entries recorded up to `known_on`, that day included.

    methodology None: acts whose grams are withheld.  month: only acts that happened in the month of that day.
    Raises `DayNotCome` for a day after `today` (both are UTC dates).
    """
    if known_on > today:
        raise DayNotCome(day=known_on.isoformat())
    log_id = public("log", org_id)
    story = Story(log_id, known_on)
    async with database.work(org_id) as connection:
        size = await log.size(connection, log_id)
    for _, stop in log.chunks(0, size, AT_ONCE):
        async with database.work(org_id) as connection:
            await story.read(connection, stop)
        if progress is not None:
            progress(stop // 2, size)
    found: dict[tuple[str | None, str], Sums] = {}
    for start, stop in log.chunks(0, size, AT_ONCE):
        async with database.work(org_id) as connection:
            made = await acts(connection, log_id, story, range(start, stop))
        for act in made.values():
            day = act.occurred_on
            if act.status == "reversed" or (month and (day is None or day.replace(day=1) != month)):
                continue
            sums = found.setdefault((act.methodology, act.evidence), Sums())
            sums.acts += 1
            sums.reduction_mg += act.reduction_mg
            sums.verified_mg += act.verified_mg
            sums.waiting += act.status == "pending_review"
        if progress is not None:
            progress((size + stop) // 2, size)
    return found

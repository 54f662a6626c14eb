"""A person's week, streak and planet, computed from their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actions.balances import DayTotal, Totals
from actions.commands import Receipt
from bot.context import Here
from rewards import planets, streaks
from rewards.planets import Planet, Standing
from rewards.streaks import Streak


@dataclass(frozen=True)
class Progress:
    """Where somebody stands today."""

    days: Sequence[DayTotal]
    week_mg: int
    streak: Streak
    standing: Standing

    @property
    def planet_mg(self) -> int:
        """The grams that reach the planet."""
        return _planet_mg(self.days)

    @property
    def day_count(self) -> int:
        """Days with an accepted act."""
        return len({day.on for day in self.days})


async def of(here: Here) -> Progress:
    """The progress of the person who speaks, over all of their logs, on their own calendar day."""
    days = await here.services.days.of(here.member)
    monday = week_start(here.today)
    return Progress(
        days=days,
        week_mg=sum(day.reduction_mg for day in days if monday <= day.on <= here.today),
        streak=streaks.in_region({day.on for day in days}, here.today, here.organisation.region),
        standing=standing(days),
    )


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def standing(days: Sequence[DayTotal]) -> Standing:
    """The planet that grams and days have reached."""
    return planets.standing(_planet_mg(days), len({day.on for day in days}))


def _planet_mg(days: Sequence[DayTotal]) -> int:
    return planets.planet_mg((day.on, day.category, day.reduction_mg) for day in days)


def unlocked(here: Here, progress: Progress, new: Sequence[Receipt]) -> Planet | None:
    """The planet that these records opened, if they opened one."""
    counted = [receipt for receipt in new if receipt.first and receipt.status != "pending_review"]
    if progress.standing.current is None or not counted:
        return None
    kinds = here.services.catalogue.kinds
    before: dict[tuple[date, str], list[int]] = {}
    for day in progress.days:
        before[day.on, day.category] = [day.reduction_mg, day.acts]
    for receipt in counted:
        cell = before.get((receipt.occurred_on, kinds[receipt.kind].category))
        if cell is not None:
            cell[0] -= receipt.reduction_mg
            cell[1] -= 1
    earlier = [DayTotal(on, category, mg, acts) for (on, category), (mg, acts) in before.items() if acts > 0]
    return progress.standing.current if _number(progress.standing) > _number(standing(earlier)) else None


def _number(where: Standing) -> int:
    return 0 if where.current is None else where.current.number


def mist_permille(totals: Totals) -> int:
    """The share of self-reported grams in all."""
    return planets.mist_permille(totals.reduction_mg, totals.self_reported_mg)

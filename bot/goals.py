"""A person's own goal for the week: grams or days, how far it is, and whether a record has just reached it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from accounts.people import Person
from actions.commands import Receipt
from bot import shown
from bot.context import Here
from bot.progress import Progress, week_start
from language import formats

MG_PER_G, MG_PER_KG = 1_000, 1_000_000
LEAST_MG, MOST_MG = 100 * MG_PER_G, 100 * MG_PER_KG
_SAID = re.compile(
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?) ?(?P<unit>kg|公斤|千克|g|克|days?|天|日)(?: ?(?:a|per|/)? ?(?:week|周))?"
)
_PER_UNIT = {"kg": MG_PER_KG, "公斤": MG_PER_KG, "千克": MG_PER_KG, "g": MG_PER_G, "克": MG_PER_G}


@dataclass(frozen=True)
class Goal:
    """What somebody wants in a week: milligrams, or days with an act; the other one is None."""

    mg: int | None = None
    days: int | None = None

    @property
    def usable(self) -> bool:
        """Within what a week can hold: 100 g to 100 kg, or 1 to 7 days."""
        return self.days in range(1, 8) if self.mg is None else LEAST_MG <= self.mg <= MOST_MG


def of(person: Person) -> Goal | None:
    """The person's goal; None where they set none."""
    return Goal(person.goal_mg, person.goal_days) if person.goal_mg or person.goal_days else None


def read(text: str) -> Goal | None:
    """A goal as it is said, such as `3 kg`, `5 days` or `每周5天`; None for anything else, whatever its size."""
    found = _SAID.fullmatch(text.strip().lower().removeprefix("每周").strip())
    if found is None:
        return None
    number, unit = Decimal(found["number"]), found["unit"]
    if unit in _PER_UNIT:
        return Goal(mg=int(number * _PER_UNIT[unit]))
    return Goal(days=int(number)) if number == int(number) else None


def told(here: Here, goal: Goal) -> str:
    """The goal in words: "3.00 kg a week"."""
    if goal.mg is not None:
        return here.say("goal-mass", mass=shown.mass(here, goal.mg))
    return here.say("goal-days", days=goal.days or 0)


def line(here: Here, standing: Progress) -> list[str]:
    """The line under the planet: how far the week is; none without a goal."""
    goal = of(here.member)
    if goal is None:
        return []
    permille = min(1000, _permille(goal, standing.week_mg, _week_days(here, standing)))
    done = shown.mass(here, standing.week_mg) if goal.mg is not None else str(_week_days(here, standing))
    return [
        here.say(
            "goal-line",
            goal=told(here, goal),
            done=done,
            bar=formats.bar(permille),
            percent=formats.percent(permille, here.locale),
        )
    ]


def reached(here: Here, standing: Progress, new: Sequence[Receipt]) -> list[str]:
    """The line under a receipt whose records brought the week to its goal; none for any other."""
    goal, monday = of(here.member), week_start(here.today)
    counted = [
        one for one in new if one.first and one.status != "pending_review" and monday <= one.occurred_on <= here.today
    ]
    if goal is None or not counted:
        return []
    before = dict.fromkeys(day.on for day in standing.days if monday <= day.on <= here.today)
    acts = {on: sum(day.acts for day in standing.days if day.on == on) for on in before}
    for one in counted:
        acts[one.occurred_on] = acts.get(one.occurred_on, 0) - 1
    days_before = sum(count > 0 for count in acts.values())
    mg_before = standing.week_mg - sum(one.reduction_mg for one in counted)
    if _permille(goal, mg_before, days_before) >= 1000:
        return []
    if _permille(goal, standing.week_mg, _week_days(here, standing)) < 1000:
        return []
    return [here.say("goal-reached", goal=told(here, goal))]


def _week_days(here: Here, standing: Progress) -> int:
    """Days of this week with an act that counts."""
    monday = week_start(here.today)
    return len({day.on for day in standing.days if monday <= day.on <= min(here.today, monday + timedelta(days=6))})


def _permille(goal: Goal, week_mg: int, days: int) -> int:
    return week_mg * 1000 // goal.mg if goal.mg else days * 1000 // (goal.days or 1)

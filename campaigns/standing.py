"""How a week stands: days, goal, the departments' board.  Pure; ranking itself is `rewards.boards`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.organisations import Unit
from campaigns.figures import Figures
from campaigns.rules import Rules
from campaigns.tables import Campaign
from rewards import boards
from rewards.boards import Board


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that the day suggests."""

    kind: str
    done: bool


def phase(campaign: Campaign, today: date) -> str:
    """`coming`, `running` or `over`."""
    if campaign.closed_at is not None or today > campaign.rules.ends_on:
        return "over"
    return "coming" if today < campaign.rules.starts_on else "running"


def goal_permille(figures: Figures, rules: Rules) -> int | None:
    """How much of the goal is reached, above 1000 where it is passed; None without a goal."""
    return None if rules.goal_mg == 0 else figures.reduction_mg * 1000 // rules.goal_mg


def todo(rules: Rules, today: date, done: frozenset[str]) -> list[Todo]:
    """What the day suggests, and what of it is done."""
    return [Todo(kind, kind in done) for kind in rules.plan(today).kinds]


def board(figures: Figures, rules: Rules, units: Sequence[Unit], headcounts: Mapping[UUID | None, int]) -> Board:
    """The departments per head, with the rules' threshold and smallest group."""
    teams = boards.of_units(units, headcounts, figures.units)
    return boards.per_head(teams, minimum_participation_permille=rules.participation_permille, k=rules.minimum_group)


def shown(figures: Figures, rules: Rules) -> bool:
    """Whether grams may be shown to others: not for fewer people than the smallest group."""
    return figures.participants >= rules.minimum_group

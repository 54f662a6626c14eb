"""Goal, board and results of a week, and what is hidden for few people."""

from datetime import date
from uuid import UUID

from accounts.organisations import Unit
from campaigns import closing, rules, standing
from campaigns.figures import Figures, KindFigures, UnitFigures
from campaigns.rules import Rules
from campaigns.tables import Campaign
from kernel.ids import new_uuid

RESEARCH, FINANCE, SALES, TINY = (
    Unit(UUID(int=n), name, None) for n, name in enumerate(("R&D", "Fin", "Sales", "CEO"))
)
HEADS: dict[UUID | None, int] = {RESEARCH.id: 10, FINANCE.id: 5, SALES.id: 10, TINY.id: 3}


def frozen(goal_mg: int = 10_000_000) -> Rules:
    return rules.freeze(
        rules.template(), starts_on=date(2026, 11, 16), zone="Asia/Shanghai", goal_mg=goal_mg, minimum_group=5
    )


def figures(participants: int = 12, units: tuple[UnitFigures, ...] = ()) -> Figures:
    return Figures(
        participants=participants,
        acts=20,
        reduction_mg=6_250_000,
        attested_mg=1_000_000,
        corroborated_mg=250_000,
        self_reported_mg=5_000_000,
        verified_mg=500_000,
        checked_in=6,
        units=units,
        kinds=[
            KindFigures("metro", "m", 15, 120_000, 8),
            KindFigures("old_clothes", "g", 2, 4_000, 2),
        ],
        own_mg=(),
    )


def test_the_goal_is_counted_in_permille_and_may_be_passed() -> None:
    assert standing.goal_permille(figures(), frozen()) == 625
    assert standing.goal_permille(figures(), frozen(goal_mg=5_000_000)) == 1250
    assert standing.goal_permille(figures(), frozen(goal_mg=0)) is None


def test_departments_are_ranked_per_head_above_the_threshold() -> None:
    part = (
        UnitFigures(RESEARCH.id, 4, 3_000_000),
        UnitFigures(FINANCE.id, 3, 2_000_000),
        UnitFigures(SALES.id, 2, 9_000_000),
        UnitFigures(None, 3, 500_000),
    )
    board = standing.board(figures(units=part), frozen(), [RESEARCH, FINANCE, SALES], HEADS)
    assert [(team.name, team.per_head_mg) for team in board.ranked] == [("Fin", 400_000), ("R&D", 300_000)]
    assert [(team.name, team.participants_missing) for team in board.waiting] == [("Sales", 1)]


def test_a_department_below_the_smallest_group_stands_nowhere_by_name() -> None:
    part = (UnitFigures(TINY.id, 3, 3_000_000), UnitFigures(RESEARCH.id, 9, 3_000_000))
    board = standing.board(figures(units=part), frozen(), [RESEARCH, TINY], HEADS)
    assert [team.name for team in board.ranked] == ["R&D"]
    assert (board.others, board.withheld_teams) == (None, 1)


def test_who_left_is_not_more_than_the_department_has() -> None:
    board = standing.board(figures(units=(UnitFigures(FINANCE.id, 7, 1_000_000),)), frozen(), [FINANCE], HEADS)
    assert board.ranked[0].participation_permille == 1000


def test_results_are_totals_and_counts_and_kinds_of_enough_people() -> None:
    campaign = Campaign(new_uuid(), new_uuid(), "week", frozen(), None, None, None)
    results = closing.results(campaign, figures(), joined=13, members=28)
    assert results["reduction_mg"] == 6_250_000
    assert results["kinds"] == {"metro": {"acts": 15, "quantity": 120_000, "unit": "m"}}
    assert results["checked_in"] == 6


def test_results_of_too_few_people_hold_no_grams() -> None:
    campaign = Campaign(new_uuid(), new_uuid(), "week", frozen(), None, None, None)
    results = closing.results(campaign, figures(participants=4), joined=4, members=28)
    assert results == {"joined": 4, "members": 28, "fewer_participants_than": 5}

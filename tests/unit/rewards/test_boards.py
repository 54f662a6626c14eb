"""Who is ranked, who waits, who is merged, and what one sees around oneself."""

from hypothesis import given
from hypothesis import strategies as st

from rewards.boards import PersonFigures, TeamFigures, around, per_head


def team(name: str, members: int, participants: int, reduction_mg: int) -> TeamFigures:
    return TeamFigures(f"team_{name}", name, members, participants, reduction_mg)


def drawn(number: int, members: int, active_permille: int, reduction_mg: int) -> TeamFigures:
    return team(f"t{number}", members, active_permille * members // 1000, reduction_mg)


def identity(figures: TeamFigures) -> str:
    return figures.team_id


TEAMS = st.lists(
    st.builds(drawn, st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 1000), st.integers(0, 10_000_000)),
    max_size=12,
    unique_by=identity,
)


def test_teams_are_ranked_per_member_not_by_sum() -> None:
    board = per_head(
        [team("large", 100, 60, 200_000), team("small", 10, 6, 30_000)], minimum_participation_permille=300
    )
    assert [(row.rank, row.name, row.per_head_mg) for row in board.ranked] == [(1, "small", 3000), (2, "large", 2000)]


def test_members_who_did_nothing_are_counted_too() -> None:
    board = per_head([team("a", 10, 5, 10_000)], minimum_participation_permille=500)
    assert board.ranked[0].per_head_mg == 1000
    assert board.ranked[0].participation_permille == 500


def test_a_team_below_the_participation_waits_and_is_told_how_many_are_missing() -> None:
    board = per_head([team("a", 10, 2, 99_000)], minimum_participation_permille=350)
    assert not board.ranked
    assert [(row.name, row.participants_missing) for row in board.waiting] == [("a", 2)]


def test_the_participation_threshold_itself_is_enough() -> None:
    assert per_head([team("a", 10, 3, 1)], minimum_participation_permille=300).ranked


def test_a_team_with_one_active_member_is_not_ranked_whatever_the_threshold() -> None:
    board = per_head([team("a", 8, 1, 5_000)], minimum_participation_permille=0)
    assert not board.ranked
    assert board.waiting[0].participants_missing == 1


def test_equal_figures_share_a_rank_and_the_next_is_skipped() -> None:
    teams = [team("c", 5, 5, 500), team("b", 10, 10, 2000), team("a", 5, 5, 1000)]
    board = per_head(teams, minimum_participation_permille=0)
    assert [(row.rank, row.name) for row in board.ranked] == [(1, "a"), (1, "b"), (3, "c")]


def test_small_teams_stand_together_without_names_or_rank() -> None:
    board = per_head(
        [team("a", 9, 9, 9000), team("b", 4, 4, 8000), team("c", 3, 1, 600)], minimum_participation_permille=0
    )
    assert [row.name for row in board.ranked] == ["a"]
    assert board.others is not None
    assert (board.others.teams, board.others.per_head_mg, board.others.participation_permille) == (2, 1228, 714)
    assert board.withheld_teams == 0


def test_small_teams_that_together_are_too_few_are_withheld_and_said_so() -> None:
    board = per_head([team("b", 2, 2, 8000), team("c", 2, 1, 600)], minimum_participation_permille=0)
    assert (board.ranked, board.waiting, board.others, board.withheld_teams) == ((), (), None, 2)


def test_a_team_without_members_is_nowhere() -> None:
    board = per_head([team("a", 0, 0, 0)], minimum_participation_permille=0)
    assert (board.ranked, board.waiting, board.others, board.withheld_teams) == ((), (), None, 0)


@given(TEAMS, st.data(), st.integers(0, 1000))
def test_the_order_given_does_not_matter(teams: list[TeamFigures], data: st.DataObject, minimum: int) -> None:
    turned = data.draw(st.permutations(teams))
    board = per_head(teams, minimum_participation_permille=minimum)
    assert per_head(turned, minimum_participation_permille=minimum) == board


@given(TEAMS, st.integers(0, 1000))
def test_no_figure_stands_for_fewer_than_five_members(teams: list[TeamFigures], minimum: int) -> None:
    board = per_head(teams, minimum_participation_permille=minimum)
    members = {item.team_id: item.members for item in teams}
    shown = [row.team_id for row in board.ranked] + [row.team_id for row in board.waiting]
    assert all(members[team_id] >= 5 for team_id in shown)
    small = sum(item.members for item in teams if item.members < 5)
    assert (board.others is not None) == (small >= 5)


@given(TEAMS)
def test_ranks_follow_the_figures(teams: list[TeamFigures]) -> None:
    ranked = per_head(teams, minimum_participation_permille=0).ranked
    for row in ranked:
        assert row.rank == 1 + sum(other.per_head_mg > row.per_head_mg for other in ranked)


def people(count: int) -> list[PersonFigures]:
    return [
        PersonFigures(f"per_{number}", f"nick{number}" if number % 2 else None, 1000 - number)
        for number in range(count)
    ]


def test_three_places_on_each_side_are_shown() -> None:
    shown = around(people(9), "per_4")
    assert shown is not None
    assert (shown.rank, shown.people) == (5, 9)
    assert [place.rank for place in shown.places] == [2, 3, 4, 5, 6, 7, 8]


def test_who_did_not_opt_in_is_a_bare_rank() -> None:
    shown = around(people(9), "per_4")
    assert shown is not None
    third = shown.places[1]
    assert (third.rank, third.nickname, third.reduction_mg, third.is_self) == (3, None, None, False)


def test_one_sees_oneself_without_having_opted_in() -> None:
    shown = around(people(9), "per_4")
    assert shown is not None
    own = shown.places[3]
    assert (own.is_self, own.nickname, own.reduction_mg) == (True, None, 996)


def test_the_first_place_has_only_places_below() -> None:
    shown = around(people(9), "per_0")
    assert shown is not None
    assert [place.rank for place in shown.places] == [1, 2, 3, 4]


def test_equal_people_share_a_rank() -> None:
    shown = around([PersonFigures("a", "x", 5), PersonFigures("b", "y", 5), PersonFigures("c", "z", 4)], "b")
    assert shown is not None
    assert shown.rank == 1
    assert [place.rank for place in shown.places] == [1, 1, 3]


def test_who_has_nothing_yet_has_no_place_and_takes_none() -> None:
    everyone = [PersonFigures("a", "x", 0), PersonFigures("b", "y", 5)]
    assert around(everyone, "a") is None
    assert around(everyone, "missing") is None
    shown = around(everyone, "b")
    assert shown is not None
    assert shown.people == 1

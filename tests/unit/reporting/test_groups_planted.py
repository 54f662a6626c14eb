"""The small-group tests seen to fail: each is run over rules with one line planted wrong."""

from collections.abc import Callable
from functools import partial

import pytest

from reporting import groups
from tests.planting import plant
from tests.unit.reporting import test_groups as held

TABLE = held.test_no_row_or_column_gives_away_fewer_than_five_people.hypothesis.inner_test  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "sound", "defect", "test"),
    [
        (
            "hidden",
            "crowd.count < minimum",
            "crowd.count < minimum - 1",
            held.test_a_figure_of_four_people_is_hidden_and_one_of_five_is_shown,
        ),
        (
            "hidden",
            "| set(unpublished)",
            "",
            held.test_an_unpublished_part_of_many_people_stays_hidden_and_hides_nothing_else,
        ),
        (
            "_more",
            "return (min(",
            "return () and (min(",
            held.test_a_single_hidden_part_takes_the_smallest_other_part_with_it,
        ),
        ("_more", "return parts", "return ()", held.test_the_parts_of_a_hidden_total_are_hidden),
        (
            "_more",
            "if not secret or _together",
            "if not secret or len(secret) > 1 or _together",
            held.test_two_hidden_parts_of_the_same_few_people_are_not_enough,
        ),
        (
            "_together",
            "frozenset[UUID]().union(*(crowds[key].people for key in keys))",
            "[one for key in keys for one in crowds[key].people]",
            held.test_two_hidden_parts_of_the_same_few_people_are_not_enough,
        ),
        (
            "_more",
            "if not secret or _together",
            "if not secret or len(secret) > 1 or _together",
            partial(TABLE, {(0, 0): set(range(9)), (1, 0): {9, 10}, (2, 0): {9, 10}}),
        ),
    ],
)
def test_a_rule_that_gives_a_small_group_away_is_seen(
    monkeypatch: pytest.MonkeyPatch, name: str, sound: str, defect: str, test: Callable[[], None]
) -> None:
    test()
    plant(monkeypatch, groups, name, sound, defect)
    monkeypatch.setattr(held, "hidden", groups.hidden)
    with pytest.raises(AssertionError):
        test()

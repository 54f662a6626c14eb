"""Small groups: what is hidden, and that sums do not give it away."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.groups import Crowd, Sum, hidden

K = 5


def crowd(*numbers: int) -> Crowd:
    """People by number, named only where they are fewer than K."""
    people = frozenset(UUID(int=number) for number in numbers)
    return Crowd(len(people), people if len(people) < K else frozenset())


def test_a_figure_of_four_people_is_hidden_and_one_of_five_is_shown() -> None:
    crowds = {"four": crowd(1, 2, 3, 4), "five": crowd(1, 2, 3, 4, 5)}
    assert hidden(crowds, [], K) == {"four"}


def test_a_single_hidden_part_takes_the_smallest_other_part_with_it() -> None:
    crowds = {"all": crowd(*range(20)), "a": crowd(*range(11)), "b": crowd(*range(11, 18)), "c": crowd(18, 19)}
    assert hidden(crowds, [Sum("all", ("a", "b", "c"))], K) == {"b", "c"}


def test_two_hidden_parts_of_the_same_few_people_are_not_enough() -> None:
    crowds = {
        "all": crowd(*range(17)),
        "a": crowd(*range(9)),
        "b": crowd(*range(9, 14)),
        "c": crowd(14, 15, 16),
        "d": crowd(15, 16),
    }
    assert hidden(crowds, [Sum("all", ("a", "b", "c", "d"))], K) == {"b", "c", "d"}


def test_hidden_parts_of_five_different_people_need_no_other_part() -> None:
    crowds = {"all": crowd(*range(15)), "a": crowd(*range(10)), "b": crowd(10, 11, 12), "c": crowd(13, 14)}
    assert hidden(crowds, [Sum("all", ("a", "b", "c"))], K) == {"b", "c"}


def test_the_parts_of_a_hidden_total_are_hidden() -> None:
    crowds = {
        "all": crowd(*range(20)), "x": crowd(*range(12)), "y": crowd(*range(12, 18)), "z": crowd(18, 19),
        "y1": crowd(*range(12, 18)),
    }  # fmt: skip
    assert "y1" in hidden(crowds, [Sum("all", ("x", "y", "z")), Sum("y", ("y1",))], K)


def test_an_unpublished_part_counts_as_hidden_already() -> None:
    crowds = {"all": crowd(*range(20)), "shown": crowd(*range(18)), "unpublished": crowd(18, 19)}
    found = hidden(crowds, [Sum("all", ("shown", "unpublished"))], K, unpublished=["unpublished"])
    assert found == {"shown", "unpublished"}


def test_an_unpublished_part_of_many_people_stays_hidden_and_hides_nothing_else() -> None:
    crowds = {"all": crowd(*range(20)), "shown": crowd(*range(14)), "unpublished": crowd(*range(14, 20))}
    assert hidden(crowds, [Sum("all", ("shown", "unpublished"))], K, unpublished=["unpublished"]) == {"unpublished"}


def test_figures_of_people_who_were_erased_count_as_nobodys() -> None:
    assert hidden({"erased": Crowd(0)}, [], K) == {"erased"}


tables = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2)), st.sets(st.integers(0, 14), min_size=1), min_size=1, max_size=12
)


@pytest.mark.exhaustive
@given(tables)
def test_no_row_or_column_gives_away_fewer_than_five_people(table: dict[tuple[int, int], set[int]]) -> None:
    """A table of departments and levels with both margins, as the summary publishes it."""
    rows, columns = {row for row, _ in table}, {column for _, column in table}
    people: dict[object, set[int]] = dict(table.items())
    people |= {("row", row): set().union(*(who for (at, _), who in table.items() if at == row)) for row in rows}
    people |= {("column", c): set().union(*(who for (_, at), who in table.items() if at == c)) for c in columns}
    people["all"] = set().union(*table.values())
    sums = [
        Sum("all", tuple(("row", row) for row in rows)),
        Sum("all", tuple(("column", column) for column in columns)),
        *(Sum(("row", row), tuple(cell for cell in table if cell[0] == row)) for row in rows),
        *(Sum(("column", column), tuple(cell for cell in table if cell[1] == column)) for column in columns),
    ]
    found = hidden({key: crowd(*who) for key, who in people.items()}, sums, K)
    for key, who in people.items():
        assert key in found or len(who) >= K
    for one in sums:
        closed = [part for part in one.parts if part in found]
        if one.total not in found and closed:
            assert len(set().union(*(people[part] for part in closed))) >= K

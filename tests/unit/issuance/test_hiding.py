"""The report's lines: which of them are hidden."""

from uuid import UUID

from issuance.verified import Figures, Group, Line, Source, hide

K = 5


def group(name: str, *people: int) -> Group:
    """A line with its people, named only where they are fewer than K."""
    source = Source(name, "0" * 64, {}, "market", "quoted", None, "")
    figures = Figures(len(people), len(people), len(people) * 1000, 0, 0)
    named = frozenset(UUID(int=number) for number in people) if len(people) < K else frozenset()
    return Group(Line(source, "attested", figures), named)


def shown(groups: list[Group]) -> list[str]:
    return [line.source.methodology for line in hide(groups, K) if line.figures is not None]


def test_lines_of_five_people_are_all_shown() -> None:
    assert shown([group("a", 1, 2, 3, 4, 5), group("b", 1, 2, 3, 4, 5, 6)]) == ["a", "b"]


def test_one_hidden_line_takes_the_smallest_shown_one_with_it() -> None:
    """Else whoever knows the organisation's total subtracts the shown lines from it."""
    assert shown([group("a", *range(9)), group("b", 1, 2), group("c", *range(6))]) == ["a"]


def test_hidden_lines_of_five_different_people_hide_each_other() -> None:
    assert shown([group("a", *range(9)), group("b", 1, 2, 3), group("c", 4, 5)]) == ["a"]


def test_a_report_of_one_small_line_shows_nothing() -> None:
    assert shown([group("a", 1, 2)]) == []

"""Numbers as pairs of integers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodologies.numbers import exact, is_decimal, less, show

PAIRS = st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**6))


@given(pair=PAIRS)
def test_a_number_is_shown_without_losing_anything(pair: tuple[int, int]) -> None:
    text = show(pair)
    assert Fraction(text) == Fraction(*pair)
    assert "/" in text or is_decimal(text)


@given(text=st.text(max_size=60))
def test_what_counts_as_a_decimal_is_read_exactly(text: str) -> None:
    if is_decimal(text):
        assert Fraction(*exact(text)) == Fraction(Decimal(text))


@given(left=PAIRS, right=PAIRS)
def test_order_is_that_of_fractions(left: tuple[int, int], right: tuple[int, int]) -> None:
    assert less(left, right) is (Fraction(*left) < Fraction(*right))


@pytest.mark.parametrize("text", ["0", "-1", "0.5", "46.8", "-2019.5", "10"])
def test_a_plain_decimal_is_accepted(text: str) -> None:
    assert is_decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", "-0", "+1", "01", ".5", "5.", "0.10", "1e3", "1E3", "NaN", "Infinity", " 1", "1\n", "１", "1_000", "--1"],
)
def test_any_other_form_is_refused(text: str) -> None:
    assert not is_decimal(text)

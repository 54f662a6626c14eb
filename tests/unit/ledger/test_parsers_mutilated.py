"""Sound inputs of every parser, injured: a value that is written back to the same bytes, or our own error."""

import random

import pytest

from kernel.errors import DomainError
from tests.drivers.fuzz_ledger import TARGETS, Target, mutated, trouble

pytestmark = pytest.mark.exhaustive

TIMES = 400


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_injured_inputs_give_a_value_or_our_own_error(name: str) -> None:
    chance = random.Random(name)
    refused = 0
    for _ in range(TIMES):
        data = mutated(TARGETS[name].seeds, chance)
        assert trouble(TARGETS[name], data) == "", data
        try:
            TARGETS[name].parse(data)
        except DomainError:
            refused += 1
    # A path or a size that is none is an answer and no error.
    assert refused > TIMES // 4 or name in ("tile path", "told size")


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_sound_inputs_are_accepted_and_written_back(name: str) -> None:
    target = TARGETS[name]
    for data in target.seeds:
        found = target.parse(data)
        assert target.again is None or target.again(found) == data


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(lambda data: int(data), ()), "ValueError: invalid literal for int() with base 10: b'x'"),
        (Target(lambda data: data, (), lambda _: b"y"), "accepted, and written back to other bytes"),
    ],
)
def test_a_parser_that_leaks_or_guesses_is_noticed(target: Target, said: str) -> None:
    assert trouble(target, b"x") == said

"""When a batch has to wait for the one before: where it reads a day on which that one leaves something that it may use."""

from datetime import date
from uuid import UUID

import pytest

from actions.days import Days, Left

LIN, MING = UUID(int=1), UUID(int=2)
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


@pytest.mark.parametrize(
    ("told", "read", "waits"),
    [
        (False, Days({(LIN, MONDAY)}), True),
        (True, Days({(LIN, MONDAY)}), True),
        (True, Days(only_told={(LIN, MONDAY)}), True),
        (False, Days(only_told={(LIN, MONDAY)}), False),
        (True, Days({(LIN, TUESDAY)}, {(LIN, TUESDAY)}), False),
        (True, Days({(MING, MONDAY)}, {(MING, MONDAY)}), False),
        (True, Days(), False),
    ],
)
def test_a_batch_waits_for_what_it_may_use(told: bool, read: Days, waits: bool) -> None:
    left = Left()
    left.add(LIN, MONDAY, told=told)
    assert left.concerns(read) is waits

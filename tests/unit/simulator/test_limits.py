"""Telegram's sending limits, counted on a clock of our own."""

import pytest

from simulator.limits import Limits, Meter
from simulator.wire import Refusal


def refusals(meter: Meter, chat_ids: list[int], at_s: float) -> list[int]:
    waits = []
    for chat_id in chat_ids:
        try:
            meter.count(chat_id, at_s)
        except Refusal as refused:
            assert refused.status == 429
            assert refused.retry_after_s is not None
            waits.append(refused.retry_after_s)
    return waits


def test_a_chat_takes_a_burst_and_then_one_a_second() -> None:
    meter = Meter(Limits(chat_burst=3))
    assert refusals(meter, [7] * 4, 0.0) == [1]
    assert refusals(meter, [7] * 2, 1.0) == [1]


def test_all_chats_together_send_thirty_a_second() -> None:
    meter = Meter(Limits())
    assert refusals(meter, list(range(1, 31)), 0.0) == []
    assert refusals(meter, [31], 0.0) == [1]
    assert refusals(meter, [31], 1.0) == []


def test_a_group_takes_twenty_a_minute() -> None:
    meter = Meter(Limits(chat_burst=100))
    assert refusals(meter, [-5] * 21, 0.0) == [3]
    assert refusals(meter, [-5], 3.1) == []


def test_a_refused_message_costs_nothing() -> None:
    meter = Meter(Limits(chat_burst=1))
    assert refusals(meter, [7] * 50, 0.0) == [1] * 49
    assert refusals(meter, [7], 1.0) == []


def test_switched_off_limits_let_everything_pass() -> None:
    assert refusals(Meter(Limits(enabled=False)), [-5] * 100, 0.0) == []


def test_the_refusal_tells_the_wait_in_its_parameters() -> None:
    meter = Meter(Limits(chat_burst=1))
    meter.count(7, 0.0)
    with pytest.raises(Refusal) as refused:
        meter.count(7, 0.0)
    assert b'"parameters":{"retry_after":1}' in refused.value.body()

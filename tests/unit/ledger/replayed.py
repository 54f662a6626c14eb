"""A log builder's entries replayed, and the refusal of its last one."""

from typing import Any

import pytest

from ledger import entry, invalid, replay


class Replayed:
    """A replay over what a log builder holds."""

    def __init__(self, log: Any, evaluate: Any) -> None:
        records = [entry.parse(data) for data in log.entries]
        self.replay = replay.Replay(evaluate, lambda n: records[n])
        for n, record in enumerate(records):
            self.replay.take(n, record, "tile/entries/000")


def totals(log: Any, evaluate: Any) -> tuple[int, int]:
    return Replayed(log, evaluate).replay.totals()


def refused(log: Any, evaluate: Any) -> invalid.LogInvalid:
    with pytest.raises(invalid.LogInvalid) as caught:
        Replayed(log, evaluate)
    assert caught.value.params["n"] == len(log.entries) - 1
    return caught.value


def distance(metres: int, on: str = "2026-10-05") -> dict[str, object]:
    return {"distance_m": metres, "occurred_on": on}

"""How long a bench takes: what can be made smaller for a quick look, and when it has to come to its end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """rounds: of each series, at most.  seconds: of a timed round.  Counts are of one round, `entries` of the log.

    until: the moment of `time.perf_counter` after which no further round begins.
    """

    rounds: int = 5
    seconds: float = 3.0
    batches: int = 8
    messages: int = 400
    starts: int = 3
    entries: int = 30_000
    sequenced: int = 100
    until: float = float("inf")

    def turns(self, most: int) -> Iterator[int]:
        """0, 1, … below `most`; on a slow machine fewer, but one at the least."""
        for number in range(most):
            if number and time.perf_counter() > self.until:
                return
            yield number

    @property
    def left_s(self) -> float:
        """Seconds until `until`."""
        return self.until - time.perf_counter()


QUICK = Scale(rounds=2, seconds=1.0, batches=4, messages=100, starts=1, entries=5_000, sequenced=30)
"""For trying a bench out: its figures say nothing."""

"""How long a bench takes: everything that can be made smaller for a quick look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """rounds: of each series.  seconds: of a timed round.  Counts are of one round, `entries` of the verified log."""

    rounds: int = 5
    seconds: float = 3.0
    batches: int = 8
    messages: int = 400
    starts: int = 3
    entries: int = 30_000
    sequenced: int = 100


QUICK = Scale(rounds=2, seconds=1.0, batches=4, messages=100, starts=1, entries=5_000, sequenced=30)
"""For trying a bench out: its figures say nothing."""

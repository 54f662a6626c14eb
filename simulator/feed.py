"""What happened, in order, for the chat page and for tests: a numbered ring of events."""

import os
from collections import deque
from itertools import islice

from simulator.wakeup import Signal
from simulator.wire import Json

KEPT = 5_000
"""Events a reader may fall behind; further back it must fetch the state anew."""


class Feed:
    """Numbered events; each has `n`, `type` and its own fields."""

    def __init__(self) -> None:
        self._events: deque[Json] = deque(maxlen=KEPT)
        self._news = Signal()
        self.last = 0
        self.epoch = os.urandom(4).hex()
        """Names this run: numbers begin anew after a restart, so a reader of another epoch must start over."""

    def publish(self, kind: str, **fields: object) -> None:
        """Append one event and wake the readers."""
        self.last += 1
        self._events.append({"n": self.last, "type": kind, **fields})
        self._news.fire()

    def after(self, n: int) -> list[Json]:
        """The events numbered above `n` that are still kept, oldest first."""
        missed = min(self.last - n, len(self._events))
        if missed <= 0:
            return []
        return list(islice(self._events, len(self._events) - missed, None))

    def reaches(self, n: int) -> bool:
        """Whether every event after `n` is still kept."""
        oldest = self._events[0]["n"] if self._events else self.last + 1
        return oldest - 1 <= n <= self.last

    async def wait(self, n: int, timeout_s: float) -> list[Json]:
        """The events after `n`, waiting up to `timeout_s` for the first one."""
        if self.last <= n:
            await self._news.wait(timeout_s)
        return self.after(n)

    def wake(self) -> None:
        """Let every waiting reader look again, so that closing need not wait for them."""
        self._news.fire()

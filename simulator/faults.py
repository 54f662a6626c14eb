"""Faults on request: what a network and a busy Telegram do, played for tests."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["429", "500", "drop", "hang"]
FAULT_KINDS: tuple[FaultKind, ...] = ("429", "500", "drop", "hang")
ANY_METHOD = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call.

    429 and 500 are answers, `drop` closes the connection without one, `hang` keeps silent for `seconds` and then
    closes it.  With `after` the call has taken effect before its answer is lost.
    """

    kind: FaultKind
    seconds: int = 1
    after: bool = False


class Faults:
    """The faults waiting for coming calls, and what is asked of the next deliveries of updates."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.duplicates = 0
        """How many coming updates are delivered twice."""
        self.reordered = 0
        """How many coming batches of updates are delivered backwards."""

    def plan(self, method: str, fault: Fault, count: int) -> None:
        """Let the next `count` calls of `method` (any case; "*" is every method) meet `fault`."""
        self._waiting[method.lower()].extend([fault] * count)

    def take(self, method: str) -> Fault | None:
        """The fault for this call of `method` (lower case), if one waits."""
        if not self._waiting:
            return None
        for name in (method, ANY_METHOD):
            if waiting := self._waiting.get(name):
                return waiting.popleft()
        return None

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()
        self.duplicates = self.reordered = 0

    def waiting(self) -> dict[str, int]:
        """How many faults each method still has before it."""
        return {method: len(faults) for method, faults in self._waiting.items() if faults}

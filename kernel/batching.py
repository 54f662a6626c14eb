"""Group commit inside a process: while batches commit, the next one gathers.  No timer; alone, a batch of one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence, Sized
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, TypeVar

from kernel.errors import DomainError

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
QUIET_TURNS = 5
"""A batch begins once so many turns of the event loop in a row have brought nothing new: a fraction of a millisecond."""
_Submission = tuple[Sequence[Item], asyncio.Future[Sequence[Outcome]]]


class Overloaded(DomainError):
    """More waits than may wait; come back in `retry_after_s` seconds."""

    code = "overloaded"


@dataclass(slots=True)
class _Queue(Generic[Item, Outcome]):
    """What has come under one key: submissions that wait, lanes at work, and items that wait or are being committed."""

    submissions: deque[_Submission[Item, Outcome]] = field(default_factory=deque)
    lanes: int = 0
    items: int = 0


class Batching(Generic[Key, Item, Outcome]):
    """Hands what arrives under one key to `commit`, in batches of at most `most` items, `lanes` of them at a time.

    With several lanes a batch leaves half of what has come to the next one, which is made ready while it commits: all
    who are answered together come again together, and would wait for one batch after the other.

    `commit(key, items)` returns one outcome an item, in order, or raises and has committed nothing.  What it raises
    reaches the submitters of that batch; an unexpected error, which one item may have brought in, only the submitter
    whose items alone raise it.  A submission is never split over two batches.  Use as `async with`.
    """

    def __init__(
        self,
        commit: Callable[[Key, Sequence[Item]], Awaitable[Sequence[Outcome]]],
        *,
        most: int = 1000,
        lanes: int = 1,
        waiting_limit: int = 16_384,
    ) -> None:
        self._commit = commit
        self._most = most
        self._lanes = lanes
        self._waiting_limit = waiting_limit
        self._queues: dict[Key, _Queue[Item, Outcome]] = {}
        self._waiting = 0
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> "Batching[Key, Item, Outcome]":
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What ended the caller's block is the caller's; the group only waits for the batches under way.
        await self._tasks.__aexit__(None, None, None)

    async def submit(self, key: Key, items: Sequence[Item]) -> Sequence[Outcome]:
        """Outcomes of `items` in order, once their batch is committed.  Raises `Overloaded` when too many wait.

        A submitter that goes away does not stop its batch.
        """
        if not items:
            return []
        if self._waiting + len(items) > self._waiting_limit:
            raise Overloaded(retry_after_s=1)
        self._waiting += len(items)
        answer: asyncio.Future[Sequence[Outcome]] = asyncio.get_running_loop().create_future()
        queue = self._queues.setdefault(key, _Queue())
        queue.submissions.append((items, answer))
        queue.items += len(items)
        if queue.lanes < self._lanes:
            queue.lanes += 1
            self._tasks.create_task(self._drain(key, queue))
        return await answer

    async def _drain(self, key: Key, queue: _Queue[Item, Outcome]) -> None:
        """One lane: takes batches while something waits."""
        submissions = queue.submissions
        while submissions:
            await _gathered(submissions)
            if not submissions:
                break  # another lane took it all
            most = min(self._most, queue.items if self._lanes == 1 else (queue.items + 1) // 2)
            taken = [submissions.popleft()]
            count = len(taken[0][0])
            while submissions and count + len(submissions[0][0]) <= most:
                taken.append(submissions.popleft())
                count += len(taken[-1][0])
            await self._settle(key, taken, count)
            self._waiting -= count
            queue.items -= count
        queue.lanes -= 1
        if not queue.lanes:
            del self._queues[key]

    async def _settle(self, key: Key, taken: list[_Submission[Item, Outcome]], count: int) -> None:
        """Commits one batch and answers its submitters; an error is theirs, never the group's."""
        try:
            outcomes = await self._commit(key, [item for items, _ in taken for item in items])
            assert len(outcomes) == count, "commit must answer every item"
        except Exception as problem:
            if len(taken) > 1 and not isinstance(problem, DomainError):
                for one in taken:
                    await self._settle(key, [one], len(one[0]))
                return
            for _, answer in taken:
                if not answer.done():
                    answer.set_exception(problem)
            return
        start = 0
        for items, answer in taken:
            if not answer.done():
                answer.set_result(outcomes[start : start + len(items)])
            start += len(items)


async def _gathered(queue: Sized) -> None:
    """Lets the loop bring in what is under way: whoever was just answered is about to come again."""
    quiet = 0
    while quiet < QUIET_TURNS:
        before = len(queue)
        await asyncio.sleep(0)
        quiet = quiet + 1 if len(queue) == before else 0

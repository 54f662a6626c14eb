"""Group commit: what waits shares the next batch, errors stay with whoever brought them in, nobody hangs."""

import asyncio
from collections.abc import Sequence

import pytest

from kernel.batching import Batching, Overloaded
from kernel.errors import DomainError


class Refused(DomainError):
    code = "refused"


class Gate:
    """A commit that waits until the test lets it through, and remembers its batches."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.batches: list[list[int]] = []

    async def commit(self, key: str, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        await self.open.wait()
        if 13 in items:
            raise ZeroDivisionError
        if 99 in items:
            raise Refused
        return [item * 10 for item in items]


async def settled() -> None:
    """What needs only the loop's turns has happened; how long they take says nothing."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_what_arrives_during_a_commit_shares_the_next_one() -> None:
    gate = Gate()
    async with Batching(gate.commit) as batching:
        tasks = [asyncio.ensure_future(batching.submit("log", [number])) for number in range(5)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gate.open.set()
        assert [await task for task in tasks] == [[0], [10], [20], [30], [40]]
    assert [item for batch in gate.batches for item in batch] == [0, 1, 2, 3, 4]
    assert len(gate.batches) <= 2


async def test_a_batch_takes_at_most_so_many_and_never_splits_a_submission() -> None:
    gate = Gate()
    async with Batching(gate.commit, most=4) as batching:
        first = asyncio.ensure_future(batching.submit("log", [1]))
        await settled()
        rest = [asyncio.ensure_future(batching.submit("log", [n, n + 1, n + 2])) for n in (2, 5, 8)]
        large = asyncio.ensure_future(batching.submit("log", list(range(20, 30))))
        await settled()
        gate.open.set()
        await asyncio.gather(first, *rest, large)
    assert gate.batches == [[1], [2, 3, 4], [5, 6, 7], [8, 9, 10], list(range(20, 30))]


async def test_keys_do_not_wait_for_each_other() -> None:
    started: list[str] = []
    both = asyncio.Event()

    async def commit(key: str, items: Sequence[int]) -> Sequence[int]:
        started.append(key)
        if len(started) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 5)
        return items

    async with Batching(commit) as batching:
        await asyncio.gather(batching.submit("a", [1]), batching.submit("b", [2]))
    assert sorted(started) == ["a", "b"]


async def test_a_submitter_that_goes_away_does_not_stop_its_batch() -> None:
    gate = Gate()
    async with Batching(gate.commit) as batching:
        leaving = asyncio.ensure_future(batching.submit("log", [1]))
        await settled()
        staying = asyncio.ensure_future(batching.submit("log", [2]))
        leaving_too = asyncio.ensure_future(batching.submit("log", [3]))
        await settled()
        leaving.cancel()
        leaving_too.cancel()
        gate.open.set()
        assert await staying == [20]
        assert await batching.submit("log", [4]) == [40]
    assert gate.batches == [[1], [2, 3], [4]]


async def test_an_unexpected_error_is_only_theirs_who_brought_it_in() -> None:
    gate = Gate()
    async with Batching(gate.commit) as batching:
        first = asyncio.ensure_future(batching.submit("log", [1]))
        await settled()
        tasks = [asyncio.ensure_future(batching.submit("log", [number])) for number in (12, 13, 14)]
        await settled()
        gate.open.set()
        assert await first == [10]
        found = await asyncio.gather(*tasks, return_exceptions=True)
    assert found[0] == [120] and found[2] == [140]
    assert isinstance(found[1], ZeroDivisionError)


async def test_a_known_refusal_reaches_the_whole_batch_and_the_next_goes_on() -> None:
    gate = Gate()
    gate.open.set()
    async with Batching(gate.commit) as batching:
        with pytest.raises(Refused):
            await batching.submit("log", [98, 99])
        assert await batching.submit("log", [1]) == [10]


async def test_more_than_may_wait_is_refused_and_room_returns() -> None:
    gate = Gate()
    async with Batching(gate.commit, waiting_limit=3) as batching:
        waiting = asyncio.ensure_future(batching.submit("log", [1, 2]))
        await settled()
        with pytest.raises(Overloaded):
            await batching.submit("log", [3, 4])
        gate.open.set()
        await waiting
        assert await batching.submit("log", [3, 4, 5]) == [30, 40, 50]


async def test_nothing_submitted_is_nothing_committed() -> None:
    gate = Gate()
    async with Batching(gate.commit) as batching:
        assert await batching.submit("log", []) == []
    assert gate.batches == []


async def test_two_lanes_take_two_batches_and_a_third_waits() -> None:
    gate = Gate()
    async with Batching(gate.commit, lanes=2) as batching:
        tasks = []
        for number in range(3):
            tasks.append(asyncio.ensure_future(batching.submit("log", [number])))
            await settled()
        assert gate.batches == [[0], [1]]
        gate.open.set()
        assert [await task for task in tasks] == [[0], [10], [20]]
    assert gate.batches == [[0], [1], [2]]


async def test_with_several_lanes_a_batch_leaves_half_to_the_next() -> None:
    gate = Gate()
    async with Batching(gate.commit, lanes=3) as batching:
        tasks = [asyncio.ensure_future(batching.submit("log", [number])) for number in range(10)]
        await settled()
        assert gate.batches == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
        tasks += [asyncio.ensure_future(batching.submit("log", list(range(20, 60))))]
        await settled()
        assert gate.batches[2:] == [list(range(20, 60))], "a submission stays whole"
        gate.open.set()
        await asyncio.gather(*tasks)


async def test_a_batch_waits_for_what_the_loop_still_brings_in() -> None:
    gate = Gate()
    gate.open.set()
    async with Batching(gate.commit) as batching:

        async def late(number: int) -> Sequence[int]:
            for _ in range(number):
                await asyncio.sleep(0)
            return await batching.submit("log", [number])

        await asyncio.gather(*(late(number) for number in range(4)))
    assert gate.batches == [[0, 1, 2, 3]]

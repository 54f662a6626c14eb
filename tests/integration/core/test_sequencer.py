"""Turns at a log's end: a head in memory goes on while nobody else appends, and never over what another appended."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from kernel.statements import Writes
from kernel.work import Connection
from ledger import log
from ledger.sequencer import CROWDED_TURNS, Sequencer, Settled

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

Three = Callable[[Sequencer], list["asyncio.Future[int]"]]
ACT = {"type": "admin.acted", "act": "tried", "role": "admin", "reason": "test", "recorded_on": "2026-11-18"}


async def append(company: "Company", sequencer: Sequencer, count: int = 1, seen: int = 0) -> int:
    """Appends one batch; the log's size after it."""
    async with company.container.database.session(company.org_id) as connection:
        return await append_over(connection, company, sequencer, count, seen)


async def append_over(
    connection: Connection, company: "Company", sequencer: Sequencer, count: int = 1, seen: int = 0
) -> int:
    """As `append`, over one connection."""

    async def seal(head: log.Head, _: Settled) -> Writes:
        nonlocal size
        for _ in range(count):
            head.seal(ACT, os.urandom(16))
        size = head.size
        writes = Writes()
        head.write_with(writes, records_only=True)
        return writes

    size = 0
    await sequencer.append(connection, company.log_id, seal, seen)
    return size


@pytest.fixture
async def three(company: "Company") -> AsyncIterator[Three]:
    """Begins three appends at once, each over a connection that knows the statement: on a new one it comes late."""
    async with AsyncExitStack() as stack:
        session = company.container.database.session
        connections = [await stack.enter_async_context(session(company.org_id)) for _ in range(3)]
        for connection in connections:
            await append_over(connection, company, Sequencer())
        yield lambda sequencer: [
            asyncio.ensure_future(append_over(connection, company, sequencer)) for connection in connections
        ]


async def holds_the_row(company: "Company", sequencer: Sequencer) -> bool:
    """Whether a turn of this sequencer locks the log for others."""
    held = False

    async def look(_: log.Head, __: Settled) -> Writes:
        nonlocal held
        free = "SELECT 1 FROM log_head WHERE log_id = $1 FOR UPDATE SKIP LOCKED"
        async with company.container.database.work(company.org_id) as other:
            held = await other.fetchrow(free, company.log_id) is None
        return Writes()

    async with company.container.database.session(company.org_id) as connection:
        await sequencer.append(connection, company.log_id, look)
    return held


async def test_the_first_turn_locks_the_log_and_the_next_ones_need_not(company: "Company") -> None:
    sequencer = Sequencer()
    assert await holds_the_row(company, sequencer)
    assert not await holds_the_row(company, sequencer)
    assert [await append(company, sequencer, count) for count in (2, 1, 3)] == [2, 3, 6]
    assert [one["n"] for one in await company.entries()] == list(range(6))


async def test_a_head_that_another_process_moved_writes_nothing(company: "Company") -> None:
    one, other = Sequencer(), Sequencer()
    await append(company, one)
    await append(company, other, 2)
    with pytest.raises(log.HeadMoved):
        await append(company, one)
    assert len(await company.entries()) == 3


async def test_after_a_collision_the_log_is_locked_for_a_while(company: "Company") -> None:
    one, other = Sequencer(), Sequencer()
    await append(company, one)
    await append(company, other)
    with pytest.raises(log.HeadMoved):
        await append(company, one)
    for _ in range(CROWDED_TURNS // 2):
        await append(company, one)
        await append(company, other, seen=2**40)
    held = [await holds_the_row(company, one) for _ in range(CROWDED_TURNS // 2 + 1)]
    assert held == [True] * (CROWDED_TURNS // 2) + [False]


async def test_whoever_has_seen_a_longer_log_does_not_try_the_old_head(company: "Company") -> None:
    one, other = Sequencer(), Sequencer()
    await append(company, one)
    size = await append(company, other)
    assert await append(company, one, seen=size) == 3


async def test_a_new_epoch_moves_the_head_though_the_log_is_no_longer(company: "Company") -> None:
    sequencer, box = Sequencer(), company.container
    await append(company, sequencer)
    async with box.database.work(company.org_id) as connection:
        await log.begin_epoch(connection, company.log_id)
    with pytest.raises(log.HeadMoved):
        await append(company, sequencer)
    assert await append(company, sequencer) == 2


async def test_what_fails_in_a_turn_is_not_remembered(company: "Company") -> None:
    async def fail(head: log.Head, _: Settled) -> Writes:
        head.seal(ACT, os.urandom(16))
        raise ZeroDivisionError

    sequencer = Sequencer()
    await append(company, sequencer)
    with pytest.raises(ZeroDivisionError):
        async with company.container.database.session(company.org_id) as connection:
            await sequencer.append(connection, company.log_id, fail)
    assert await append(company, sequencer) == 2


async def test_a_batch_is_sealed_while_the_one_before_is_being_written(company: "Company", three: Three) -> None:
    sequencer, box = Sequencer(), company.container
    await append(company, sequencer)
    async with box.database.work(company.org_id) as connection:
        await log.lock(connection, company.log_id)  # nothing gets through until this ends
        going = three(sequencer)
        await waiting(connection, 3)
    assert await asyncio.gather(*going) == [5, 6, 7]
    assert [one["n"] for one in await company.entries()] == list(range(7))


async def test_what_was_sealed_to_a_batch_that_failed_is_not_written_either(company: "Company", three: Three) -> None:
    """Though another writer's log has just the length that it was sealed for."""
    sequencer, box = Sequencer(), company.container
    await append(company, sequencer)
    async with box.database.work(company.org_id) as connection:
        head = await log.lock(connection, company.log_id)
        going = three(sequencer)
        await waiting(connection, 3)
        head.seal(ACT, os.urandom(16))
        await head.write(connection, records_only=True)
    outcomes = await asyncio.gather(*going, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [log.HeadMoved] * 3
    assert await append(company, sequencer) == 6


async def test_turns_of_one_process_come_one_after_the_other(company: "Company", three: Three) -> None:
    sequencer = Sequencer()
    await append(company, sequencer)
    for first in (5, 8, 11):
        assert await asyncio.gather(*three(sequencer)) == [first, first + 1, first + 2]


async def test_who_hangs_on_what_is_being_written_waits_for_it(company: "Company") -> None:
    async def look(head: log.Head, settled: Settled) -> Writes:
        await settled()
        async with box.database.work(company.org_id) as other:
            seen.append(await log.size(other, company.log_id))
        return Writes()

    sequencer, box, seen = Sequencer(), company.container, list[int]()
    await append(company, sequencer)

    async def read() -> None:
        async with box.database.session(company.org_id) as connection:
            await sequencer.append(connection, company.log_id, look)

    async with box.database.work(company.org_id) as connection:
        await log.lock(connection, company.log_id)
        writing = asyncio.ensure_future(append(company, sequencer, 5))
        await waiting(connection, 1)
        reading = asyncio.ensure_future(read())
        await asyncio.sleep(0.05)
        assert not seen
    await asyncio.gather(writing, reading)
    assert seen == [6]


async def waiting(connection: Connection, count: int) -> None:
    """Until so many other transactions wait for a lock."""
    async with asyncio.timeout(10):
        while await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") < count:
            await asyncio.sleep(0.01)


async def test_a_writer_in_a_transaction_is_waited_for(company: "Company") -> None:
    """A consent, an undo or an erasure holds the row; a batch that goes on from memory comes after it, and is told."""
    sequencer, box = Sequencer(), company.container
    await append(company, sequencer)
    async with box.database.work(company.org_id) as connection:
        head = await log.lock(connection, company.log_id)
        going = asyncio.ensure_future(append(company, sequencer))
        head.seal(ACT, os.urandom(16))
        await head.write(connection)
    with pytest.raises(log.HeadMoved):
        await going
    assert len(await company.entries()) == 2

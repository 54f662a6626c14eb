"""Turns at a log's end: a head in memory goes on while nobody else appends, and never over what another appended."""

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from ledger import log
from ledger.sequencer import CROWDED_TURNS, Sequencer

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

ACT = {"type": "admin.acted", "act": "tried", "role": "admin", "reason": "test", "recorded_on": "2026-11-18"}


async def append(company: "Company", sequencer: Sequencer, count: int = 1, seen: int = 0) -> int:
    """Appends in one turn; the log's size afterwards."""
    async with (
        company.container.database.session(company.org_id) as connection,
        sequencer.turn(connection, company.log_id, seen) as head,
    ):
        for _ in range(count):
            head.seal(ACT, os.urandom(16))
        await head.write(connection, records_only=True)
        return head.size


async def holds_the_row(company: "Company", sequencer: Sequencer) -> bool:
    """Whether a turn of this sequencer locks the log for others."""
    database = company.container.database
    async with (
        database.session(company.org_id) as connection,
        sequencer.turn(connection, company.log_id),
        database.work(company.org_id) as other,
    ):
        free = "SELECT 1 FROM log_head WHERE log_id = $1 FOR UPDATE SKIP LOCKED"
        return await other.fetchrow(free, company.log_id) is None


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
    sequencer = Sequencer()
    await append(company, sequencer)
    with pytest.raises(ZeroDivisionError):
        async with (
            company.container.database.session(company.org_id) as connection,
            sequencer.turn(connection, company.log_id) as head,
        ):
            head.seal(ACT, os.urandom(16))
            raise ZeroDivisionError
    assert await append(company, sequencer) == 2


async def test_turns_of_one_process_come_one_after_the_other(company: "Company") -> None:
    sequencer = Sequencer()
    await append(company, sequencer)
    sizes = await asyncio.gather(*(append(company, sequencer) for _ in range(12)))
    assert sorted(sizes) == list(range(2, 14))


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

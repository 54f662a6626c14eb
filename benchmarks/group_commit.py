"""The sequencer behind group commit, one entry a submission: a writer of one log among several."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from app.container import Container
from benchmarks.long_log import RIDE
from kernel.batching import Batching
from kernel.ids import PROGRAMME, new_uuid, public
from kernel.statements import Writes
from ledger import log
from ledger.sequencer import Sequencer, Settled

LOG = public("log", PROGRAMME)
MOST_RETRIES = 8
Append = Callable[[], Awaitable[None]]
"""Returns once an entry is committed."""


@asynccontextmanager
async def group_commit(container: Container) -> AsyncIterator[Append]:
    """Appends entries with their keys, as many at a time as have come."""
    sequencer = Sequencer()

    async def commit(_: str, items: Sequence[None]) -> Sequence[None]:
        for _attempt in range(MOST_RETRIES):
            try:
                async with container.database.session(PROGRAMME) as connection:
                    await sequencer.append(connection, LOG, partial(seal_rides, len(items)))
                return items
            except log.HeadMoved as moved:
                last = moved
        raise last

    async with Batching[str, None, None](commit) as batching:

        async def append() -> None:
            await batching.submit(LOG, [None])

        yield append


async def seal_rides(count: int, head: log.Head, _: Settled) -> Writes:
    """Seals so many entries, each bound to a key."""
    sealed = [head.seal(RIDE, os.urandom(16)) for _ in range(count)]
    writes = Writes()
    head.write_with(writes, [log.Key(new_uuid(), one.seq, one.rid) for one in sealed], records_only=True)
    return writes

"""The sequencer behind group commit, one entry a submission: a writer of one log among several."""

import os
from collections.abc import Sequence
from functools import partial
from types import TracebackType

from app.container import Container
from benchmarks.long_log import RIDE
from kernel.batching import Batching
from kernel.ids import PROGRAMME, new_uuid, public
from kernel.statements import Writes
from ledger import log
from ledger.sequencer import Sequencer, Settled

LOG = public("log", PROGRAMME)
MOST_RETRIES = 8


class GroupCommit:
    """Appends entries with their keys, as many at a time as have come.  Use as `async with`."""

    def __init__(self, container: Container) -> None:
        self._database = container.database
        self._sequencer = Sequencer()
        self._batching: Batching[str, None, None] = Batching(self._commit)

    async def __aenter__(self) -> "GroupCommit":
        await self._batching.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._batching.__aexit__(kind, error, trace)

    async def append(self) -> None:
        """Returns once an entry is committed."""
        await self._batching.submit(LOG, [None])

    async def _commit(self, _: str, items: Sequence[None]) -> Sequence[None]:
        for _attempt in range(MOST_RETRIES):
            try:
                return await self._append(len(items))
            except log.HeadMoved as moved:
                last = moved
        raise last

    async def _append(self, count: int) -> Sequence[None]:
        async with self._database.session(PROGRAMME) as connection:
            await self._sequencer.append(connection, LOG, partial(seal_rides, count))
        return [None] * count


async def seal_rides(count: int, head: log.Head, _: Settled) -> Writes:
    """Seals so many entries, each bound to a key."""
    sealed = [head.seal(RIDE, os.urandom(16)) for _ in range(count)]
    writes = Writes()
    head.write_with(writes, [log.Key(new_uuid(), one.seq, one.rid) for one in sealed], records_only=True)
    return writes

"""A process's turns at the ends of logs: one batch of a log at a time, from a head in memory while nobody else appends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from kernel.statements import Writes
from kernel.work import Connection, atomically
from ledger import log

CROWDED_TURNS = 16
"""So many turns a log is locked after another writer came first; trying without would waste one batch in as many."""
Settled = Callable[[], Awaitable[None]]
"""Waits until the batches before are committed, or have failed."""
Seal = Callable[[log.Head, Settled], Awaitable[Writes]]
"""Reads what a batch hangs on, seals its entries and gives all that is to be written, `Head.write_with` included."""


@dataclass(slots=True)
class _End:
    """What this process knows of a log's end: the head as it left it, and how many turns to lock it still.

    writing: the last batch that was sent.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    head: log.Head | None = None
    crowded: int = 0
    writing: "asyncio.Future[None] | None" = None

    async def settled(self) -> None:
        if self.writing is not None:
            await asyncio.wait([self.writing])


class Sequencer:
    """The turns of one process."""

    def __init__(self) -> None:
        self._ends: dict[str, _End] = {}

    async def append(self, connection: Connection, log_id: str, seal: Seal, seen: int = 0) -> None:
        """Appends one batch, all or nothing; raises `HeadMoved` where another writer came first, and what `seal` raises.

        connection: of a session.  seen: a size that the log has had.  While a batch is being written the next one is
        sealed to it already: the server lets it wait, and refuses it where the one before has failed.
        """
        end = self._ends.setdefault(log_id, _End())
        async with end.turn:
            head, end.head = end.head, None
            if head is None or head.size < seen or end.crowded:
                await end.settled()  # Or it would wait for the lock, and its successor, holding that, for it.
                async with atomically(connection):
                    head = await log.lock(connection, log_id)
                    await log.send(connection, log_id, await seal(head, end.settled))
                end.head, end.crowded = head, max(0, end.crowded - 1)
                return
            try:
                writes = await seal(head, end.settled)
            except log.HeadMoved:
                end.crowded = CROWDED_TURNS
                raise
            end.writing = writing = asyncio.ensure_future(_write(connection, log_id, writes, end.writing))
            await asyncio.sleep(0)  # It is on its way before the next one's.
            end.head = head
        try:
            await writing
        except BaseException as problem:
            if end.head is head:
                end.head = None
            if isinstance(problem, log.HeadMoved):
                end.crowded = CROWDED_TURNS
            raise


async def _write(connection: Connection, log_id: str, writes: Writes, before: "asyncio.Future[None] | None") -> None:
    """Writes a batch that was sealed to the one before; once more where it only came to the server too early."""
    try:
        await log.send(connection, log_id, writes)
    except log.HeadMoved:
        if before is None:
            raise
        await asyncio.wait([before])
        if before.cancelled() or before.exception() is not None:
            raise
        await log.send(connection, log_id, writes)

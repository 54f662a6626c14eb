"""A process's turns at the ends of logs: one batch of a log at a time, from a head in memory while nobody else appends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from kernel.work import Connection, atomically
from ledger import log

CROWDED_TURNS = 16
"""So many turns a log is locked after another writer came first; trying without would waste one batch in as many."""


@dataclass(slots=True)
class _End:
    """What this process knows of a log's end: the head as it left it, and how many turns to lock it still."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    head: log.Head | None = None
    crowded: int = 0


class Sequencer:
    """The turns of one process."""

    def __init__(self) -> None:
        self._ends: dict[str, _End] = {}

    @asynccontextmanager
    async def turn(self, connection: Connection, log_id: str, seen: int = 0) -> AsyncIterator[log.Head]:
        """The log's head for one batch, which reads what it hangs on and appends by a single `Head.send`.

        connection: of a session.  seen: a size that the log has had.  A head that is remembered may have moved: then
        `send` raises `HeadMoved`, nothing is written, and the next turns lock the log's row, so that whoever comes
        first goes on.
        """
        end = self._ends.setdefault(log_id, _End())
        async with end.turn:
            head, end.head = end.head, None
            if head is None or head.size < seen or end.crowded:
                async with atomically(connection):
                    head = await log.lock(connection, log_id)
                    yield head
                end.crowded = max(0, end.crowded - 1)
            else:
                try:
                    yield head
                except log.HeadMoved:
                    end.crowded = CROWDED_TURNS
                    raise
            end.head = head

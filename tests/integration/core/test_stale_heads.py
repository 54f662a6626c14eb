"""The fence: whoever knows an older end of the log appends nothing, binds no key and moves nothing back."""

import os
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from kernel.ids import PROGRAMME
from ledger import log
from ledger.log import Head, HeadMoved, Key

if TYPE_CHECKING:
    from app.container import Container

LOG_ID = "log_public"
PAYLOAD = {"type": "admin.acted", "recorded_on": "2026-11-21", "act": "test", "role": "admin", "reason": "test"}


async def _append(container: "Container", count: int) -> None:
    async with container.database.work(PROGRAMME) as connection:
        head = await log.lock(connection, LOG_ID)
        for _ in range(count):
            head.seal(PAYLOAD, os.urandom(16))
        await head.write(connection)


async def _stale(container: "Container") -> Head:
    """A head that others have left behind by two entries; nobody holds its lock any more."""
    await _append(container, 3)
    async with container.database.work(PROGRAMME) as connection:
        head = await log.lock(connection, LOG_ID)
    await _append(container, 2)
    return head


@pytest.mark.parametrize(("entries", "keys"), [(0, 1), (1, 0), (1, 1), (5, 5)])
async def test_a_stale_head_writes_nothing(container: "Container", entries: int, keys: int) -> None:
    head = await _stale(container)
    for _ in range(entries):
        head.seal(PAYLOAD, os.urandom(16))
    bound = [Key(uuid4(), 0, bytes(32)) for _ in range(keys)]
    with pytest.raises(HeadMoved):
        async with container.database.work(PROGRAMME) as connection:
            await head.write(connection, bound)
    async with container.database.work(PROGRAMME) as connection:
        assert await log.size(connection, LOG_ID) == 5
        assert await connection.fetchval("SELECT count(*) FROM log_entry") == 5
        assert await connection.fetchval("SELECT count(*) FROM log_idem") == 0
    await _append(container, 1)  # and the log goes on where it stood

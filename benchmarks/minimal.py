"""The least that a sequencer can be: head in memory, canonical bytes, chain, frontier, one compare-and-set.

It checks nothing, locks nothing, and would not notice another writer's keys.
"""

import hashlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg
import orjson

from app.settings import Settings
from benchmarks import bare_door
from benchmarks.served import owner
from kernel.ids import new_uuid
from ledger import merkle

LOG = "log_minimal"
TABLES = (
    bare_door.TABLE,
    "CREATE TABLE bare_idem (log_id text, idem uuid, seq bigint NOT NULL, fingerprint bytea NOT NULL,"
    " PRIMARY KEY (log_id, idem))",
    "CREATE TABLE bare_head (log_id text PRIMARY KEY, size bigint NOT NULL, prev text NOT NULL, frontier bytea[] NOT NULL)",
    f"INSERT INTO bare_head VALUES ('{LOG}', 0, repeat('0', 64), '{{}}')",
)
APPEND = (
    "WITH h AS (UPDATE bare_head SET size = $2, prev = $3, frontier = $4 WHERE log_id = $1 AND size = $5 RETURNING 1),"
    " i AS (INSERT INTO bare_idem SELECT $1, t.* FROM unnest($6::uuid[], $7::bigint[], $8::bytea[]) t"
    "  WHERE EXISTS (SELECT 1 FROM h))"
    " INSERT INTO bare_entry SELECT $1, t.* FROM unnest($7::bigint[], $9::bytea[], $10::bytea[]) t"
    " WHERE EXISTS (SELECT 1 FROM h)"
)


@asynccontextmanager
async def tables(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the owner of the database, in which the bare tables have been made."""
    connection = await owner(settings)
    try:
        for statement in TABLES:
            await connection.execute(statement)
        yield connection
    finally:
        await connection.close()


class MinimalSequencer:
    """Appends batches over one connection, the only writer of its log."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._size, self._prev, self._frontier = 0, "0" * 64, list[bytes]()

    async def append(self, payloads: Sequence[Mapping[str, object]]) -> None:
        """Seals and commits an entry of each."""
        base, leaves, entries, rids = self._size, list[bytes](), list[bytes](), list[bytes]()
        for payload in payloads:
            rids.append(os.urandom(16))
            place = {"v": 1, "log_id": LOG, "n": self._size, "prev": self._prev, "rid": rids[-1].hex()}
            entries.append(orjson.dumps({**payload, **place}, option=orjson.OPT_SORT_KEYS))
            leaves.append(hashlib.sha256(b"\x00" + entries[-1]).digest())
            merkle.push(self._frontier, self._size, leaves[-1])
            self._prev, self._size = leaves[-1].hex(), self._size + 1
        numbers, keys = list(range(base, self._size)), [new_uuid() for _ in payloads]
        status = await self._connection.execute(
            APPEND, LOG, self._size, self._prev, self._frontier, base, keys, numbers, rids, leaves, entries
        )
        assert status == f"INSERT 0 {len(payloads)}"

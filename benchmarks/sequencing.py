"""The sequencer alone, batch 100, one connection: seal, chain and append.

Beside it a bare insert of the same rows, and the least that a sequencer can be.
"""

import os
import time
from functools import partial

import asyncpg

from app.container import Container, build
from benchmarks import minimal
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import Ground
from benchmarks.group_commit import LOG, seal_rides
from benchmarks.long_log import RIDE
from benchmarks.minimal import MinimalSequencer
from benchmarks.scale import Scale
from kernel.ids import PROGRAMME, new_uuid
from ledger import entry, log
from ledger.sequencer import Sequencer

BATCH = 100
OF_BARE, OF_MINIMAL = Target(share=0.55), Target(share=0.70)
INSERT = (
    "WITH i AS (INSERT INTO bare_idem SELECT $1, t.* FROM unnest($5::uuid[], $2::bigint[], $6::bytea[]) t)"
    " INSERT INTO bare_entry SELECT $1, t.* FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) t"
)


class Product:
    """Rounds of `ledger.sequencer`, with the keys that bind each entry to its event."""

    def __init__(self, container: Container, batches: int) -> None:
        self._container = container
        self._batches = batches
        self._sequencer = Sequencer()

    async def round(self) -> float:
        """Entries a second."""
        begun = time.perf_counter()
        for _ in range(self._batches):
            async with self._container.database.session(PROGRAMME) as connection:
                await self._sequencer.append(connection, LOG, partial(seal_rides, BATCH))
        return self._batches * BATCH / (time.perf_counter() - begun)


class Reference:
    """Rounds of one autocommitted statement a batch: ready-made rows into copies of the two tables."""

    def __init__(self, connection: asyncpg.Connection, batches: int) -> None:
        self._connection = connection
        head = log.Head(LOG, 0, entry.GENESIS, [])
        rows = [head.seal(RIDE, os.urandom(16)) for _ in range(BATCH)]
        self._leaves, self._entries = [row.leaf for row in rows], [row.data for row in rows]
        self._fingerprints = [row.rid for row in rows]
        self._batches = batches
        self._next = 0

    async def round(self) -> float:
        """Rows a second."""
        begun = time.perf_counter()
        for _ in range(self._batches):
            numbers = list(range(self._next, self._next + BATCH))
            keys = [new_uuid() for _ in range(BATCH)]
            await self._connection.execute(
                INSERT, "log_bare", numbers, self._leaves, self._entries, keys, self._fingerprints
            )
            self._next += BATCH
        return self._batches * BATCH / (time.perf_counter() - begun)


class Minimal:
    """Rounds of the least sequencer."""

    def __init__(self, connection: asyncpg.Connection, batches: int) -> None:
        self._sequencer = MinimalSequencer(connection)
        self._batches = batches

    async def round(self) -> float:
        """Entries a second."""
        begun = time.perf_counter()
        for _ in range(self._batches):
            await self._sequencer.append([RIDE] * BATCH)
        return self._batches * BATCH / (time.perf_counter() - begun)


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The ratio to either."""
    settings = await ground.settings()
    async with minimal.tables(settings) as connection, build(settings) as container:
        product = Product(container, scale.sequenced)
        bare = Reference(connection, scale.sequenced)
        least = Minimal(connection, scale.sequenced)
        for warm_up in (product, bare, least):
            await warm_up.round()
        of_bare = await interleaved(scale.turns(scale.rounds), bare.round, product.round)
        of_minimal = await interleaved(scale.turns(scale.rounds), least.round, product.round)
    note = f"{BATCH} entries a transaction, with their keys; no quantification, no HTTP"
    return [
        Figure("sequencer / bare insert", "entries/s", of_bare[1], OF_BARE, of_bare[0], [note]),
        Figure("sequencer / minimal one", "entries/s", of_minimal[1], OF_MINIMAL, of_minimal[0]),
    ]

"""Batches over HTTP: `POST /v1/actions:batch` with 1,000 rows a request, beside the bare insert of such rows."""

import time
from contextlib import AsyncExitStack

import asyncpg

from benchmarks import bare_door
from benchmarks.figures import Figure, Target
from benchmarks.ground import Ground
from benchmarks.scale import Scale
from benchmarks.served import Served, expect, owner, served
from benchmarks.wire import drive
from ledger.merkle import leaf_hash

ROWS = 1000
CONNECTIONS = (1, 2, 4)
TARGET = Target(at_least=10_000)


class Product:
    """Rounds of batches; every row tells of another ride."""

    def __init__(self, api: Served, batches: int) -> None:
        self._api = api
        self._batches = batches

    async def round(self, connections: int) -> float:
        """Actions a second."""
        first = self._api.told
        self._api.told += self._batches * ROWS
        requests = list(self._api.fleet.batch_requests(range(first, self._api.told), ROWS))
        load = await drive(self._api.settings.port, iter(requests), connections=connections)
        return expect(load, 200).per_second * ROWS


class Reference:
    """As many rows in inserts of 1,000 over one connection, each durably committed, and nothing else."""

    def __init__(self, connection: asyncpg.Connection, entry: bytes, batches: int) -> None:
        self._connection = connection
        self._leaves, self._entries = [leaf_hash(entry)] * ROWS, [entry] * ROWS
        self._batches = batches
        self._next = 0

    async def round(self) -> float:
        """Rows a second."""
        begun = time.perf_counter()
        for _ in range(self._batches):
            numbers = list(range(self._next, self._next + ROWS))
            await self._connection.execute(bare_door.INSERT, "log_bare", numbers, self._leaves, self._entries)
            self._next += ROWS
        return self._batches * ROWS / (time.perf_counter() - begun)


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """Actions a second over one, two and four connections."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(served(ground))
        product = Product(api, scale.batches)
        await product.round(1)
        await api.settle()
        await api.as_owner(bare_door.TABLE)
        connection = await owner(api.settings)
        stack.push_async_callback(connection.close)
        reference = Reference(connection, await api.an_entry(), scale.batches)
        await reference.round()
        references: list[float] = []
        products: dict[int, list[float]] = {connections: [] for connections in CONNECTIONS}
        for number in scale.turns(scale.rounds):
            # Every other round begins at the other end, so that nothing is always measured on the fuller table.
            order = CONNECTIONS if number % 2 else CONNECTIONS[::-1]
            for connections in order:
                products[connections].append(await product.round(connections))
            references.append(await reference.round())
        await api.audit(api.told)
    note = (
        f"{ROWS} rows a request, one API process; {api.told:,} rows sent, and the exported log verifies and holds each of"
        " them once"
    )
    return [
        Figure(
            f"batch, {connections} connection(s)", "actions/s", measured, TARGET, references, [note][connections > 1 :]
        )
        for connections, measured in products.items()
    ]

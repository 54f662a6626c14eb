"""Single actions over HTTP: `POST /v1/actions` of the real API process beside a bare route that only inserts."""

import asyncio
import json
import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack

from app.programs import free_port
from app.settings import Settings
from benchmarks import bare_door
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import Ground, listening, module, wait_for
from benchmarks.scale import Scale
from benchmarks.served import Served, expect, served
from benchmarks.wire import Load, drive, request

CONNECTIONS = 64
MOST_PER_SECOND = 12_000
"""Requests that are made ready for each second; a server that is quicker ends its round early."""
WARM_S = 1.0
TARGET = Target(share=0.35)


class Product:
    """Rounds of the product; every request tells of another ride."""

    def __init__(self, api: Served) -> None:
        self.api = api
        self.loads: list[Load] = []

    async def round(self, seconds: float) -> float:
        """Actions a second."""
        first = self.api.told
        requests = self.api.fleet.single_requests(range(first, first + int(MOST_PER_SECOND * seconds)))
        load = await drive(self.api.settings.port, iter(requests), connections=CONNECTIONS, seconds=seconds)
        self.api.told += load.replies
        self.loads.append(expect(load, 201))
        return load.per_second


class Reference:
    """Rounds of the bare route; the same bodies, which it does not compare."""

    def __init__(self, api: Served, settings: Settings) -> None:
        self._port = settings.port
        bodies = [json.dumps(api.fleet.body(number)).encode() for number in range(MOST_PER_SECOND)]
        self._requests = [
            request("POST", bare_door.OVER, {"content-type": "application/json"}, body) for body in bodies
        ]
        self.loads: list[Load] = []

    async def round(self, seconds: float) -> float:
        """Requests a second."""
        requests = iter(self._requests * (int(seconds) + 1))
        load = await drive(self._port, requests, connections=CONNECTIONS, seconds=seconds)
        self.loads.append(expect(load, 201))
        return load.per_second


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The ratio of the two, and their latencies."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(served(ground))
        product = Product(api)
        await product.round(WARM_S)
        await api.settle()
        reference = Reference(api, await _bare(api, stack))
        await reference.round(WARM_S)
        references, products = await interleaved(
            scale.turns(scale.rounds), lambda: reference.round(scale.seconds), lambda: product.round(scale.seconds)
        )
        acknowledged = sum(load.replies for load in product.loads)
        await api.audit(acknowledged)
    notes = [
        f"{CONNECTIONS} keep-alive connections, one API process; {acknowledged:,} acknowledged, and the exported log"
        " verifies and holds each of them once",
        _latencies("product", product.loads[1:]),
        _latencies("reference", reference.loads[1:]),
    ]
    return [Figure("single ingest", "actions/s", products, TARGET, references, notes)]


async def _bare(api: Served, stack: AsyncExitStack) -> Settings:
    """Starts the bare route over a table of its own in the same database; its settings."""
    settings = api.settings.model_copy(update={"port": free_port()})
    file = api.settings.data_dir / "entry"
    file.write_bytes(await api.an_entry())
    await api.as_owner(bare_door.TABLE)
    door = stack.enter_context(module("benchmarks.bare_door", settings, {bare_door.ENTRY_FILE: str(file)}))
    log = settings.data_dir / "benchmarks.bare_door.log"
    await asyncio.to_thread(wait_for, door, log, lambda: listening(settings.port))
    return settings


def _latencies(name: str, loads: Sequence[Load]) -> str:
    middle = [statistics.median(load.percentile_ms(percent) for load in loads) for percent in (50, 95, 99)]
    told = " / ".join(f"{value:.1f}" for value in middle)
    share = statistics.median(load.client_share for load in loads)
    return f"{name}: p50 / p95 / p99 {told} ms; the load generator used {share:.0%} of a core"

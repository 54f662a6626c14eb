"""A thousand arrivals a second, whoever is still waiting: what each waits, from when it should have come."""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

from app.container import Container, build
from benchmarks.figures import Figure, Target
from benchmarks.ground import Ground
from benchmarks.group_commit import group_commit
from benchmarks.rides import fleet
from benchmarks.scale import Scale
from benchmarks.served import MEMBERS, Served

PER_SECOND = 1000
SEED = 20261121
P50_MS, P99_MS, TOLD = Target(at_most=3), Target(at_most=15), Target()


class Arrivals:
    """Rounds of Poisson arrivals in this process, each awaited."""

    def __init__(self, arrive: Callable[[], Awaitable[object]]) -> None:
        self._arrive = arrive
        self._dice = random.Random(SEED)

    async def round(self, seconds: float) -> list[float]:
        """Milliseconds of each from its scheduled arrival to its commit."""
        waited: list[float] = []
        scheduled = time.perf_counter()
        until = scheduled + seconds
        async with asyncio.TaskGroup() as group:
            while (scheduled := scheduled + self._dice.expovariate(PER_SECOND)) < until:
                if (pause_s := scheduled - time.perf_counter()) > 0:
                    await asyncio.sleep(pause_s)
                group.create_task(self._wait(scheduled, waited))
        return waited

    async def _wait(self, scheduled: float, waited: list[float]) -> None:
        await self._arrive()
        waited.append((time.perf_counter() - scheduled) * 1000)


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The median and the 99th percentile of each round: the sequencer behind group commit, and the whole recording."""
    async with build(await ground.settings()) as container, group_commit(container) as append:
        entries = Arrivals(append)
        await entries.round(1)
        appended = [await entries.round(scale.seconds) for _ in scale.turns(scale.rounds)]
    settings = await ground.settings()
    async with build(settings) as container:
        product = Served(settings, container, await fleet(container, MEMBERS))
        acts = Arrivals(lambda: _tell(container, product))
        await acts.round(1)
        await product.settle()
        recorded = [await acts.round(scale.seconds) for _ in scale.turns(scale.rounds)]
        await product.audit(product.told)
    note = f"{product.told:,} rides; the exported log verifies and holds each of them once"
    return [
        *_figures("appending", appended, P50_MS, P99_MS, "entries through ledger.sequencer, one process"),
        *_figures("recording", recorded, TOLD, TOLD, note),
    ]


async def _tell(container: Container, product: Served) -> None:
    number, product.told = product.told, product.told + 1
    await container.recorder.record(product.fleet.org_id, product.fleet.command(number))


def _figures(name: str, rounds: Sequence[Sequence[float]], median: Target, slowest: Target, note: str) -> list[Figure]:
    return [
        Figure(f"{name} at {PER_SECOND:,}/s, p50", "ms", [_percentile(one, 50) for one in rounds], median, (), [note]),
        Figure(f"{name} at {PER_SECOND:,}/s, p99", "ms", [_percentile(one, 99) for one in rounds], slowest),
    ]


def _percentile(waited: Sequence[float], percent: int) -> float:
    return statistics.quantiles(waited, n=100, method="inclusive")[percent - 1]

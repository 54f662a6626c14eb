"""Recording at a thousand arrivals a second, whoever is still waiting: what each waits, from when it should have come."""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence

from app.container import build
from benchmarks.figures import Figure, Target
from benchmarks.ground import Ground
from benchmarks.rides import fleet
from benchmarks.scale import Scale
from benchmarks.served import MEMBERS, Served

PER_SECOND = 1000
SEED = 20261121
P50_MS, P99_MS = Target(at_most=3), Target(at_most=15)


class Arrivals:
    """Rounds of Poisson arrivals at the recorder, in this process, each a ride of its own."""

    def __init__(self, product: Served) -> None:
        self._product = product
        self._dice = random.Random(SEED)

    async def round(self, seconds: float) -> list[float]:
        """Milliseconds of each ride from its scheduled arrival to its receipt."""
        waited: list[float] = []
        scheduled = time.perf_counter()
        until = scheduled + seconds
        async with asyncio.TaskGroup() as group:
            while (scheduled := scheduled + self._dice.expovariate(PER_SECOND)) < until:
                if (pause_s := scheduled - time.perf_counter()) > 0:
                    await asyncio.sleep(pause_s)
                group.create_task(self._record(self._product.told, scheduled, waited))
                self._product.told += 1
        return waited

    async def _record(self, number: int, scheduled: float, waited: list[float]) -> None:
        rides = self._product.fleet
        await self._product.container.recorder.record(rides.org_id, rides.command(number))
        waited.append((time.perf_counter() - scheduled) * 1000)


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The median and the 99th percentile of each round."""
    settings = await ground.settings()
    async with build(settings) as container:
        product = Served(settings, container, await fleet(container, MEMBERS))
        arrivals = Arrivals(product)
        await arrivals.round(1)
        await product.settle()
        rounds = [await arrivals.round(scale.seconds) for _ in scale.turns(scale.rounds)]
        await product.audit(product.told)
    note = (
        f"{product.told:,} rides, Poisson arrivals, one process; the exported log verifies and holds each of them once"
    )
    return [
        Figure(
            f"waiting at {PER_SECOND:,}/s, p50",
            "ms",
            [_percentile(waited, 50) for waited in rounds],
            P50_MS,
            (),
            [note],
        ),
        Figure(f"waiting at {PER_SECOND:,}/s, p99", "ms", [_percentile(waited, 99) for waited in rounds], P99_MS),
    ]


def _percentile(waited: Sequence[float], percent: int) -> float:
    return statistics.quantiles(waited, n=100, method="inclusive")[percent - 1]

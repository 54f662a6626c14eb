"""`python -m benchmarks [name …]`: runs the benches and prints their table.  Figures are reports: the exit code is 0.

Nothing leaves 127.0.0.1; each bench ends by itself within its limit, and ends only the processes that it started.
"""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from app.processes import LOOP
from benchmarks import (
    arrivals,
    auditing,
    batch,
    chat,
    figures,
    ground,
    ingest,
    quantifying,
    sequencing,
    starting,
    writers,
)
from benchmarks.figures import Figure
from benchmarks.ground import Ground
from benchmarks.scale import QUICK, Scale

Bench = Callable[[Ground, Scale], Awaitable[list[Figure]]]
BENCHES: dict[str, tuple[Bench, float]] = {
    "ingest": (ingest.measure, 75),
    "batch": (batch.measure, 75),
    "bot": (chat.measure, 60),
    "start": (starting.measure, 70),
    "verify": (auditing.measure, 100),
    "sequencer": (sequencing.measure, 20),
    "writers": (writers.measure, 60),
    "arrivals": (arrivals.measure, 50),
    "quantify": (quantifying.measure, 20),
}
"""Each bench with the seconds that it may take; under nine minutes together."""
SOFT = 0.7
"""The part of them after which no further round begins; the rest is for the audit, and for ending."""


async def run(names: Sequence[str], scale: Scale) -> list[Figure]:
    """The figures of the named benches; one that fails is told and costs only itself."""
    found: list[Figure] = []
    async with ground.prepared() as servers:
        for name in names:
            bench, limit_s = BENCHES[name]
            begun = time.perf_counter()
            try:
                async with asyncio.timeout(limit_s):
                    found += await bench(servers, replace(scale, until=begun + SOFT * limit_s))
            except Exception as problem:
                print(f"{name}: not measured: {_said(problem)}", flush=True)
            else:
                print(f"{name}: measured in {time.perf_counter() - begun:.0f} s", flush=True)
    return found


def _said(problem: Exception) -> str:
    """What went wrong, out of the groups that tasks wrap it in."""
    while isinstance(problem, ExceptionGroup):
        problem = problem.exceptions[0]
    return f"{type(problem).__name__}: {problem}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Figures beside bare references.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(BENCHES)}; default: all")
    parser.add_argument("--quick", action="store_true", help="small counts, to try a bench out; no figures to quote")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}\n")
    with asyncio.Runner(loop_factory=LOOP) as runner:
        found = runner.run(run(asked.names or list(BENCHES), QUICK if asked.quick else Scale()))
    if found:
        print("\n" + figures.table(found))
    sys.exit(0)


if __name__ == "__main__":
    main()

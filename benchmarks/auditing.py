"""`leafledger verify` on exported logs, whole processes, beside a plain loop of sha256 and json over the same files."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from app.container import Container, build
from app.export import write_log
from app.worker import integrate_all
from benchmarks import long_log
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import COMMAND, Ground
from benchmarks.rides import fleet
from benchmarks.scale import Scale
from benchmarks.served import Refused

MEMBERS = 500
BATCH = 1000
TOLD = Target()
CHAIN = Target(at_least=200_000)
LIMIT_S = 120
MOST_ROUNDS = 3


async def exported(container: Container, actions: int, folder: Path) -> int:
    """Records that many rides through the recorder and exports their log; its size."""
    rides = await fleet(container, MEMBERS)
    for start in range(0, actions, BATCH):
        commands = [rides.command(number) for number in range(start, start + BATCH)]
        outcomes = await container.recorder.record_many(rides.org_id, commands)
        if any(isinstance(outcome, Exception) for outcome in outcomes):
            raise Refused("a ride was not recorded")
    while await integrate_all(container):
        pass
    told = await write_log(container, rides.org_id, folder)
    return int(str(told["size"]))


class Process:
    """Rounds of one command over the export."""

    def __init__(self, command: list[str], size: int) -> None:
        self._command = command
        self._size = size
        self.output = ""

    async def round(self) -> float:
        """Entries a second, the interpreter's start included."""
        return self._size / await asyncio.to_thread(self._run)

    def _run(self) -> float:
        begun = time.perf_counter()
        done = subprocess.run(self._command, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        elapsed = time.perf_counter() - begun
        if done.returncode:
            raise Refused(done.stderr.strip()[-300:])
        self.output = done.stdout
        return elapsed


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """Entries a second of both."""
    settings = await ground.settings()
    folder = settings.data_dir / "export"
    async with build(settings) as container:
        size = await exported(container, scale.entries, folder)
    product = Process([*COMMAND, "verify", str(folder)], size)
    reference = Process([sys.executable, "-m", "benchmarks.plain_audit", str(folder)], size)
    references, products = await interleaved(
        scale.turns(min(scale.rounds, MOST_ROUNDS)), reference.round, product.round
    )
    verdict = json.loads(product.output)
    if int(reference.output) != size or verdict["size"] != size:
        raise Refused(f"{size} entries exported, {verdict['size']} verified")
    note = f"{size:,} entries, {verdict['recomputed']:,} reductions recomputed; whole processes, their start included"
    return [
        Figure("verify", "entries/s", products, TOLD, references, [note]),
        await _chain(settings.data_dir / "long", scale),
    ]


async def _chain(folder: Path, scale: Scale) -> Figure:
    """Signatures, tree and chain of a log twenty times as long, its entries unread."""
    size = scale.entries * 20
    await asyncio.to_thread(long_log.write, folder, size)
    product = Process([*COMMAND, "verify", "--chain-only", str(folder)], size)
    reference = Process([sys.executable, "-m", "benchmarks.plain_audit", str(folder)], size)
    references, products = await interleaved(
        scale.turns(min(scale.rounds, MOST_ROUNDS)), reference.round, product.round
    )
    if json.loads(product.output)["size"] != size:
        raise Refused("not the whole chain was walked")
    note = f"{size:,} entries, signatures, every tile, root and chain; nothing recomputed; one core"
    return Figure("verify --chain-only", "entries/s", products, CHAIN, references, [note])

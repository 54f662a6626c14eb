"""Four processes and 256 clients on one log, beside four that forward to a minimal leader.

`python -m benchmarks.writers product|forward|leader` is one of the processes: it says `ready`, then runs its clients for
as many seconds as each line on its standard input says, and answers how many entries were committed.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import orjson

from app.container import build
from app.loading import SUPERVISED
from app.processes import LOOP
from app.settings import Settings
from app.up import environment_of
from benchmarks import minimal
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import Ground
from benchmarks.group_commit import LOG, Append, group_commit
from benchmarks.long_log import RIDE
from benchmarks.minimal import MinimalSequencer
from benchmarks.scale import Scale
from benchmarks.served import Refused, owner
from kernel.batching import Batching

PROCESSES = 4
CLIENTS = 64
"""Of each process."""
OF_LEADER = Target(share=0.50)
LEADER = "LEAFLEDGER_BENCH_LEADER"
"""Environment variable: the leader's Unix socket."""
FRAME = 8


@asynccontextmanager
async def product(settings: Settings) -> AsyncIterator[Append]:
    """Appends to the product's log as one of its processes."""
    async with build(settings, pool=4) as container, group_commit(container) as append:
        yield append


@asynccontextmanager
async def forward(_: Settings) -> AsyncIterator[Append]:
    """Hands what has come to the leader, one message at a time."""
    reader, writer = await asyncio.open_unix_connection(os.environ[LEADER])

    async def commit(_: str, items: Sequence[None]) -> Sequence[None]:
        payloads = orjson.dumps([RIDE] * len(items))
        writer.write(len(payloads).to_bytes(FRAME, "big") + payloads)
        await reader.readexactly(1)
        return items

    async with Batching[str, None, None](commit) as batching:

        async def append() -> None:
            await batching.submit("", [None])

        yield append
    writer.close()


async def lead(settings: Settings) -> None:
    """Commits what the others send, all that has come at a time; ends when they have gone."""
    connection = await owner(settings)
    sequencer = MinimalSequencer(connection)

    async def commit(_: str, items: Sequence[dict[str, object]]) -> Sequence[None]:
        await sequencer.append(items)
        return [None] * len(items)

    async with Batching[str, dict[str, object], None](commit, most=4096) as batching:

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while length := await reader.read(FRAME):
                await batching.submit("", orjson.loads(await reader.readexactly(int.from_bytes(length, "big"))))
                writer.write(b"\x01")

        async with await asyncio.start_unix_server(serve, os.environ[LEADER], limit=2**24):
            print("ready", flush=True)
            await asyncio.to_thread(sys.stdin.read)
    await connection.close()


async def run_clients(append: Append, seconds: float) -> int:
    """How many entries `CLIENTS` clients have had committed, each sending its next one when the last is."""
    until, done = time.perf_counter() + seconds, 0

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await append()
            done += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client())
    return done


async def work(role: str) -> None:
    """One process."""
    settings = Settings()
    if role == "leader":
        await lead(settings)
        return
    async with {"product": product, "forward": forward}[role](settings) as append:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await run_clients(append, float(line)), flush=True)


class Team:
    """Processes of one role, started and ended together."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        beside = {LEADER: str(folder / "leader"), SUPERVISED: str(os.getpid())}
        self._environment = {**os.environ, **environment_of(settings), **beside}
        self._started: list[asyncio.subprocess.Process] = []
        self.committed = 0

    async def start(self, role: str, count: int = PROCESSES) -> "Team":
        """Starts them; raises `Refused` when one is not ready."""
        pipe = asyncio.subprocess.PIPE
        command = [sys.executable, "-m", "benchmarks.writers", role]
        for _ in range(count):
            started = await asyncio.create_subprocess_exec(*command, env=self._environment, stdin=pipe, stdout=pipe)
            self._started.append(started)
        for one in self._started:
            assert one.stdout is not None
            if await one.stdout.readline() != b"ready\n":
                raise Refused(f"{role} is not ready")
        return self

    async def round(self, seconds: float) -> float:
        """Entries a second, all processes together."""
        for one in self._started:
            assert one.stdin is not None
            one.stdin.write(f"{seconds}\n".encode())
        counts = [int(await one.stdout.readline()) for one in self._started if one.stdout is not None]
        self.committed += sum(counts)
        return sum(counts) / seconds

    async def end(self) -> None:
        """Closes their input, at which they end."""
        for one in self._started:
            assert one.stdin is not None
            one.stdin.close()
        for one in self._started:
            await one.wait()


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The ratio; afterwards the product's log must be dense and as long as what was acknowledged."""
    settings = await ground.settings()
    async with minimal.tables(settings) as connection:
        async with build(settings), AsyncExitStack() as stack:  # the first start makes the programme and its log's key
            teams = [Team(settings, ground.folder) for _ in range(3)]
            for team, role, count in zip(teams, ("leader", "forward", "product"), (1, 4, 4), strict=True):
                stack.push_async_callback((await team.start(role, count)).end)
            _, forwarding, writing = teams
            seconds = scale.seconds / 2
            await forwarding.round(seconds)
            await writing.round(seconds)
            rounds = await interleaved(
                scale.turns(scale.rounds), lambda: forwarding.round(seconds), lambda: writing.round(seconds)
            )
        await connection.execute("SELECT set_config('app.log', $1, false)", LOG)
        size = await connection.fetchval("SELECT size FROM log_head WHERE log_id = $1", LOG)
        entries = await connection.fetchval("SELECT count(*) FROM log_entry WHERE log_id = $1", LOG)
        if not size == entries == writing.committed:
            raise Refused(f"{writing.committed} acknowledged, {entries} entries, head at {size}")
    note = f"{PROCESSES * CLIENTS} clients, one entry each at a time; {entries:,} entries acknowledged and in the log, dense"
    return [Figure("four writers / one leader", "entries/s", rounds[1], OF_LEADER, rounds[0], [note])]


def main() -> None:
    """The process that the argument names."""
    with asyncio.Runner(loop_factory=LOOP) as runner:
        runner.run(work(sys.argv[1]))


if __name__ == "__main__":
    main()

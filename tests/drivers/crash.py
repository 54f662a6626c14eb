"""Kills writers, the integrator and PostgreSQL at random moments under load, and audits what is left.

usage: crash.py FOLDER KILLS [SEED]     a hundred kills take about half a minute, a thousand three to five
Prints what was done and found as JSON; exit 1 where anything acknowledged is missing, anything stands twice, the chain or
the tree is broken, one size was signed with two roots, or nobody went on within a second of a writer's or an
integrator's death.

Processes are forked from this one, which has loaded everything: a start costs milliseconds, so kills come often.
"""

import asyncio
import itertools
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from pydantic import SecretStr

from accounts import people
from actions.commands import RecordAction
from app.container import build
from app.export import write_log
from app.migrate import migrate
from app.programs import Postgres, Valkey, start_again
from app.settings import Settings
from app.worker import integrate_all
from kernel.ids import PROGRAMME
from ledger import checkpoint, integrator, note
from ledger.verify import verify
from methodologies.engine import recompute

LOG = "log_public"
WRITERS, INTEGRATORS, LANES, PEOPLE = 3, 2, 8, 300
SERVER_EVERY = 25
"""So many kills of processes, then one of the server."""
TAKEOVER_S = 1.0
PATIENCE_S = 30.0
SEED = 20261121
Work = Callable[[int], Coroutine[object, object, None]]


@dataclass
class Child:
    """A forked process.  It tells through its pipe, a line each time, what stands.

    at_work: whether it has told anything since it began, or since the server came back.
    """

    name: str
    pid: int
    pipe: int
    rest: bytes = b""
    at_work: bool = False

    def told(self) -> list[str]:
        """The whole lines that have come since the last look."""
        try:
            while data := os.read(self.pipe, 65_536):
                self.rest += data
        except BlockingIOError:
            pass
        *lines, self.rest = self.rest.split(b"\n")
        return [line.decode() for line in lines]

    def kill(self) -> list[str]:
        """Ends it at once; the last that it told."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        lines = self.told()
        os.close(self.pipe)
        return lines


def forked(name: str, work: Work) -> Child:
    """A child that works until it is killed, beginning again when the database was away."""
    reading, writing = os.pipe()
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        os.close(reading)
        while os.getppid() == parent:
            try:
                asyncio.run(work(writing))
            except BaseException:
                time.sleep(0.05)
        os._exit(0)
    os.close(writing)
    os.set_blocking(reading, False)
    return Child(name, pid, reading)


@dataclass
class Run:
    """Settings and people, and all that was seen."""

    settings: Settings
    persons: list[UUID]
    begun: int = 0
    acknowledged: list[int] = field(default_factory=list)
    roots: dict[int, str] = field(default_factory=dict)
    forks: list[int] = field(default_factory=list)
    takeovers: dict[str, list[float]] = field(default_factory=lambda: {"writer": [], "integrator": [], "postgres": []})

    def writer(self) -> Child:
        """Records acts in several lanes and tells the number of each entry after its commit."""
        # Begun again after the database was away, it says something new: a key with another moment would be a conflict.
        lives = itertools.count(self.begun * 10_000_000, 100_000)
        self.begun += 1

        async def write(pipe: int) -> None:
            async with build(self.settings, pool=4) as container, asyncio.TaskGroup() as group:

                async def lane(number: int) -> None:
                    while True:
                        command = RecordAction(
                            kind="walking", quantity=100 + number % 5000, source="crash", external_id=str(number),
                            occurred_at=container.clock.now() - timedelta(days=number % 6),
                            person_id=self.persons[number // LANES % PEOPLE], another=True,
                        )  # fmt: skip
                        receipt = await container.recorder.record(PROGRAMME, command)
                        os.write(pipe, f"{receipt.seq}\n".encode())
                        number += LANES

                first = next(lives)
                for number in range(first, first + LANES):
                    group.create_task(lane(number))

        return forked("writer", write)

    def integrator(self) -> Child:
        """Extends and signs the tree without a pause, and tells each newest size with its root."""

        async def integrate(pipe: int) -> None:
            async with build(self.settings, pool=2) as container:
                while True:
                    await integrate_all(container)
                    async with container.database.work(PROGRAMME) as connection:
                        signed = await integrator.latest(connection, LOG)
                    if signed is not None:
                        os.write(pipe, f"{signed.size} {signed.root.hex()}\n".encode())

        return forked("integrator", integrate)

    def heed(self, child: Child, lines: list[str]) -> int:
        """Takes in what a child told; how many acts it acknowledged, or larger trees it signed or saw signed."""
        child.at_work |= bool(lines)
        if child.name == "writer":
            self.acknowledged += map(int, lines)
            return len(lines)
        known = max(self.roots, default=0)
        for line in lines:
            size, root = line.split()
            if self.roots.setdefault(int(size), root) != root:
                self.forks.append(int(size))
        return sum(size > known for size in self.roots) if lines else 0

    def await_at_work(self, children: list[Child]) -> None:
        """Waits until one of these has begun: who is only just starting cannot take over from anybody."""
        begun = time.perf_counter()
        while not any(child.at_work for child in children) and time.perf_counter() - begun < PATIENCE_S:
            for child in children:
                self.heed(child, child.told())
            time.sleep(0.002)

    def await_another(self, children: list[Child], name: str = "writer") -> float:
        """Seconds until any writer of these acknowledges something more, or any integrator tells a larger tree."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < PATIENCE_S:
            if sum(self.heed(child, child.told()) * (child.name == name) for child in children):
                break
            time.sleep(0.002)
        return time.perf_counter() - begun


def storm(run: Run, postgres: Postgres, kills: int, dice: random.Random) -> dict[str, int]:
    """Kills until the number is reached; how many of each were killed."""
    killed = {"writer": 0, "integrator": 0, "postgres": 0}
    children = [*(run.integrator() for _ in range(INTEGRATORS)), *(run.writer() for _ in range(WRITERS))]
    run.await_another(children)
    while sum(killed.values()) < kills:
        run.await_another(children)
        time.sleep(dice.uniform(0, 0.12))
        if sum(killed.values()) % SERVER_EVERY == SERVER_EVERY - 1:
            assert postgres.process is not None
            os.killpg(postgres.process.pid, signal.SIGKILL)
            postgres.process.wait()
            start_again(postgres)
            killed["postgres"] += 1
            for child in children:
                run.heed(child, child.told())
                child.at_work = False
            run.takeovers["postgres"].append(run.await_another(children))
            continue
        victim = children.pop(dice.randrange(len(children)))
        run.await_at_work([child for child in children if child.name == victim.name])
        killed[victim.name] += 1
        run.heed(victim, victim.kill())
        for child in children:
            run.heed(child, child.told())
        run.takeovers[victim.name].append(run.await_another(children, victim.name))
        children.append(run.writer() if victim.name == "writer" else run.integrator())
    for child in children:
        run.heed(child, child.kill())
    return killed


async def prepared(folder: Path, postgres: Postgres, valkey: Valkey) -> Run:
    """A migrated database with people in it."""
    await postgres.prepare()
    await migrate(postgres.url("lf_owner"))
    settings = Settings(
        data_dir=folder / "data",
        database_url=SecretStr(postgres.url("lf_app")),
        redis_url=SecretStr(valkey.url()),
    )
    async with build(settings) as container, container.database.work(PROGRAMME) as connection:
        persons = [
            await people.register(
                connection, container.keys, user_id=n + 1, chat_id=n + 1, nickname="n", locale="en",
                now=container.clock.now(),
            )
            for n in range(PEOPLE)
        ]  # fmt: skip
    return Run(settings, [person.id for person in persons])


async def audit(run: Run, folder: Path) -> dict[str, object]:
    """What is left: the whole log exported and verified, compared with all that was told."""
    async with build(run.settings) as container:
        while await integrate_all(container):
            pass
        await write_log(container, PROGRAMME, folder / "export")
    found = verify(folder / "export", None, recompute)
    assert run.settings.database_url is not None
    connection = await asyncpg.connect(run.settings.database_url.get_secret_value())
    try:
        await connection.execute(f"SELECT set_config('app.log', '{LOG}', false)")
        keys = await connection.fetchval("SELECT count(*) FROM log_idem")
        acts = {row["seq"] for row in await connection.fetch("SELECT seq FROM action")}
        notes = await connection.fetch("SELECT note FROM log_checkpoint")
    finally:
        await connection.close()
    signed = {
        point.size: point.root.hex() for point in (checkpoint.parse(note.parse(row["note"]).body) for row in notes)
    }
    recorded = found.entries.get("action.recorded", 0)
    return {
        "entries": found.size,
        "acknowledged": len(run.acknowledged),
        "missing": len(set(run.acknowledged) - acts),
        "doubled": len(run.acknowledged)
        - len(set(run.acknowledged))
        + abs(recorded - keys)
        + abs(recorded - len(acts)),
        "forks": len(run.forks) + sum(signed.get(size) != root for size, root in run.roots.items()),
        "checkpoints": len(signed),
    }


def main(folder: Path, kills: int, seed: int) -> int:
    """The whole run; the exit code."""
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    postgres.reserve()  # so that it comes back where it was
    postgres.start()
    valkey.start()
    try:
        run = asyncio.run(prepared(folder, postgres, valkey))
        killed = storm(run, postgres, kills, random.Random(seed))
        found = asyncio.run(audit(run, folder))
    finally:
        valkey.stop()
        postgres.stop()
    slowest = {name: round(max(seconds), 3) for name, seconds in run.takeovers.items()}
    print(json.dumps({"killed": killed, **found, "slowest_takeover_s": slowest}))
    late = max(slowest["writer"], slowest["integrator"]) > TAKEOVER_S
    return int(bool(found["missing"] or found["doubled"] or found["forks"] or late))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else SEED))

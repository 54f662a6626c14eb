"""What a bench stands on: embedded servers of its own, a fresh database, and processes that end with it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from app.loading import SUPERVISED
from app.migrate import migrate
from app.programs import Postgres, Valkey, free_port
from app.settings import Settings
from app.up import environment_of

COMMAND = [str(Path(sys.executable).with_name("leafledger"))]
"""The installed command of this environment."""
READY_S = 30.0
STOP_S = 15.0
LOOK_EVERY_S = 0.01


class NotReady(Exception):
    """A process ended or did not answer in time; its last lines say why."""


@dataclass
class Ground:
    """Servers on loopback and a folder; both are gone when the bench ends."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    _numbers: Iterator[int] = field(default_factory=count)

    async def settings(self) -> Settings:
        """Settings over a fresh copy of the migrated database, with a free port for the API."""
        number = next(self._numbers)
        name = f"bench_{number}"
        admin = await asyncpg.connect(self.postgres.url(database="postgres"))
        try:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE leafledger OWNER lf_owner")
        finally:
            await admin.close()
        directory = self.folder / name
        directory.mkdir()
        return Settings(
            data_dir=directory,
            port=free_port(),
            public_url="http://bench.example",
            database_url=SecretStr(self.postgres.url("lf_app", name)),
            database_owner_url=SecretStr(self.postgres.url("lf_owner", name)),
            redis_url=SecretStr(self.valkey.url().replace("/0", f"/{number % 16}")),
            log_level="warning",
        )


@asynccontextmanager
async def prepared() -> AsyncIterator[Ground]:
    """Starts PostgreSQL and Valkey as `leafledger up` does, with the migrated database that others are copied from."""
    folder = Path(tempfile.mkdtemp(prefix="leaf-bench-"))
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        await postgres.prepare()
        await migrate(postgres.url("lf_owner"))
        yield Ground(folder, postgres, valkey)
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def process(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own, ended when left; it ends by itself when we are killed."""
    with log.open("ab") as output:
        started = subprocess.Popen(
            command,
            env={**os.environ, **environment, SUPERVISED: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield started
    finally:
        end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Asks the process to end, and kills it where it does not."""
    if started.poll() is None:
        started.terminate()
        try:
            started.wait(STOP_S)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextmanager
def module(
    name: str, settings: Settings, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process under the settings: `leafledger api` for "api", `python -m benchmarks.echo` for "benchmarks.echo".

    So the references run as Python comes, and the product as it is loaded (`app.loading`).
    """
    command = [sys.executable, "-m", name] if "." in name else [*COMMAND, name]
    given = {**environment_of(settings), **(environment or {})}
    with process(command, given, settings.data_dir / f"{name}.log") as started:
        yield started


def wait_for(started: subprocess.Popen[bytes], log: Path, asked: Callable[[], bool], limit_s: float = READY_S) -> float:
    """Seconds until `asked` says yes; raises `NotReady` when the process ends before, or takes too long."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < limit_s:
        if asked():
            return time.perf_counter() - begun
        if started.poll() is not None:
            break
        time.sleep(LOOK_EVERY_S)
    last = log.read_text(errors="replace").strip().splitlines()[-3:] if log.exists() else []
    raise NotReady(f"{log.name}: {' / '.join(last)[-300:]}")


def listening(port: int) -> bool:
    """Whether somebody accepts connections on the port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Whether a GET of the address is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

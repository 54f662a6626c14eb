"""kill -9 at any moment: what was acknowledged is there, once, and the chain holds."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from accounts import people
from app.container import build
from app.migrate import migrate
from app.programs import Postgres, Valkey
from app.settings import Settings
from app.up import environment_of
from kernel.ids import PROGRAMME
from ledger import entry, merkle

pytestmark = pytest.mark.alone

WRITER = Path(__file__).parent.parent / "drivers" / "writer.py"
SEED = 20261121


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[Postgres]:
    """A server of this test's own, to be killed."""
    postgres = Postgres(tmp_path / "postgres")
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
async def own(own_postgres: Postgres, services: tuple[Postgres, Valkey], tmp_path: Path) -> Settings:
    await own_postgres.prepare()
    await migrate(own_postgres.url("lf_owner"))
    return _pointed(own_postgres, services[1], tmp_path)


def _pointed(postgres: Postgres, valkey: Valkey, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        database_url=SecretStr(postgres.url("lf_app")),
        redis_url=SecretStr(valkey.url()),
    )


async def _person(settings: Settings) -> str:
    async with build(settings) as container, container.database.work(PROGRAMME) as connection:
        person = await people.register(
            connection, container.keys, user_id=1, chat_id=1, nickname="n", locale="en", now=container.clock.now()
        )
        return str(person.id)


def _write_and_kill(settings: Settings, person: str, first: int, pause_s: float, *flags: str) -> set[int]:
    """What one writer acknowledged before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, str(WRITER), person, str(first), *flags],
        env={**os.environ, **environment_of(settings)},
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    lines = [writer.stdout.readline()]
    time.sleep(pause_s)
    writer.kill()
    lines += writer.stdout.read().splitlines(keepends=True)
    writer.wait()
    writer.stdout.close()
    return {int(line) for line in lines if line.endswith(b"\n")}


async def _recorded(settings: Settings) -> list[int]:
    """The quantities in the log, in order, after the chain was walked."""
    assert settings.database_url is not None
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        await connection.execute("SELECT set_config('app.log', 'log_public', false)")
        rows = await connection.fetch("SELECT seq, leaf, entry FROM log_entry ORDER BY seq")
        head = await connection.fetchrow("SELECT size, prev FROM log_head")
    finally:
        await connection.close()
    prev, found = entry.GENESIS, []
    for number, row in enumerate(rows):
        said = entry.parse(row["entry"])
        assert (said["n"], said["prev"], row["leaf"]) == (number, prev, merkle.leaf_hash(row["entry"]))
        prev = row["leaf"].hex()
        inputs = said.get("inputs")
        if isinstance(inputs, dict):
            found.append(int(inputs["quantity"]) - 100)
    # A writer that was killed before its first commit leaves no log at all.
    assert (head["size"], head["prev"]) == (len(rows), prev) if head else not rows
    return found


async def test_a_killed_writer_loses_nothing_acknowledged(own: Settings) -> None:
    person, dice, acknowledged = await _person(own), random.Random(SEED), set[int]()
    for round_ in range(8):
        acknowledged |= _write_and_kill(own, person, round_ * 1000, dice.uniform(0, 0.4))
    recorded = await _recorded(own)
    assert len(recorded) == len(set(recorded)), "nothing stands twice"
    assert len(acknowledged) > 8
    assert acknowledged <= set(recorded), "nothing acknowledged is missing"


async def test_the_crash_check_sees_an_acknowledgement_before_the_commit(own: Settings) -> None:
    person, missing = await _person(own), set[int]()
    for round_ in range(25):
        acknowledged = _write_and_kill(own, person, round_ * 1000, 0.05, "--acknowledge-early")
        missing |= acknowledged - set(await _recorded(own))
        if missing:
            break
    assert missing, "the planted defect must be caught within 25 kills"


async def test_a_killed_database_loses_nothing_acknowledged(
    own: Settings, own_postgres: Postgres, services: tuple[Postgres, Valkey], tmp_path: Path
) -> None:
    person, dice, settings, acknowledged = await _person(own), random.Random(SEED), own, set[int]()
    for round_ in range(3):
        writer = subprocess.Popen(
            [sys.executable, str(WRITER), person, str(round_ * 1000)],
            env={**os.environ, **environment_of(settings)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert writer.stdout is not None and own_postgres.process is not None
        first = writer.stdout.readline()
        time.sleep(dice.uniform(0.05, 0.4))
        os.killpg(own_postgres.process.pid, signal.SIGKILL)
        own_postgres.process.wait()
        lines = [first, *writer.stdout.read().splitlines(keepends=True)]
        writer.wait()
        writer.stdout.close()
        acknowledged |= {int(line) for line in lines if line.endswith(b"\n")}
        own_postgres.start()
        settings = _pointed(own_postgres, services[1], tmp_path)
    recorded = await _recorded(settings)
    assert len(recorded) == len(set(recorded))
    assert acknowledged <= set(recorded)


def test_a_hundred_kills_under_load_lose_double_and_fork_nothing(tmp_path: Path) -> None:
    driver = [sys.executable, str(WRITER.with_name("crash.py")), str(tmp_path), "100"]
    done = subprocess.run(driver, capture_output=True, text=True, check=False, timeout=280)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert sum(found["killed"].values()) == 100
    assert min(found["killed"].values()) > 2, "writers, integrators and the server"
    assert found["acknowledged"] > 300
    assert (found["missing"], found["doubled"], found["forks"]) == (0, 0, 0)
    assert max(found["slowest_takeover_s"][name] for name in ("writer", "integrator")) < 1, "another goes on at once"
    assert done.returncode == 0, found

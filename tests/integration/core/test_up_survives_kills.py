"""`leafledger up` against kill -9: of each part, of PostgreSQL, of Valkey, and of the supervisor itself."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import asyncpg
import pytest

pytestmark = pytest.mark.alone

PARTS = ("app.api", "app.worker", "app.bot", "app.simulator")
PATIENCE_S = 60
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _until(what: str, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


class Product:
    """A whole product in a folder, started by the command that a person types."""

    def __init__(self, folder: Path, command: Sequence[str] = (sys.executable, "-m", "app", "up")) -> None:
        self.folder = folder
        self.command = command
        self.port, simulator_port = _free_ports(2)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEAFLEDGER_")},
            "LEAFLEDGER_DATA_DIR": str(folder),
            "LEAFLEDGER_PORT": str(self.port),
            "LEAFLEDGER_SIMULATOR_PORT": str(simulator_port),
        }
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        with (self.folder.parent / "said").open("ab") as said:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=said, stderr=said)
        _until("ready", self.ready)

    def ready(self) -> bool:
        assert self.process.poll() is None, (self.folder.parent / "said").read_text()
        try:
            with _direct.open(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def running(self) -> dict[str, int]:
        """Process ids of the parts and servers by name, found by the folder that they work on."""
        found: dict[str, int] = {}
        redis = self.urls().get("redis_url", "redis://nowhere").split("/")[2]
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_text().split("\0")
                environment = (entry / "environ").read_text()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except (OSError, UnicodeDecodeError):
                continue
            # Valkey writes its address over its command line and environment.
            ours = str(self.folder) in environment + " ".join(command) or redis in command[0]
            if not ours or state == "Z":
                continue
            names = [part for part in PARTS if part in command]
            if names:
                found[names[0]] = int(entry.name)
            elif command[0].endswith("/postgres") and "-D" in command:
                found["postgres"] = int(entry.name)
            elif "valkey" in command[0]:
                found["valkey"] = int(entry.name)
        return found

    def replaced(self, before: dict[str, int], *names: str) -> bool:
        """Whether another process does the work of each."""
        now = self.running()
        return all(now.get(name, before[name]) != before[name] for name in names)

    def urls(self) -> dict[str, str]:
        """Where the servers are; nothing once the product has ended."""
        file = self.folder / "running.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def organisations(self) -> int:
        url = self.urls()["database_url"]

        async def count() -> int:
            connection = await asyncpg.connect(url)
            try:
                found: int = await connection.fetchval("SELECT count(*) FROM organisation")
                return found
            finally:
                await connection.close()

        return asyncio.run(count())

    def demo(self) -> None:
        """Adds an organisation by the command line, beside the running product."""
        subprocess.run(
            [sys.executable, "-m", "app", "demo"], env=self.environment, check=True, stdout=subprocess.DEVNULL
        )


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path / "data")
    product.start()
    yield product
    product.process.terminate()
    product.process.wait(30)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found through /proc")
def test_nothing_acknowledged_is_lost_whoever_is_killed(product: Product) -> None:
    product.demo()
    assert product.organisations() == 2

    before = product.running()
    assert set(before) == {*PARTS, "postgres", "valkey"}
    for part in PARTS:
        os.kill(before[part], signal.SIGKILL)
    _until("every part is there again", lambda: product.replaced(before, *PARTS))
    _until("ready again", product.ready)

    for server in ("postgres", "valkey"):
        os.kill(before[server], signal.SIGKILL)
        _until(f"{server} is there again", lambda s=server: product.replaced(before, s))  # type: ignore[misc]
        _until("ready again", product.ready)
    assert product.organisations() == 2

    before = product.running()
    product.process.kill()
    product.process.wait()
    product.start()
    # For a moment the old parts, which notice that they are alone and end, answer beside the new ones.
    _until("everything is a new one", lambda: product.replaced(before, *before))
    _until("ready again", product.ready)
    assert product.organisations() == 2

    product.process.terminate()
    assert product.process.wait(30) == 0
    # A part whose supervisor was killed while it loaded learns of it when it has loaded.
    _until("nothing is left", lambda: product.running() == {})

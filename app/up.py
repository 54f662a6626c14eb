"""`leafledger up`: the whole product on one machine, supervised; nothing acknowledged is lost however it ends."""

import asyncio
import fcntl
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import IO

from app.heartbeat import forget_telegram, telegram_name
from app.loading import SUPERVISED
from app.part import RESTARTS, STOP_TIMEOUT_S, Part, ProcessFailed
from app.programs import Postgres, ProgramFailed, Valkey, start_again
from app.schema import current, newest
from app.settings import SIMULATOR_TOKEN, Settings, SettingWrong
from kernel.errors import DomainError

READY_TIMEOUT_S = 60
TELEGRAM_PATIENCE_S = 15
LOOK_EVERY_S = 0.05
FORMAT = "1"
FIRST = ("bot", "api")
"""The parts that load while the servers start: what takes longest, and what people wait for."""
RUNNING = "running.json"
"""Where the servers are, for other commands; one that is left over tells of a supervisor that was killed."""


class PortTaken(DomainError):
    """Somebody else listens on the port."""

    code = "port_taken"


class FolderUnusable(DomainError):
    """The data folder cannot be made or written."""

    code = "folder_unusable"


class AlreadyRunning(DomainError):
    """Another `up` runs on this data folder."""

    code = "already_running"


class FolderFormatUnknown(DomainError):
    """The data folder was written by another version of the product."""

    code = "folder_format_unknown"


class Stack:
    """The embedded servers and the parts over them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data_dir.absolute()
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.parts: list[Part] = []
        self._lock: IO[str] | None = None
        self._revived: list[float] = []

    def claim(self) -> None:
        """Makes the data folder ours; raises `FolderUnusable`, `AlreadyRunning`, `FolderFormatUnknown`."""
        try:
            (self.folder / "logs").mkdir(parents=True, exist_ok=True)
            (self.folder / "methodologies").mkdir(exist_ok=True)
            self._lock = (self.folder / "lock").open("w")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as problem:
                self.release()
                raise AlreadyRunning(path=str(self.folder)) from problem
            forget_telegram(self.folder)
            marker = self.folder / "format"
            if not marker.exists():
                marker.write_text(FORMAT + "\n")
            found = marker.read_text().strip()
        except OSError as problem:
            raise FolderUnusable(path=str(self.folder), reason=problem.strerror or "") from problem
        if found != FORMAT:
            self.release()
            raise FolderFormatUnknown(path=str(self.folder), found=found[:20], expected=FORMAT)

    def release(self) -> None:
        """Lets go of the folder."""
        if self._lock is not None:
            self._lock.close()

    def point(self) -> Settings:
        """Settings that point at the servers, which are where they say once `start_servers` has started them."""
        chosen = self.settings
        found: dict[str, object] = {}
        if chosen.database_url is None:
            self.postgres = Postgres(self.folder / "postgres")
            self.postgres.reserve()
            found["database_url"] = self.postgres.url("lf_app")
            found["database_owner_url"] = self.postgres.url("lf_owner")
        if chosen.redis_url is None:
            self.valkey = Valkey(self.folder / "valkey")
            found["redis_url"] = self.valkey.url()
        return Settings(**{**chosen.model_dump(exclude_none=True), **found})

    async def start_servers(self, pointed: Settings) -> None:
        """Starts what is embedded, brings the schema up, and tells other commands."""
        # One after the other in this thread: Linux counts the thread that started a program as its parent.
        for server in (self.postgres, self.valkey):
            if server is not None:
                server.start()
        await self._prepare(pointed)
        self._announce(pointed)

    async def _prepare(self, pointed: Settings) -> None:
        if self.postgres is not None:
            await self.postgres.prepare()
        owner = pointed.database_owner_url or pointed.database_url
        assert owner is not None
        url = owner.get_secret_value()
        if await current(url) != newest():
            await import_module("app.migrate").migrate(url)  # heavy, and rarely needed

    def _announce(self, pointed: Settings) -> None:
        """Tells other commands on this machine where the servers and the doors are."""
        file = self.folder / RUNNING
        urls: dict[str, object] = {
            name: secret.get_secret_value()
            for name in ("database_url", "database_owner_url", "redis_url")
            if (secret := getattr(pointed, name)) is not None
        }
        urls |= {name: getattr(pointed, name) for name in ("host", "port", "simulator_port")}
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as output:
            json.dump(urls, output)

    async def start(self) -> Settings:
        """Starts everything that `complete` does not start, and returns settings that point at it."""
        pointed = self.point()
        self._name_parts(pointed)
        first = [part for part in self.parts if part.name in FIRST]
        for part in first:
            part.start()
        await self.start_servers(pointed)
        for part in first:
            part.begin()
        return pointed

    def complete(self, pointed: Settings) -> bool:
        """Whether everything answers.  Starts the last parts once the API does: until then they would delay it."""
        waiting = [part for part in self.parts if part.process is None]
        if not waiting:
            return ready(pointed)
        if _api_ready(pointed):
            for part in waiting:
                part.start()
                part.begin()
        return False

    def _name_parts(self, pointed: Settings) -> None:
        environment = {**os.environ, **environment_of(pointed), SUPERVISED: str(os.getpid())}
        if pointed.simulated:
            environment["LEAFLEDGER_TELEGRAM_TOKEN"] = SIMULATOR_TOKEN
            environment["LEAFLEDGER_TELEGRAM_API_URL"] = pointed.simulator_url
        for name in [*FIRST, *(["simulator"] if pointed.simulated else []), "worker"]:
            command = [sys.executable, "-m", "app.loading", f"app.{name}"]
            self.parts.append(Part(name, command, environment, self.folder / "logs" / f"{name}.log"))

    def tend(self) -> None:
        """Keeps everything running; raises when it cannot."""
        for server in (self.postgres, self.valkey):
            if server is not None and server.process is not None and server.process.poll() is not None:
                self._revive(server)
        now = time.monotonic()
        for part in self.parts:
            part.tend(now)

    def _revive(self, server: Postgres | Valkey) -> None:
        """Starts a server again where it was, so that the parts find it; raises `ProcessFailed`."""
        now = time.monotonic()
        self._revived = [at for at in self._revived if now - at < 60] + [now]
        try:
            if len(self._revived) <= RESTARTS:
                start_again(server)
                return
        except ProgramFailed as problem:
            reason = str(problem.params["reason"])
            raise ProcessFailed(part=type(server).__name__, log=str(server.directory / "log"), last=reason) from problem
        raise ProcessFailed(part=type(server).__name__, log=str(server.directory / "log"), last="")

    def stop(self) -> None:
        """Ends the parts, then the servers under them."""
        for part in self.parts:
            part.stop()
        for part in self.parts:
            part.wait()
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        (self.folder / RUNNING).unlink(missing_ok=True)
        self.release()


def environment_of(settings: Settings) -> dict[str, str]:
    """Settings as the environment variables that make them."""
    found = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is not None:
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            found[f"LEAFLEDGER_{name.upper()}"] = str(plain.absolute() if isinstance(plain, Path) else plain)
    return found


def refuse_taken_ports(settings: Settings, *, patience_s: float = 0) -> None:
    """Raises `PortTaken` before anything is started.

    patience_s: how long the processes of a supervisor that was killed may take to notice and end.
    """
    deadline = time.monotonic() + patience_s
    while True:
        try:
            _bind_each(settings)
            return
        except PortTaken:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _bind_each(settings: Settings) -> None:
    ports = {"LEAFLEDGER_PORT": settings.port}
    if settings.simulated:
        ports["LEAFLEDGER_SIMULATOR_PORT"] = settings.simulator_port
    if len(set(ports.values())) < len(ports):
        raise PortTaken(port=settings.port, host=settings.host, setting="LEAFLEDGER_SIMULATOR_PORT")
    for setting, port in ports.items():
        try:
            family, kind, _, _, address = socket.getaddrinfo(settings.host, port, type=socket.SOCK_STREAM)[0]
        except OSError as problem:
            raise SettingWrong(setting="LEAFLEDGER_HOST", reason=problem.strerror or "") from problem
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as problem:
                raise PortTaken(port=port, host=settings.host, setting=setting) from problem


def up(settings: Settings, say: Callable[[str, dict[str, str]], None]) -> None:
    """Runs the product until Ctrl-C or SIGTERM; `say` is given each message with its words when its time has come."""
    stack = Stack(settings)
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    stack.claim()
    try:
        refuse_taken_ports(settings, patience_s=STOP_TIMEOUT_S if (stack.folder / RUNNING).exists() else 0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        pointed = asyncio.run(stack.start())
        news = _news(stack, pointed)
        while not stopping:
            stack.tend()
            if (message := next(news, None)) is not None:
                say(*message)
            time.sleep(LOOK_EVERY_S)
    finally:
        stack.stop()


def _news(stack: Stack, pointed: Settings) -> Iterator[tuple[str, dict[str, str]] | None]:
    """At each look a message and its words, or nothing; raises `ProcessFailed` when the product does not get ready."""
    begun = time.monotonic()
    while not stack.complete(pointed):
        if time.monotonic() - begun > READY_TIMEOUT_S:
            raise ProcessFailed(part="api", log=str(stack.folder / "logs" / "api.log"), last="not ready")
        yield None
    words = {"pages": f"http://{pointed.reachable_host}:{pointed.port}", "folder": str(pointed.data_dir)}
    if pointed.simulated:
        yield "up-ready-simulated", {**words, "chat": pointed.simulator_url}
        return
    yield "up-ready-telegram", words
    begun = time.monotonic()
    while not (name := telegram_name(stack.folder)) and time.monotonic() - begun < TELEGRAM_PATIENCE_S:
        yield None
    if not name:
        yield "up-telegram-silent", {"url": pointed.telegram_api_url}
        while not (name := telegram_name(stack.folder)):
            yield None
    yield "up-telegram-answers", {"name": name}


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine's loopback


def ready(settings: Settings) -> bool:
    """Whether the simulator answers with its page, and the API /readyz."""
    return (not settings.simulated or _answers(settings.simulator_url)) and _api_ready(settings)


def _api_ready(settings: Settings) -> bool:
    return _answers(f"http://{settings.reachable_host}:{settings.port}/readyz")


def _answers(address: str) -> bool:
    try:
        with _direct.open(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

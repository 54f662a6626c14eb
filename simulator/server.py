"""The simulator as a server: Bot API, control and chat page on one port."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from kernel.clock import Clock, SystemClock
from simulator import control, gateway, pages
from simulator.courier import Courier
from simulator.gateway import SIMULATION
from simulator.journal import Journal
from simulator.limits import Limits
from simulator.simulation import Simulation

TOKEN = re.compile(r"[0-9]{1,15}:[A-Za-z0-9_-]{10,}")
BODY_BYTES = 60 * 1024 * 1024
SHUTDOWN_S = 1.0
SAMPLE_PEOPLE = (
    {"id": 700_000_001, "is_bot": False, "first_name": "小林", "username": "xiaolin", "language_code": "zh-hans"},
    {"id": 700_000_002, "is_bot": False, "first_name": "Alex", "username": "alex_green", "language_code": "en"},
)


class MalformedToken(ValueError):
    """The text is not of the form <bot id>:<secret>."""


def build_application(
    token: str,
    *,
    directory: Path | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
    sample_people: bool = True,
    retry_s: float = 1.0,
) -> web.Application:
    """The whole simulator for one bot as an aiohttp application; its state is at `application[SIMULATION]`.

    token: "<bot id>:<secret>", else `MalformedToken`.  directory: where chats outlive a restart; None keeps nothing.
    limits: Telegram's own unless given.  retry_s: seconds before the first repeated webhook delivery.
    """
    if not TOKEN.fullmatch(token):
        raise MalformedToken("a token is <bot id>:<secret>")
    application = web.Application(client_max_size=BODY_BYTES, middlewares=[pages.same_site_only])
    journal = Journal(directory)
    simulation = Simulation(token, clock or SystemClock(), journal, limits or Limits(), retry_s)
    if sample_people and not simulation.chats.people:
        for person in SAMPLE_PEOPLE:
            simulation.chats.put_person(dict(person))
    application[SIMULATION] = simulation
    application.add_routes([*gateway.routes(), *control.routes(), *pages.routes()])
    application.cleanup_ctx.append(_courier)
    application.on_shutdown.append(_release)
    application.on_cleanup.append(_close_journal)
    return application


async def _courier(application: web.Application) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(Courier(application[SIMULATION]).run())
        yield
        task.cancel()


async def _release(application: web.Application) -> None:
    application[SIMULATION].close()


async def _close_journal(application: web.Application) -> None:
    application[SIMULATION].journal.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A simulator that answers: its origin, such as http://127.0.0.1:8081, and its state."""

    url: str
    simulation: Simulation


@asynccontextmanager
async def running(application: web.Application, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Running]:
    """Serve the application while inside; port 0 takes a free one, a taken port raises `OSError`."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0][1]
        yield Running(f"http://{host}:{bound}", application[SIMULATION])
    finally:
        await runner.cleanup()


async def serve(host: str, port: int, *, token: str, directory: Path | None) -> None:
    """Serve until cancelled; raises `OSError` if the port is taken."""
    async with running(build_application(token, directory=directory), host, port):
        await asyncio.Event().wait()

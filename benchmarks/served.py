"""The product's API as a process of its own over a fresh database, and the audit of what it recorded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.container import Container, build
from app.export import write_log
from app.settings import Settings
from app.worker import integrate_all
from benchmarks.ground import Ground, answers, module, wait_for
from benchmarks.rides import Fleet, fleet
from benchmarks.wire import Load
from kernel.ids import public
from ledger.verify import verify
from methodologies.engine import recompute

MEMBERS = 1500
"""So many that nobody is told of more than three rides a day, as among people."""


class Refused(Exception):
    """Something else was answered than "recorded", or the log holds something else than was acknowledged."""


@dataclass
class Served:
    """The API at work.  told: how many rides of the fleet have been sent."""

    settings: Settings
    container: Container
    fleet: Fleet
    told: int = 0

    async def an_entry(self) -> bytes:
        """The bytes of the newest entry of the fleet's organisation."""
        async with self.container.database.work(self.fleet.org_id) as connection:
            found: bytes = await connection.fetchval(
                "SELECT entry FROM log_entry WHERE log_id = $1 ORDER BY seq DESC LIMIT 1",
                public("log", self.fleet.org_id),
            )
        return found

    async def as_owner(self, statement: str) -> None:
        """Runs one statement as the role that owns the tables."""
        connection = await owner(self.settings)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def settle(self) -> None:
        """Has the database count its rows: to be called once there are some.

        Autovacuum does so in the first minutes of a database's life; done at once, no round differs from the next.
        """
        await self.as_owner("ANALYZE")

    async def audit(self, acknowledged: int) -> None:
        """Exports and verifies the whole log; raises `Refused` unless it holds each acknowledged action once."""
        while await integrate_all(self.container):
            pass
        folder = self.settings.data_dir / "audited"
        await write_log(self.container, self.fleet.org_id, folder)
        found = await asyncio.to_thread(_actions, folder)
        if found != acknowledged:
            raise Refused(f"{acknowledged} acknowledged, {found} in the log")


def _actions(folder: Path) -> int:
    return verify(folder, None, recompute).entries.get("action.recorded", 0)


async def owner(settings: Settings) -> asyncpg.Connection:
    """A connection as the role that owns the tables."""
    assert settings.database_owner_url is not None
    return await asyncpg.connect(settings.database_owner_url.get_secret_value())


@asynccontextmanager
async def served(ground: Ground) -> AsyncIterator[Served]:
    """An API process over a fresh database with a fleet of `MEMBERS`."""
    settings = await ground.settings()
    async with build(settings) as container:
        partner = await fleet(container, MEMBERS)
        with module("api", settings) as api:
            address = f"http://127.0.0.1:{settings.port}/readyz"
            await asyncio.to_thread(wait_for, api, settings.data_dir / "api.log", lambda: answers(address))
            yield Served(settings, container, partner)


def expect(load: Load, status: int) -> Load:
    """The load, every reply of which must have had this status; raises `Refused`."""
    if set(load.statuses) != {status}:
        raise Refused(f"answers by status: {dict(load.statuses)}")
    return load

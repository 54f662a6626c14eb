"""Versions that two admins published while the product runs: read at the start, and again every ten seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.work import Database
from methodologies.catalogue import Catalogue
from methodologies.fields import parse

logger = structlog.get_logger()
LOOK_EVERY_S = 10.0


async def refresh(database: Database, catalogue: Catalogue, clock: Clock) -> list[str]:
    """Adds to the catalogue what was published since, and lets into force what is due; the names of all of it.

    Raises `PackageInvalid` where a file of the same name says something else: nobody could tell which one an entry means.
    """
    now = clock.now()
    async with database.work() as connection:
        rows = await connection.fetch(
            "SELECT name, document, in_force_at FROM published_methodology ORDER BY published_at, name"
        )
    for row in rows:
        document = parse(row["document"].encode(), row["name"])
        catalogue.publish(document, in_force=row["in_force_at"] <= now)
    return [row["name"] for row in rows]


@asynccontextmanager
async def beside(database: Database, catalogue: Catalogue, clock: Clock) -> AsyncIterator[None]:
    """Looks as long as the body runs."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_look(database, catalogue, clock))
        yield
        task.cancel()


async def _look(database: Database, catalogue: Catalogue, clock: Clock) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await refresh(database, catalogue, clock)
        except (DomainError, OSError) as problem:
            logger.error("published.round_failed", problem=str(problem))

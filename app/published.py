"""Versions that came while the product runs: read at the start, and again every ten seconds.

Two admins published them, or they stand in a log and no file here holds them any more: old versions stay executable.
"""

import asyncio
import json

import structlog

from accounts import organisations
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Database
from ledger import log
from methodologies.catalogue import Catalogue
from methodologies.contract import PackageInvalid
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


async def remember(database: Database, catalogue: Catalogue, unusable: set[str]) -> list[str]:
    """Adds the versions of every log that no file holds, never to be chosen; the names of those that were added.

    unusable: names of what this installation cannot run (another's plugin), grown here; acts under them are told without
    their sums.
    """
    added: list[str] = []
    async with database.work() as connection:
        issuers = await organisations.every(connection)
    for org_id in issuers:
        log_id = public("log", org_id)
        async with database.work(org_id) as connection:
            rows = await connection.fetch(
                "SELECT name, seq FROM log_methodology WHERE log_id = $1 AND name <> ALL ($2::text[])",
                log_id,
                [*catalogue.packages, *unusable],
            )
            for row in rows:
                entry = json.loads((await log.read(connection, log_id, row["seq"])).data)
                try:
                    catalogue.keep(entry["package"])
                except PackageInvalid as problem:
                    unusable.add(row["name"])
                    logger.warning("published.not_usable", methodology=row["name"], **problem.params)
                else:
                    added.append(row["name"])
    return added


async def look(database: Database, catalogue: Catalogue, clock: Clock) -> None:
    """Looks every ten seconds, until cancelled."""
    unusable: set[str] = set()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await refresh(database, catalogue, clock)
            await remember(database, catalogue, unusable)
        except (DomainError, OSError) as problem:
            logger.error("published.round_failed", problem=str(problem))

"""Versions that no file holds, for a command that ends soon: those of the database that the settings or the folder name."""

from app import published
from app.local import servers
from app.settings import Settings
from kernel.clock import SystemClock
from kernel.database import connect
from kernel.errors import DomainError
from methodologies.catalogue import Catalogue

HERE, NOWHERE = "searched", "no_database"


async def add(settings: Settings, catalogue: Catalogue) -> str:
    """Adds what two admins published and what the logs hold; how that went.

    `searched`; `no_database`, where the folder holds none and the settings name none; else the code of what kept the
    database from being read.  Embedded servers that do not run are started for as long as this takes.
    """
    if settings.database_url is None and not (settings.data_dir / "postgres").is_dir():
        return NOWHERE
    try:
        if settings.database_url is not None:
            await _read(settings, catalogue)
        else:
            async with servers(settings) as pointed:
                await _read(pointed, catalogue)
    except DomainError as problem:
        return problem.code
    return HERE


async def _read(settings: Settings, catalogue: Catalogue) -> None:
    assert settings.database_url is not None  # `add` has seen to it.
    database = await connect(settings.database_url.get_secret_value(), max_size=1)
    try:
        await published.refresh(database, catalogue, SystemClock())
        await published.remember(database, catalogue, set())
    finally:
        await database.close()

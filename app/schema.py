"""Which revision the schema has, and which one this code expects.  Light: every process asks, few migrate."""

from pathlib import Path

import asyncpg

import migrations
from kernel.work import DatabaseUnreachable

UNFINISHED = "leafledger_unfinished"
"""An empty schema that stands in a database while it is being restored."""
FOLDER = Path(migrations.__file__).parent


def revisions() -> list[str]:
    """Every revision, oldest first: the numbers of the files."""
    return sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The revision that this code expects: the number of the last file."""
    return revisions()[-1]


async def connect(url: str) -> asyncpg.Connection:
    """A connection of its own, outside any pool; raises `DatabaseUnreachable`."""
    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem


async def current(url: str) -> str | None:
    """The revision of a database, or None where there is no schema yet; raises `DatabaseUnreachable`."""
    connection = await connect(url)
    try:
        if not await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return None
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
        return revision
    finally:
        await connection.close()

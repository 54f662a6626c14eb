"""Which revision the schema has, and which one this code expects.  Light: every process asks, few migrate."""

from pathlib import Path

import asyncpg

import migrations

FOLDER = Path(migrations.__file__).parent


def revisions() -> list[str]:
    """Every revision, oldest first: the numbers of the files."""
    return sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The revision that this code expects: the number of the last file."""
    return revisions()[-1]


async def current(url: str) -> str | None:
    """The revision of a database, or None where there is no schema yet."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return None
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
        return revision
    finally:
        await connection.close()

"""Bringing the schema to the newest revision, as the role that owns the tables."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.schema import FOLDER, current, newest, revisions
from kernel.errors import DomainError


class RevisionUnknown(DomainError):
    """There is no migration of that number."""

    code = "revision_unknown"


async def migrate(url: str, revision: str = "head") -> None:
    """Moves the schema to `revision` (`head`, a number, or `base`).  url: the owner's.

    Raises `RevisionUnknown` and `DatabaseUnreachable`.
    """
    target = newest() if revision == "head" else revision
    if target not in ("base", *revisions()):
        raise RevisionUnknown(revision=revision[:40], newest=newest())
    if await current(url) == target:
        return

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        now = command.downgrade if revision == "base" or target < (_at(connection) or "") else command.upgrade
        now(config, revision)

    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


def _at(connection: Connection) -> str | None:
    table = connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar()
    return None if table is None else connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()

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


class RevisionOlder(DomainError):
    """The database stands at a newer revision, whose tables and columns would be dropped with what they hold."""

    code = "revision_older"


async def migrate(url: str, revision: str = "head", *, down: bool = False) -> None:
    """Moves the schema to `revision` (`head`, a number, or `base`), to an older one only if `down` says so.

    url: the owner's.  Raises `RevisionUnknown`, `RevisionOlder` and `DatabaseUnreachable`.
    """
    target = newest() if revision == "head" else revision
    if target not in ("base", *revisions()):
        raise RevisionUnknown(revision=revision[:40], newest=newest())
    stands = await current(url)
    if stands == target or (stands is None and target == "base"):
        return
    older = stands is not None and (target == "base" or target < stands)
    if older and not down:
        raise RevisionOlder(revision=target, current=str(stands))

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        move = command.downgrade if older else command.upgrade
        move(config, revision)

    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()

"""Connecting to PostgreSQL, and refusing a server on which promises could not be kept."""

import asyncpg
import orjson

from kernel.errors import DomainError
from kernel.work import Database, DatabaseUnreachable

APPLICATION_ROLE = "lf_app"


class DatabaseUnsafe(DomainError):
    """The server could lose acknowledged entries, or the role could rewrite them."""

    code = "database_unsafe"


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nothing outlives a unit of work (settings and locks are the transaction's), so nothing is reset after it."""


async def connect(url: str, *, max_size: int = 8, strict_role: bool = False) -> Database:
    """A pool as the application role.

    url: postgresql://…; a login that is not `lf_app` takes on that role for each connection, which `strict_role`
    (production) refuses.  Raises `DatabaseUnreachable` and `DatabaseUnsafe`.
    """
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=max_size,
            init=_prepare,
            reset=_as_it_is,
            server_settings={"role": APPLICATION_ROLE},
        )
    except (OSError, asyncpg.PostgresError) as problem:
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
    async with pool.acquire() as connection:
        unsafe = await _dangers(connection, strict_role=strict_role)
    if unsafe:
        await pool.close()
        raise DatabaseUnsafe(settings=unsafe)
    return Database(pool)


async def _dangers(connection: asyncpg.pool.PoolConnectionProxy, *, strict_role: bool) -> list[str]:
    """Names of the settings that are off, or of the powers that the role should not have."""
    settings = await connection.fetch(
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
        " AND setting = 'off'"
    )
    found = [row["name"] for row in settings]
    role = await connection.fetchrow(
        "SELECT session_user = current_user AS own, rolsuper OR rolbypassrls AS mighty FROM pg_roles"
        " WHERE rolname = current_user"
    )
    assert role is not None
    if role["mighty"]:
        found.append("role bypasses row-level security")
    if strict_role and not role["own"]:
        found.append("login is not the application role lf_app")
    return found

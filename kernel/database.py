"""Connecting to PostgreSQL, and refusing a server on which promises could not be kept."""

from typing import Any

import asyncpg
import orjson

from kernel.errors import DomainError
from kernel.work import Database, DatabaseUnreachable, Session

APPLICATION_ROLE = "lf_app"


class DatabaseUnsafe(DomainError):
    """The server could lose acknowledged entries, or the role could rewrite them."""

    code = "database_unsafe"


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nothing outlives a transaction (settings and locks are its own), and a session names its tenant: no reset."""


async def connect(url: str, *, max_size: int = 8, strict_role: bool = False) -> Database:
    """Pools as the application role, `max_size` connections for transactions and half as many for sessions.

    url: postgresql://…; a login that is not `lf_app` takes on that role for each connection, which `strict_role`
    (production) refuses.  Raises `DatabaseUnreachable` and `DatabaseUnsafe`.
    """
    try:
        database = Database(
            await _pool(url, min_size=1, max_size=max_size),
            await _pool(url, min_size=0, max_size=(max_size + 1) // 2, connection_class=Session),
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:  # the last: an option of the address
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
    async with database.pool.acquire() as connection:
        unsafe = await _dangers(connection, strict_role=strict_role)
    if unsafe:
        await database.close()
        raise DatabaseUnsafe(settings=unsafe)
    return database


async def _pool(url: str, **sizes: Any) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url,
        init=_prepare,
        reset=_as_it_is,
        # Most statements come a thousand times a minute with other ids: planned anew each time, a look-up costs three
        # times as much.  What a plan must not hang on, `kernel.columns` tells.
        server_settings={"role": APPLICATION_ROLE, "plan_cache_mode": "force_generic_plan"},
        **sizes,
    )


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

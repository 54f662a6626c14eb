"""The unit of work: an update, request or job is one transaction, a recording batch one statement; only here is a commit."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, parse, public

_LOST = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
Taken = asyncpg.UniqueViolationError
"""A row of that key stands already."""
Missing = asyncpg.NotNullViolationError
"""A value that must be there is not; `column_name` tells which."""
Connection = asyncpg.pool.PoolConnectionProxy | asyncpg.Connection


class DatabaseUnreachable(DomainError):
    """The database does not answer, or went away."""

    code = "database_unreachable"


@dataclass(frozen=True)
class Tenant:
    """The issuing organisation whose rows a transaction may see; its log bears the same number."""

    org_id: UUID

    @property
    def log_id(self) -> str:
        """The organisation's own log."""
        return public("log", self.org_id)


class Session(asyncpg.Connection):
    """A connection that remembers whose rows it sees, from one statement to the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._org_id: UUID | None = None

    async def see(self, org_id: UUID) -> None:
        """From now on every statement sees the rows of this organisation and no other's."""
        if self._org_id != org_id:
            self._org_id = None
            await self.execute(_settings(org_id, Tenant(org_id).log_id, "", local=False))
            self._org_id = org_id


class Database:
    """Connections as the application role: one pool for transactions, one for sessions."""

    def __init__(self, pool: asyncpg.Pool, sessions: asyncpg.Pool) -> None:
        """sessions: of `Session`; kept apart, because what a session sees outlives its statements."""
        self.pool = pool
        self._sessions = sessions

    async def close(self) -> None:
        """Ends the connections when they are given back."""
        await self._sessions.close()
        await self.pool.close()

    def work(
        self, org_id: UUID | None = None, *, person_id: UUID | None = None
    ) -> AbstractAsyncContextManager[Connection]:
        """One transaction that sees the rows of `org_id` (and a person's own memberships), committed at the end.

        Row-level security hides every tenant row unless the organisation is named here.  Raises `DatabaseUnreachable`
        when the server is gone: then nothing, or everything, was committed.
        """
        return self._transaction(_begin(org_id, person_id))

    def log_work(self, log_id: str) -> AbstractAsyncContextManager[Connection]:
        """As `work` of the organisation whose log it is; the platform log's sees no organisation's rows.

        Raises `MalformedId` where `log_id` is none.
        """
        if log_id == PLATFORM_LOG:
            return self._transaction(f"BEGIN; {_settings('', PLATFORM_LOG, '')}")
        return self.work(parse("log", log_id))

    @asynccontextmanager
    async def session(self, org_id: UUID) -> AsyncIterator[Connection]:
        """A connection that sees the rows of `org_id`, each of whose statements is a transaction of its own.

        For what reads by one statement and writes by another: `work` asks the server four times for that.  Several
        statements become one transaction by `atomically`.  Raises as `work`.
        """
        async with _lent(self._sessions) as connection:
            await cast(Session, connection).see(org_id)
            yield connection

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[Connection]:
        async with _lent(self.pool) as connection, atomically(connection, begin):
            yield connection


@asynccontextmanager
async def atomically(connection: Connection, begin: str = "BEGIN") -> AsyncIterator[None]:
    """Makes the block's statements one transaction, committed at its end."""
    await connection.execute(begin)
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    # A transaction whose failure was swallowed on the way answers COMMIT with ROLLBACK: nothing was kept.
    if await connection.execute("COMMIT") != "COMMIT":
        raise RuntimeError("the transaction had failed before its end")


@asynccontextmanager
async def _lent(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    """A connection of the pool; raises `DatabaseUnreachable`."""
    try:
        connection = await pool.acquire()
    except (OSError, asyncpg.InterfaceError, *_LOST) as problem:
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
    try:
        yield connection
    except _LOST as problem:
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
    except asyncpg.InterfaceError as problem:
        if not _gone(connection):
            raise  # our own mistake, a wrong number of arguments for instance: not the server's absence
        raise DatabaseUnreachable(reason=str(problem)) from problem
    finally:
        await pool.release(connection)


def _begin(org_id: UUID | None, person_id: UUID | None) -> str:
    """Begins a transaction that sees these; one message to the server, in which ids are all that is written."""
    if org_id is None and person_id is None:
        return "BEGIN"
    log_id = "" if org_id is None else Tenant(org_id).log_id
    return f"BEGIN; {_settings(org_id or '', log_id, person_id or '')}"


def _settings(org: UUID | str, log_id: str, person: UUID | str, *, local: bool = True) -> str:
    """Whose rows are seen from here; local: until the transaction ends."""
    named = (("app.org", org), ("app.log", log_id), ("app.person", person))
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', {local})" for name, value in named)


def _gone(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    """Whether the server closed the connection; the pool takes a lost one back by itself."""
    try:
        closed: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        return True
    return closed

"""The unit of work: one update, request, job or recording batch is one transaction, and only this file commits."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, parse, public

_LOST = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
Taken = asyncpg.UniqueViolationError
"""A row of that key stands already."""
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


class Database:
    """A pool of connections as the application role."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

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
            return self._transaction(_begin_with("", PLATFORM_LOG, ""))
        return self.work(parse("log", log_id))

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[Connection]:
        try:
            connection = await self.pool.acquire()
        except (OSError, asyncpg.InterfaceError, *_LOST) as problem:
            raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
        try:
            await connection.execute(begin)
            try:
                yield connection
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            # A transaction whose failure was swallowed on the way answers COMMIT with ROLLBACK: nothing was kept.
            if await connection.execute("COMMIT") != "COMMIT":
                raise RuntimeError("the transaction had failed before its end")
        except _LOST as problem:
            raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem
        except asyncpg.InterfaceError as problem:
            if not _gone(connection):
                raise  # our own mistake, a wrong number of arguments for instance: not the server's absence
            raise DatabaseUnreachable(reason=str(problem)) from problem
        finally:
            await self.pool.release(connection)


def _begin(org_id: UUID | None, person_id: UUID | None) -> str:
    """Begins a transaction that sees these; one message to the server, in which uuids are all that is written."""
    if org_id is None and person_id is None:
        return "BEGIN"
    log_id = "" if org_id is None else Tenant(org_id).log_id
    return _begin_with(org_id or "", log_id, person_id or "")


def _begin_with(org: UUID | str, log_id: str, person: UUID | str) -> str:
    return (
        f"BEGIN; SELECT set_config('app.org', '{org}', true), set_config('app.log', '{log_id}', true),"
        f" set_config('app.person', '{person}', true)"
    )


def _gone(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    """Whether the server closed the connection; the pool takes a lost one back by itself."""
    try:
        closed: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        return True
    return closed

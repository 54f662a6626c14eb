"""`leafledger backup`: one consistent moment of the database, with what makes it worth restoring."""

from pathlib import Path

from accounts import organisations
from accounts.partners import see
from app import dumping
from app.backup_files import DUMP, ERASED, KEY, METHODOLOGIES, LogState, Manifest, sha256, writing
from app.container import Container, build
from app.erase import erasing
from app.local import servers
from app.settings import Settings
from kernel.files import flush
from kernel.ids import PLATFORM_LOG, public
from kernel.work import Connection
from ledger import integrator, log
from ledger.layout import Directory


async def backup(settings: Settings, directory: Path, *, with_key: bool = False) -> dict[str, object]:
    """Writes a backup into a new folder; without its last file, the manifest, the folder is none.

    with_key: puts the key file in too.  Raises `DirectoryNotEmpty`, `DirectoryNotWritable`, `BackupRoleWeak` and
    `ProgramFailed`.
    """
    async with servers(settings) as pointed, build(pointed, pool=2) as container:
        url = dumping.reading_url(settings, pointed)
        await dumping.require_reader(url)
        folder = Directory(directory)
        with writing(directory):
            names = [DUMP, ERASED, *_beside(container, folder, with_key=with_key)]
        folder.put(ERASED, "".join(f"{name}\n" for name in sorted(erasing(container).tombstones.names())).encode())
        revision, logs = await _database(container, url, directory / DUMP)
        with writing(directory):
            for name in names:
                flush(directory / name)
            files = {name: sha256(directory / name) for name in names}
            manifest = Manifest(container.clock.now().isoformat(timespec="seconds"), revision, files, logs)
            manifest.write(directory, container.keys)
    return {
        "directory": str(directory),
        "bytes": sum((directory / name).stat().st_size for name in names),
        "with_key": with_key,
        "logs": {log_id: state.size for log_id, state in logs.items()},
    }


async def _database(container: Container, url: str, file: Path) -> tuple[str, dict[str, LogState]]:
    """Dumps one moment; the schema's revision and the logs' states of the same moment."""
    async with container.database.work() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        revision = await connection.fetchval("SELECT version_num FROM alembic_version")
        logs: dict[str, LogState] = {}
        for org_id in await organisations.every(connection):
            await see(connection, org_id)
            await _note(connection, public("log", org_id), logs)
        await connection.execute(
            "SELECT set_config('app.org', '', true), set_config('app.log', $1, true)", PLATFORM_LOG
        )
        await _note(connection, PLATFORM_LOG, logs)
        await dumping.dump(url, file, snapshot)
    return revision, logs


async def _note(connection: Connection, log_id: str, logs: dict[str, LogState]) -> None:
    size = await log.size(connection, log_id)
    if size:
        signed = await integrator.latest(connection, log_id)
        logs[log_id] = LogState(size, "" if signed is None else signed.note.decode())


def _beside(container: Container, folder: Directory, *, with_key: bool) -> list[str]:
    """Copies what is no database: the installation's own methodologies and, where it was asked for, the key."""
    settings, names = container.settings, list[str]()
    folder.path.chmod(0o700)
    if with_key:
        folder.put(KEY, settings.key_path.read_bytes())
        (folder.path / KEY).chmod(0o600)
        names.append(KEY)
    if settings.drop_in_dir.is_dir():
        for file in sorted(settings.drop_in_dir.rglob("*")):
            if file.is_file():
                name = f"{METHODOLOGIES}/{file.relative_to(settings.drop_in_dir).as_posix()}"
                folder.put(name, file.read_bytes())
                names.append(name)
    return names

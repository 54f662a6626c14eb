"""`leafledger restore`: fills an empty database from a backup, checks every log, and erases again whoever was erased."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from app import dumping
from app.audit import read_file
from app.backup_files import DUMP, ERASED, KEY, METHODOLOGIES, BackupDamaged, Manifest, Unread, check_files, writing
from app.container import Container, build
from app.erase import erasing
from app.migrate import migrate
from app.schema import newest
from app.settings import Settings
from app.signed import LastSigned
from app.up import Stack
from kernel.errors import DomainError
from ledger import checkpoint, note, serving
from ledger.checkpoint import CheckpointMalformed
from ledger.integrator import Signed, TreeUnlike
from ledger.invalid import checkpoint_wrong
from ledger.note import NoteMalformed
from ledger.rechecking import Rechecked, recheck
from privacy.erasure import Tombstones
from privacy.keys import KeyFileUnusable, KeyRing, install_key_file, read_key_file


class RestoreNotEmpty(DomainError):
    """A restore goes into an empty database alone."""

    code = "restore_not_empty"


class BackupNewer(DomainError):
    """The backup's schema is of a later version than this one knows."""

    code = "backup_newer"


class CheckpointForeign(DomainError):
    """The checkpoint at hand is of none of the restored logs."""

    code = "checkpoint_foreign"


async def restore(settings: Settings, directory: Path, outside: Sequence[Path] = ()) -> dict[str, object]:
    """Restores the backup in `directory`; what was found and done.

    outside: signed checkpoints kept elsewhere (an export's, a witness's).  A log of which more was signed than was
    restored is never signed again.  Raises `BackupIncomplete`, `BackupDamaged`, `BackupKeyOther`, `KeyFileUnusable`,
    `BackupNewer`, `RestoreNotEmpty`, `AlreadyRunning`, `DirectoryNotWritable`, `ProgramFailed`, `SignedUnwritable` and
    what `ledger.rechecking` raises.
    """
    unread = Unread(directory)
    key_file = directory / KEY
    brings_key = not settings.key_path.exists() and key_file.exists()
    keys = KeyRing(read_key_file(key_file if brings_key else settings.key_path, may_create=False))
    manifest = unread.opened(keys)
    if brings_key and KEY not in manifest.files:
        raise KeyFileUnusable(path=str(key_file))
    check_files(directory, manifest)
    if manifest.revision > newest():
        raise BackupNewer(found=manifest.revision, expected=newest())
    kept = _by_log(outside, manifest)
    async with _empty_servers(settings) as pointed:
        with writing(settings.data_dir):
            if brings_key:
                install_key_file(settings.key_path, key_file.read_bytes())
            _put_methodologies(settings, directory, manifest)
        erased = (directory / ERASED).read_text().split()
        Tombstones(settings.key_path.parent / "erased", keys).adopt(erased)
        owner = dumping.owner_url(pointed)
        # Nothing starts on the database until its logs are checked and whoever was erased is gone again.
        await dumping.close_doors(owner)
        await dumping.load(owner, directory / DUMP)
        await migrate(owner)
        await dumping.count_anew(owner)
        async with build(pointed, pool=2, unfinished=True) as container:
            done = await _bring_up_to_date(container, manifest, kept)
        await dumping.open_doors(owner)
    return done


@asynccontextmanager
async def _empty_servers(settings: Settings) -> AsyncIterator[Settings]:
    """The running servers, the embedded ones started for as long as it takes; raises `RestoreNotEmpty`."""
    stack = Stack(settings)
    stack.claim()
    try:
        pointed = stack.point()
        for server in (stack.postgres, stack.valkey):
            if server is not None:
                server.start()
        if stack.postgres is not None:
            await stack.postgres.prepare()
        if not await dumping.is_empty(dumping.owner_url(pointed)):
            raise RestoreNotEmpty
        yield pointed
    finally:
        stack.stop()


def _put_methodologies(settings: Settings, directory: Path, manifest: Manifest) -> None:
    """Copies the installation's own packages, where there is none of that name."""
    for name in manifest.files:
        file = settings.drop_in_dir / name.removeprefix(f"{METHODOLOGIES}/")
        if name.startswith(f"{METHODOLOGIES}/") and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((directory / name).read_bytes())


async def _bring_up_to_date(
    container: Container, manifest: Manifest, outside: Mapping[str, Mapping[int, bytes]]
) -> dict[str, object]:
    memory = LastSigned(container.settings.key_path.parent / "signed")
    logs: dict[str, object] = {}
    behind: list[str] = []
    for log_id, state in manifest.logs.items():
        async with container.database.log_work(log_id) as connection:
            vkeys = await serving.vkeys(connection, log_id)
            found = await recheck(connection, log_id, vkeys, outside.get(log_id, {}))
        signed = b"" if found.signed is None else found.signed.note
        if found.size != state.size or signed.decode() != state.checkpoint:
            raise BackupDamaged(file=DUMP)
        logs[log_id] = {
            "entries": found.size,
            "signed": 0 if found.signed is None else found.signed.size,
            "checkpoints_reproduced": found.checkpoints,
        }
        if not _may_sign(memory, log_id, found, container.clock.now()):
            behind.append(log_id)
    again = await erasing(container).reapply()
    return {"made_at": manifest.made_at, "logs": logs, "not_signed_any_more": behind, "erased_again": len(again)}


def _by_log(outside: Sequence[Path], manifest: Manifest) -> dict[str, dict[int, bytes]]:
    """Checkpoints from elsewhere by log and size, their signatures still to be checked.

    Raises `CheckpointForeign`, `CheckpointUnreadable` and `FileUnreadable`.
    """
    found: dict[str, dict[int, bytes]] = {}
    for path in outside:
        data = read_file(path, note.MAX_NOTE_BYTES)
        try:
            read = checkpoint.parse(note.parse(data).body)
        except (NoteMalformed, CheckpointMalformed) as problem:
            raise checkpoint_wrong(str(path), problem) from problem
        log_id = read.origin.rpartition("/")[2]
        if log_id not in manifest.logs:
            raise CheckpointForeign(path=str(path))
        found.setdefault(log_id, {})[read.size] = data
    return found


def _may_sign(memory: LastSigned, log_id: str, found: Rechecked, now: datetime) -> bool:
    """Whether nothing more was ever signed of the log; then its checkpoint is the newest that is known.

    What was signed beyond it is remembered beside the key, where the integrator looks before it signs; raises
    `SignedUnwritable`.
    """
    ahead = None if found.ahead is None else Signed(found.ahead.size, found.ahead.root, b"", now)
    try:
        memory.recall(log_id).check(ahead or found.signed)
    except TreeUnlike:
        return False
    if ahead is not None:
        memory.remember(log_id, ahead)
    elif found.signed is not None:
        memory.keep(log_id, found.signed)
    return ahead is None

"""Writing a whole log as files: the C2SP tlog-tiles layout that `ledger.verify` and foreign verifiers read.

Entries and tiles are written as they are stored, right or wrong: an export proves, it does not judge.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from kernel.errors import DomainError
from kernel.work import Connection
from ledger import entry, integrator, log, merkle, note, serving, tiles
from ledger.integrator import Signed
from ledger.platform import Receipt
from ledger.policy import Policy

BUNDLES_AT_ONCE = 32
TILES_AT_ONCE = 256
OLDER_CHECKPOINTS = 1000
"""How many of the newest checkpoints are written; of the time before, the last of each day (UTC)."""

Progress = Callable[[int, int], None]


class LogEmpty(DomainError):
    """The log has no signed checkpoint yet: nothing was recorded."""

    code = "log_empty"


class DirectoryNotEmpty(DomainError):
    """An export wants a folder of its own.  path: the one that holds something already."""

    code = "directory_not_empty"


class DirectoryNotWritable(DomainError):
    """The folder cannot be made or written.  path, reason: the system's own word."""

    code = "directory_not_writable"


class Directory:
    """A new export's folder.  Files are put there by name; whatever the system refuses becomes our error."""

    def __init__(self, path: Path) -> None:
        """Makes the folder; raises `DirectoryNotEmpty` and `DirectoryNotWritable`."""
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            taken = next(path.iterdir(), None) is not None
        except OSError as problem:
            raise DirectoryNotWritable(path=str(path), reason=_reason(problem)) from problem
        if taken:
            raise DirectoryNotEmpty(path=str(path))
        if not os.access(path, os.W_OK | os.X_OK):
            raise DirectoryNotWritable(path=str(path), reason="permission")

    def put(self, name: str, data: bytes) -> None:
        """Writes one file, its folders made as needed; raises `DirectoryNotWritable`."""
        file = self.path / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except OSError as problem:
            raise DirectoryNotWritable(path=str(file), reason=_reason(problem)) from problem


def _reason(problem: OSError) -> str:
    return problem.strerror or type(problem).__name__


def policy(vkeys: Sequence[str], witnesses: str = "quorum none\n", platform: Sequence[str] = ()) -> bytes:
    """A policy (C2SP tlog-policy) that trusts these log keys.

    witnesses: its lines about witnesses and quorum.  platform: the keys of the platform log.
    """
    logs = "".join(f"log {vkey}\n" for vkey in vkeys)
    if platform:
        logs += "# The platform log, which carries the checkpoints of every log.\n"
        logs += "".join(f"log {vkey}\n" for vkey in platform)
    return (
        "# The keys that sign this log.  They show that the files belong together; for their origin, compare a key\n"
        f"# with one that you have from elsewhere.\n{logs}{witnesses}"
    ).encode()


async def export_log(
    connection: Connection,
    log_id: str,
    directory: Directory,
    progress: Progress | None = None,
    witnesses: Policy | None = None,
    receipt: Receipt | None = None,
) -> Signed:
    """Writes the log up to the receipt's checkpoint, or else its newest, which comes back; memory stays bounded.

    Layout: checkpoint, checkpoints/<size>, tile/<L>/<N>, tile/entries/<N>, with a receipt platform/<size>.tlog-proof, and
    policy.txt with every key that signed a checkpoint here.  progress: told (entries done, all entries).  witnesses: they
    and their quorum go into the policy, the quorum once the checkpoint bears it.  Raises `LogEmpty` and what
    `Directory.put` raises.
    """
    if receipt is None:
        head = await integrator.latest(connection, log_id)
    else:
        head = await integrator.at(connection, log_id, receipt.signed.size)
    if head is None:
        raise LogEmpty(log_id=log_id)
    await _entries(connection, log_id, head.size, directory, progress)
    await _tiles(connection, log_id, head.size, directory)
    older = await _older_checkpoints(connection, log_id, head.size, directory)
    vkeys = await serving.vkeys_under(connection, log_id, [head.note, *older])
    if receipt is not None:
        directory.put(f"platform/{head.size}.tlog-proof", receipt.proof)
    platform = () if receipt is None else receipt.vkeys
    directory.put("policy.txt", policy(vkeys, _witness_lines(witnesses, head), platform))
    # Last, so that a directory with a checkpoint is a whole one.
    directory.put("checkpoint", head.note)
    return head


async def _entries(
    connection: Connection, log_id: str, size: int, directory: Directory, progress: Progress | None
) -> None:
    for start, stop in log.chunks(0, size, BUNDLES_AT_ONCE * tiles.WIDTH):
        entries = await log.read_range(connection, log_id, start, stop)
        for at in range(0, stop - start, tiles.WIDTH):
            bundle = entries[at : at + tiles.WIDTH]
            _refuse_too_long(bundle)
            index = (start + at) // tiles.WIDTH
            width = min(tiles.WIDTH, size - index * tiles.WIDTH)
            directory.put(tiles.entries_path(index, width), tiles.bundle(bundle))
        if progress is not None:
            progress(stop, size)


def _refuse_too_long(bundle: list[bytes]) -> None:
    """A bundle counts an entry's bytes in 16 bits; no entry of ours is longer."""
    longest = max(map(len, bundle), default=0)
    if longest > entry.MAX_BYTES:
        raise entry.EntryTooLong(size_bytes=longest, limit_bytes=entry.MAX_BYTES)


async def _tiles(connection: Connection, log_id: str, size: int, directory: Directory) -> None:
    """The stored tiles, each cut to what the tree of `size` has of it."""
    wanted = list(tiles.tiles_of(size))
    for at in range(0, len(wanted), TILES_AT_ONCE):
        some = wanted[at : at + TILES_AT_ONCE]
        stored = await integrator.stored_tiles(connection, log_id, [(level, index) for level, index, _ in some])
        for level, index, width in some:
            data = stored.get((level, index), b"")
            directory.put(tiles.tile_path(level, index, width), data[: width * merkle.HASH_BYTES])


def _witness_lines(witnesses: Policy | None, head: Signed) -> str:
    """The policy's lines about witnesses; a quorum that is not reached would make a sound export invalid."""
    if witnesses is None:
        return "quorum none\n"
    reached = witnesses.is_quorum(note.signers(note.parse(head.note), witnesses.witnesses.values()))
    missing = "" if reached else f"# The quorum {witnesses.quorum} had not cosigned when this was written.\n"
    return missing + witnesses.witness_lines(with_quorum=reached)


async def _older_checkpoints(connection: Connection, log_id: str, size: int, directory: Directory) -> list[bytes]:
    """Writes them; they come back."""
    rows = await connection.fetch(
        "SELECT size, note FROM (SELECT size, note, row_number() OVER (ORDER BY size DESC) AS age,"
        "  row_number() OVER (PARTITION BY (signed_at AT TIME ZONE 'UTC')::date ORDER BY size DESC) AS of_day"
        "  FROM log_checkpoint WHERE log_id = $1 AND size < $2) c WHERE age <= $3 OR of_day = 1 ORDER BY size",
        log_id,
        size,
        OLDER_CHECKPOINTS,
    )
    for row in rows:
        directory.put(f"checkpoints/{row['size']}", row["note"])
    return [row["note"] for row in rows]

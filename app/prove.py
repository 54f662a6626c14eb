"""`leafledger prove`, `check-proof` and `extends`: receipts and consistency proofs out of a log or an exported folder."""

import base64
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from accounts import organisations
from app.audit import policy_text, read_file
from app.export import PLATFORM
from app.local import opened
from app.settings import Settings
from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, parse
from kernel.work import Connection
from ledger import checkpoint, integrator, log, merkle, note, proof, serving, tiles
from ledger.archive import Archive
from ledger.checkpoint import Checkpoint, CheckpointMalformed
from ledger.invalid import RootWrong, checkpoint_wrong
from ledger.note import NoteMalformed
from ledger.policy import Policy


class SizeUnsigned(DomainError):
    """No checkpoint of that size was signed (an export keeps the newer ones); `nearest` is the next larger one."""

    code = "size_unsigned"


class OutsideTree(DomainError):
    """The entry or the tree asked for is not in the signed log.  n: asked for; size: entries in the log."""

    code = "outside_tree"


class HistoryShorter(DomainError):
    """The newer log has fewer entries than the kept one.  old_size, size."""

    code = "history_shorter"


class HistoryRewritten(DomainError):
    """The newer log does not begin with the kept one.  old_size, size."""

    code = "history_rewritten"


class OriginOther(DomainError):
    """Two checkpoints of different logs: neither extends the other.  old, new."""

    code = "origin_other"


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """What breaks the format of a signed file is told with the file."""
    try:
        yield
    except (NoteMalformed, CheckpointMalformed) as problem:
        raise checkpoint_wrong(str(file), problem) from problem


@dataclass(frozen=True)
class _Exported:
    """A log in an exported folder."""

    archive: Archive
    note: bytes
    head: Checkpoint

    @classmethod
    def open(cls, directory: Path) -> "_Exported":
        archive = Archive(directory)
        signed = archive.read("checkpoint", note.MAX_NOTE_BYTES)
        with reading(directory / "checkpoint"):
            return cls(archive, signed, checkpoint.parse(note.parse(signed).body))

    def tile(self, level: int, index: int) -> bytes:
        """A hash tile; nothing of it is checked: the proofs made of it are, against the signed root."""
        width = min(tiles.WIDTH, (self.head.size >> 8 * level) - index * tiles.WIDTH)
        path = tiles.tile_path(level, index, width)
        return self.archive.read(path, tiles.TILE_BYTES, index * tiles.WIDTH << 8 * level)

    def signed(self, size: int | None) -> tuple[bytes, int]:
        """The checkpoint of `size`, by default the newest, and its size; raises `SizeUnsigned` and `OutsideTree`."""
        if size in (None, self.head.size):
            return self.note, self.head.size
        if self.archive.has(f"checkpoints/{size}"):
            return self.archive.read(f"checkpoints/{size}", note.MAX_NOTE_BYTES), int(size or 0)
        known = [int(name) for name in self.archive.names("checkpoints") if name.isascii() and name.isdigit()]
        larger = [other for other in [*known, self.head.size] if other > (size or 0)]
        if not larger:
            raise OutsideTree(n=size or 0, size=self.head.size)
        raise SizeUnsigned(size=size or 0, nearest=min(larger))


def receipt_from(directory: Path, n: int, size: int | None) -> bytes:
    """The receipt of entry `n` under the exported checkpoint of `size`, by default the newest.

    It is proved before it is handed out.  Raises `OutsideTree`, `SizeUnsigned` and what reading an export raises.
    """
    exported = _Exported.open(directory)
    signed, covered = exported.signed(size)
    _inside(n, covered)
    index, at = divmod(n, tiles.WIDTH)
    entry = exported.archive.bundle(index, exported.head.size)[at]
    hashes = tiles.inclusion_proof_from(exported.tile, n, covered)
    with reading(directory / "checkpoints" / str(covered)):
        return _sealed(entry, n, hashes, signed)


@asynccontextmanager
async def _log_of(settings: Settings, org: str) -> AsyncIterator[tuple[Connection, str]]:
    """A transaction on an organisation's log (or on the platform log) and its id; raises `MalformedId` and the like."""
    org_id = None if org == PLATFORM else parse("org", org)
    async with opened(settings) as container:
        log_id = PLATFORM_LOG
        if org_id is not None:
            async with container.database.work(org_id) as connection:
                log_id = (await organisations.find(connection, org_id)).log_id
        async with container.database.log_work(log_id) as connection:
            yield connection, log_id


async def receipt_of(settings: Settings, org: str, n: int, size: int | None) -> bytes:
    """The same out of the database of a running (or here started) product.  org: its id, or `platform`."""
    async with _log_of(settings, org) as (connection, log_id):
        newest = await integrator.latest(connection, log_id)
        if newest is None or (size or 0) > newest.size:
            raise OutsideTree(n=n if size is None else size, size=0 if newest is None else newest.size)
        signed = newest if size is None else await integrator.at(connection, log_id, size)
        if signed is None:
            nearest = await connection.fetchval(
                "SELECT min(size) FROM log_checkpoint WHERE log_id = $1 AND size > $2", log_id, size
            )
            raise SizeUnsigned(size=size or 0, nearest=nearest)
        _inside(n, signed.size)
        hashes = await integrator.inclusion(connection, log_id, n, signed.size)
        sealed = await log.read(connection, log_id, n)
    return _sealed(sealed.data, n, hashes, signed.note)


def _inside(n: int, size: int) -> None:
    if n >= size:
        raise OutsideTree(n=n, size=size)


def _sealed(entry: bytes, n: int, hashes: list[bytes], signed: bytes) -> bytes:
    found = checkpoint.parse(note.parse(signed).body)
    merkle.verify_inclusion(merkle.leaf_hash(entry), n, found.size, hashes, found.root)
    return proof.to_text(n, hashes, signed, entry)


def consistency_from(directory: Path, old_size: int, size: int) -> dict[str, object]:
    """The proof that the first `size` entries begin with the first `old_size`, as the API tells it, with both roots."""
    exported = _Exported.open(directory)
    if not old_size <= size <= exported.head.size:
        raise OutsideTree(n=max(old_size, size), size=exported.head.size)
    if tiles.root_from(exported.tile, exported.head.size) != exported.head.root:
        raise merkle.ProofInvalid(reason="root")
    roots = [tiles.root_from(_prefix(exported, some), some) for some in (old_size, size)]
    hashes = tiles.consistency_proof_from(exported.tile, old_size, size)
    return _told(exported.head.origin.rpartition("/")[2], (old_size, size), (roots[0], roots[1]), hashes)


def _prefix(exported: _Exported, size: int) -> Callable[[int, int], bytes]:
    """Tiles as the tree of `size` had them: each is the beginning of the one that lies there now."""

    def read(level: int, index: int) -> bytes:
        width = min(tiles.WIDTH, (size >> 8 * level) - index * tiles.WIDTH)
        return exported.tile(level, index)[: width * merkle.HASH_BYTES]

    return read


async def consistency_of(settings: Settings, org: str, old_size: int, size: int) -> dict[str, object]:
    """The same out of the database."""
    async with _log_of(settings, org) as (connection, log_id):
        latest = await integrator.latest(connection, log_id)
        known = 0 if latest is None else latest.size
        if not old_size <= size <= known:
            raise OutsideTree(n=max(old_size, size), size=known)
        hashes = await integrator.consistency(connection, log_id, old_size, size)
        roots = await serving.root(connection, log_id, old_size), await serving.root(connection, log_id, size)
    return _told(log_id, (old_size, size), roots, hashes)


def _told(log_id: str, sizes: tuple[int, int], roots: tuple[bytes, bytes], hashes: list[bytes]) -> dict[str, object]:
    merkle.verify_consistency(sizes[0], roots[0], sizes[1], roots[1], hashes)
    old_root, root = (base64.b64encode(one).decode() for one in roots)
    return {
        "log_id": log_id,
        "from_size": sizes[0],
        "to_size": sizes[1],
        "from_root": old_root,
        "to_root": root,
        "proof": [base64.b64encode(one).decode() for one in hashes],
    }


def read_policy(path: Path) -> Policy:
    """The auditor's policy; raises `FileUnreadable` and `PolicyWrong`."""
    return Policy.parse(policy_text(path))


def check(file: Path, trust: Policy, entry: Path | None) -> dict[str, str | int]:
    """What a receipt proves under a policy: the values of its sentence; raises as `proof.verify`, `FileUnreadable`.

    Lines are counted from the beginning of the file.
    """
    bytes_of_entry = None if entry is None else read_file(entry, 65_536)
    data = read_file(file, proof.MAX_BYTES)
    try:
        proven = proof.verify(data, trust, bytes_of_entry)
    except (NoteMalformed, CheckpointMalformed) as problem:
        before = data.partition(b"\n\n")[0].count(b"\n") + 2
        line = before + int(str(problem.params["line"]))
        raise proof.ProofMalformed(part=problem.params["part"], line=line) from problem
    return {
        "n": proven.index,
        "size": proven.checkpoint.size,
        "origin": proven.checkpoint.origin,
        "witnesses": len(proven.witnesses),
    }


def extends(old: Path, new: Path, trust: Policy | None) -> dict[str, str | int]:
    """That the export `new` begins with the log kept in `old` (an export, or one checkpoint file): their sizes.

    trust: the auditor's policy; without one, that of the kept export, else that of the new one.  Either checkpoint must
    be signed by its log key; the tiles of `new` must give its root (else `RootWrong`: its files are damaged) and the kept
    root.  Raises `HistoryRewritten`, `HistoryShorter`, `OriginOther`, `FileUnreadable`, and what the parsers raise.
    """
    kept_file = old / "checkpoint" if old.is_dir() else old
    if trust is None:
        own = old / "policy.txt" if old.is_dir() else new / "policy.txt"
        trust = read_policy(own)
    with reading(kept_file):
        kept = trust.check_log(read_file(kept_file, note.MAX_NOTE_BYTES))
    exported = _Exported.open(new)
    if exported.head.origin != kept.origin:
        raise OriginOther(old=kept.origin, new=exported.head.origin)
    head = trust.examine(exported.note).checkpoint
    if head.size < kept.size:
        raise HistoryShorter(old_size=kept.size, size=head.size)
    # What the tiles give of the kept size is proved to belong to the new root first: damaged files are no other history.
    own_root = tiles.root_from(_prefix(exported, kept.size), kept.size)
    hashes = tiles.consistency_proof_from(exported.tile, kept.size, head.size)
    try:
        merkle.verify_consistency(kept.size, own_root, head.size, head.root, hashes)
    except merkle.ProofInvalid as problem:
        raise RootWrong(file="checkpoint", n=None) from problem
    if own_root != kept.root:
        raise HistoryRewritten(old_size=kept.size, size=head.size)
    return {"origin": head.origin, "old_size": kept.size, "size": head.size}

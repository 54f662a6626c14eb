"""The auditor's verifier: a whole exported log checked from its directory alone, without network or database.

Steps: signatures, origin, quorum and manifest; every tile, bundle and root; the chain; every reduction; the report's
totals.  Bundles are streamed, so memory stays bounded.  Standard library, `cryptography` and the ledger's pure modules.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import DomainError
from ledger import canonical, entry, logged, manifest, merkle, note, proof, tiles, totals
from ledger.archive import Archive
from ledger.checkpoint import Checkpoint
from ledger.invalid import (
    ChainBroken,
    CheckpointWrong,
    EntryWrong,
    FileWrong,
    LogInvalid,
    ManifestUnreadable,
    ManifestWrong,
    PolicyWrong,
    RootWrong,
    TileWrong,
    TotalsWrong,
    checkpoint_wrong,
)
from ledger.manifest import Manifest
from ledger.policy import MAX_POLICY_BYTES, Policy, PolicyMalformed
from ledger.replay import Evaluate, Replay, month_number
from ledger.totals import Totals

__all__ = ["Evaluate", "LogInvalid", "Verified", "verify"]

_report_name = re.compile(r"report\..+|totals\.json").fullmatch
_OWN_FILES = frozenset(("checkpoint", "policy.txt", manifest.NAME))
_older_name = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch
_receipt_name = re.compile(r"(0|[1-9][0-9]{0,18})\.tlog-proof").fullmatch


@dataclass(frozen=True)
class Verified:
    """What a valid log holds.  with_policy: whether the auditor supplied the policy, so that the origin is shown.

    platform: `logged` where the export's own checkpoint is proved to be in the platform log, `not_logged` where it brings
    no such proof, `not_checked` where it does but the policy names no platform log.
    """

    log_id: str
    size: int
    root: str
    entries: Mapping[str, int]
    recomputed: int
    not_recomputed: int
    reduction_mg: int
    verified_mg: int
    with_policy: bool
    witnesses: int
    older_checkpoints: int
    platform: str
    with_report: bool
    with_contents: bool


def verify(
    directory: Path, policy: str | None, evaluate: Evaluate | None, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """Verify the export in `directory`; raises `LogInvalid`, the first wrong entry named where there is one.

    policy: the text of the auditor's policy (raises `PolicyMalformed`), or None to take the export's own.  evaluate:
    computes a reduction from package and record; None leaves the entries unread: signatures, tree and chain alone, which
    is many times as fast and shows that nothing was changed, not that it was right, and leaves a report unproved.
    progress: told (entries done, all entries) after each bundle.
    """
    archive = Archive(directory)
    trust = _own_policy(archive) if policy is None else Policy.parse(policy)
    with _refusing("checkpoint"):
        examined = trust.examine(archive.read("checkpoint", note.MAX_NOTE_BYTES))
    audit = _Audit(archive, trust, examined.checkpoint, evaluate)
    audit.stream(progress)
    total_mg, verified_mg = audit.replay.totals()
    return Verified(
        log_id=audit.log_id,
        size=audit.head.size,
        root=audit.head.root.hex(),
        entries=dict(sorted(audit.replay.by_type.items())),
        recomputed=audit.replay.recomputed,
        not_recomputed=audit.replay.not_recomputed,
        reduction_mg=total_mg,
        verified_mg=verified_mg,
        with_policy=policy is not None,
        witnesses=len(examined.witnesses),
        older_checkpoints=audit.older_count,
        platform=audit.platform,
        with_report=audit.manifest is not None and evaluate is not None,
        with_contents=evaluate is not None,
    )


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    """Whatever is wrong with a signed file is named as that file's fault."""
    try:
        yield
    except LogInvalid:
        raise
    except DomainError as error:
        raise checkpoint_wrong(file, error) from error


def _own_policy(archive: Archive) -> Policy:
    try:
        return Policy.of_file(archive.read("policy.txt", MAX_POLICY_BYTES))
    except PolicyMalformed as error:
        raise PolicyWrong(file="policy.txt", n=None, **error.params) from error


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + merkle.HASH_BYTES] for at in range(0, len(tile), merkle.HASH_BYTES)]


def _first_unlike(stored: bytes, parts: Sequence[bytes]) -> int:
    """The first of `parts` that is not in its place in `stored`; the last where `stored` only goes on after them."""
    at = 0
    for number, part in enumerate(parts):
        if stored[at : at + len(part)] != part:
            return number
        at += len(part)
    return len(parts) - 1


def _nothing(_package: Mapping[str, object], _record: Mapping[str, object]) -> None:
    """The evaluator of an audit that reads no entry."""


class _Audit:
    """One pass over an export."""

    def __init__(self, archive: Archive, trust: Policy, head: Checkpoint, evaluate: Evaluate | None) -> None:
        self.archive = archive
        self.head = head
        self.log_id = head.origin.rpartition("/")[2]
        self._reads = evaluate is not None
        self.replay = Replay(evaluate or _nothing, lambda n: archive.entry(n, head.size))
        self.manifest, self.totals = self._report()
        # Roots to be reproduced on the way, by tree size, each with the file that claims it.
        self._claims: dict[int, list[tuple[str, bytes]]] = {}
        self._claim("checkpoint", head)
        self._older(trust)
        self.platform = self._platform(trust)
        self._claimed_bundles = {(size - 1) // tiles.WIDTH for size in self._claims}
        self.older_count = sum(len(claims) for size, claims in self._claims.items() if size < head.size)
        self._growth = tiles.Growth()
        self._sound = 0
        self._export_seen = False
        self._histories = logged.Histories()

    def stream(self, progress: Callable[[int, int], None] | None) -> None:
        """Check every bundle, tile, entry, root and total in order."""
        size, previous = self.head.size, entry.GENESIS
        self._passed(0)
        for first in range(0, size, tiles.WIDTH):
            previous = self._bundle(first, previous)
            if progress:
                progress(min(first + tiles.WIDTH, size), size)
        for tile in self._growth.partial_tiles():
            self._compare(tile)
        self._nothing_else()
        if self.manifest and self._reads and not self._export_seen:
            raise ManifestWrong(file=manifest.NAME, n=None, reason="unlogged")

    def _bundle(self, first: int, previous: str) -> str:
        """Check the entries from `first` on; the last leaf hash comes back."""
        size, index = self.head.size, first // tiles.WIDTH
        entries = self.archive.bundle(index, size)
        file = tiles.entries_path(index, len(entries))
        tile_file = tiles.tile_path(0, index, len(entries))
        stored = self.archive.read(tile_file, tiles.TILE_BYTES, first)
        if not self._reads and index not in self._claimed_bundles:
            return self._chain(first, entries, stored, previous)
        for n, data in enumerate(entries, start=first):
            record = self._entry(n, data, file) if self._reads else None
            leaf = merkle.leaf_hash(data)
            at = (n - first) * merkle.HASH_BYTES
            if stored[at : at + merkle.HASH_BYTES] != leaf:
                raise TileWrong(file=tile_file, n=n)
            if not (entry.follows(data, previous) if record is None else record["prev"] == previous):
                raise ChainBroken(file=file, n=n)
            previous = leaf.hex()
            if record is not None:
                self.replay.take(n, record, file)
                self._look_for_export(n, record)
                if record["type"] == logged.TYPE and self.log_id == logged.PLATFORM_LOG:
                    self._histories.take(n, record, file)
            for tile in self._growth.add(leaf):
                self._compare(tile)
            if n + 1 in self._claims or (self.totals and n + 1 == self.totals.tree_size):
                self._passed(n + 1)
        if len(stored) != len(entries) * merkle.HASH_BYTES:
            raise TileWrong(file=tile_file, n=first + len(entries) - 1)
        return previous

    def _chain(self, first: int, entries: list[bytes], stored: bytes, previous: str) -> str:
        """As `_bundle`, of entries that stay unread and under none of which a root is claimed: whole tiles at a time."""
        leaves = [merkle.leaf_hash(data) for data in entries]
        if stored != b"".join(leaves):
            file = tiles.tile_path(0, first // tiles.WIDTH, len(entries))
            raise TileWrong(file=file, n=first + _first_unlike(stored, leaves))
        for n, (data, leaf) in enumerate(zip(entries, leaves, strict=True), start=first):
            if not entry.follows(data, previous):
                raise ChainBroken(file=tiles.entries_path(first // tiles.WIDTH, len(entries)), n=n)
            previous = leaf.hex()
        for tile in self._growth.add_all(leaves):
            self._compare(tile)
        return previous

    def _entry(self, n: int, data: bytes, file: str) -> Mapping[str, object]:
        try:
            record = entry.parse(data)
        except (entry.EntryMalformed, entry.EntryTooLong, canonical.NotCanonical) as error:
            reason = error.params.get("reason", error.code)
            raise EntryWrong(file=file, n=n, field=error.params.get("field", "bytes"), reason=reason) from error
        if record["n"] != n:
            raise EntryWrong(file=file, n=n, field="n", reason="wrong_value")
        if record["log_id"] != self.log_id:
            raise EntryWrong(file=file, n=n, field="log_id", reason="wrong_value")
        return record

    def _compare(self, tile: tiles.Tile) -> None:
        """The stored tile must be this one; level 0 has been compared leaf by leaf."""
        if tile.level == 0:
            return
        height = 8 * tile.level
        first = tile.index * tiles.WIDTH << height
        stored = self.archive.read(tile.path, tiles.TILE_BYTES, first)
        if stored != tile.data:
            raise TileWrong(file=tile.path, n=first + (_first_unlike(stored, _hashes(tile.data)) << height))

    def _passed(self, size: int) -> None:
        """At this size, reproduce the roots that were claimed of it and add up the report."""
        if size in self._claims:
            root = self._growth.root()
            for file, claimed in self._claims[size]:
                if claimed != root:
                    # Everything up to the last root that came out right is proved sound.
                    raise RootWrong(file=file, n=self._sound if size else None)
            self._sound = size
        if self.totals and self._reads and size == self.totals.tree_size:
            self.totals.check(self.replay.lines(month_number(self.totals.month)))

    def _claim(self, file: str, checkpoint: Checkpoint) -> None:
        self._claims.setdefault(checkpoint.size, []).append((file, checkpoint.root))

    def _older(self, trust: Policy) -> None:
        """Older checkpoints: signed by a log key (their witnesses are not asked again), each under its size."""
        for name in self.archive.names("checkpoints"):
            file = f"checkpoints/{name}"
            if not _older_name(name):
                raise FileWrong(file=file, n=None, reason="unexpected")
            with _refusing(file):
                older = trust.check_log(self.archive.read(file, note.MAX_NOTE_BYTES))
            self._own(file, older, int(name))

    def _platform(self, trust: Policy) -> str:
        """Receipts of the platform log: each proves one checkpoint of this log under a key of the platform's.

        Its witnesses are not asked again.  What comes back is `Verified.platform`.
        """
        origins = logged.platform_origins(trust)
        outcome = "not_logged"
        for name in self.archive.names("platform"):
            file = f"platform/{name}"
            found = _receipt_name(name)
            if not found:
                raise FileWrong(file=file, n=None, reason="unexpected")
            if int(found[1]) == self.head.size:
                outcome = "logged" if origins else "not_checked"
            if origins:
                with _refusing(file):
                    proven = logged.proven(self.archive.read(file, proof.MAX_BYTES), trust, origins, file)
                self._own(file, proven, int(found[1]))
                if proven.size == self.head.size and proven.root != self.head.root:
                    raise CheckpointWrong(file=file, n=None, reason="root")
        return outcome

    def _own(self, file: str, checkpoint: Checkpoint, size: int) -> None:
        """Claim a root of this very log at the size in the file's name."""
        if checkpoint.origin != self.head.origin:
            raise CheckpointWrong(file=file, n=None, reason="origin")
        if checkpoint.size != size or size > self.head.size:
            raise CheckpointWrong(file=file, n=None, reason="size")
        self._claim(file, checkpoint)

    def _report(self) -> tuple[Manifest | None, Totals | None]:
        """The manifest and the totals, if the export has a report; each file's hash checked."""
        archive = self.archive
        if not archive.has(manifest.NAME):
            for name in archive.top_files():
                if _report_name(name):
                    raise ManifestWrong(file=name, n=None, reason="unlisted")
            return None, None
        data = archive.read(manifest.NAME, manifest.MAX_BYTES)
        try:
            found = Manifest.parse(data)
        except manifest.ManifestMalformed as error:
            line = error.params["line"]
            raise ManifestUnreadable(file=manifest.NAME, n=None, reason="malformed", line=line) from error
        self._manifest_sha256 = hashlib.sha256(data).hexdigest()
        if found.log_id != self.log_id:
            raise ManifestWrong(file=manifest.NAME, n=None, reason="log_id")
        if found.tree_size > self.head.size:
            raise ManifestWrong(file=manifest.NAME, n=None, reason="tree_size")
        for name in archive.top_files():
            if name not in found.files and name not in _OWN_FILES:
                raise ManifestWrong(file=name, n=None, reason="unlisted")
        for name, digest in found.files.items():
            if archive.sha256(name) != digest:
                raise ManifestWrong(file=name, n=None, reason="hash")
        return found, self._read_totals(found)

    def _read_totals(self, found: Manifest) -> Totals | None:
        if totals.NAME not in found.files:
            return None
        claimed = Totals.parse(self.archive.read(totals.NAME, totals.MAX_BYTES))
        for reason in ("log_id", "tree_size"):
            if getattr(claimed, reason) != getattr(found, reason):
                raise TotalsWrong(file=totals.NAME, n=None, reason=reason, methodology="", evidence="")
        return claimed

    def _look_for_export(self, n: int, record: Mapping[str, object]) -> None:
        """Note the entry that carries the manifest's hash; it stands after all that was reported on."""
        if self.manifest and record["type"] == "export.made" and n >= self.manifest.tree_size:
            claimed = (record["manifest_sha256"], record["tree_size"])
            self._export_seen |= claimed == (self._manifest_sha256, self.manifest.tree_size)

    def _nothing_else(self) -> None:
        """Whatever else lies under tile/ must be an older partial tile: the beginning of one that was checked."""
        size = self.head.size
        for file in self.archive.files("tile"):
            found = tiles.parse_path(file)
            level, index, width = found or (None, 0, 0)
            now = min(tiles.WIDTH, (size >> 8 * (level or 0)) - index * tiles.WIDTH)
            if not found or width > now:
                raise FileWrong(file=file, n=None, reason="unexpected")
            if width == now:
                continue
            first = index * tiles.WIDTH << 8 * (level or 0)
            if level is None:
                parts = [tiles.bundle([data]) for data in self.archive.bundle(index, size)[:width]]
                stored = self.archive.read(file, tiles.MAX_BUNDLE_BYTES, first)
            else:
                whole = self.archive.read(tiles.tile_path(level, index, now), tiles.TILE_BYTES, first)
                parts = _hashes(whole)[:width]
                stored = self.archive.read(file, tiles.TILE_BYTES, first)
            if stored != b"".join(parts):
                raise TileWrong(file=file, n=first + (_first_unlike(stored, parts) << 8 * (level or 0)))

"""A stored log checked against all that was ever signed of it, as after a restore: entries, chain, tree, checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kernel.work import Connection
from ledger import checkpoint, integrator, log, merkle, note, tiles
from ledger.checkpoint import Checkpoint
from ledger.entry import GENESIS
from ledger.integrator import LeafAltered, Signed, TreeUnlike
from ledger.note import Verifier

AT_ONCE = 1024


@dataclass(frozen=True)
class Rechecked:
    """A log that holds.  size: its entries; signed: its newest checkpoint; checkpoints: how many were reproduced.

    ahead: the greatest checkpoint kept elsewhere that covers more entries than the log has, if there is one.
    """

    size: int
    signed: Signed | None
    checkpoints: int
    ahead: Checkpoint | None


class _Checking:
    """The log's tree as it grows again from the entries' bytes."""

    def __init__(self, connection: Connection, log_id: str, signed: Signed | None) -> None:
        self.growth = tiles.Growth()
        self.prev = GENESIS
        self._connection = connection
        self._log_id = log_id
        self._signed_size = 0 if signed is None else signed.size

    def take(self, n: int, seq: int, leaf: bytes, data: bytes) -> list[tiles.Tile]:
        """One entry; the tiles that it fills.  Raises `LeafAltered`."""
        # Canonical bytes: the quotes of a text are escaped, so this can only be the member itself.
        chained = b'"prev":"%s"' % self.prev.encode() in data
        if seq != n or merkle.leaf_hash(data) != leaf or not chained:
            raise LeafAltered(log_id=self._log_id, n=n)
        self.prev = leaf.hex()
        filled = self.growth.add(leaf)
        if self.growth.size == self._signed_size:
            # Complete tiles stand among these; what comes later is in no tile yet.
            return [*filled, *self.growth.partial_tiles()]
        return filled if self.growth.size < self._signed_size else []

    async def compare(self, right: Sequence[tiles.Tile]) -> None:
        """Raises `TreeUnlike` where another tile stands, or none."""
        places = [(tile.level, tile.index) for tile in right]
        stored = await integrator.stored_tiles(self._connection, self._log_id, places)
        if any(stored.get((tile.level, tile.index)) != tile.data for tile in right):
            raise TreeUnlike(log_id=self._log_id, size=self.growth.size)


async def recheck(
    connection: Connection, log_id: str, vkeys: Sequence[str], kept: Mapping[int, bytes] = MappingProxyType({})
) -> Rechecked:
    """Walks the whole log, a thousand entries at a time.

    vkeys: of every key that ever signed it.  kept: signed checkpoints from elsewhere by their size, reproduced like the
    log's own.  Raises `LeafAltered` at the first wrong entry, `TreeUnlike` for a tile or a checkpoint that the entries
    do not give, and as `note.open_note` for a checkpoint that none of the keys signed.
    """
    head = await connection.fetchrow("SELECT size, prev FROM log_head WHERE log_id = $1", log_id)
    size = 0 if head is None else head["size"]
    signed = await integrator.latest(connection, log_id)
    if signed is not None and signed.size > size:
        raise TreeUnlike(log_id=log_id, size=signed.size)
    verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
    checking, reproduced = _Checking(connection, log_id, signed), 0
    for start, stop in log.chunks(0, size, AT_ONCE):
        rows = await connection.fetch(
            "SELECT seq, leaf, entry FROM log_entry WHERE log_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
            log_id,
            start,
            stop,
        )
        notes = [*(await _notes(connection, log_id, start, stop)), *kept.items()]
        by_size: dict[int, list[bytes]] = {}
        for at, signed_note in notes:
            by_size.setdefault(at, []).append(signed_note)
        filled: list[tiles.Tile] = []
        for n, row in enumerate(rows, start):
            filled += checking.take(n, row["seq"], row["leaf"], row["entry"])
            for signed_note in by_size.get(n + 1, ()):
                _reproduce(signed_note, verifiers, checking.growth, log_id)
                reproduced += 1
        if start + len(rows) != stop:
            raise LeafAltered(log_id=log_id, n=start + len(rows))
        await checking.compare(filled)
    if head is not None and head["prev"] != checking.prev:
        raise LeafAltered(log_id=log_id, n=size)
    later = [checkpoint.parse(note.open_note(kept[at], verifiers)) for at in sorted(kept) if at > size]
    return Rechecked(size, signed, reproduced, later[-1] if later else None)


async def _notes(connection: Connection, log_id: str, start: int, stop: int) -> list[tuple[int, bytes]]:
    """The checkpoints of the sizes start < size <= stop."""
    rows = await connection.fetch(
        "SELECT size, note FROM log_checkpoint WHERE log_id = $1 AND size > $2 AND size <= $3", log_id, start, stop
    )
    return [(row["size"], row["note"]) for row in rows]


def _reproduce(signed: bytes, verifiers: Sequence[Verifier], growth: tiles.Growth, log_id: str) -> None:
    read = checkpoint.parse(note.open_note(signed, verifiers))
    if read.size != growth.size or read.root != growth.root():
        raise TreeUnlike(log_id=log_id, size=growth.size)

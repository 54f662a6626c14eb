"""Integrating: extend a log's tiles by what was sequenced, sign a checkpoint, publish it.

The tree is checked before it is signed: leaf hashes are recomputed from the stored bytes, each entry is chained to the
one before, and the new tree grows out of the tiles of the last signed one.  Never a smaller size, never another root
for a size already signed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.columns import column
from kernel.errors import DomainError
from kernel.work import Connection
from ledger import checkpoint, entry, merkle, tiles
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

MOST_AT_ONCE = 20_000
LOOKED_BACK = 300
"""Checkpoints among which the best cosigned one is looked for: five minutes of a log that never rests."""


class LeafAltered(DomainError):
    """A stored entry does not hash to its leaf, or does not follow the one before: somebody changed the database.

    Nothing is signed.
    """

    code = "leaf_altered"


class TreeUnlike(DomainError):
    """The tiles are missing, cut, or do not give the root that was last signed.  Nothing is signed."""

    code = "tree_unlike"


@dataclass(frozen=True)
class Signed:
    """A published checkpoint: the whole signed note, and what it says."""

    size: int
    root: bytes
    note: bytes
    signed_at: datetime


# The advisory lock of whoever integrates a log, $1.
_ALONE = "hashtextextended($1, 1)"
# The note as it leaves: under the log's own lines those of the witnesses that have cosigned it so far.
_WITNESSED = (
    "SELECT c.size, c.signed_at, c.note || coalesce((SELECT string_agg(s.line, ''::bytea ORDER BY s.vkey)"
    "  FROM log_cosignature s WHERE s.log_id = c.log_id AND s.size = c.size), ''::bytea) AS note"
    " FROM log_checkpoint c WHERE c.log_id = $1"
)


async def latest(connection: Connection, log_id: str) -> Signed | None:
    """The newest published checkpoint, with the cosignatures that it has by now."""
    row = await connection.fetchrow(f"{_WITNESSED} ORDER BY c.size DESC LIMIT 1", log_id)
    return None if row is None else _signed(row["note"], row["signed_at"])


async def at(connection: Connection, log_id: str, size: int) -> Signed | None:
    """The published checkpoint of `size` entries, with its cosignatures; None where none was signed at that size."""
    row = await connection.fetchrow(f"{_WITNESSED} AND c.size = $2", log_id, size)
    return None if row is None else _signed(row["note"], row["signed_at"])


async def witnessed(connection: Connection, log_id: str, above: int = 0) -> Signed | None:
    """Of the newest published checkpoints of more than `above` entries, the newest that most witnesses have cosigned.

    A log that grows every second is always a little ahead of its witnesses.  Without any, the newest.
    """
    size: int | None = await connection.fetchval(
        "SELECT c.size FROM (SELECT size FROM log_checkpoint WHERE log_id = $1 AND size > $2 ORDER BY size DESC LIMIT $3) c"
        " ORDER BY (SELECT count(*) FROM log_cosignature s WHERE s.log_id = $1 AND s.size = c.size) DESC, c.size DESC"
        " LIMIT 1",
        log_id,
        above,
        LOOKED_BACK,
    )
    return None if size is None else await at(connection, log_id, size)


async def every(connection: Connection, log_id: str) -> list[Signed]:
    """All published checkpoints, smallest first."""
    rows = await connection.fetch(f"{_WITNESSED} ORDER BY c.size", log_id)
    return [_signed(row["note"], row["signed_at"]) for row in rows]


def _signed(note: bytes, signed_at: datetime) -> Signed:
    body = checkpoint.parse(note.split(b"\n\n", 1)[0] + b"\n")
    return Signed(body.size, body.root, note, signed_at)


async def integrate(connection: Connection, log_id: str, keys: Sequence[SigningKey], now: datetime) -> Signed | None:
    """Brings tiles and checkpoint up to the sequenced entries; None where nothing is new.

    keys: one, or while the log's key rotates the old one and the new, all named by the log's origin.  One integrator at
    a time: an advisory lock of the transaction decides.  Raises `LeafAltered` and `TreeUnlike`.
    """
    if not await connection.fetchval(f"SELECT pg_try_advisory_xact_lock({_ALONE})", log_id):
        return None
    last = await latest(connection, log_id)
    old_size = 0 if last is None else last.size
    rows = await connection.fetch(
        "SELECT seq, leaf, entry FROM log_entry WHERE log_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
        log_id,
        old_size,
        MOST_AT_ONCE,
    )
    if not rows:
        return None
    stored = await _read(connection, log_id, lambda read: tiles.root_from(read, old_size))
    if last is not None and not _gives(stored, old_size, last.root):
        raise TreeUnlike(log_id=log_id, size=old_size)
    leaves: list[bytes] = []
    prev = await _last_leaf(connection, log_id, old_size)
    for n, row in enumerate(rows, start=old_size):
        leaf = sound_leaf(log_id, n, prev, *row)
        leaves.append(leaf)
        prev = leaf.hex()
    grown = tiles.extend(stored, old_size, leaves)
    await store_tiles(connection, log_id, grown.tiles)
    note = checkpoint.sign(Checkpoint(keys[0].name, grown.size, grown.root), *keys)
    await connection.execute("INSERT INTO log_checkpoint VALUES ($1, $2, $3, $4)", log_id, grown.size, note, now)
    return Signed(grown.size, grown.root, note, now)


async def hold_off(connection: Connection, log_id: str) -> None:
    """Until the transaction ends nobody integrates the log, so none of its tiles changes; waits for who is at it."""
    await connection.execute(f"SELECT pg_advisory_xact_lock({_ALONE})", log_id)


def sound_leaf(log_id: str, n: int, prev: str, seq: int, stored: bytes, data: bytes) -> bytes:
    """The leaf hash of what is stored as entry `n`; raises `LeafAltered`.

    prev: the leaf hash that it must follow, in hexadecimal.  seq, stored, data: its row, with the stored leaf hash.
    """
    leaf = merkle.leaf_hash(data)
    if seq != n or stored != leaf or not entry.follows(data, prev):
        raise LeafAltered(log_id=log_id, n=n)
    return leaf


def _gives(stored: tiles.Read, size: int, root: bytes) -> bool:
    """Whether the tiles are whole and come to `root`."""
    try:
        return tiles.root_from(stored, size) == root
    except tiles.TileMalformed:
        return False


async def _last_leaf(connection: Connection, log_id: str, size: int) -> str:
    """What `prev` of entry `size` must be, by the signed tiles."""
    if not size:
        return entry.GENESIS
    index, at = divmod(size - 1, tiles.WIDTH)
    leaf: bytes | None = await connection.fetchval(
        "SELECT substring(bytes FROM $3 FOR $4) FROM log_tile WHERE log_id = $1 AND level = 0 AND idx = $2",
        log_id,
        index,
        at * merkle.HASH_BYTES + 1,
        merkle.HASH_BYTES,
    )
    return (leaf or b"").hex()


async def _read(connection: Connection, log_id: str, ask: Callable[[tiles.Read], object]) -> tiles.Read:
    """The stored tiles that `ask` reads, fetched in one query; tiles are pure and read synchronously.

    A first run on blank tiles tells which ones they are: that depends on the sizes alone.
    """
    wanted: set[tuple[int, int]] = set()

    def blank(level: int, index: int) -> bytes:
        wanted.add((level, index))
        return bytes(tiles.TILE_BYTES)

    ask(blank)
    stored = await stored_tiles(connection, log_id, wanted)
    return lambda level, index: stored.get((level, index), b"")


async def stored_tiles(
    connection: Connection, log_id: str, places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    """The bytes of the stored ones among the tiles at (level, index)."""
    rows = await connection.fetch(
        "SELECT t.* FROM unnest($2::text::int[], $3::text::bigint[]) AS w(level, idx) CROSS JOIN LATERAL"
        " (SELECT level, idx, bytes FROM log_tile WHERE log_id = $1 AND level = w.level AND idx = w.idx OFFSET 0) AS t",
        log_id,
        column([level for level, _ in places]),
        column([index for _, index in places]),
    )
    return {(row["level"], row["idx"]): row["bytes"] for row in rows}


async def store_tiles(connection: Connection, log_id: str, grown: Sequence[tiles.Tile]) -> None:
    """Writes tiles, in the place of those that stand there."""
    await connection.execute(
        "INSERT INTO log_tile (log_id, level, idx, bytes)"
        " SELECT $1, t.* FROM unnest($2::int[], $3::bigint[], $4::bytea[]) t"
        " ON CONFLICT (log_id, level, idx) DO UPDATE SET bytes = excluded.bytes",
        log_id,
        [tile.level for tile in grown],
        [tile.index for tile in grown],
        [tile.data for tile in grown],
    )


async def inclusion(connection: Connection, log_id: str, seq: int, size: int) -> list[bytes]:
    """The proof that entry `seq` is in the tree of `size` leaves, from tiles alone."""

    def prove(read: tiles.Read) -> list[bytes]:
        return tiles.inclusion_proof_from(read, seq, size)

    return prove(await _read(connection, log_id, prove))


async def consistency(connection: Connection, log_id: str, old_size: int, size: int) -> list[bytes]:
    """The proof that the tree of `size` leaves extends the one of `old_size`."""

    def prove(read: tiles.Read) -> list[bytes]:
        return tiles.consistency_proof_from(read, old_size, size)

    return prove(await _read(connection, log_id, prove))

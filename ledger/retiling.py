"""Tiles recomputed from the stored entries: compared with those that stand, or written in their place.

The tree is grown from the entries' bytes, not from their stored leaf hashes, and must end in the root that was signed:
tiles of a log that somebody changed are never written.
"""

from kernel.work import Connection
from ledger import integrator, log, merkle, tiles
from ledger.entry import GENESIS
from ledger.integrator import LeafAltered, TreeUnlike

Place = tuple[int, int]
"""(level, index) of a tile."""
AT_ONCE = 1024


class Retiling:
    """The tree of one log as it grows again.  wrong: the places where another tile stood, or none."""

    def __init__(self, log_id: str, *, mend: bool = False) -> None:
        """mend: write the right tile wherever it is not the one that stands."""
        self.wrong: set[Place] = set()
        self._log_id = log_id
        self._mend = mend
        self._growth = tiles.Growth()
        self._prev = GENESIS

    @property
    def size(self) -> int:
        """How many entries it has taken."""
        return self._growth.size

    @property
    def count(self) -> int:
        """How many tiles the tree of that size has."""
        return sum(1 for _ in tiles.tiles_of(self.size))

    async def grow(self, connection: Connection, size: int) -> None:
        """Takes the entries up to `size` and compares the tiles that they fill; raises `LeafAltered`."""
        for start, stop in log.chunks(self.size, size, AT_ONCE):
            rows = await connection.fetch(
                "SELECT seq, leaf, entry FROM log_entry WHERE log_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
                self._log_id,
                start,
                stop,
            )
            filled: list[tiles.Tile] = []
            for place, row in enumerate(rows):
                filled += self._take(start + place, row["seq"], row["leaf"], row["entry"])
            if self.size < stop:
                raise LeafAltered(log_id=self._log_id, n=self.size)
            await self._compare(connection, filled)

    async def finish(self, connection: Connection) -> None:
        """Goes on to the tree that was signed last, compares its right edge and finds tiles that are none of it.

        Call where the integrator is held off.  Raises `LeafAltered`, and `TreeUnlike` for another root than the signed.
        """
        signed = await integrator.latest(connection, self._log_id)
        if signed is not None:
            await self.grow(connection, signed.size)
            if self._growth.root() != signed.root:
                raise TreeUnlike(log_id=self._log_id, size=signed.size)
        await self._compare(connection, self._growth.partial_tiles())
        widths = [self.size >> 8 * level for level in range(8)]
        reach = [-(-width // tiles.WIDTH) for width in widths]
        foreign = await connection.fetch(
            "SELECT level, idx FROM log_tile WHERE log_id = $1 AND (level NOT BETWEEN 0 AND 7 OR idx < 0"
            " OR idx >= ($2::bigint[])[level + 1]) ORDER BY level, idx",
            self._log_id,
            reach,
        )
        self.wrong |= {(row["level"], row["idx"]) for row in foreign}
        if self._mend:
            await connection.executemany(
                "DELETE FROM log_tile WHERE log_id = $1 AND level = $2 AND idx = $3",
                [(self._log_id, row["level"], row["idx"]) for row in foreign],
            )

    def _take(self, n: int, seq: int, leaf: bytes, data: bytes) -> list[tiles.Tile]:
        # Canonical bytes: the quotes of a text are escaped, so this can only be the member itself.
        chained = b'"prev":"%s"' % self._prev.encode() in data
        if seq != n or merkle.leaf_hash(data) != leaf or not chained:
            raise LeafAltered(log_id=self._log_id, n=n)
        self._prev = leaf.hex()
        return self._growth.add(leaf)

    async def _compare(self, connection: Connection, right: list[tiles.Tile]) -> None:
        places = [(tile.level, tile.index) for tile in right]
        stored = await integrator.stored_tiles(connection, self._log_id, places)
        differing = [tile for tile in right if stored.get((tile.level, tile.index)) != tile.data]
        self.wrong |= {(tile.level, tile.index) for tile in differing}
        if self._mend and differing:
            await connection.executemany(
                "INSERT INTO log_tile (log_id, level, idx, bytes) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (log_id, level, idx) DO UPDATE SET bytes = excluded.bytes",
                [(self._log_id, tile.level, tile.index, tile.data) for tile in differing],
            )


async def hold_off_integrator(connection: Connection, log_id: str) -> None:
    """Until the transaction ends no tile of the log changes; waits for the round that is under way."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", log_id)

"""The tree of a stored log, grown again from the bytes of its entries, and the tiles that stand compared with it."""

from collections.abc import Callable, Collection

from kernel.work import Connection
from ledger import integrator, tiles
from ledger.entry import GENESIS
from ledger.integrator import LeafAltered

AT_ONCE = 1024
"""Entries that are read with one question."""


class Regrowth:
    """The tree of the entries taken so far.  prev: the leaf hash that the next entry must follow, in hexadecimal."""

    def __init__(self, log_id: str) -> None:
        self.growth = tiles.Growth()
        self.prev = GENESIS
        self._log_id = log_id

    @property
    def size(self) -> int:
        """How many entries it has taken."""
        return self.growth.size

    async def take(
        self, connection: Connection, size: int, passed: Callable[[], None] | None = None
    ) -> list[tiles.Tile]:
        """Takes the entries up to `size`; the tiles that they fill.

        passed: called after each entry.  Raises `LeafAltered` at the first that is missing, or not what its leaf hash
        and the one before it say.
        """
        rows = await connection.fetch(
            "SELECT seq, leaf, entry FROM log_entry WHERE log_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
            self._log_id,
            self.size,
            size,
        )
        filled: list[tiles.Tile] = []
        for row in rows:
            leaf = integrator.sound_leaf(self._log_id, self.size, self.prev, *row)
            filled += self.growth.add(leaf)
            self.prev = leaf.hex()
            if passed is not None:
                passed()
        if self.size < size:
            raise LeafAltered(log_id=self._log_id, n=self.size)
        return filled

    async def unlike(self, connection: Connection, right: Collection[tiles.Tile]) -> list[tiles.Tile]:
        """Those of the `right` tiles in whose place another one stands, or none."""
        stored = await integrator.stored_tiles(connection, self._log_id, [(tile.level, tile.index) for tile in right])
        return [tile for tile in right if stored.get((tile.level, tile.index)) != tile.data]

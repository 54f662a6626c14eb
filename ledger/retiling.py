"""Tiles recomputed from the stored entries: compared with those that stand, or written in their place.

The tree is grown from the entries' bytes, not from their stored leaf hashes, and must end in the root that was signed:
tiles of a log that somebody changed are never written.
"""

from kernel.work import Connection
from ledger import integrator, log, tiles
from ledger.integrator import TreeUnlike
from ledger.regrowth import AT_ONCE, Regrowth

Place = tuple[int, int]
"""(level, index) of a tile."""


class Retiling:
    """The tree of one log as it grows again.  wrong: the places where another tile stood, or none."""

    def __init__(self, log_id: str, *, mend: bool = False) -> None:
        """mend: write the right tile wherever it is not the one that stands."""
        self.wrong: set[Place] = set()
        self._log_id = log_id
        self._mend = mend
        self._tree = Regrowth(log_id)

    @property
    def size(self) -> int:
        """How many entries it has taken."""
        return self._tree.size

    @property
    def count(self) -> int:
        """How many tiles the tree of that size has."""
        return sum(1 for _ in tiles.tiles_of(self.size))

    async def grow(self, connection: Connection, size: int) -> None:
        """Takes the entries up to `size` and compares the tiles that they fill; raises `LeafAltered`."""
        for _, stop in log.chunks(self.size, size, AT_ONCE):
            await self._compare(connection, await self._tree.take(connection, stop))

    async def finish(self, connection: Connection) -> None:
        """Goes on to the tree that was signed last, compares its right edge and finds tiles that are none of it.

        Call where the integrator is held off.  Raises `LeafAltered`, and `TreeUnlike` for another root than the signed.
        """
        signed = await integrator.latest(connection, self._log_id)
        if signed is not None:
            await self.grow(connection, signed.size)
            if self._tree.growth.root() != signed.root:
                raise TreeUnlike(log_id=self._log_id, size=signed.size)
        await self._compare(connection, self._tree.growth.partial_tiles())
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

    async def _compare(self, connection: Connection, right: list[tiles.Tile]) -> None:
        unlike = await self._tree.unlike(connection, right)
        self.wrong |= {(tile.level, tile.index) for tile in unlike}
        if self._mend and unlike:
            await integrator.store_tiles(connection, self._log_id, unlike)

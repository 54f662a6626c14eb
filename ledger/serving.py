"""What readers of a published log fetch: hash tiles, entry bundles, verifier keys.  Never more than is signed."""

from collections.abc import Iterable

from kernel.errors import DomainError
from kernel.work import Connection
from ledger import integrator, log, note, tiles
from ledger.merkle import HASH_BYTES


class FileUnpublished(DomainError):
    """The log's tree does not have this tile or bundle yet."""

    code = "file_unpublished"


async def file(connection: Connection, log_id: str, path: str) -> bytes:
    """The hash tile or entry bundle at a C2SP path (`tile/…`); raises `FileUnpublished`, for malformed paths too."""
    place = tiles.parse_path(path)
    if place is None:
        raise FileUnpublished(path=path[:80])
    level, index, width = place
    if level is None:
        found = await _bundle(connection, log_id, index, width)
    else:
        found = await _tile(connection, log_id, level, index, width)
    if not found:
        raise FileUnpublished(path=path[:80])
    return found


def is_bundle(path: str) -> bool:
    """Whether the path is an entry bundle's; those go to authorised readers only."""
    return path.startswith("tile/entries")


async def _tile(connection: Connection, log_id: str, level: int, index: int, width: int) -> bytes:
    if index >= 2**63:
        return b""
    data, size = await _tile_whole(connection, log_id, level, index), width * HASH_BYTES
    # A partial tile is a prefix of the fuller one that is stored.
    return b"" if len(data) < size else data[:size]


async def _tile_whole(connection: Connection, log_id: str, level: int, index: int) -> bytes:
    data: bytes | None = await connection.fetchval(
        "SELECT bytes FROM log_tile WHERE log_id = $1 AND level = $2 AND idx = $3", log_id, level, index
    )
    return data or b""


async def _bundle(connection: Connection, log_id: str, index: int, width: int) -> bytes:
    start = index * tiles.WIDTH
    last = await integrator.latest(connection, log_id)
    if last is None or start + width > last.size:
        return b""
    return tiles.bundle(await log.read_range(connection, log_id, start, start + width))


async def vkeys(connection: Connection, log_id: str) -> list[str]:
    """The log's verifier keys, newest first; none before its first signature."""
    rows = await connection.fetch("SELECT vkey FROM log_key WHERE log_id = $1 ORDER BY created_at DESC, key_id", log_id)
    return [row["vkey"] for row in rows]


async def vkeys_under(connection: Connection, log_id: str, signed_checkpoints: Iterable[bytes]) -> list[str]:
    """Those of the log's verifier keys that have a line under any of its checkpoints, newest first."""
    claimed = {line.key_id for signed in signed_checkpoints for line in note.parse(signed).signatures}
    return [vkey for vkey in await vkeys(connection, log_id) if note.Verifier.from_vkey(vkey).key_id in claimed]


async def leaf(connection: Connection, log_id: str, n: int) -> bytes:
    """The leaf hash of a published entry, from the tiles; raises `FileUnpublished`."""
    index, at = divmod(n, tiles.WIDTH)
    size = (at + 1) * HASH_BYTES
    data = await _tile(connection, log_id, 0, index, at + 1)
    if not data:
        raise FileUnpublished(path=tiles.tile_path(0, index))
    return data[size - HASH_BYTES :]


async def root(connection: Connection, log_id: str, size: int) -> bytes:
    """The root of the published tree of `size` entries, from its right edge; raises `TileMalformed`."""
    edge = [(level, size >> 8 * (level + 1)) for level, width in enumerate(tiles.widths(size)) if width]
    stored = {place: await _tile_whole(connection, log_id, *place) for place in edge}
    return tiles.root_from(lambda level, index: stored[level, index], size)

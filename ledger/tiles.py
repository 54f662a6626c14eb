"""Hash tiles and entry bundles (C2SP tlog-tiles): the tree in files of up to 256 hashes.

Entry i of tile n at level L is the hash over the 256^L leaves from (256n + i) * 256^L.  A partial tile is a prefix of
the later, fuller one, so a reader may be given more than it asks for.  A partial tile is never hashed upwards.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from ledger import merkle
from ledger.merkle import HASH_BYTES, Range

WIDTH = 256
TILE_BYTES = WIDTH * HASH_BYTES
MAX_BUNDLE_BYTES = WIDTH * (2 + 65535)

Read = Callable[[int, int], bytes]
"""From (level, index) to the bytes of that tile, at least as many hashes as the tree in question has there."""


class TileMalformed(DomainError):
    """A tile that was read is too short or not a whole number of hashes."""

    code = "tile_malformed"


class BundleMalformed(DomainError):
    """The bytes are not an entry bundle; `index` is the first entry in it that cannot be read."""

    code = "bundle_malformed"


@dataclass(frozen=True)
class Tile:
    """One tile: `data` is `width` hashes of 32 bytes."""

    level: int
    index: int
    data: bytes

    @property
    def width(self) -> int:
        """1 to 256."""
        return len(self.data) // HASH_BYTES

    @property
    def path(self) -> str:
        """Where it is served."""
        return tile_path(self.level, self.index, self.width)


@dataclass(frozen=True)
class Extension:
    """What an append changed: the full tiles that came to be, then the partial ones at the right edge."""

    tiles: tuple[Tile, ...]
    size: int
    root: bytes


def _number(index: int, width: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups)) + (f".p/{width}" if width < WIDTH else "")


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067`, or with `.p/5` for a partial tile of 5 hashes."""
    return f"tile/{level}/{_number(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """`tile/entries/000`, or with `.p/5` for a partial bundle of 5 entries."""
    return f"tile/entries/{_number(index, width)}"


_path = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
).fullmatch


def parse_path(path: str) -> tuple[int | None, int, int] | None:
    """(level, index, width) of a tile's path, level None for an entry bundle; None where it is no such path."""
    found = _path(path)
    if not found:
        return None
    kind, number, partial = found.groups()
    level = None if kind == "entries" else int(kind)
    index, width = int(re.sub(r"[x/]", "", number)), int(partial or WIDTH)
    written = entries_path(index, width) if level is None else tile_path(level, index, width)
    return (level, index, width) if written == path else None


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: before each entry its length as a big-endian uint16."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises `BundleMalformed`."""
    entries, at, end = list[bytes](), 0, len(data)
    while at < end:
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1]) if start <= end else end + 1
        if at > end:
            raise BundleMalformed(index=len(entries))
        entries.append(data[start:at])
    return entries


def widths(size: int) -> list[int]:
    """Hashes at the right edge of each level, from level 0 up: 0 to 255 each, one level at least if size > 0."""
    return [size >> 8 * level & 0xFF for level in range((size.bit_length() + 7) // 8)]


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile of a tree of `size` leaves, level by level."""
    for level, partial in enumerate(widths(size)):
        full = size >> 8 * (level + 1)
        yield from ((level, index, WIDTH) for index in range(full))
        if partial:
            yield level, full, partial


def _complete_subtrees(hashes: bytes) -> Iterator[bytes]:
    """Roots of the complete subtrees over up to 255 hashes, largest first."""
    at, width = 0, len(hashes) // HASH_BYTES
    for height in range(7, -1, -1):
        if width >> height & 1:
            end = at + (HASH_BYTES << height)
            yield merkle.fold(hashes[at:end])
            at = end


class Growth:
    """A tree that grows leaf by leaf and hands out its tiles; it keeps only the right edge (8 KiB a level)."""

    def __init__(self, read: Read | None = None, size: int = 0) -> None:
        """Start from nothing, or from the tree of `size` leaves whose tiles `read` gives; raises `TileMalformed`."""
        self.size = size
        self._edge = [
            bytearray(_take(read, level, size >> 8 * (level + 1), width) if read and width else b"")
            for level, width in enumerate(widths(size))
        ]
        self._touched: set[int] = set()

    def add(self, leaf: bytes) -> list[Tile]:
        """Append a leaf hash; the tiles that it filled come back, most often none."""
        filled, level, item = list[Tile](), 0, leaf
        self.size += 1
        while True:
            if level == len(self._edge):
                self._edge.append(bytearray())
            edge = self._edge[level]
            edge += item
            self._touched.add(level)
            if len(edge) < TILE_BYTES:
                return filled
            tile = Tile(level, (self.size >> 8 * (level + 1)) - 1, bytes(edge))
            filled.append(tile)
            edge.clear()
            item = merkle.fold(tile.data)
            level += 1

    def add_all(self, leaves: Sequence[bytes]) -> list[Tile]:
        """As `add` of each; a whole tile's leaves are taken at once."""
        if len(leaves) != WIDTH or self.size % WIDTH:
            return [tile for leaf in leaves for tile in self.add(leaf)]
        if not self._edge:
            self._edge.append(bytearray())
        self._edge[0] += b"".join(leaves[:-1])
        self.size += WIDTH - 1
        return self.add(leaves[-1])

    def partial_tiles(self, changed_only: bool = False) -> list[Tile]:
        """The partial tiles at the right edge, lowest level first; on request only those that have grown."""
        return [
            Tile(level, self.size >> 8 * (level + 1), bytes(edge))
            for level, edge in enumerate(self._edge)
            if edge and (level in self._touched or not changed_only)
        ]

    def frontier(self) -> list[bytes]:
        """Roots of the complete subtrees, largest first: what `merkle.push` goes on from."""
        return [subtree for edge in reversed(self._edge) for subtree in _complete_subtrees(bytes(edge))]

    def root(self) -> bytes:
        """The root over everything added."""
        return merkle.root(self.frontier())


def extend(read: Read, old_size: int, leaves: Iterable[bytes]) -> Extension:
    """Append leaf hashes to the tree of `old_size`, whose right-edge tiles `read` gives; raises `TileMalformed`."""
    growth = Growth(read, old_size)
    full = [tile for leaf in leaves for tile in growth.add(leaf)]
    return Extension((*full, *growth.partial_tiles(changed_only=True)), growth.size, growth.root())


def layout(leaves: Iterable[bytes]) -> Iterator[Tile]:
    """Every tile of the log with these leaf hashes, the full ones as they fill, the partial ones last."""
    growth = Growth()
    for leaf in leaves:
        yield from growth.add(leaf)
    yield from growth.partial_tiles()


def root_from(read: Read, size: int) -> bytes:
    """The root of the tree of `size` leaves, from its right-edge tiles."""
    return Growth(read, size).root()


def inclusion_proof_from(read: Read, index: int, size: int) -> list[bytes]:
    """`merkle.inclusion_proof` out of tiles: at most two a level, five below 2^24 leaves, each read once."""
    return _hashes_over(read, merkle.inclusion_ranges(index, size), size)


def consistency_proof_from(read: Read, old_size: int, size: int) -> list[bytes]:
    """`merkle.consistency_proof` out of tiles."""
    return _hashes_over(read, merkle.consistency_ranges(old_size, size), size)


def _hashes_over(read: Read, ranges: Sequence[Range], size: int) -> list[bytes]:
    known: dict[tuple[int, int], bytes] = {}

    def tile(level: int, index: int) -> bytes:
        if (level, index) not in known:
            width = min(WIDTH, (size >> 8 * level) - index * WIDTH)
            known[level, index] = _take(read, level, index, width)
        return known[level, index]

    return [merkle.root(list(_subtrees(tile, first, end))) for first, end in ranges]


def _subtrees(tile: Read, first: int, end: int) -> Iterator[bytes]:
    """Roots of the complete subtrees that tile the leaves from `first` to `end`, largest first."""
    while first < end:
        height = (end - first).bit_length() - 1
        level, inside = divmod(height, 8)
        # Subtree roots of that height begin at a multiple of 2^inside within the tile, so one tile holds them.
        index, at = divmod(first >> 8 * level, WIDTH)
        yield merkle.fold(tile(level, index)[at * HASH_BYTES : (at + (1 << inside)) * HASH_BYTES])
        first += 1 << height


def _take(read: Read, level: int, index: int, width: int) -> bytes:
    """The first `width` hashes of a tile."""
    data = read(level, index)
    if len(data) % HASH_BYTES or not width * HASH_BYTES <= len(data) <= TILE_BYTES:
        raise TileMalformed(file=tile_path(level, index, width))
    return data[: width * HASH_BYTES]

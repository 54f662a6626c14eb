"""Tiles: paths, bundles, growing a tree in any steps, proofs out of few tiles."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle, tiles

LEAVES = [merkle.leaf_hash(b"%d" % n) for n in range(65_793)]


def stored(size: int) -> dict[tuple[int, int], bytes]:
    return {(tile.level, tile.index): tile.data for tile in tiles.layout(LEAVES[:size])}


WHOLE = stored(65_793)


def read(level: int, index: int) -> bytes:
    return WHOLE[level, index]


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("tile/0/x001/x234/067", (0, 1234067, 256)),
        ("tile/0/000.p/5", (0, 0, 5)),
        ("tile/5/999.p/255", (5, 999, 255)),
        ("tile/63/x001/000", (63, 1000, 256)),
    ],
)
def test_paths_of_tiles(path: str, parts: tuple[int, int, int]) -> None:
    assert tiles.tile_path(*parts) == path
    assert tiles.parse_path(path) == parts


def test_paths_of_bundles() -> None:
    assert tiles.entries_path(1_000_000, 7) == "tile/entries/x001/x000/000.p/7"
    assert tiles.parse_path("tile/entries/x001/x000/000.p/7") == (None, 1_000_000, 7)


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/0/x000/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05", "tile/0/001/000",
     "tile/8/0/000", "tile/entries/", "tile/0/000/", "tile/0/٠٠٠", "checkpoint"],
)  # fmt: skip
def test_other_spellings_are_no_paths(path: str) -> None:
    assert tiles.parse_path(path) is None


@given(st.lists(st.binary(max_size=300), max_size=20))
@settings(max_examples=80, deadline=None)
def test_bundles_round_trip(entries: list[bytes]) -> None:
    assert tiles.unbundle(tiles.bundle(entries)) == entries


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_are_a_bundle_or_our_error(data: bytes) -> None:
    try:
        entries = tiles.unbundle(data)
    except tiles.BundleMalformed:
        return
    assert tiles.bundle(entries) == data


# Of a whole tile's bytes only the number matters to the search; drawn one by one they would take it seconds.
LONG = st.builds(
    lambda seed, size: random.Random(seed).randbytes(size), st.integers(0, 2**32), st.integers(8_100, 8_300)
)


@pytest.mark.exhaustive
@given(st.binary(max_size=70) | LONG, st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_are_a_tile_of_hashes_or_our_error(data: bytes, width: int) -> None:
    try:
        grown = tiles.extend(lambda level, index: data, width, [bytes(32)])
    except tiles.TileMalformed:
        assert len(data) % 32 or not width * 32 <= len(data) <= tiles.TILE_BYTES
        return
    assert grown.tiles[0].data == data[: width * 32] + bytes(32)


@pytest.mark.exhaustive
@given(st.text(max_size=30) | st.from_regex(r"tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,2}[0-9]{3}(\.p/[0-9]{1,3})?"))
@settings(max_examples=200, deadline=None)
def test_arbitrary_text_is_the_path_of_a_tile_or_none(text: str) -> None:
    found = tiles.parse_path(text)
    if found is not None:
        level, index, width = found
        assert text == (tiles.entries_path(index, width) if level is None else tiles.tile_path(level, index, width))


@pytest.mark.parametrize(
    ("data", "index"), [(b"\x00", 0), (b"\x00\x01", 0), (b"\x00\x01a\x00\x02b", 1), (b"\x00\x00\xff", 1)]
)
def test_a_bundle_that_breaks_off_names_the_entry(data: bytes, index: int) -> None:
    with pytest.raises(tiles.BundleMalformed) as caught:
        tiles.unbundle(data)
    assert caught.value.params["index"] == index


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_792, 65_793])
def test_the_layout_has_exactly_the_tiles_of_its_size(size: int) -> None:
    found = {key: len(data) // 32 for key, data in stored(size).items()}
    assert found == {(level, index): width for level, index, width in tiles.tiles_of(size)}


@pytest.mark.parametrize("seed", range(6))
def test_growing_in_any_steps_gives_the_same_tiles_and_roots(seed: int) -> None:
    steps, size, kept = random.Random(seed), 0, dict[tuple[int, int], bytes]()
    while size < 3_000:
        step = min(steps.choice([1, 2, 100, 255, 256, 257, 900]), 3_000 - size)
        grown = tiles.extend(lambda level, index: kept[level, index], size, LEAVES[size : size + step])
        size += step
        assert grown.root == merkle.root_of(LEAVES[:size])
        for tile in grown.tiles:
            before = kept.get((tile.level, tile.index), b"")
            assert tile.data != before
            assert tile.data.startswith(before)
            kept[tile.level, tile.index] = tile.data
    assert kept == stored(3_000)


@pytest.mark.exhaustive
@pytest.mark.parametrize("steps", [(256,), (256, 256, 10), (3, 256, 256, 253, 256), (256,) * 257])
def test_leaves_taken_together_grow_the_tree_that_single_ones_do(steps: tuple[int, ...]) -> None:
    single, together = tiles.Growth(), tiles.Growth()
    leaves = iter(range(sum(steps)))
    for step in steps:
        some = [merkle.leaf_hash(b"%d" % next(leaves)) for _ in range(step)]
        assert together.add_all(some) == [tile for leaf in some for tile in single.add(leaf)]
    assert (together.size, together.root()) == (single.size, single.root())
    assert together.partial_tiles() == single.partial_tiles()


def test_growth_hands_on_the_frontier_that_push_keeps() -> None:
    growth, frontier = tiles.Growth(), list[bytes]()
    for n in range(1_000):
        growth.add(LEAVES[n])
        merkle.push(frontier, n, LEAVES[n])
    assert growth.frontier() == frontier


@given(st.integers(1, 65_793), st.data())
@settings(max_examples=40, deadline=None)
def test_proofs_out_of_later_tiles_verify(size: int, data: st.DataObject) -> None:
    index, old_size = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root = tiles.root_from(read, size)
    merkle.verify_inclusion(LEAVES[index], index, size, tiles.inclusion_proof_from(read, index, size), root)
    old_root = tiles.root_from(read, old_size)
    merkle.verify_consistency(old_size, old_root, size, root, tiles.consistency_proof_from(read, old_size, size))


def test_proofs_out_of_tiles_are_those_of_the_definition() -> None:
    for index in (0, 255, 256, 700, 999):
        assert tiles.inclusion_proof_from(read, index, 1_000) == merkle.inclusion_proof(LEAVES[:1_000], index)
    for old_size in (1, 255, 256, 257, 999):
        assert tiles.consistency_proof_from(read, old_size, 1_000) == merkle.consistency_proof(LEAVES[:1_000], old_size)


@pytest.mark.parametrize(("size", "most"), [(16_000_000, 4), (16_777_215, 5), (16_777_216, 3)])
def test_a_proof_reads_few_tiles(size: int, most: int) -> None:
    # In a tree of equal leaves all tiles of a level are alike, so a large one costs nothing to make up.
    level_hashes = [merkle.leaf_hash(b"")]
    for _ in range(3):
        level_hashes.append(merkle.fold(level_hashes[-1] * 256))
    reads: list[tuple[int, int]] = []

    def made_up(level: int, index: int) -> bytes:
        reads.append((level, index))
        return level_hashes[level] * 256

    root = tiles.root_from(made_up, size)
    for index in (0, size // 3, size - 1):
        reads.clear()
        hashes = tiles.inclusion_proof_from(made_up, index, size)
        assert len(reads) == len(set(reads)) <= most
        merkle.verify_inclusion(level_hashes[0], index, size, hashes, root)


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(32), bytes(33), bytes(257 * 32)])
def test_a_stored_tile_of_another_length_is_refused(data: bytes) -> None:
    with pytest.raises(tiles.TileMalformed):
        tiles.extend(lambda level, index: data, 2, [bytes(32)])
    with pytest.raises(tiles.TileMalformed):
        tiles.inclusion_proof_from(lambda level, index: data, 0, 2)

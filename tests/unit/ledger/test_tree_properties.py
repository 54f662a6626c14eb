"""Every inclusion proof to size 257, every consistency pair to 128, by RFC 6962's recursion; large trees at random."""

import functools
import random

import pytest

from ledger import merkle, tiles

pytestmark = pytest.mark.exhaustive
LEAVES = [merkle.leaf_hash(b"%d" % n) for n in range(257)]
LARGE = 300_000


@functools.cache
def mth(first: int, end: int) -> bytes:
    """Merkle Tree Hash of leaves `first` to `end` (RFC 6962 section 2.1)."""
    if end - first == 1:
        return LEAVES[first]
    k = split(end - first)
    return merkle.node_hash(mth(first, first + k), mth(first + k, end))


def split(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def path(m: int, first: int, end: int) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 section 2.1.1."""
    if end - first == 1:
        return []
    k = split(end - first)
    if m < k:
        return [*path(m, first, first + k), mth(first + k, end)]
    return [*path(m - k, first + k, end), mth(first, first + k)]


def subproof(m: int, first: int, end: int, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2."""
    if m == end - first:
        return [] if whole else [mth(first, end)]
    k = split(end - first)
    if m <= k:
        return [*subproof(m, first, first + k, whole), mth(first + k, end)]
    return [*subproof(m - k, first + k, end, False), mth(first, first + k)]


def ranges(found: list[merkle.Range]) -> list[bytes]:
    return [mth(first, end) for first, end in found]


@pytest.mark.parametrize("size", range(1, 258))
def test_every_inclusion_proof_is_the_rfcs_and_holds_at_its_place_alone(size: int) -> None:
    root = mth(0, size)
    for index in range(size):
        proof = path(index, 0, size)
        assert ranges(merkle.inclusion_ranges(index, size)) == proof
        merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
        for other in {(index + 1) % size, size - 1 - index} - {index}:
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_inclusion(LEAVES[index], other, size, proof, root)


@pytest.mark.parametrize("size", range(1, 129))
def test_every_consistency_proof_is_the_rfcs_and_joins_these_two_trees_alone(size: int) -> None:
    root = mth(0, size)
    for old_size in range(1, size + 1):
        proof = subproof(old_size, 0, size, True)
        assert ranges(merkle.consistency_ranges(old_size, size)) == proof
        merkle.verify_consistency(old_size, mth(0, old_size), size, root, proof)
        for other in {old_size - 1, old_size + 1} - {0, size + 1}:
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_consistency(other, mth(0, old_size), size, root, proof)
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_consistency(old_size, mth(0, other), size, root, proof)


@pytest.fixture(scope="module")
def large() -> tiles.Read:
    """The tiles of a tree of 300,000 leaves."""
    leaves = (merkle.leaf_hash(n.to_bytes(4, "big")) for n in range(LARGE))
    stored = {(tile.level, tile.index): tile.data for tile in tiles.layout(leaves)}
    return lambda level, index: stored[level, index]


@pytest.mark.parametrize("seed", range(40))
def test_proofs_in_large_trees_hold_and_no_changed_hash_does(large: tiles.Read, seed: int) -> None:
    chance = random.Random(seed)
    size = chance.randint(66_000, LARGE)
    index, old_size = chance.randrange(size), chance.randint(1, size)
    root = _root(large, size)
    leaf = merkle.leaf_hash(index.to_bytes(4, "big"))
    proof = tiles.inclusion_proof_from(large, index, size)
    merkle.verify_inclusion(leaf, index, size, proof, root)
    joined = tiles.consistency_proof_from(large, old_size, size)
    merkle.verify_consistency(old_size, _root(large, old_size), size, root, joined)
    at, byte = chance.randrange(len(proof)), chance.randrange(merkle.HASH_BYTES)
    changed = bytearray(proof[at])
    changed[byte] ^= 1 << chance.randrange(8)
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_inclusion(leaf, index, size, [*proof[:at], bytes(changed), *proof[at + 1 :]], root)
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_consistency(old_size, _root(large, old_size), size, bytes(changed), joined)


def _root(read: tiles.Read, size: int) -> bytes:
    """The root of the first `size` leaves: each tile of theirs is the beginning of one that is stored."""

    def cut(level: int, index: int) -> bytes:
        width = min(tiles.WIDTH, (size >> 8 * level) - index * tiles.WIDTH)
        return read(level, index)[: width * merkle.HASH_BYTES]

    return tiles.root_from(cut, size)

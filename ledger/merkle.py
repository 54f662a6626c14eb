"""Merkle trees, inclusion and consistency proofs (RFC 6962 §2.1), over hashes of 32 bytes."""

import functools
import hashlib
from collections.abc import Callable, Sequence

from kernel.errors import DomainError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
MAX_PROOF = 63
"""Hashes in a proof: trees stay below 2^63 leaves."""

Range = tuple[int, int]
"""Leaves from the first up to, not including, the second."""


class ProofInvalid(DomainError):
    """The proof does not prove what it claims.  reason: index, size, length or root."""

    code = "proof_invalid"


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over 2^k hashes of 32 bytes laid side by side."""
    # As `node_hash`, without its call and its copy: every audit spends a fifth of its time here.
    sha256, pair = hashlib.sha256, 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)])
    return hashes


def push(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Append `leaf` to the tree of `size` leaves whose frontier is `frontier`, in place.

    frontier: roots of the complete subtrees, largest first, one for each set bit of `size`.
    """
    while size & 1:
        leaf, size = node_hash(frontier.pop(), leaf), size >> 1
    frontier.append(leaf)


def root(frontier: Sequence[bytes]) -> bytes:
    """The root of the tree with this frontier; SHA-256 of nothing for the empty tree."""
    if not frontier:
        return EMPTY_ROOT
    return functools.reduce(lambda right, left: node_hash(left, right), reversed(frontier))


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over `leaf_hashes`."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaf_hashes):
        push(frontier, size, leaf)
    return root(frontier)


def _split(count: int) -> int:
    """The largest power of two strictly below `count` (at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The leaves under each hash of the inclusion proof of `index`, leaf side first (RFC 6962 §2.1.1)."""
    if not 0 <= index < size:
        raise ProofInvalid(reason="index")
    first, end, ranges = 0, size, list[Range]()
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """The leaves under each hash of the consistency proof (RFC 6962 §2.1.2); none if 0 or equal."""
    if not 0 <= old_size <= size:
        raise ProofInvalid(reason="size")
    if old_size in (0, size):
        return []
    first, end, ranges = 0, size, list[Range]()
    while end != old_size:
        middle = first + _split(end - first)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    # The old tree as a whole needs no hash of its own: the verifier has its root.
    return [*([(first, end)] if first else []), *ranges[::-1]]


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Sibling hashes from leaf `index` up to the root, leaf side first (RFC 6962 §2.1.1).

    leaf_hashes: n of them.  0 <= index < n.  At most ceil(log2(n)) hashes come back.
    """
    return [root_of(leaf_hashes[first:end]) for first, end in inclusion_ranges(index, len(leaf_hashes))]


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Hashes that show the tree of `old_size` leaves as a prefix of this one (RFC 6962 §2.1.2 order)."""
    return [root_of(leaf_hashes[first:end]) for first, end in consistency_ranges(old_size, len(leaf_hashes))]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises `ProofInvalid` unless `leaf` (a leaf hash) is number `index` in the tree of `size` and `root`."""
    ranges = inclusion_ranges(index, size)
    _same_shape(len(ranges), proof)
    node = leaf
    for (first, _), sibling in zip(ranges, proof, strict=True):
        node = node_hash(node, sibling) if first > index else node_hash(sibling, node)
    if node != root:
        raise ProofInvalid(reason="root")


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Raises `ProofInvalid` unless the tree of `size` and `root` begins with the tree of `old_size` and `old_root`."""
    ranges = consistency_ranges(old_size, size)
    _same_shape(len(ranges), proof)
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise ProofInvalid(reason="root")
    if old_size == size and old_root != root:
        raise ProofInvalid(reason="root")
    if not ranges:
        return
    known = dict(zip(ranges, proof, strict=True))
    if old_size & (old_size - 1) == 0:
        known[(0, old_size)] = old_root
    rebuilt_old = _join(0, old_size, known.get)
    rebuilt_new = _join(0, size, known.get)
    if rebuilt_old != old_root or rebuilt_new != root:
        raise ProofInvalid(reason="root")


def _join(first: int, end: int, known: Callable[[Range], bytes | None]) -> bytes:
    """The hash over leaves `first` to `end`, joined from the known ranges that tile them."""
    found = known((first, end))
    if found is not None:
        return found
    middle = first + _split(end - first)
    return node_hash(_join(first, middle, known), _join(middle, end, known))


def _same_shape(expected: int, proof: Sequence[bytes]) -> None:
    if len(proof) != expected or any(len(item) != HASH_BYTES for item in proof):
        raise ProofInvalid(reason="length")

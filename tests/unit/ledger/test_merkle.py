"""Trees and proofs: every size and index against a direct reading of RFC 6962, and against tampering."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle

LEAVES = [merkle.leaf_hash(b"%d" % n) for n in range(257)]
SIZES = st.integers(1, 257)


def mth(leaves: list[bytes]) -> bytes:
    """Merkle Tree Hash, written as RFC 6962 §2.1 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(65))
def test_the_root_is_the_one_that_rfc_6962_defines(size: int) -> None:
    assert merkle.root_of(LEAVES[:size]) == mth(LEAVES[:size])


@pytest.mark.parametrize("size", range(1, 65))
def test_every_leaf_of_every_size_is_proved_and_only_at_its_place(size: int) -> None:
    leaves, root = LEAVES[:size], mth(LEAVES[:size])
    for index in range(size):
        proof = merkle.inclusion_proof(leaves, index)
        assert len(proof) <= (size - 1).bit_length()
        merkle.verify_inclusion(leaves[index], index, size, proof, root)
        if size > 1:
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_inclusion(leaves[index], (index + 1) % size, size, proof, root)
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_inclusion(leaves[index - 1], index, size, proof, root)


@pytest.mark.parametrize("size", range(65))
def test_every_tree_extends_every_smaller_one_and_no_other(size: int) -> None:
    leaves, root = LEAVES[:size], mth(LEAVES[:size])
    for old_size in range(size + 1):
        proof = merkle.consistency_proof(leaves, old_size)
        old_root = mth(LEAVES[:old_size])
        merkle.verify_consistency(old_size, old_root, size, root, proof)
        with pytest.raises(merkle.ProofInvalid):
            merkle.verify_consistency(old_size, bytes(32), size, root, proof)
        if old_size:
            with pytest.raises(merkle.ProofInvalid):
                merkle.verify_consistency(old_size, old_root, size, bytes(32), proof)


@given(size=SIZES, data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_in_a_proof_is_found(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old_size = data.draw(st.integers(0, size))
    root = merkle.root_of(LEAVES[:size])
    inclusion = merkle.inclusion_proof(LEAVES[:size], index)
    consistency = merkle.consistency_proof(LEAVES[:size], old_size)
    merkle.verify_inclusion(LEAVES[index], index, size, inclusion, root)
    merkle.verify_consistency(old_size, merkle.root_of(LEAVES[:old_size]), size, root, consistency)
    for proof in (inclusion, consistency):
        if not proof:
            continue
        at, bit = data.draw(st.integers(0, len(proof) * 32 - 1)), data.draw(st.integers(0, 7))
        changed = bytearray(proof[at // 32])
        changed[at % 32] ^= 1 << bit
        proof[at // 32] = bytes(changed)
    if inclusion:
        with pytest.raises(merkle.ProofInvalid):
            merkle.verify_inclusion(LEAVES[index], index, size, inclusion, root)
    if consistency:
        with pytest.raises(merkle.ProofInvalid):
            merkle.verify_consistency(old_size, merkle.root_of(LEAVES[:old_size]), size, root, consistency)


@given(size=SIZES)
@settings(max_examples=40, deadline=None)
def test_pushing_leaf_by_leaf_keeps_one_subtree_for_each_set_bit(size: int) -> None:
    frontier: list[bytes] = []
    for n in range(size):
        merkle.push(frontier, n, LEAVES[n])
    assert len(frontier) == size.bit_count()
    assert merkle.root(frontier) == mth(LEAVES[:size])


@pytest.mark.parametrize("change", ["short", "long", "stub"])
def test_a_proof_of_another_length_is_refused(change: str) -> None:
    proof = merkle.inclusion_proof(LEAVES[:9], 3)
    wrong = {"short": proof[:-1], "long": [*proof, bytes(32)], "stub": [*proof[:-1], bytes(31)]}[change]
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_inclusion(LEAVES[3], 3, 9, wrong, mth(LEAVES[:9]))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4), (2**63, 5)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_inclusion(LEAVES[0], index, size, [], mth(LEAVES[: max(size, 0)]))


def test_a_larger_tree_is_never_a_beginning() -> None:
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_consistency(5, mth(LEAVES[:5]), 4, mth(LEAVES[:4]), [])

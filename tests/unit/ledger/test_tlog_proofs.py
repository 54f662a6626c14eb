"""Receipts as text."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import checkpoint, merkle, note, policy, proof

KEY = note.SigningKey.from_seed("ledger.example.org/log_a", hashlib.sha256(b"a").digest())
TRUST = policy.Policy.parse(f"log {KEY.vkey}\nquorum none\n")
ENTRIES = [b"entry %d" % n for n in range(21)]
LEAVES = [merkle.leaf_hash(data) for data in ENTRIES]
SIGNED = checkpoint.sign(checkpoint.Checkpoint(KEY.name, 21, merkle.root_of(LEAVES)), KEY)


def receipt(index: int, extra: bytes | None = None) -> bytes:
    return proof.to_text(index, merkle.inclusion_proof(LEAVES, index), SIGNED, extra)


@pytest.mark.parametrize("index", range(21))
def test_a_receipt_proves_its_entry(index: int) -> None:
    proven = proof.verify(receipt(index), TRUST, ENTRIES[index])
    assert (proven.index, proven.entry, proven.checkpoint.size) == (index, ENTRIES[index], 21)


def test_a_receipt_with_the_entry_inside_is_enough_alone() -> None:
    assert proof.verify(receipt(4, ENTRIES[4]), TRUST).entry == ENTRIES[4]


def test_another_entry_inside_is_not_trusted() -> None:
    with pytest.raises(merkle.ProofInvalid):
        proof.verify(receipt(4, ENTRIES[5]), TRUST)


def test_a_receipt_without_any_entry_proves_nothing() -> None:
    with pytest.raises(proof.ProofMalformed) as caught:
        proof.verify(receipt(4), TRUST)
    assert caught.value.params["part"] == "entry"


def test_a_tree_of_one_needs_no_hashes() -> None:
    signed = checkpoint.sign(checkpoint.Checkpoint(KEY.name, 1, LEAVES[0]), KEY)
    assert proof.verify(proof.to_text(0, [], signed), TRUST, ENTRIES[0]).index == 0


def test_a_receipt_under_an_untrusted_key_is_refused() -> None:
    other = note.SigningKey.generate(KEY.name)
    signed = checkpoint.sign(checkpoint.Checkpoint(KEY.name, 1, LEAVES[0]), other)
    with pytest.raises(note.SignatureMissing):
        proof.verify(proof.to_text(0, [], signed), TRUST, ENTRIES[0])


@pytest.mark.parametrize(
    ("old", "new", "part", "line"),
    [
        (b"c2sp.org", b"c3sp.org", "header", 1),
        (b"extra ZW50cnkgNA==", b"extra ZW50cnkgNA", "extra", 2),
        (b"extra ZW50cnkgNA==\n", b"extra\n", "index", 2),
        (b"index 4", b"index 04", "index", 3),
        (b"index 4", b"index +4", "index", 3),
        (b"index 4", b"index 9223372036854775808", "index", 3),
        (b"index 4\n", b"", "index", 3),
        (b"index 4\n", b"index 4\n ", "hashes", 4),
        (b"index 4\n", b"index 4\nAAAA\n", "hashes", 4),
        (b"index 4\n", b"index 4\n" + (b"A" * 43 + b"=\n") * 64, "hashes", 67),
        (b"index 4\n", b"\xff", "text", 3),
    ],
)
def test_a_receipt_in_another_form_is_malformed(old: bytes, new: bytes, part: str, line: int) -> None:
    data = receipt(4, ENTRIES[4])
    assert old in data
    with pytest.raises(proof.ProofMalformed) as caught:
        proof.parse(data.replace(old, new, 1))
    assert caught.value.params == {"part": part, "line": line}


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(max_size=99),
)
@settings(max_examples=60, deadline=None)
def test_receipts_round_trip(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    assert proof.parse(proof.to_text(index, hashes, SIGNED, extra)) == proof.Proof(index, tuple(hashes), SIGNED, extra)


@given(st.binary(max_size=100) | st.text(max_size=60).map(lambda text: f"{proof.HEADER}\n{text}\n\n".encode()))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_give_a_receipt_or_our_error(data: bytes) -> None:
    try:
        found = proof.parse(data)
    except proof.ProofMalformed:
        return
    assert proof.to_text(found.index, found.hashes, found.signed_checkpoint, found.extra) == data

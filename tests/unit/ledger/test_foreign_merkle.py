"""Somebody else's verifier on our trees: the Merkle code of sigstore-python, which checks Rekor's logs."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import LogCheckpoint, SignedNote
from sigstore.errors import VerificationError

from ledger import checkpoint, merkle, note, tiles

PUBLISHED = Path(__file__).parents[2] / "vectors" / "log_v1"
ENTRIES = [b'{"n":%d}' % n for n in range(65_792)]
LEAVES = [merkle.leaf_hash(data) for data in ENTRIES]
TILES = {(tile.level, tile.index): tile.data for tile in tiles.layout(LEAVES)}


def read(level: int, index: int) -> bytes:
    return TILES[level, index]


def accepted(data: bytes, index: int, size: int, hashes: list[bytes], root: bytes) -> bool:
    """What sigstore says of an inclusion proof of ours."""
    claim = SimpleNamespace(log_index=index, tree_size=size, hashes=hashes, root_hash=root)
    try:
        verify_merkle_inclusion(SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=claim, canonicalized_body=data)))
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("size", [*range(1, 65), 255, 256, 257])
def test_sigstore_accepts_every_inclusion_proof(size: int) -> None:
    root = merkle.root_of(LEAVES[:size])
    for index in {*range(min(size, 64)), size - 1}:
        assert accepted(ENTRIES[index], index, size, tiles.inclusion_proof_from(read, index, size), root)


@pytest.mark.parametrize("index", [0, 255, 256, 40_000, 65_535, 65_536, 65_791])
def test_sigstore_accepts_proofs_out_of_tiles_across_three_levels(index: int) -> None:
    size = 65_792
    root = tiles.root_from(read, size)
    assert accepted(ENTRIES[index], index, size, tiles.inclusion_proof_from(read, index, size), root)


def test_sigstore_accepts_every_entry_of_the_log_that_we_published() -> None:
    signed = (PUBLISHED / "checkpoint").read_text("utf-8")
    head = LogCheckpoint.from_text(SignedNote.from_text(signed).note)
    entries = tiles.unbundle((PUBLISHED / f"tile/entries/000.p/{head.log_size}").read_bytes())
    stored = (PUBLISHED / f"tile/0/000.p/{head.log_size}").read_bytes()
    root = bytes.fromhex(head.log_hash)
    for index, data in enumerate(entries):
        hashes = tiles.inclusion_proof_from(lambda level, index: stored, index, head.log_size)
        assert accepted(data, index, head.log_size, hashes, root)
    assert len(entries) == head.log_size == 187


def test_sigstore_refuses_what_is_not_in_the_tree() -> None:
    root, hashes = merkle.root_of(LEAVES[:100]), merkle.inclusion_proof(LEAVES[:100], 41)
    assert accepted(ENTRIES[41], 41, 100, hashes, root)
    assert not accepted(ENTRIES[41] + b" ", 41, 100, hashes, root)
    assert not accepted(ENTRIES[41], 40, 100, hashes, root)
    assert not accepted(ENTRIES[41], 41, 100, [*hashes[:-1], bytes(32)], root)
    assert not accepted(ENTRIES[41], 41, 100, hashes, bytes(32))


def test_sigstore_reads_our_checkpoint() -> None:
    key, witness = (
        note.SigningKey.generate(name) for name in ("ledger.example.org/log_demo", "witness.example.net/w1")
    )
    point = checkpoint.Checkpoint(key.name, 65_792, tiles.root_from(read, 65_792))
    text = (checkpoint.sign(point, key) + witness.cosign(point.body(), 1_790_000_000)).decode()
    found = SignedNote.from_text(text)
    body = LogCheckpoint.from_text(found.note)
    assert (body.origin, body.log_size, body.log_hash) == (point.origin, point.size, point.root.hex())
    assert body.other_content == []
    assert [signature.name for signature in found.signatures] == [key.name, witness.name]

"""The worked example of the format, byte for byte."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ledger import canonical, checkpoint, entry, merkle, note, policy, proof, tiles

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ledger.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def entries() -> list[bytes]:
    """The five short entries, each with the leaf hash of the one before."""
    found: list[bytes] = []
    for n, reduction_mg in enumerate(VECTORS["reductions_mg"]):
        prev = merkle.leaf_hash(found[-1]).hex() if found else entry.GENESIS
        found.append(canonical.encode({"reduction_mg": reduction_mg, "prev": prev, "n": n, "kind": "bus"}))
    return found


@pytest.fixture(scope="module")
def leaves(entries: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(data) for data in entries]


@pytest.fixture(scope="module")
def log_key() -> note.SigningKey:
    return note.SigningKey.from_seed(VECTORS["log_name"], hashlib.sha256(VECTORS["log_seed_of"].encode()).digest())


@pytest.fixture(scope="module")
def witness_key() -> note.SigningKey:
    seed = hashlib.sha256(VECTORS["witness_seed_of"].encode()).digest()
    return note.SigningKey.from_seed(VECTORS["witness_name"], seed)


def test_short_entries_have_these_leaf_hashes(entries: list[bytes], leaves: list[bytes]) -> None:
    assert {len(data) for data in entries} == {VECTORS["entry_bytes"]}
    assert [leaf.hex() for leaf in leaves] == VECTORS["leaves"]


def test_nodes_and_roots(leaves: list[bytes]) -> None:
    left, right = merkle.node_hash(*leaves[:2]), merkle.node_hash(*leaves[2:4])
    assert (left.hex(), right.hex()) == (VECTORS["node_0_1"], VECTORS["node_2_3"])
    assert merkle.node_hash(left, right).hex() == VECTORS["node_0_3"]
    assert merkle.root_of(leaves[:3]).hex() == VECTORS["root_3"]
    assert merkle.root_of(leaves).hex() == VECTORS["root_5"]


def test_keys(log_key: note.SigningKey, witness_key: note.SigningKey) -> None:
    assert log_key.public.hex() == VECTORS["log_public"]
    assert log_key.vkey == VECTORS["log_vkey"]
    assert note.Verifier.from_vkey(VECTORS["log_vkey"]).key_id.hex() == VECTORS["log_key_id"]
    assert witness_key.witness_vkey == VECTORS["witness_vkey"]


def test_signed_and_witnessed_checkpoint(
    leaves: list[bytes], log_key: note.SigningKey, witness_key: note.SigningKey
) -> None:
    point = checkpoint.Checkpoint(log_key.name, 5, merkle.root_of(leaves))
    assert point.body().hex() == VECTORS["checkpoint_body"]
    signed = checkpoint.sign(point, log_key) + witness_key.cosign(point.body(), VECTORS["witness_time_s"])
    assert signed.decode() == VECTORS["signed_checkpoint"]


def trust() -> policy.Policy:
    log_line = f"log {VECTORS['log_vkey']}\n"
    return policy.Policy.parse(f"{log_line}witness w1 {VECTORS['witness_vkey']}\nquorum w1\n")


def test_the_example_policy_accepts_the_example_checkpoint() -> None:
    examined = trust().examine(VECTORS["signed_checkpoint"].encode())
    assert (examined.checkpoint.size, examined.witnesses) == (5, ("w1",))


def test_receipt_of_entry_2(entries: list[bytes], leaves: list[bytes]) -> None:
    hashes = merkle.inclusion_proof(leaves, VECTORS["receipt_index"])
    assert [base64.b64encode(item).decode() for item in hashes] == VECTORS["receipt_hashes"]
    receipt = proof.to_text(2, hashes, VECTORS["signed_checkpoint"].encode())
    assert len(receipt) == VECTORS["receipt_bytes"]
    assert proof.verify(receipt, trust(), entries[2]).index == 2


def test_consistency_from_3_to_5(leaves: list[bytes]) -> None:
    names = {"node 0..1": bytes.fromhex(VECTORS["node_0_1"]), **{f"leaf {n}": leaf for n, leaf in enumerate(leaves)}}
    assert merkle.consistency_proof(leaves, 3) == [names[name] for name in VECTORS["consistency_3_5"]]


def test_tile_and_bundle(entries: list[bytes], leaves: list[bytes]) -> None:
    (tile,) = tiles.layout(leaves)
    assert (tile.path, tile.data) == ("tile/0/000.p/5", b"".join(leaves))
    assert len(tile.data) == VECTORS["tile_bytes"]
    data = tiles.bundle(entries)
    assert len(data) == VECTORS["bundle_bytes"]
    assert data.hex().startswith(VECTORS["bundle_start"])
    assert tiles.entries_path(0, 5) == "tile/entries/000.p/5"


def full_entry() -> tuple[dict[str, Any], bytes]:
    full = VECTORS["full_entry"]
    rid = hashlib.sha256(full["rid_of"].encode()).hexdigest()[:32]
    return full, entry.seal(full["payload"], full["log_id"], full["n"], full["prev"], rid)


def test_one_full_entry() -> None:
    full, data = full_entry()
    assert data.decode() == full["text"]
    assert len(data) == full["bytes"]
    assert merkle.leaf_hash(data).hex() == full["leaf"]
    assert entry.parse(data)["reduction_mg"] == 468000


def test_tiles_of_a_log_of_70000_entries() -> None:
    found: dict[str, list[int]] = {}
    for level, _, width in tiles.tiles_of(70_000):
        row = found.setdefault(str(level), [0, 0])
        row[width < tiles.WIDTH] += 1 if width == tiles.WIDTH else width
    assert found == VECTORS["log_of_70000"]


def test_reference_trees_of_certificate_transparency() -> None:
    trees = VECTORS["reference_trees"]
    leaves = [merkle.leaf_hash(bytes.fromhex(data)) for data in trees["inputs"]]
    assert [merkle.root_of(leaves[:size]).hex() for size in range(1, 9)] == trees["roots"]


@pytest.mark.parametrize("at", range(len(VECTORS["signed_checkpoint"].encode())))
def test_every_byte_of_a_checkpoint_counts(at: int) -> None:
    signed = bytearray(VECTORS["signed_checkpoint"].encode())
    signed[at] ^= 1
    refusals = (
        note.NoteMalformed,
        note.SignatureInvalid,
        checkpoint.CheckpointMalformed,
        policy.LogUnknown,
        policy.QuorumMissing,
    )
    with pytest.raises(refusals):
        trust().check(bytes(signed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"index 2", b"index 3"),
        (b"index 2", b"index 02"),
        (b"emStbU", b"emStbV"),
        (b"\n5\n", b"\n6\n"),
        (b"Vv7rmAEb7wfXB3lXnGXCnCV3DlPdf3Sk1Z+Oe1s9hi8=\n", b""),
        (b"tlog-proof@v1", b"tlog-proof@v2"),
    ],
)
def test_a_receipt_with_anything_changed_is_refused(
    entries: list[bytes], leaves: list[bytes], old: bytes, new: bytes
) -> None:
    receipt = proof.to_text(2, merkle.inclusion_proof(leaves, 2), VECTORS["signed_checkpoint"].encode())
    assert old in receipt
    with pytest.raises((proof.ProofMalformed, merkle.ProofInvalid, note.SignatureInvalid)):
        proof.verify(receipt.replace(old, new, 1), trust(), entries[2])


def test_an_entry_one_byte_longer_is_not_proved(entries: list[bytes], leaves: list[bytes]) -> None:
    receipt = proof.to_text(2, merkle.inclusion_proof(leaves, 2), VECTORS["signed_checkpoint"].encode())
    with pytest.raises(merkle.ProofInvalid):
        proof.verify(receipt, trust(), entries[2] + b" ")

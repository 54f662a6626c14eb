"""The format's page says what the code does: every type, every field, and each line of the worked example."""

import hashlib
import json
import re

import pytest

from app.schema import FOLDER
from ledger import checkpoint, entry, merkle, note, proof, tiles
from ledger.policy import Policy
from privacy.vault import commitment

PAGE = (FOLDER.parent / "docs" / "ledger-format.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE.partition("## 10.")[2], re.DOTALL | re.MULTILINE)
TREE, POLICY, RECEIPT, WHOLE_ENTRY, PERSONAL = BLOCKS


def rows(heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell without its quotes, then the others."""
    part = PAGE.partition(f"\n### {heading}")[2].partition("\n#")[0]
    cells = [re.split(r"(?<!\\) ?\| ?", line.strip())[1:-1] for line in part.splitlines() if line.startswith("| `")]
    return {first.strip("`"): rest for first, *rest in cells}


def names(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"`(\w+)`", cell))


def example_entries() -> list[bytes]:
    """The five short entries, as the page describes them."""
    made, prev = [], entry.GENESIS
    for n in range(5):
        made.append(b'{"kind":"bus","n":%d,"prev":"%s","reduction_mg":%d}' % (n, prev.encode(), 26_900 + n))
        prev = merkle.leaf_hash(made[-1]).hex()
    return made


ENTRIES = example_entries()
LEAVES = [merkle.leaf_hash(data) for data in ENTRIES]


def test_every_type_is_listed_with_its_fields() -> None:
    listed = {kind: (names(required), names(allowed)) for kind, (required, allowed) in rows("2.2").items()}
    assert listed == {
        kind: (required - entry._ENVELOPE, entry._ALLOWED[kind] - required)
        for kind, required in entry._REQUIRED.items()
    }


def test_every_field_is_described() -> None:
    assert set(rows("2.1")) == set(entry._FIELDS)


def test_the_envelope_and_the_bounds_are_those_of_the_code() -> None:
    (envelope,) = re.findall(r"Every entry has the envelope (.*?)\. ", PAGE)
    assert names(envelope) == entry._ENVELOPE
    assert f"at most {entry.MAX_BYTES:,} bytes" in PAGE
    assert ", ".join(f"`{level}`" for level in entry.EVIDENCE[:2]) in rows("2.1")["evidence"][0]


@pytest.mark.parametrize("name", ["discount", "log_id", "methodology"])
def test_a_pattern_on_the_page_is_the_codes_own(name: str) -> None:
    patterns = re.findall(r"`([^`]*\[[^`]*)`", rows("2.1")[name][0].replace("\\|", "|"))
    right = entry._FIELDS[name]
    for sample in (
        "0",
        "0.5",
        "0.50",
        "00",
        "12.",
        "1234",
        "log_a",
        "log_A",
        "log_",
        "a/1",
        "a/b",
        "cn-sz-lcpt/2021.1",
    ):
        assert bool(re.fullmatch(patterns[0], sample)) == bool(right(sample)), sample


def test_the_worked_tree_is_as_computed() -> None:
    told = dict(re.findall(r"^(\w+ (?:of )?[\d.]+) +([0-9a-f]{64})$", TREE, re.MULTILINE))
    pairs = [merkle.node_hash(*LEAVES[:2]), merkle.node_hash(*LEAVES[2:4])]
    computed = {f"leaf {n}": leaf for n, leaf in enumerate(LEAVES)} | {
        "node 0..1": pairs[0],
        "node 2..3": pairs[1],
        "node 0..3": merkle.node_hash(*pairs),
        "root of 3": merkle.root_of(LEAVES[:3]),
        "root of 5": merkle.root_of(LEAVES),
    }
    assert told == {name: digest.hex() for name, digest in computed.items()}
    assert {len(data) for data in ENTRIES} == {115}


def test_the_worked_receipt_is_the_one_that_the_code_makes() -> None:
    seeds = [hashlib.sha256(f"leafledger example {who} key".encode()).digest() for who in ("log", "witness")]
    key = note.SigningKey.from_seed("ledger.example.org/log_demo", seeds[0])
    witness = note.SigningKey.from_seed("witness.example.net/w1", seeds[1])
    point = checkpoint.Checkpoint(key.name, 5, merkle.root_of(LEAVES))
    signed = checkpoint.sign(point, key) + witness.cosign(point.body(), 1_760_000_005)
    assert RECEIPT.encode() == proof.to_text(2, merkle.inclusion_proof(LEAVES, 2), signed)
    assert len(RECEIPT.encode()) == 500
    assert f"log {key.vkey}\nwitness w1 {witness.witness_vkey}\nquorum w1\n" == POLICY
    assert proof.verify(RECEIPT.encode(), Policy.parse(POLICY), ENTRIES[2]).witnesses == ("w1",)


def test_the_worked_tiles_and_proofs_are_as_told() -> None:
    assert merkle.consistency_proof(LEAVES, 3) == [LEAVES[2], LEAVES[3], merkle.node_hash(*LEAVES[:2]), LEAVES[4]]
    (tile,) = tiles.layout(LEAVES)
    bundle = tiles.bundle(ENTRIES)
    assert (tile.path, len(tile.data), len(bundle), bundle[:10].hex(" ", 2)) == (
        "tile/0/000.p/5", 160, 585, "0073 7b22 6b69 6e64 223a",
    )  # fmt: skip
    assert "begins `0073 7b226b696e64223a`" in PAGE
    assert tiles.tile_path(0, 1_234_067) == "tile/0/x001/x234/067"


def test_the_worked_entry_is_sealed_to_these_bytes() -> None:
    data = WHOLE_ENTRY.strip().encode()
    fields = json.loads(data)
    payload = {name: value for name, value in fields.items() if name not in ("v", "log_id", "n", "prev", "rid")}
    assert entry.seal(payload, "log_demo", 5, LEAVES[4].hex(), fields["rid"]) == data
    assert len(data) == 568
    assert f"leaf hash `{merkle.leaf_hash(data).hex()}`" in PAGE


def test_the_worked_commitment_is_the_vaults() -> None:
    subject_key = hashlib.sha256(b"leafledger example subject key").digest()
    rid = hashlib.sha256(b"leafledger example rid").digest()[:16]
    personal = PERSONAL.strip().encode()
    assert len(personal) == 89
    fields = json.loads(WHOLE_ENTRY)
    assert (rid.hex(), commitment(subject_key, rid, personal)) == (fields["rid"], fields["commitment"])

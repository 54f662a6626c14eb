"""Entries, tiles and signatures swapped, deleted, doubled or cut, alone or with fresh hashes: found, all of them."""

import random
from pathlib import Path
from typing import Any

import pytest

from ledger import canonical, checkpoint, entry, invalid, merkle, note, tiles
from tests.unit.ledger.refusals import refused

pytestmark = pytest.mark.exhaustive

WAYS = ("swap", "delete", "double", "cut", "replace")


def rearranged(items: list[bytes], way: str, chance: random.Random) -> list[bytes]:
    """The same items with one thing done to them."""
    some = list(items)
    one, other = sorted(chance.sample(range(len(some)), 2))
    match way:
        case "swap":
            some[one], some[other] = some[other], some[one]
        case "delete":
            del some[one]
        case "double":
            some.insert(other, some[one])
        case "cut":
            some[one] = some[one][: chance.randrange(len(some[one]))]
        case "replace":
            some[one] = some[other]
    return some


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fresh", [False, True], ids=["bundles alone", "tiles made anew"])
def test_rearranged_entries_are_found(
    whole_log: Any, check: Any, tmp_path: Path, way: str, seed: int, fresh: bool
) -> None:
    whole_log.write(tmp_path)
    entries = rearranged(whole_log.entries, way, random.Random(f"{way} {seed}"))
    for index in range(2):
        width = min(tiles.WIDTH, len(whole_log.entries) - index * tiles.WIDTH)
        part = entries[index * tiles.WIDTH :][: width if index == 0 else None]
        (tmp_path / tiles.entries_path(index, width)).write_bytes(tiles.bundle(part))
    if fresh:
        for tile in tiles.layout([merkle.leaf_hash(data) for data in entries]):
            if (tmp_path / tile.path).exists():
                (tmp_path / tile.path).write_bytes(tile.data)
    assert refused(check, tmp_path).params["file"].startswith(("tile/", "checkpoint"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file", ["tile/0/000", "tile/0/001.p/15", "tile/1/000.p/1"])
def test_rearranged_hashes_of_a_tile_are_found(whole_log: Any, check: Any, tmp_path: Path, way: str, file: str) -> None:
    path = whole_log.write(tmp_path) / file
    whole = path.read_bytes()
    hashes = [whole[at : at + 32] for at in range(0, len(whole), 32)] * (1 if len(whole) > 32 else 2)
    path.write_bytes(b"".join(rearranged(hashes, way, random.Random(f"{way} {file}"))))
    if path.read_bytes() != whole:
        assert refused(check, tmp_path).params["file"] == file


def test_swapped_tiles_are_found(log: Any, check: Any, tmp_path: Path) -> None:
    log.publish()
    for _ in range(600):
        log.ride(10, 30)
    log.write(tmp_path)
    one, other = tmp_path / "tile/0/000", tmp_path / "tile/0/001"
    both = one.read_bytes(), other.read_bytes()
    one.write_bytes(both[1])
    other.write_bytes(both[0])
    assert refused(check, tmp_path).params == {"file": "tile/0/000", "n": 0}


def signatures(signed: bytes) -> tuple[bytes, list[bytes]]:
    """The note up to its empty line, and its signature lines."""
    body, _, tail = signed.partition(b"\n\n")
    return body + b"\n\n", tail.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[1:], "signature_missing"),
        (lambda lines: lines[:1], "quorum_missing"),
        (lambda lines: [], "note_malformed"),
        (lambda lines: [lines[0][:-2] + b"\n", lines[1]], "note_malformed"),
        (lambda lines: [lines[0], lines[1][:-1]], "note_malformed"),
        (
            lambda lines: [lines[0].split()[0] + b" " + lines[0].split()[1] + b" " + lines[1].split()[2] + b"\n"],
            "signature_missing",
        ),
        (lambda lines: [lines[0], lines[0][:60] + b"AAAA" + lines[0][64:], lines[1]], "signature_invalid"),
    ],
)
def test_a_signature_that_is_missing_cut_exchanged_or_doubled_wrongly_is_found(
    whole_log: Any, check: Any, tmp_path: Path, change: Any, reason: str
) -> None:
    path = whole_log.write(tmp_path) / "checkpoint"
    head, lines = signatures(path.read_bytes())
    path.write_bytes(head + b"".join(change(lines)))
    error = refused(check, tmp_path)
    assert isinstance(error, invalid.CheckpointWrong)
    assert error.params["reason"] == reason


def test_the_order_of_signatures_and_a_line_said_twice_change_nothing(
    whole_log: Any, check: Any, tmp_path: Path
) -> None:
    path = whole_log.write(tmp_path) / "checkpoint"
    head, lines = signatures(path.read_bytes())
    path.write_bytes(head + b"".join([*reversed(lines), lines[0]]))
    assert check(tmp_path).witnesses == 1


def rewrite(log: Any, n: int, **fields: object) -> None:
    """The operator changes entry `n` and seals everything after it anew: a sound chain with another history."""
    for place in range(n, len(log.entries)):
        record = canonical.decode(log.entries[place])
        record["prev"] = merkle.leaf_hash(log.entries[place - 1]).hex() if place else entry.GENESIS
        if place == n:
            record.update(fields)
        log.entries[place] = canonical.encode(record)


@pytest.mark.parametrize("n", [20, 100, 199])
def test_a_full_rewrite_with_fresh_hashes_and_signatures_is_found_by_an_old_checkpoint(
    whole_log: Any, check: Any, tmp_path: Path, n: int
) -> None:
    kept = whole_log.signed(200)
    rewrite(whole_log, n, rid="0" * 32)
    whole_log.write(tmp_path)
    assert check(tmp_path).size == 271  # Key, tree and chain are in order: nothing inside gives it away.
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "200").write_bytes(kept)
    error = refused(check, tmp_path)
    assert (type(error), error.params["file"]) == (invalid.RootWrong, "checkpoints/200")


def test_a_rewrite_after_the_old_checkpoint_cannot_be_found_by_it(whole_log: Any, check: Any, tmp_path: Path) -> None:
    kept = whole_log.signed(200)
    rewrite(whole_log, 200, rid="0" * 32)
    whole_log.write(tmp_path)
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "200").write_bytes(kept)
    assert check(tmp_path).older_checkpoints == 1


def test_no_consistency_proof_joins_a_rewritten_tree_to_the_old_one(whole_log: Any) -> None:
    old = checkpoint.parse(note.parse(whole_log.signed(200)).body)
    rewrite(whole_log, 20, rid="0" * 32)
    new = checkpoint.parse(note.parse(whole_log.signed()).body)
    proof = merkle.consistency_proof(whole_log.leaves, 200)
    with pytest.raises(merkle.ProofInvalid):
        merkle.verify_consistency(200, old.root, new.size, new.root, proof)

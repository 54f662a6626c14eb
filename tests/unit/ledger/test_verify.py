"""The verifier on a whole exported log, sound and tampered with."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import canonical, checkpoint, entry, invalid, merkle, note, policy, proof, tiles, verify
from tests.unit.ledger.refusals import refused

SIZE = 272


def flip(path: Path, at: int, bit: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(bytes(data))


def test_a_sound_export_is_valid_and_says_what_it_holds(exported: Path, check: Any) -> None:
    found = check(exported)
    assert (found.log_id, found.size, found.witnesses) == ("log_demo", SIZE, 1)
    assert (found.reduction_mg, found.verified_mg) == (796_500, 3_000)
    assert found.entries["action.recorded"] == 263
    assert found.entries["export.made"] == 1
    assert (found.recomputed, found.not_recomputed) == (265, 0)
    assert (found.older_checkpoints, found.with_policy, found.with_report) == (2, True, True)
    assert found.root == checkpoint.parse(note.parse((exported / "checkpoint").read_bytes()).body).root.hex()


def test_without_a_policy_the_exports_own_is_used_and_that_is_said(exported: Path, toy_evaluate: Any) -> None:
    assert not verify.verify(exported, None, toy_evaluate).with_policy


def test_a_bare_log_has_no_report(whole_log: Any, check: Any, tmp_path: Path) -> None:
    assert not check(whole_log.write(tmp_path)).with_report


def test_an_empty_log_is_valid(log: Any, check: Any, tmp_path: Path) -> None:
    assert check(log.write(tmp_path)).root == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257])
def test_logs_around_the_width_of_a_tile_are_valid(log: Any, check: Any, tmp_path: Path, size: int) -> None:
    log.publish()
    for _ in range(size - 1):
        log.ride(10, 30)
    assert check(log.write(tmp_path, older=(size // 2,) if size > 1 else ())).reduction_mg == 30 * (size - 1)


def test_progress_is_told_after_each_bundle(exported: Path, policy_text: str, toy_evaluate: Any) -> None:
    told: list[tuple[int, int]] = []
    verify.verify(exported, policy_text, toy_evaluate, lambda done, size: told.append((done, size)))
    assert told == [(256, SIZE), (SIZE, SIZE)]


@pytest.fixture
def chain_check(policy_text: str) -> Callable[[Path], verify.Verified]:
    """Verify signatures, tree and chain, and read no entry."""
    return lambda directory: verify.verify(directory, policy_text, None)


def test_the_chain_alone_is_valid_and_says_that_nothing_was_read(exported: Path, check: Any, chain_check: Any) -> None:
    whole, found = check(exported), chain_check(exported)
    assert (whole.with_contents, found.with_contents) == (True, False)
    assert (found.size, found.root, found.older_checkpoints) == (SIZE, whole.root, 2)
    assert (found.recomputed, found.reduction_mg, dict(found.entries)) == (0, 0, {})


def test_a_wrong_sum_is_no_matter_of_the_chain(whole_log: Any, check: Any, chain_check: Any, tmp_path: Path) -> None:
    for place in range(20, len(whole_log.entries)):
        record = {**canonical.decode(whole_log.entries[place])}
        record["prev"] = merkle.leaf_hash(whole_log.entries[place - 1]).hex()
        whole_log.entries[place] = canonical.encode({**record, **({"reduction_mg": 3001} if place == 20 else {})})
    whole_log.write(tmp_path)
    assert isinstance(refused(check, tmp_path), invalid.ReductionWrong)
    assert chain_check(tmp_path).size == len(whole_log.entries)


def test_the_chain_of_whole_tiles_is_walked_too(log: Any, chain_check: Any, tmp_path: Path) -> None:
    log.publish()
    for _ in range(599):
        log.ride(10, 30)
    broken = log.entries[300]
    log.entries[300] = canonical.encode({**canonical.decode(broken), "prev": "0" * 64})
    error = refused(chain_check, log.write(tmp_path / "broken"))
    assert (type(error), error.params) == (invalid.ChainBroken, {"file": "tile/entries/001", "n": 300})
    log.entries[300] = broken
    sound = log.write(tmp_path / "sound")
    assert chain_check(sound).size == 600
    flip(sound / "tile/0/001", 44 * merkle.HASH_BYTES)
    error = refused(chain_check, sound)
    assert (type(error), error.params) == (invalid.TileWrong, {"file": "tile/0/001", "n": 300})


@pytest.mark.parametrize("how", ["check", "chain_check"])
def test_any_flipped_bit_in_any_file_is_found(exported: Path, how: str, request: pytest.FixtureRequest) -> None:
    check = request.getfixturevalue(how)
    # The manifest is proved by an entry, which the chain alone does not read.
    unproved = {"policy.txt"} | ({"manifest"} if how == "chain_check" else set())
    for path in sorted(item for item in exported.rglob("*") if item.is_file() and item.name not in unproved):
        whole = path.read_bytes()
        for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
            flip(path, at, 1 << at % 7)
            error = refused(check, exported)
            assert error.params["file"], error
            path.write_bytes(whole)
    check(exported)


def test_any_file_cut_short_or_grown_is_found(exported: Path, check: Any) -> None:
    for path in sorted(item for item in exported.rglob("*") if item.is_file() and item.name != "policy.txt"):
        whole = path.read_bytes()
        for other in (whole[:-1], whole[: len(whole) // 2], b"", whole + b"\x00", whole + whole[-32:]):
            path.write_bytes(other)
            refused(check, exported)
        path.write_bytes(whole)
    check(exported)


def test_any_missing_file_of_the_tree_or_the_report_is_named(exported: Path, check: Any) -> None:
    for path in sorted(item for item in exported.rglob("*") if item.is_file()):
        file = path.relative_to(exported).as_posix()
        if file == "policy.txt" or file.startswith("checkpoints/"):
            continue  # The auditor brought a policy, and older checkpoints are more than a log must carry.
        whole = path.read_bytes()
        path.unlink()
        error = refused(check, exported)
        if file == "manifest":
            assert isinstance(error, invalid.ManifestWrong)
        else:
            assert isinstance(error, invalid.FileMissing)
            assert error.params["file"] == file
        path.write_bytes(whole)


def test_swapped_bundles_are_found_at_the_first_entry(exported: Path, check: Any) -> None:
    full, rest = exported / "tile/entries/000", exported / "tile/entries/001.p/16"
    swapped = full.read_bytes(), rest.read_bytes()
    rest.write_bytes(swapped[0])
    full.write_bytes(swapped[1])
    error = refused(check, exported)
    assert error.params == {"file": "tile/entries/000", "n": 16}


def test_two_swapped_entries_are_found_at_the_first_of_them(exported: Path, check: Any) -> None:
    path = exported / "tile/entries/000"
    entries = tiles.unbundle(path.read_bytes())
    entries[40], entries[50] = entries[50], entries[40]
    path.write_bytes(tiles.bundle(entries))
    assert refused(check, exported).params["n"] == 40


@pytest.mark.parametrize("n", [0, 2, 137, 255, 256, 271])
def test_a_changed_entry_is_named_by_its_number(exported: Path, check: Any, n: int) -> None:
    index, at = divmod(n, 256)
    path = exported / tiles.entries_path(index, 256 if index == 0 else 16)
    entries = tiles.unbundle(path.read_bytes())
    entries[at] = entries[at].replace(b'"recorded_on":"2026-10-05"', b'"recorded_on":"2026-10-06"')
    path.write_bytes(tiles.bundle(entries))
    error = refused(check, exported)
    assert isinstance(error, invalid.TileWrong)
    assert error.params == {"file": tiles.tile_path(0, index, 256 if index == 0 else 16), "n": n}


@pytest.mark.parametrize("n", [0, 9, 255, 256, 271])
def test_a_changed_leaf_hash_is_named_by_its_entry(exported: Path, check: Any, n: int) -> None:
    index, at = divmod(n, 256)
    file = tiles.tile_path(0, index, 256 if index == 0 else 16)
    flip(exported / file, at * 32 + 31)
    assert refused(check, exported).params == {"file": file, "n": n}


def test_a_changed_upper_tile_is_named(exported: Path, check: Any) -> None:
    flip(exported / "tile/1/000.p/1", 0)
    error = refused(check, exported)
    assert (type(error), error.params) == (invalid.TileWrong, {"file": "tile/1/000.p/1", "n": 0})


def rewritten(exported: Path, n: int, old: bytes, new: bytes) -> None:
    """Change an entry and everything that a forger without the log's key can make fit it."""
    entries = tiles.unbundle((exported / "tile/entries/000").read_bytes())
    entries += tiles.unbundle((exported / "tile/entries/001.p/16").read_bytes())
    assert old in entries[n]
    entries[n] = entries[n].replace(old, new)
    for later in range(n + 1, len(entries)):
        record = canonical.decode(entries[later])
        entries[later] = canonical.encode({**record, "prev": merkle.leaf_hash(entries[later - 1]).hex()})
    for tile in tiles.layout(merkle.leaf_hash(data) for data in entries):
        (exported / tile.path).write_bytes(tile.data)
    (exported / "tile/entries/000").write_bytes(tiles.bundle(entries[:256]))
    (exported / "tile/entries/001.p/16").write_bytes(tiles.bundle(entries[256:]))


def test_a_history_rewritten_with_its_tiles_contradicts_the_checkpoint(exported: Path, check: Any) -> None:
    rewritten(exported, 230, b'"kind":"bus"', b'"kind":"tram"')
    error = refused(check, exported)
    # The older checkpoint still vouches for the first 200 entries.
    assert (type(error), error.params) == (invalid.RootWrong, {"file": "checkpoint", "n": 200})


def test_an_older_checkpoint_is_contradicted_by_history_rewritten_before_it(exported: Path, check: Any) -> None:
    rewritten(exported, 6, b'"kind":"bus"', b'"kind":"tram"')
    error = refused(check, exported)
    assert (type(error), error.params) == (invalid.RootWrong, {"file": "checkpoints/200", "n": 1})


@pytest.mark.parametrize("how", ["check", "chain_check"])
def test_a_break_in_the_chain_is_named_even_where_tiles_agree(
    exported: Path, how: str, request: pytest.FixtureRequest
) -> None:
    check = request.getfixturevalue(how)
    path = exported / "tile/entries/000"
    entries = tiles.unbundle(path.read_bytes())
    entries[20] = canonical.encode({**canonical.decode(entries[20]), "prev": "0" * 64})
    path.write_bytes(tiles.bundle(entries))
    hashes = bytearray((exported / "tile/0/000").read_bytes())
    hashes[20 * 32 : 21 * 32] = merkle.leaf_hash(entries[20])
    (exported / "tile/0/000").write_bytes(bytes(hashes))
    error = refused(check, exported)
    assert (type(error), error.params) == (invalid.ChainBroken, {"file": "tile/entries/000", "n": 20})


@pytest.mark.parametrize("contents", [True, False])
def test_a_link_inside_an_inner_object_is_not_the_entrys_own(
    log: Any, policy_text: str, toy_evaluate: Any, tmp_path: Path, contents: bool
) -> None:
    log.publish()
    for _ in range(6):
        log.ride(10, 30)
    record = canonical.decode(log.entries[3])
    inputs = record["inputs"]
    assert isinstance(inputs, dict)
    log.entries[3] = canonical.encode({**record, "inputs": {**inputs, "prev": record["prev"]}})
    for n in range(4, 7):
        prev = merkle.leaf_hash(log.entries[n - 1]).hex()
        log.entries[n] = canonical.encode({**canonical.decode(log.entries[n]), "prev": prev})
    evaluate = toy_evaluate if contents else None
    assert verify.verify(log.write(tmp_path / "sound"), policy_text, evaluate).size == 7
    record = canonical.decode(log.entries[3])
    log.entries[3] = canonical.encode({**record, "prev": "0" * 64})
    for n in range(4, 7):
        prev = merkle.leaf_hash(log.entries[n - 1]).hex()
        log.entries[n] = canonical.encode({**canonical.decode(log.entries[n]), "prev": prev})
    with pytest.raises(invalid.ChainBroken) as caught:
        verify.verify(log.write(tmp_path / "broken"), policy_text, evaluate)
    assert caught.value.params["n"] == 3


@pytest.mark.parametrize(("field", "value"), [("n", 7), ("log_id", "log_other")])
def test_an_entry_of_another_number_or_log_is_refused(exported: Path, check: Any, field: str, value: object) -> None:
    path = exported / "tile/entries/000"
    entries = tiles.unbundle(path.read_bytes())
    entries[20] = canonical.encode({**canonical.decode(entries[20]), field: value})
    path.write_bytes(tiles.bundle(entries))
    error = refused(check, exported)
    assert isinstance(error, invalid.EntryWrong)
    assert (error.params["n"], error.params["field"]) == (20, field)


def test_an_entry_with_a_space_too_many_is_not_canonical(exported: Path, check: Any) -> None:
    path = exported / "tile/entries/000"
    entries = tiles.unbundle(path.read_bytes())
    entries[20] = entries[20].replace(b'"kind":"bus"', b'"kind": "bus"')
    path.write_bytes(tiles.bundle(entries))
    error = refused(check, exported)
    assert (error.params["n"], error.params["reason"]) == (20, "bytes")


def test_a_checkpoint_of_another_key_is_refused(whole_log: Any, check: Any, tmp_path: Path) -> None:
    whole_log.write(tmp_path)
    signed = (tmp_path / "checkpoint").read_bytes()
    body = note.parse(signed).body
    other = note.SigningKey.generate("ledger.example.org/log_demo")
    (tmp_path / "checkpoint").write_bytes(checkpoint.sign(checkpoint.parse(body), other) + signed.splitlines(True)[-1])
    assert refused(check, tmp_path).params["reason"] == "signature_missing"


def test_a_checkpoint_without_its_witness_is_refused(whole_log: Any, check: Any, tmp_path: Path) -> None:
    whole_log.write(tmp_path)
    (tmp_path / "checkpoint").write_bytes(whole_log.signed(witnessed=False))
    assert refused(check, tmp_path).params["reason"] == "quorum_missing"


def test_a_log_cut_back_to_an_older_checkpoint_no_longer_fits_its_tail(
    exported: Path, check: Any, whole_log: Any
) -> None:
    (exported / "checkpoint").write_bytes(whole_log.signed(200))
    refused(check, exported)


def test_an_older_checkpoint_under_the_wrong_size_is_refused(exported: Path, check: Any) -> None:
    (exported / "checkpoints/200").rename(exported / "checkpoints/201")
    assert refused(check, exported).params == {"file": "checkpoints/201", "n": None, "reason": "size"}


def test_an_older_checkpoint_of_another_log_is_refused(exported: Path, policy_text: str, toy_evaluate: Any) -> None:
    other = note.SigningKey.generate("ledger.example.org/log_other")
    point = checkpoint.parse(note.parse((exported / "checkpoints/200").read_bytes()).body)
    stranger = checkpoint.Checkpoint(other.name, 200, point.root)
    (exported / "checkpoints/200").write_bytes(checkpoint.sign(stranger, other))
    both = f"log {other.vkey}\n{policy_text}"
    error = refused(lambda folder: verify.verify(folder, both, toy_evaluate), exported)
    assert error.params == {"file": "checkpoints/200", "n": None, "reason": "origin"}


def test_strange_files_among_tiles_and_checkpoints_are_refused(exported: Path, check: Any) -> None:
    for file in ("tile/0/002", "tile/0/000.p/0", "tile/7/000.p/1", "tile/entries/001.p/17", "tile/x", "checkpoints/07"):
        path = exported / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        assert refused(check, exported).params["reason"] == "unexpected"
        path.unlink()


def test_older_partial_tiles_may_stay_if_they_are_beginnings(exported: Path, check: Any) -> None:
    for file, source, size in (
        ("tile/0/000.p/3", "tile/0/000", 96),
        ("tile/0/001.p/9", "tile/0/001.p/16", 288),
    ):
        (exported / file).parent.mkdir(exist_ok=True)
        (exported / file).write_bytes((exported / source).read_bytes()[:size])
    entries = tiles.unbundle((exported / "tile/entries/000").read_bytes())
    (exported / "tile/entries/000.p").mkdir()
    (exported / "tile/entries/000.p/2").write_bytes(tiles.bundle(entries[:2]))
    check(exported)
    flip(exported / "tile/0/001.p/9", 5 * 32)
    assert refused(check, exported).params == {"file": "tile/0/001.p/9", "n": 261}
    flip(exported / "tile/0/001.p/9", 5 * 32)
    flip(exported / "tile/entries/000.p/2", 2 + len(entries[0]) + 2)
    assert refused(check, exported).params == {"file": "tile/entries/000.p/2", "n": 1}


def test_pipes_folders_and_dangling_links_are_no_files(exported: Path, check: Any) -> None:
    (exported / "tile/1/000.p/1").unlink()
    os.mkfifo(exported / "tile/1/000.p/1")
    assert refused(check, exported).params["reason"] == "unreadable"
    shutil.rmtree(exported / "tile/entries/001.p")
    (exported / "tile/entries/001.p").symlink_to("gone")
    assert refused(check, exported).params["file"] == "tile/entries/001.p/16"
    (exported / "checkpoint").unlink()
    (exported / "checkpoint").mkdir()
    assert refused(check, exported).params["file"] == "checkpoint"


@pytest.mark.parametrize("target", ["gone", "itself", "a" * 300])
def test_a_link_to_nothing_is_named_like_any_file_that_is_not_listed(exported: Path, check: Any, target: str) -> None:
    (exported / "itself").symlink_to(target)
    assert refused(check, exported).params == {"file": "itself", "n": None, "reason": "unlisted"}


@pytest.mark.parametrize("folder", ["checkpoints", "platform"])
@pytest.mark.parametrize("target", ["gone", "itself", "../README.txt"])
def test_a_folder_that_cannot_be_listed_is_not_taken_for_none(
    whole_log: Any, check: Any, tmp_path: Path, folder: str, target: str
) -> None:
    exported = whole_log.write(tmp_path / "log")
    (tmp_path / "README.txt").write_bytes(b"")
    (exported / folder).symlink_to(folder if target == "itself" else target)
    assert refused(check, exported).params == {"file": folder, "n": None, "reason": "unreadable"}


def test_an_oversized_file_is_not_read(exported: Path, check: Any) -> None:
    with (exported / "tile/0/000").open("ab") as stream:
        stream.truncate(10_000_000_000)
    assert refused(check, exported).params == {"file": "tile/0/000", "n": 0, "reason": "size"}


def test_a_malformed_policy_of_ones_own_is_no_fault_of_the_log(exported: Path, toy_evaluate: Any) -> None:
    with pytest.raises(policy.PolicyMalformed):
        verify.verify(exported, "trust everybody", toy_evaluate)
    (exported / "policy.txt").write_text("trust everybody")
    with pytest.raises(invalid.PolicyWrong):
        verify.verify(exported, None, toy_evaluate)


def test_a_folder_that_is_no_export_names_the_missing_file(check: Any, tmp_path: Path) -> None:
    assert refused(check, tmp_path / "nothing").params["file"] == "checkpoint"


def test_a_platform_receipt_is_reproduced(exported: Path, whole_log: Any, policy_text: str, toy_evaluate: Any) -> None:
    platform = note.SigningKey.generate("ledger.example.org/log_platform")
    witness = note.SigningKey.from_seed("witness.example.net/w1", hashlib.sha256(b"test witness key").digest())
    signed = whole_log.signed(100)
    payload = {"type": "checkpoint.logged", "recorded_on": "2026-10-05", "checkpoint": signed.decode()}
    logged = entry.seal(payload, "log_platform", 0, entry.GENESIS, "ef" * 16)
    point = checkpoint.Checkpoint(platform.name, 1, merkle.leaf_hash(logged))
    note_ = checkpoint.sign(point, platform) + witness.cosign(point.body(), 1_790_000_001)
    (exported / "platform").mkdir()
    receipt = exported / "platform/100.tlog-proof"
    receipt.write_bytes(proof.to_text(0, [], note_, logged))
    both = f"log {platform.vkey}\n{policy_text}"
    assert verify.verify(exported, both, toy_evaluate).older_checkpoints == 3
    receipt.rename(exported / "platform/101.tlog-proof")
    assert refused(lambda folder: verify.verify(folder, both, toy_evaluate), exported).params["reason"] == "size"

"""Receipts of the platform log in an export: what each of them must prove, and what an auditor is told."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger import checkpoint, entry, invalid, merkle, note, proof, tiles, verify
from ledger import logged as histories

PLATFORM = note.SigningKey.from_seed("ledger.example.org/log_platform", hashlib.sha256(b"test platform key").digest())
SIZE = 272


def sealed(payloads: list[Mapping[str, object]], log_id: str = "log_platform") -> list[bytes]:
    """The entries of a log with these payloads."""
    made, prev = list[bytes](), entry.GENESIS
    for n, payload in enumerate(payloads):
        made.append(entry.seal({"recorded_on": "2026-10-05", **payload}, log_id, n, prev, "ef" * 16))
        prev = merkle.leaf_hash(made[-1]).hex()
    return made


def receipt(
    payloads: list[Mapping[str, object]], index: int, *, key: note.SigningKey = PLATFORM, log_id: str = "log_platform"
) -> bytes:
    """The receipt of entry `index` in a platform log of these payloads."""
    entries = sealed(payloads, log_id)
    leaves = [merkle.leaf_hash(data) for data in entries]
    signed = checkpoint.sign(checkpoint.Checkpoint(key.name, len(leaves), merkle.root_of(leaves)), key)
    return proof.to_text(index, merkle.inclusion_proof(leaves, index), signed, entries[index])


def logged(signed: bytes) -> dict[str, object]:
    return {"type": "checkpoint.logged", "checkpoint": signed.decode()}


class Audit:
    """The export of `whole_log` with receipts, under a policy that trusts the platform log, or one that does not."""

    def __init__(self, directory: Path, policy_text: str, evaluate: Any) -> None:
        self.directory = directory
        self.policy = f"log {PLATFORM.vkey}\n{policy_text}"
        self.without = policy_text
        self.evaluate = evaluate
        (directory / "platform").mkdir()

    def put(self, data: bytes, size: int = SIZE) -> str:
        (self.directory / f"platform/{size}.tlog-proof").write_bytes(data)
        return f"platform/{size}.tlog-proof"

    def run(self, policy: str | None = None) -> verify.Verified:
        return verify.verify(self.directory, policy or self.policy, self.evaluate)

    def refused(self) -> Mapping[str, object]:
        with pytest.raises(invalid.CheckpointWrong) as caught:
            self.run()
        return caught.value.params


@pytest.fixture
def audit(exported: Path, policy_text: str, toy_evaluate: Any) -> Audit:
    return Audit(exported, policy_text, toy_evaluate)


def test_the_exports_own_checkpoint_is_told_as_logged(audit: Audit, whole_log: Any) -> None:
    audit.put(receipt([logged(whole_log.signed(100)), logged(whole_log.signed())], 1))
    found = audit.run()
    assert (found.platform, found.older_checkpoints) == ("logged", 2)


def test_a_receipt_of_an_older_checkpoint_alone_does_not_log_this_one(audit: Audit, whole_log: Any) -> None:
    audit.put(receipt([logged(whole_log.signed(100))], 0), 100)
    found = audit.run()
    assert (found.platform, found.older_checkpoints) == ("not_logged", 3)


def test_an_empty_folder_is_no_fault(audit: Audit) -> None:
    assert audit.run().platform == "not_logged"


def test_a_policy_without_the_platform_log_checks_none_of_it(audit: Audit) -> None:
    audit.put(b"whatever")
    assert audit.run(audit.without).platform == "not_checked"


def test_a_platform_key_of_another_platform_log_does_not_do(audit: Audit, whole_log: Any) -> None:
    stranger = note.SigningKey.generate(PLATFORM.name)
    file = audit.put(receipt([logged(whole_log.signed())], 0, key=stranger))
    assert audit.refused() == {"file": file, "n": None, "reason": "signature_missing"}


def test_the_platform_log_must_be_the_one_that_the_policy_names(audit: Audit, whole_log: Any) -> None:
    stranger = note.SigningKey.generate("elsewhere.example.org/log_platform")
    audit.put(receipt([logged(whole_log.signed())], 0, key=stranger))
    assert audit.refused()["reason"] == "log_unknown"


@pytest.mark.parametrize("index", [0, 2])
def test_another_index_than_the_entrys_own_is_refused(audit: Audit, whole_log: Any, index: int) -> None:
    entries = [logged(whole_log.signed(100)), logged(whole_log.signed()), logged(whole_log.signed(200))]
    audit.put(receipt(entries, 1).replace(b"index 1\n", b"index %d\n" % index))
    assert audit.refused()["reason"] == "proof_invalid"


def test_an_entry_of_another_type_is_no_receipt(audit: Audit) -> None:
    payload = {"type": "key.rotated", "vkey": PLATFORM.vkey}
    audit.put(receipt([payload], 0))
    assert audit.refused()["reason"] == "platform_entry"


def test_an_entry_of_another_log_is_no_receipt(audit: Audit, whole_log: Any) -> None:
    audit.put(receipt([logged(whole_log.signed())], 0, log_id="log_demo"))
    assert audit.refused()["reason"] == "platform_entry"


def test_a_receipt_without_its_entry_proves_nothing(audit: Audit, whole_log: Any) -> None:
    whole = receipt([logged(whole_log.signed())], 0)
    lines = [line for line in whole.split(b"\n") if not line.startswith(b"extra ")]
    audit.put(b"\n".join(lines))
    told = audit.refused()
    assert (told["reason"], told["line"], told["part"]) == ("proof_malformed", 2, "entry")


def test_a_logged_checkpoint_that_its_log_never_signed_is_refused(audit: Audit, whole_log: Any) -> None:
    point = checkpoint.parse(note.parse(whole_log.signed()).body)
    audit.put(receipt([logged(checkpoint.sign(point, note.SigningKey.generate(point.origin)))], 0))
    assert audit.refused()["reason"] == "signature_missing"


def test_a_file_that_is_no_receipt_by_name_is_refused(audit: Audit, whole_log: Any) -> None:
    for name in ("272", "0272.tlog-proof", "272.tlog-proof.bak", "x.tlog-proof"):
        file = audit.directory / "platform" / name
        file.write_bytes(receipt([logged(whole_log.signed())], 0))
        with pytest.raises(invalid.FileWrong) as caught:
            audit.run()
        assert caught.value.params == {"file": f"platform/{name}", "n": None, "reason": "unexpected"}
        file.unlink()


@pytest.mark.exhaustive
def test_any_flipped_bit_of_a_receipt_is_found(audit: Audit, whole_log: Any) -> None:
    whole = receipt([logged(whole_log.signed(100)), logged(whole_log.signed()), logged(whole_log.signed(200))], 1)
    for at in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 7
        file = audit.put(bytes(changed))
        assert audit.refused()["file"] == file, at


def _platform_log(directory: Path, sizes: list[tuple[str, int]]) -> Path:
    """An exported platform log of checkpoints, given by log and size."""
    payloads = list[Mapping[str, object]]()
    for name, size in sizes:
        key = note.SigningKey.from_seed(f"ledger.example.org/{name}", hashlib.sha256(name.encode()).digest())
        root = hashlib.sha256(b"%d" % size).digest()
        payloads.append(logged(checkpoint.sign(checkpoint.Checkpoint(key.name, size, root), key)))
    entries = sealed(payloads)
    leaves = [merkle.leaf_hash(data) for data in entries]
    files = {tile.path: tile.data for tile in tiles.layout(leaves)}
    files[tiles.entries_path(0, len(entries))] = tiles.bundle(entries)
    head = checkpoint.Checkpoint(PLATFORM.name, len(leaves), merkle.root_of(leaves))
    files["checkpoint"] = checkpoint.sign(head, PLATFORM)
    files["policy.txt"] = f"log {PLATFORM.vkey}\nquorum none\n".encode()
    for name, data in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(data)
    return directory


def test_a_platform_log_of_growing_logs_is_valid(tmp_path: Path, toy_evaluate: Any) -> None:
    directory = _platform_log(tmp_path, [("log_a", 3), ("log_b", 9), ("log_a", 4), ("log_b", 10)])
    assert verify.verify(directory, None, toy_evaluate).entries == {"checkpoint.logged": 4}


@pytest.mark.parametrize(("size", "reason"), [(4, "repeated"), (3, "smaller")])
def test_a_log_that_went_back_is_named_in_the_platform_log(
    tmp_path: Path, toy_evaluate: Any, size: int, reason: str
) -> None:
    directory = _platform_log(tmp_path, [("log_a", 4), ("log_b", 1), ("log_a", size)])
    with pytest.raises(invalid.CheckpointWrong) as caught:
        verify.verify(directory, None, toy_evaluate)
    assert caught.value.params == {"file": "tile/entries/000.p/3", "n": 2, "reason": reason}


def test_an_entry_that_carries_no_checkpoint_is_named() -> None:
    payload = {"type": "checkpoint.logged", "checkpoint": "none", "recorded_on": "2026-10-05"}
    whole = entry.seal(payload, "log_platform", 0, entry.GENESIS, "ef" * 16)
    with pytest.raises(invalid.CheckpointWrong) as caught:
        histories.Histories().take(0, entry.parse(whole), "tile/entries/000.p/1")
    assert caught.value.params["reason"] == "note_malformed"

"""`prove`, `check-proof` and `extends` on the first published log: a sentence, and a code to trust."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from app.schema import FOLDER
from ledger import checkpoint, merkle, note, tiles
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

LOG = FOLDER.parent / "tests" / "vectors" / "log_v1"
POLICY = str(LOG / "policy.txt")
OLD, SIZE = 184, 187
DONE, WRONG, USAGE = 0, 1, 2


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def run(*words: str) -> Result:
    result = CliRunner().invoke(cli.app, words)
    assert not isinstance(result.exception, Exception), result.exception
    assert "Traceback" not in result.stderr
    return result


def made(path: Path, *words: str) -> Path:
    assert run("prove", "--dir", str(LOG), *words, "--out", str(path)).exit_code == DONE
    return path


def copy(to: Path) -> Path:
    shutil.copytree(LOG, to)
    return to


@pytest.mark.parametrize("n", [0, 5, 183])
@pytest.mark.parametrize("size", [OLD, SIZE])
def test_a_receipt_out_of_an_export_is_accepted(n: int, size: int, tmp_path: Path) -> None:
    receipt = made(tmp_path / "r.tlog-proof", "--n", str(n), "--size", str(size))
    result = run("check-proof", str(receipt), "--policy", POLICY)
    assert (result.exit_code, result.stderr) == (DONE, "")
    assert result.stdout.startswith(f"Proved: entry {n} is one of the {size} entries")


def test_a_name_too_long_for_any_sentence_is_cut_in_it() -> None:
    result = run("prove", "--dir", str(LOG), "--n", "3", "--out", "x" * 5_000)
    assert (result.exit_code, "xxx…" in result.stderr) == (WRONG, True)
    assert len(result.stderr) < 1_200


def test_a_receipt_goes_to_standard_output_too() -> None:
    assert run("prove", "--dir", str(LOG), "--n", "3").stdout_bytes.startswith(b"c2sp.org/tlog-proof@v1\nextra ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", [("prove", "--n", "3", "--dir"), ("verify",), ("extends", str(LOG))])
def test_a_full_disk_behind_standard_output_is_one_sentence(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *words, str(LOG)], cwd=FOLDER.parent, stdout=full, stderr=subprocess.PIPE
        )
    lines = [line for line in done.stderr.decode().splitlines() if line and "━" not in line]
    assert (done.returncode, lines) == (WRONG, ["The output can't be written to - (No space left on device)."])


def test_a_receipt_that_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "such"
    result = run("prove", "--dir", str(LOG), "--n", "3", "--out", str(nowhere))
    told = f"The output can't be written to {nowhere} (No such file or directory).\n"
    assert (result.exit_code, result.stderr) == (WRONG, told)


def test_an_answer_is_utf8_whatever_the_terminal_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    words = ("extends", str(LOG), str(LOG))
    done = subprocess.run([sys.executable, "-m", "app", *words], cwd=FOLDER.parent, capture_output=True)
    assert (done.returncode, done.stderr) == (DONE, b"")
    assert "账本" in done.stdout.decode()


def test_another_entry_or_a_changed_receipt_proves_nothing(tmp_path: Path) -> None:
    receipt = made(tmp_path / "r.tlog-proof", "--n", "3")
    (tmp_path / "entry").write_bytes(b"{}")
    assert run("check-proof", str(receipt), "--policy", POLICY, "--entry", str(tmp_path / "entry")).exit_code == WRONG
    receipt.write_bytes(receipt.read_bytes().replace(b"index 3\n", b"index 4\n"))
    result = run("check-proof", str(receipt), "--policy", POLICY)
    assert (result.exit_code, result.stderr.strip()) == (WRONG, "The proof does not hold (root).")


def test_a_malformed_receipt_is_told_with_line_and_part(tmp_path: Path) -> None:
    receipt = made(tmp_path / "r.tlog-proof", "--n", "3")
    receipt.write_bytes(receipt.read_bytes().replace(b"index 3\n", b"index 03\n"))
    result = run("check-proof", str(receipt), "--policy", POLICY)
    assert (result.exit_code, result.stderr.strip()) == (WRONG, "The proof file is malformed in line 3: index.")


def test_lines_of_a_receipts_checkpoint_are_counted_from_the_beginning_of_the_file(tmp_path: Path) -> None:
    receipt = made(tmp_path / "r.tlog-proof", "--n", "3")
    whole = receipt.read_bytes()
    for broken, part in ((whole.replace(b"\n187\n", b"\n0187\n"), "size"), (whole[:-9], "signatures")):
        receipt.write_bytes(broken)
        wrong = {"size": b"\n0187\n", "signatures": "\n\u2014 ".encode()}[part]
        line = broken[: broken.index(wrong) + 1].count(b"\n") + 1
        result = run("check-proof", str(receipt), "--policy", POLICY)
        assert (result.exit_code, result.stderr.strip()) == (
            WRONG, f"The proof file is malformed in line {line}: {part}.",
        )  # fmt: skip


def test_a_malformed_checkpoint_is_told_with_its_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"nothing\n")
    result = run("extends", str(kept), str(LOG))
    assert (result.exit_code, result.stderr.strip()) == (
        WRONG, f"The checkpoint {kept} is malformed in line 2: text.",
    )  # fmt: skip
    broken = copy(tmp_path / "log")
    (broken / "checkpoint").write_bytes(b"a\nb\nc\n\n" + (LOG / "checkpoint").read_bytes().partition(b"\n\n")[2])
    result = run("prove", "--dir", str(broken), "--n", "3")
    assert (result.exit_code, result.stderr.strip()) == (
        WRONG, f"The checkpoint {broken / 'checkpoint'} is malformed in line 2: size.",
    )  # fmt: skip


def test_a_receipt_under_a_key_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    origin = checkpoint.parse(note.parse((LOG / "checkpoint").read_bytes()).body).origin
    (tmp_path / "policy.txt").write_text(f"log {SigningKey.generate(origin).vkey}\nquorum none\n")
    receipt = made(tmp_path / "r.tlog-proof", "--n", "3")
    assert run("check-proof", str(receipt), "--policy", str(tmp_path / "policy.txt")).exit_code == WRONG


def test_a_consistency_proof_out_of_an_export_verifies(tmp_path: Path) -> None:
    made(tmp_path / "proof.json", "--consistency", str(OLD), str(SIZE))
    told = json.loads((tmp_path / "proof.json").read_text())
    old = checkpoint.parse(note.parse((LOG / "checkpoints" / str(OLD)).read_bytes()).body)
    assert base64.b64decode(told["from_root"]) == old.root
    proof = [base64.b64decode(one) for one in told["proof"]]
    merkle.verify_consistency(OLD, old.root, SIZE, base64.b64decode(told["to_root"]), proof)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--n", str(SIZE)), WRONG),
        (("--n", "184", "--size", "184"), WRONG),
        (("--n", "1", "--size", "100"), WRONG),
        (("--consistency", "1", "188"), WRONG),
        (("--consistency", "5", "4"), USAGE),
        (("--consistency", "-1", "4"), USAGE),
        (("--n", "-1"), USAGE),
        ((), USAGE),
        (("--n", "1", "--consistency", "1", "2"), USAGE),
        (("--n", "1", "--org", "org_public"), USAGE),
    ],
)
def test_what_is_outside_the_log_is_wrong_and_what_makes_no_sense_is_usage(words: tuple[str, ...], code: int) -> None:
    result = run("prove", "--dir", str(LOG), *words)
    assert (result.exit_code, result.stdout) == (code, "")


def test_a_log_extends_what_was_kept_of_it(tmp_path: Path) -> None:
    for kept in (LOG, LOG / "checkpoints" / str(OLD)):
        result = run("extends", str(kept), str(LOG), "--policy", POLICY)
        assert (result.exit_code, result.stderr) == (DONE, "")
    assert f"of {SIZE} entries begins with the {OLD} that were kept" in result.stdout


def test_a_log_cut_back_does_not_extend_what_was_kept(tmp_path: Path) -> None:
    cut = copy(tmp_path / "cut")
    shutil.copy(LOG / "checkpoints" / str(OLD), cut / "checkpoint")
    result = run("extends", str(LOG), str(cut))
    assert (result.exit_code, result.stderr.strip()) == (
        WRONG,
        f"The newer log has {OLD} entries, fewer than the {SIZE} that were kept.",
    )


def test_a_history_rewritten_with_fresh_hashes_and_signatures_is_found(tmp_path: Path) -> None:
    """The operator itself, with the key, rewrites one old entry, every hash and every checkpoint."""
    key = SigningKey.generate(checkpoint.parse(note.parse((LOG / "checkpoint").read_bytes()).body).origin)
    leaves = [merkle.leaf_hash(b"entry %d" % n) for n in range(SIZE)]
    (tmp_path / "policy.txt").write_text(f"log {key.vkey}\nquorum none\n")

    def export(name: str, leaves: list[bytes]) -> Path:
        for tile in tiles.layout(leaves):
            path = tmp_path / name / tile.path
            path.parent.mkdir(parents=True)
            path.write_bytes(tile.data)
        signed = checkpoint.sign(Checkpoint(key.name, len(leaves), merkle.root_of(leaves)), key)
        (tmp_path / name / "checkpoint").write_bytes(signed)
        return tmp_path / name

    kept = export("kept", leaves[:OLD])
    honest = export("honest", leaves)
    rewritten = export("rewritten", [*leaves[:20], merkle.leaf_hash(b"other"), *leaves[21:]])
    policy = ("--policy", str(tmp_path / "policy.txt"))
    assert run("extends", str(kept), str(honest), *policy).exit_code == DONE
    result = run("extends", str(kept), str(rewritten), *policy)
    assert result.exit_code == WRONG
    assert "its history was rewritten" in result.stderr


def test_damaged_tiles_are_not_called_another_history(tmp_path: Path) -> None:
    damaged = copy(tmp_path / "damaged")
    (tile,) = (damaged / "tile" / "0" / "000.p").iterdir()
    whole = tile.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        tile.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        result = run("extends", str(LOG / "checkpoints" / str(OLD)), str(damaged))
        assert (result.exit_code, result.stderr.strip()) == (WRONG, "The root differs from checkpoint checkpoint.")
    tile.write_bytes(whole[:-1])
    assert run("extends", str(LOG / "checkpoints" / str(OLD)), str(damaged)).exit_code == WRONG


def test_another_log_and_another_key_are_told_apart(tmp_path: Path) -> None:
    other = SigningKey.generate("ledger.example.org/other")
    point = Checkpoint(other.name, 1, merkle.leaf_hash(b""))
    (tmp_path / "checkpoint").write_bytes(checkpoint.sign(point, other))
    both = (LOG / "policy.txt").read_text().replace("quorum none", f"log {other.vkey}\nquorum none")
    (tmp_path / "both.txt").write_text(both)
    kept = str(tmp_path / "checkpoint")
    result = run("extends", kept, str(LOG), "--policy", str(tmp_path / "both.txt"))
    assert (result.exit_code, "two different logs" in result.stderr) == (WRONG, True)
    result = run("extends", kept, str(LOG))
    assert (result.exit_code, "knows no log" in result.stderr) == (WRONG, True)


def test_two_exports_of_different_logs_are_told_as_such_by_the_kept_ones_policy(tmp_path: Path) -> None:
    other = SigningKey.generate("ledger.example.org/other")
    (tmp_path / "checkpoint").write_bytes(checkpoint.sign(Checkpoint(other.name, 1, merkle.leaf_hash(b"")), other))
    result = run("extends", str(LOG), str(tmp_path))
    assert (result.exit_code, "two different logs" in result.stderr) == (WRONG, True)


@pytest.mark.parametrize(("name", "said"), [("manifest", "malformed in line"), ("nothing", "malformed in line 1")])
def test_what_is_no_checkpoint_begins_no_log_and_is_named(name: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"a\nb\n" if name == "manifest" else b"")
    result = run("begin-log", str(file), "--policy", POLICY)
    assert (result.exit_code, str(file) in result.stderr, said in result.stderr) == (WRONG, True, True)


def test_a_checkpoint_too_long_for_an_entry_is_refused_for_that(tmp_path: Path) -> None:
    signed = (LOG / "checkpoint").read_bytes()
    (tmp_path / "long").write_bytes(signed + signed.splitlines(keepends=True)[-1] * 500)
    result = run("begin-log", str(tmp_path / "long"), "--policy", POLICY)
    assert (result.exit_code, "too long" in result.stderr) == (WRONG, True)


def test_a_kept_folder_that_is_no_export_is_named(tmp_path: Path) -> None:
    result = run("extends", str(tmp_path), str(LOG), "--policy", POLICY)
    assert (result.exit_code, "can't be read" in result.stderr) == (WRONG, True)
    result = run("extends", str(LOG), str(tmp_path))
    assert (result.exit_code, result.stderr.strip()) == (WRONG, "The file checkpoint is missing.")

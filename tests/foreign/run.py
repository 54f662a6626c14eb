"""Lets a verifier in Go, on Debian's golang.org/x/mod, judge what we publish: sound logs, and each file of one changed.

usage: python -m tests.foreign.run

Needs Debian's golang-go and golang-golang-x-mod-dev; `.ci/run` installs them.  Exit 1 where the verifier disagrees.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.prove import receipt_from
from ledger import checkpoint, entry, layout, merkle, tiles
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

HERE = Path(__file__).parent
PUBLISHED = HERE.parent / "vectors" / "log_v1"
LIBRARY = Path("/usr/share/gocode")
KEY = SigningKey.from_seed("ledger.example.org/log_demo", hashlib.sha256(b"foreign").digest())
SIZES = (1, 2, 255, 256, 257, 1_000, 65_793)
"""Around the width of a tile, and one entry beyond a full tile of the second level."""
TAMPERED = 257


def build(to: Path) -> Path:
    """The verifier's program."""
    program = to / "verify"
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(to / "cache")}
    subprocess.run(["go", "build", "-o", program, HERE / "verify.go"], env=environment, check=True)
    return program


def write_log(directory: Path, size: int) -> Path:
    """An exported log of `size` entries, with older checkpoints."""
    prev, entries = entry.GENESIS, list[bytes]()
    for n in range(size):
        payload = {
            "type": "consent.given", "recorded_on": "2026-11-21", "purpose": "recording", "text_version": 1,
            "commitment": hashlib.sha256(b"commitment %d" % n).hexdigest(),
        }  # fmt: skip
        rid = hashlib.sha256(b"rid %d" % n).hexdigest()[:32]
        entries.append(entry.seal(payload, "log_demo", n, prev, rid))
        prev = merkle.leaf_hash(entries[-1]).hex()
    leaves = [merkle.leaf_hash(data) for data in entries]
    folder = layout.Directory(directory)
    for tile in tiles.layout(leaves):
        folder.put(tile.path, tile.data)
    for first in range(0, size, tiles.WIDTH):
        part = entries[first : first + tiles.WIDTH]
        folder.put(tiles.entries_path(first // tiles.WIDTH, len(part)), tiles.bundle(part))
    for older in sorted({1, size // 3, size // 2, size - 1} - {0, size}):
        folder.put(f"checkpoints/{older}", signed(leaves[:older]))
    folder.put("policy.txt", f"log {KEY.vkey}\nquorum none\n".encode())
    folder.put("checkpoint", signed(leaves))
    return directory


def signed(leaves: list[bytes]) -> bytes:
    """The signed checkpoint over `leaves`."""
    return checkpoint.sign(Checkpoint(KEY.name, len(leaves), merkle.root_of(leaves)), KEY)


def receipts(directory: Path, size: int, to: Path) -> list[Path]:
    """Receipts of some entries, both ends among them."""
    to.mkdir()
    made = []
    for n in sorted({0, size // 3, size // 2, size - 1}):
        made.append(to / f"{n}.tlog-proof")
        made[-1].write_bytes(receipt_from(directory, n, None))
    return made


def judge(program: Path, directory: Path, papers: list[Path]) -> subprocess.CompletedProcess[str]:
    """What the foreign verifier says."""
    return subprocess.run([program, directory, *papers], capture_output=True, text=True, check=False, timeout=60)


def tampered(program: Path, directory: Path, papers: list[Path]) -> tuple[int, list[str]]:
    """How many changes were tried, one byte of each file and each file cut short, and those that passed."""
    tried, passed = 0, list[str]()
    inside = [file for file in directory.rglob("*") if file.is_file() and file.name != "policy.txt"]
    for file in [*inside, *papers]:
        whole = file.read_bytes()
        middle = len(whole) // 2
        for changed in (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], whole[:-1], b""):
            file.write_bytes(changed)
            tried += 1
            if judge(program, directory, papers).returncode != 1:
                passed.append(f"{file} changed to {len(changed)} bytes")
        file.write_bytes(whole)
    return tried, passed


def main() -> int:
    """Exit code: 0 if the verifier accepts every sound log and refuses every changed one."""
    if shutil.which("go") is None or not (LIBRARY / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        sys.stderr.write("The foreign verifier needs Debian's golang-go and golang-golang-x-mod-dev: not checked.\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="foreign-") as made:
        folder = Path(made)
        program = build(folder)
        logs = [(PUBLISHED, 187), *((write_log(folder / str(size), size), size) for size in SIZES)]
        for directory, size in logs:
            papers = receipts(directory, size, folder / f"receipts-{size}")
            said = judge(program, directory, papers)
            sys.stdout.write(f"{directory.name}: {said.stdout or said.stderr}")
            if said.returncode:
                return 1
        some = [folder / f"receipts-{TAMPERED}" / "0.tlog-proof"]
        tried, passed = tampered(program, folder / str(TAMPERED), some)
    sys.stdout.write(f"{tried} changed files, {tried - len(passed)} refused\n" + "".join(f"{one}\n" for one in passed))
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())

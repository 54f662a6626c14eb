"""Exports under `aics-tlog` 0.2.1, one more verifier that nobody here wrote: `python3.12 tests/foreign/aics.py EXPORT …`.

Stands alone: it runs where that package and the Python that it asks for (3.12) are, and imports nothing of ours.  Checked
are the log's signature, every tile and bundle, the consistency of every kept checkpoint, and entries across the log.
"""

import sys
from pathlib import Path

import aics_tlog  # type: ignore[import-not-found]

INCLUDED = 50
"""Entries whose inclusion is proved, beside the audit that has hashed each of them."""


def check(export: Path) -> str:
    """What was found sound; raises `AssertionError`, or what the package raises, where anything is not."""
    keys = [line.split()[1] for line in (export / "policy.txt").read_text().splitlines() if line.startswith("log ")]
    head = _signed(export / "checkpoint", keys)
    tiles = aics_tlog.FileSystemTileReader(export)
    aics_tlog.audit_tiles(tiles, head.size, head.root)
    kept = sorted((export / "checkpoints").glob("*"), key=lambda file: int(file.name))
    for file in kept:
        old = _signed(file, keys)
        proof = aics_tlog.consistency_proof_from_tiles(tiles, old.size, head.size)
        assert aics_tlog.verify_consistency(old.size, head.size, old.root, head.root, proof), file
    some = sorted({*range(0, head.size, max(1, head.size // INCLUDED)), head.size - 1})
    for n in some:
        proof = aics_tlog.inclusion_proof_from_tiles(tiles, n, head.size)
        entry = aics_tlog.read_entry(tiles, n, head.size)
        assert aics_tlog.verify_leaf_inclusion(entry, n, head.size, proof, head.root), n
    return f"{head.size} entries audited, {len(kept)} older checkpoints consistent, {len(some)} entries included"


def _signed(file: Path, keys: list[str]) -> aics_tlog.Checkpoint:
    """The checkpoint in a file, if any of the export's keys of that origin signed it."""
    signed = aics_tlog.parse_note(file.read_text())
    read = aics_tlog.parse_checkpoint(signed.text)
    own = [aics_tlog.parse_vkey(key) for key in keys if key.partition("+")[0] == read.origin]
    assert any(aics_tlog.verify_checkpoint(signed, key, expected_origin=read.origin).ok for key in own), file
    return read


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(f"{name}: {check(Path(name))}\n")

"""A long log made by the ledger's own pure modules alone, as files: what an audit of the chain is timed on."""

import os
from pathlib import Path

from ledger import checkpoint, layout, log, merkle, tiles
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

RIDE: dict[str, object] = {
    "type": "action.recorded",
    "kind": "metro",
    "recorded_on": "2026-11-20",
    "inputs": {
        "occurred_on": "2026-11-19",
        "region": "CN-GD-SZ",
        "segments": [{"distance_m": 10_000, "mode": "metro"}],
    },
    "evidence": "attested",
    "reduction_mg": 0,
    "methodology": "cn-sz-lcpt/2021.1",
    "methodology_sha256": "0" * 64,
    "commitment": "0" * 64,
}
"""Of the length of a real entry.  No package stands behind it: nothing is recomputed."""


def write(folder: Path, size: int) -> None:
    """An export of `size` entries, signed by a key of its own."""
    key = SigningKey.generate("bench.example/log_long")
    head = log.Head("log_long", 0, "0" * 64, [])
    directory, leaves = layout.Directory(folder), list[bytes]()
    for first in range(0, size, tiles.WIDTH):
        sealed = [head.seal(RIDE, os.urandom(16)) for _ in range(min(tiles.WIDTH, size - first))]
        leaves += [one.leaf for one in sealed]
        bundle = tiles.bundle([one.data for one in sealed])
        directory.put(tiles.entries_path(first // tiles.WIDTH, len(sealed)), bundle)
    for tile in tiles.layout(leaves):
        directory.put(tile.path, tile.data)
    directory.put("policy.txt", layout.policy([key.vkey]))
    directory.put("checkpoint", checkpoint.sign(Checkpoint(key.name, size, merkle.root_of(leaves)), key))

"""The plain loop beside `leafledger verify`: read the bundles, hash and parse each entry, follow the chain, no more."""

import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

GENESIS = "0" * 64


def read(directory: Path) -> int:
    """How many entries the export holds; exits where the chain breaks."""
    previous, number = GENESIS, 0
    for data in _bundles(directory / "tile" / "entries"):
        at = 0
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            entry = data[at + 2 : at + 2 + length]
            at += 2 + length
            if json.loads(entry)["prev"] != previous:
                sys.exit(f"the chain breaks at {number}")
            previous = hashlib.sha256(b"\x00" + entry).hexdigest()
            number += 1
    return number


def _bundles(directory: Path) -> Iterator[bytes]:
    """The bundles in order (C2SP tlog-tiles paths: 3-digit groups, all but the last behind an x)."""
    for index in count():
        groups = f"{index:,}".split(",")
        path = "/".join([*(f"x{int(group):03}" for group in groups[:-1]), f"{int(groups[-1]):03}"])
        file = directory / path
        if not file.exists():
            partial = list((directory / f"{path}.p").glob("*"))
            if partial:
                yield partial[0].read_bytes()
            return
        yield file.read_bytes()


if __name__ == "__main__":
    sys.stdout.write(f"{read(Path(sys.argv[1]))}\n")

"""What the simulator remembers over a restart: keyed JSON records in one append-only file.

Each line is `[key, record]`; a record of null forgets the key, the last line of a key wins, a torn line is ignored.
A line is handed to the operating system before the call that caused it is answered, so that a killed process loses
nothing it confirmed.  Opening compacts the file into a new one that replaces it in one step.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from simulator.wire import Json


class Journal:
    """Keyed records; without a directory it remembers nothing and costs nothing."""

    def __init__(self, directory: Path | None) -> None:
        self._file: BinaryIO | None = None
        self._records: dict[str, Json] = {}
        self.directory = directory
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = self._open(directory / "journal.jsonl")

    def _open(self, path: Path) -> BinaryIO:
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                key, record = orjson.loads(line)
            except ValueError:
                continue  # A line torn by a kill was never confirmed to anyone.
            if record is None:
                self._records.pop(key, None)
            else:
                self._records[key] = record
        fresh = path.with_suffix(".new")
        fresh.write_bytes(b"".join(orjson.dumps([key, record]) + b"\n" for key, record in self._records.items()))
        fresh.replace(path)
        return path.open("ab", buffering=0)

    def under(self, prefix: str) -> Iterator[tuple[str, Json]]:
        """The records found at opening whose key starts with `prefix`, oldest key first."""
        return ((key.removeprefix(prefix), record) for key, record in self._records.items() if key.startswith(prefix))

    def put(self, key: str, record: Json | None) -> None:
        """Remember `record` under `key`, or forget the key with None."""
        if self._file is not None:
            self._file.write(orjson.dumps([key, record]) + b"\n")

    def loaded(self) -> None:
        """Let go of what was read at opening, once everyone has taken theirs."""
        self._records.clear()

    def close(self) -> None:
        """Close the file; later records are forgotten."""
        if self._file is not None:
            self._file.close()
            self._file = None

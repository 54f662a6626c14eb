"""The manifest of a report beside an exported log: what was reported on, and the hash of each report file.

Text, every line ends with a newline:

    leafledger-manifest/1
    log_id log_public
    tree_size 1234
    query month=2026-10
    generator leafledger 0.1.0
    <64 hex>  report.csv

File lines are sorted by name.  The manifest's own SHA-256 is in an `export.made` entry, so the checkpoint proves it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kernel.errors import DomainError

NAME = "manifest"
FORMAT = "leafledger-manifest/1"
MAX_BYTES = 100_000
_field = re.compile(r"[^\x00-\x1f\x7f]{1,200}").fullmatch
_log_id = re.compile(r"log_[a-z0-9]{1,60}").fullmatch
_number = re.compile(r"0|[1-9][0-9]{0,15}").fullmatch
_file_line = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]{0,99})").fullmatch


class ManifestMalformed(DomainError):
    """The text is no manifest; `line` counts from 1."""

    code = "manifest_malformed"


@dataclass(frozen=True)
class Manifest:
    """A report's facts.  tree_size: it covers entries n < tree_size; files: SHA-256 in hex by file name."""

    log_id: str
    tree_size: int
    query: str
    generator: str
    files: Mapping[str, str]

    def to_text(self) -> bytes:
        """The manifest's bytes; raises `ManifestMalformed` where a value cannot stand in it."""
        head = f"{FORMAT}\nlog_id {self.log_id}\ntree_size {self.tree_size}\nquery {self.query}\n"
        files = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        data = f"{head}generator {self.generator}\n{files}".encode()
        if Manifest.parse(data) != self:
            raise ManifestMalformed(line=0)
        return data

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a manifest to the byte; raises `ManifestMalformed`."""
        try:
            lines = data.decode().split("\n")
        except UnicodeDecodeError:
            raise ManifestMalformed(line=1) from None
        checks = ((FORMAT, None), ("log_id", _log_id), ("tree_size", _number), ("query", _field), ("generator", _field))
        if lines.pop() or len(lines) < len(checks):
            raise ManifestMalformed(line=len(lines) + 1)
        values = []
        for number, (line, (name, right)) in enumerate(zip(lines, checks, strict=False), start=1):
            head, _, value = line.partition(" ")
            if head != name or (right and not right(value)) or (not right and line != FORMAT):
                raise ManifestMalformed(line=number)
            values.append(value)
        files: dict[str, str] = {}
        for number, line in enumerate(lines[len(checks) :], start=len(checks) + 1):
            found = _file_line(line)
            if not found or (files and found[2] <= max(files)):
                raise ManifestMalformed(line=number)
            files[found[2]] = found[1]
        return cls(values[1], int(values[2]), values[3], values[4], files)

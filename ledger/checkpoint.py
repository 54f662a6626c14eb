"""Checkpoints (C2SP tlog-checkpoint): origin, size and root in three lines, signed as a note."""

import base64
import re
from dataclasses import dataclass

from kernel.errors import DomainError
from ledger.merkle import HASH_BYTES
from ledger.note import SigningKey, decode_base64

MAX_SIZE = 2**63 - 1
_size = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch
_origin = re.compile(r"[^\s+\x00-\x1f\x7f]+").fullmatch


class CheckpointMalformed(DomainError):
    """The body is not a checkpoint's.  part: lines, origin, size or root.  line: where, counted from 1."""

    code = "checkpoint_malformed"


@dataclass(frozen=True)
class Checkpoint:
    """A log's tree at one moment.  origin: the log's URL without scheme; root: 32 bytes."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """Three lines: origin, decimal size, base64 of the root.  No extension lines, hence no timestamp."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def parse(body: bytes) -> Checkpoint:
    """Read a checkpoint body to the byte; raises `CheckpointMalformed`."""
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError as problem:
        raise CheckpointMalformed(part="lines", line=body.count(b"\n", 0, problem.start) + 1) from None
    if len(lines) != 4 or lines[3]:
        raise CheckpointMalformed(part="lines", line=min(len(lines), 4))
    origin, size, encoded, _ = lines
    if not _origin(origin):
        raise CheckpointMalformed(part="origin", line=1)
    if not _size(size) or int(size) > MAX_SIZE:
        raise CheckpointMalformed(part="size", line=2)
    root = decode_base64(encoded)
    if root is None or len(root) != HASH_BYTES:
        raise CheckpointMalformed(part="root", line=3)
    return Checkpoint(origin, int(size), root)


def sign(checkpoint: Checkpoint, *keys: SigningKey) -> bytes:
    """The signed checkpoint, a line for each of one key or more; witnesses append theirs."""
    body = checkpoint.body()
    return body + b"\n" + b"".join(key.sign(body) for key in keys)

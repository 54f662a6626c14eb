"""Receipts (C2SP tlog-proof): one text file that proves an entry offline."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from ledger import merkle
from ledger.checkpoint import MAX_SIZE, Checkpoint
from ledger.merkle import HASH_BYTES, MAX_PROOF
from ledger.note import MAX_NOTE_BYTES, decode_base64
from ledger.policy import Policy

HEADER = "c2sp.org/tlog-proof@v1"
MAX_BYTES = MAX_NOTE_BYTES + 100_000
_index = re.compile(r"index (0|[1-9][0-9]{0,18})").fullmatch


class ProofMalformed(DomainError):
    """The text is not a receipt.

    part: size, text, header, extra, index, hashes or entry (none given, none inside).  line: where, counted from 1.
    """

    code = "proof_malformed"


@dataclass(frozen=True)
class Proof:
    """A receipt as read, nothing of it checked.  hashes: 32 bytes each, from the leaf's sibling up."""

    index: int
    hashes: tuple[bytes, ...]
    signed_checkpoint: bytes
    extra: bytes | None


@dataclass(frozen=True)
class Proven:
    """What a receipt has proved: these entry bytes are number `index` under this checkpoint."""

    checkpoint: Checkpoint
    index: int
    entry: bytes
    witnesses: tuple[str, ...]


def to_text(index: int, hashes: Sequence[bytes], signed_checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """The receipt.  extra: the entry's bytes, so that one file is enough; they count only as they hash to the leaf."""
    lines = [HEADER]
    if extra is not None:
        lines.append(f"extra {base64.b64encode(extra).decode()}")
    lines.append(f"index {index}")
    lines += [base64.b64encode(item).decode() for item in hashes]
    return ("\n".join(lines) + "\n\n").encode() + signed_checkpoint


def parse(data: bytes) -> Proof:
    """Take a receipt apart; raises `ProofMalformed`."""
    if len(data) > MAX_BYTES:
        raise ProofMalformed(part="size", line=1)
    head, gap, signed_checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as problem:
        raise ProofMalformed(part="text", line=head.count(b"\n", 0, problem.start) + 1) from None
    if not gap or lines.pop(0) != HEADER:
        raise ProofMalformed(part="header", line=1)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise ProofMalformed(part="extra", line=2)
    at = 2 if extra is None else 3
    index = _index(lines.pop(0)) if lines else None
    if index is None or int(index[1]) > MAX_SIZE:
        raise ProofMalformed(part="index", line=at)
    hashes = list[bytes]()
    for number, line in enumerate(lines, start=at + 1):
        item = decode_base64(line)
        if item is None or len(item) != HASH_BYTES or len(hashes) == MAX_PROOF:
            raise ProofMalformed(part="hashes", line=number)
        hashes.append(item)
    return Proof(int(index[1]), tuple(hashes), signed_checkpoint, extra)


def verify(data: bytes, policy: Policy, entry: bytes | None = None) -> Proven:
    """Prove `entry`, or else the receipt's own extra bytes, under a checkpoint that satisfies `policy`.

    Raises `ProofMalformed`, `merkle.ProofInvalid`, or what `Policy.check` raises.
    """
    proof = parse(data)
    proved = proof.extra if entry is None else entry
    if proved is None:
        raise ProofMalformed(part="entry", line=2)
    examined = policy.examine(proof.signed_checkpoint)
    found = examined.checkpoint
    merkle.verify_inclusion(merkle.leaf_hash(proved), proof.index, found.size, proof.hashes, found.root)
    return Proven(found, proof.index, proved, examined.witnesses)

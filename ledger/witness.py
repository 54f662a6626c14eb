"""A witness's judgement (C2SP tlog-witness): the add-checkpoint request, the answer to it, a cosignature.

Pure: the state that it is judged against and the time are handed in, what to remember is handed back.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from kernel.errors import DomainError
from ledger import checkpoint, merkle, note
from ledger.checkpoint import MAX_SIZE, Checkpoint, CheckpointMalformed
from ledger.merkle import HASH_BYTES, MAX_PROOF, ProofInvalid
from ledger.note import MAX_NOTE_BYTES, NoteMalformed, SignatureInvalid, SigningKey, Verifier

MAX_BYTES = MAX_NOTE_BYTES + 10_000
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
_old = re.compile(rb"old (0|[1-9][0-9]{0,18})").fullmatch
_size = re.compile(rb"(0|[1-9][0-9]{0,18})\n").fullmatch


class AddCheckpointMalformed(DomainError):
    """The body is not an add-checkpoint request.  part: size, lines, old or proof."""

    code = "add_checkpoint_malformed"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: the checkpoint, and the proof that it extends the tree of `old_size`.

    proof: at most 63 hashes of 32 bytes (RFC 6962 §2.1.2).  signed_checkpoint: a whole note, nothing of it checked.
    """

    old_size: int
    proof: tuple[bytes, ...]
    signed_checkpoint: bytes

    def to_bytes(self) -> bytes:
        """The body: `old <size>`, the hashes in base64, an empty line, the checkpoint."""
        lines = [f"old {self.old_size}", *(base64.b64encode(item).decode() for item in self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + self.signed_checkpoint

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Take a request apart; raises `AddCheckpointMalformed`."""
        if len(body) > MAX_BYTES:
            raise AddCheckpointMalformed(part="size")
        head, gap, signed_checkpoint = body.partition(b"\n\n")
        if not gap:
            raise AddCheckpointMalformed(part="lines")
        first, *rest = head.split(b"\n")
        old = _old(first)
        if old is None or int(old[1]) > MAX_SIZE:
            raise AddCheckpointMalformed(part="old")
        if len(rest) > MAX_PROOF:
            raise AddCheckpointMalformed(part="proof")
        return cls(int(old[1]), tuple(_hash(line) for line in rest), signed_checkpoint)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body for the client.  keep: the checkpoint to be remembered before a 200 goes out, else None."""

    status: int
    body: bytes = b""
    media_type: str = TEXT_TYPE
    keep: Checkpoint | None = None


def _hash(line: bytes) -> bytes:
    try:
        item = note.decode_base64(line.decode("ascii"))
    except UnicodeDecodeError:
        item = None
    if item is None or len(item) != HASH_BYTES:
        raise AddCheckpointMalformed(part="proof")
    return item


def told_size(body: bytes) -> int | None:
    """The size in the body of a 409; None where it holds none."""
    found = _size(body)
    return int(found[1]) if found and int(found[1]) <= MAX_SIZE else None


def read_request(body: bytes) -> tuple[AddCheckpoint, note.Note, Checkpoint]:
    """The request with its checkpoint read, no signature checked.

    Raises `AddCheckpointMalformed`, `NoteMalformed` or `CheckpointMalformed`.
    """
    request = AddCheckpoint.parse(body)
    parsed = note.parse(request.signed_checkpoint)
    return request, parsed, checkpoint.parse(parsed.body)


def decide(
    body: bytes,
    logs: Mapping[str, Sequence[Verifier]],
    seen: Mapping[str, Checkpoint],
    key: SigningKey,
    now_s: int,
) -> Answer:
    """What the witness `key` answers to a request.

    logs: from an origin to the keys that the witness trusts for it.  seen: the newest checkpoint that it cosigned of
    each.  now_s: unix time in seconds.  The caller stores `keep`, and only then answers; between reading `seen` and
    storing nobody else may store.
    """
    try:
        request, parsed, found = read_request(body)
    except (AddCheckpointMalformed, NoteMalformed, CheckpointMalformed) as error:
        return Answer(400, f"{error.code} {error.params.get('part')}\n".encode())
    if found.origin not in logs:
        return Answer(404, b"unknown origin\n")
    if not _signed(parsed, logs[found.origin]):
        return Answer(403, b"no signature of a trusted key\n")
    if request.old_size > found.size:
        return Answer(400, b"old size above the checkpoint's\n")
    last = seen.get(found.origin, Checkpoint(found.origin, 0, merkle.EMPTY_ROOT))
    if request.old_size != last.size or (last.size == found.size and last.root != found.root):
        return Answer(409, f"{last.size}\n".encode(), SIZE_TYPE)
    try:
        merkle.verify_consistency(last.size, last.root, found.size, found.root, request.proof)
    except ProofInvalid:
        return Answer(422, b"not consistent with the checkpoint that was cosigned before\n")
    return Answer(200, key.cosign(parsed.body, now_s), keep=found)


def _signed(parsed: note.Note, verifiers: Sequence[Verifier]) -> bool:
    """Whether a trusted key signed; a wrong signature under a trusted key counts as none."""
    for verifier in verifiers:
        try:
            if note.signers(parsed, [verifier]):
                return True
        except SignatureInvalid:
            continue
    return False


def cosignature(answer: bytes, signed_checkpoint: bytes, witness: Verifier) -> bytes | None:
    """The line of `witness` in the body of a 200, its signature checked; None where there is none.

    Lines of other keys are passed over (C2SP tlog-witness).  Raises `NoteMalformed` where the body is no signature lines,
    and `SignatureInvalid` where a line of this witness is wrong.
    """
    parsed = note.parse(signed_checkpoint)
    answered = note.parse(parsed.body + b"\n" + answer)
    if answered.body != parsed.body:
        raise NoteMalformed(part="signatures", line=1)
    if not note.signers(answered, [witness]):
        return None
    mine = next(line for line in answered.signatures if (line.name, line.key_id) == (witness.name, witness.key_id))
    return mine.line

"""Checkpoints in the platform log, as an auditor reads them: what a receipt proves, and that no log went back."""

from collections.abc import Collection, Mapping

from ledger import checkpoint, entry, merkle, note, proof
from ledger.checkpoint import Checkpoint, CheckpointMalformed
from ledger.invalid import CheckpointWrong
from ledger.note import NoteMalformed
from ledger.policy import Policy

PLATFORM_LOG = "log_platform"
"""Its id; what an auditor reads needs no module that knows how logs are named here."""
TYPE = "checkpoint.logged"


def platform_origins(trust: Policy) -> frozenset[str]:
    """The origins of platform logs that the policy has keys for."""
    return frozenset(key.name for key in trust.logs if key.name.rpartition("/")[2] == PLATFORM_LOG)


def proven(data: bytes, trust: Policy, origins: Collection[str], file: str) -> Checkpoint:
    """The checkpoint inside the `checkpoint.logged` entry that a receipt proves under a platform log of `origins`.

    The platform log's witnesses are not asked.  Raises `CheckpointWrong` with reason platform_origin or platform_entry,
    and what `proof.parse`, `merkle.verify_inclusion`, `entry.parse` and `Policy.check_log` raise.
    """
    receipt = proof.parse(data)
    platform = trust.check_log(receipt.signed_checkpoint)
    if platform.origin not in origins:
        raise CheckpointWrong(file=file, n=None, reason="platform_origin")
    if receipt.extra is None:
        raise proof.ProofMalformed(part="entry", line=2)
    leaf = merkle.leaf_hash(receipt.extra)
    merkle.verify_inclusion(leaf, receipt.index, platform.size, receipt.hashes, platform.root)
    record = entry.parse(receipt.extra)
    if (record["type"], record["log_id"], record["n"]) != (TYPE, PLATFORM_LOG, receipt.index):
        raise CheckpointWrong(file=file, n=None, reason="platform_entry")
    return trust.check_log(str(record["checkpoint"]).encode())


class Histories:
    """The last logged checkpoint of each origin, while the platform log's entries pass."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}

    def take(self, n: int, record: Mapping[str, object], file: str) -> None:
        """Raises `CheckpointWrong` with reason repeated or smaller unless the log has grown since it was logged last.

        Whether it grew out of the same tree only that log's own tiles can show.  A checkpoint that cannot be read is
        refused with its error's code.
        """
        try:
            found = checkpoint.parse(note.parse(str(record["checkpoint"]).encode()).body)
        except (NoteMalformed, CheckpointMalformed) as problem:
            raise CheckpointWrong(file=file, n=n, reason=problem.code) from problem
        last = self._sizes.get(found.origin, -1)
        if found.size <= last:
            raise CheckpointWrong(file=file, n=n, reason="repeated" if found.size == last else "smaller")
        self._sizes[found.origin] = found.size

"""The platform log: a log of the other logs' signed checkpoints, each consistent with the one logged before it.

Whoever keeps one checkpoint of the platform log can hold every organisation to its history, and an export shows in two
hops that its checkpoint was told to others, without showing anybody else's.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG
from kernel.work import Connection
from ledger import checkpoint, entry, integrator, log, merkle, note, proof, serving
from ledger.checkpoint import Checkpoint, CheckpointMalformed
from ledger.integrator import Signed
from ledger.merkle import ProofInvalid
from ledger.note import NoteMalformed, SignatureInvalid, Verifier
from ledger.tiles import TileMalformed

COSIGNATURES_LOOKED_AT = 1000
"""After an entry, before the checkpoint of its receipt is chosen."""


class CheckpointRefused(DomainError):
    """The newest checkpoint of `origin` must not be logged: an alarm.  size, logged_size: its own, the last logged one's.

    reason: missing, origin or smaller; inconsistent, another history than the logged one; or the code of what is wrong
    with its signature or bytes.
    """

    code = "checkpoint_refused"


@dataclass(frozen=True)
class Logged:
    """What the platform log last carries of an origin, read from the entry itself.  seq: that entry's number."""

    checkpoint: Checkpoint
    seq: int
    logged_at: datetime


@dataclass(frozen=True)
class Candidate:
    """A checkpoint that may be logged after `base`: signed by its log's key, and shown to extend it."""

    checkpoint: Checkpoint
    signed: Signed
    base: Logged | None

    @property
    def is_logged(self) -> bool:
        """Whether the last logged one is this very checkpoint."""
        return self.base is not None and self.base.checkpoint == self.checkpoint


@dataclass(frozen=True)
class Receipt:
    """A checkpoint, the proof (C2SP tlog-proof) of its entry in the platform log, and the keys that signed that one."""

    signed: Signed
    proof: bytes
    vkeys: tuple[str, ...]


async def last_logged(connection: Connection, origins: Sequence[str]) -> dict[str, Logged]:
    """The last logged checkpoint of each origin that has one.  connection: the platform log's."""
    rows = await connection.fetch(
        "SELECT c.origin, c.seq, c.logged_at, e.entry FROM unnest($2::text[]) AS t(origin) CROSS JOIN LATERAL"
        "  (SELECT origin, seq, logged_at FROM platform_checkpoint WHERE log_id = $1 AND origin = t.origin"
        "   ORDER BY size DESC LIMIT 1) AS c CROSS JOIN LATERAL"
        "  (SELECT entry FROM log_entry WHERE log_id = $1 AND seq = c.seq OFFSET 0) AS e",
        PLATFORM_LOG,
        list(origins),
    )
    return {row["origin"]: Logged(_carried(row["entry"]), row["seq"], row["logged_at"]) for row in rows}


def _carried(data: bytes) -> Checkpoint:
    """The checkpoint inside a `checkpoint.logged` entry."""
    return checkpoint.parse(note.parse(str(entry.parse(data)["checkpoint"]).encode()).body)


async def propose(connection: Connection, log_id: str, origin: str, base: Logged | None) -> Candidate | None:
    """The newest checkpoint of a log, if it may follow `base`; None where nothing was signed yet.

    connection: that log's own.  Its signature is checked under the log's keys, its consistency with `base` by a proof
    out of the tiles.  Raises `CheckpointRefused`.
    """
    size, logged_size = 0, 0 if base is None else base.checkpoint.size
    try:
        signed = await integrator.latest(connection, log_id)
        if signed is None and base is None:
            return None
        size = 0 if signed is None else signed.size
        if signed is None or size < logged_size:
            reason = "smaller" if size else "missing"
            raise CheckpointRefused(origin=origin, reason=reason, logged_size=logged_size, size=size)
        keys = [Verifier.from_vkey(vkey) for vkey in await serving.vkeys(connection, log_id)]
        found = checkpoint.parse(note.open_note(signed.note, keys))
        if found.origin != origin:
            raise CheckpointRefused(origin=origin, reason="origin", logged_size=logged_size, size=size)
        if base is not None:
            hashes = await integrator.consistency(connection, log_id, logged_size, size)
            merkle.verify_consistency(logged_size, base.checkpoint.root, size, found.root, hashes)
    except (ProofInvalid, TileMalformed) as problem:
        raise CheckpointRefused(origin=origin, reason="inconsistent", logged_size=logged_size, size=size) from problem
    except (NoteMalformed, SignatureInvalid, CheckpointMalformed) as problem:
        raise CheckpointRefused(origin=origin, reason=problem.code, logged_size=logged_size, size=size) from problem
    return Candidate(found, signed, base)


async def append(connection: Connection, candidate: Candidate, now: datetime, gap: timedelta) -> int | None:
    """Logs the checkpoint under the head's lock; the number of its entry.

    None where another process has logged one of that origin since it was proposed, or `gap` has not passed since the
    last.  connection: the platform log's.  Raises `log.HeadMoved`.
    """
    head = await log.lock(connection, PLATFORM_LOG)
    origin = candidate.checkpoint.origin
    last = (await last_logged(connection, [origin])).get(origin)
    # Without a gap nobody's clock is asked: whoever logged last may have had one that is ahead.
    if last != candidate.base or (gap and last is not None and now < last.logged_at + gap):
        return None
    payload = {
        "type": "checkpoint.logged",
        "checkpoint": candidate.signed.note.decode(),
        "recorded_on": now.date().isoformat(),
    }
    sealed = head.seal(payload, os.urandom(16))
    await head.write(connection)
    await connection.execute(
        "INSERT INTO platform_checkpoint (log_id, origin, size, seq, logged_at) VALUES ($1, $2, $3, $4, $5)",
        PLATFORM_LOG,
        origin,
        candidate.checkpoint.size,
        sealed.seq,
        now,
    )
    return sealed.seq


async def receipt(connection: Connection, signed: Signed, seq: int) -> Receipt:
    """The receipt of entry `seq`, which carries `signed`, under the first checkpoint that most witnesses have cosigned.

    Where none has, under the first that covers the entry: so it stays the same once the witnesses have answered.
    connection: the platform log's.  Raises `serving.FileUnpublished` before there is such a checkpoint.
    """
    size = await connection.fetchval(
        "SELECT size FROM (SELECT size FROM log_cosignature WHERE log_id = $1 AND size > $2 ORDER BY size LIMIT $3) AS c"
        " GROUP BY size ORDER BY count(*) DESC, size LIMIT 1",
        PLATFORM_LOG,
        seq,
        COSIGNATURES_LOOKED_AT,
    ) or await connection.fetchval(
        "SELECT size FROM log_checkpoint WHERE log_id = $1 AND size > $2 ORDER BY size LIMIT 1", PLATFORM_LOG, seq
    )
    covering = await integrator.at(connection, PLATFORM_LOG, size) if size else None
    if covering is None:
        raise serving.FileUnpublished(path=f"platform/{signed.size}.tlog-proof")
    sealed = await log.read(connection, PLATFORM_LOG, seq)
    hashes = await integrator.inclusion(connection, PLATFORM_LOG, seq, covering.size)
    vkeys = await serving.vkeys_under(connection, PLATFORM_LOG, [covering.note])
    return Receipt(signed, proof.to_text(seq, hashes, covering.note, sealed.data), tuple(vkeys))

"""A stored log checked against all that was ever signed of it, as after a restore: entries, chain, tree, checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from types import MappingProxyType

from kernel.work import Connection
from ledger import checkpoint, integrator, log, note
from ledger.checkpoint import Checkpoint
from ledger.integrator import LeafAltered, Signed, TreeUnlike
from ledger.note import Verifier
from ledger.regrowth import AT_ONCE, Regrowth


@dataclass(frozen=True)
class Rechecked:
    """A log that holds.  size: its entries; signed: its newest checkpoint; checkpoints: how many were reproduced.

    ahead: the greatest checkpoint kept elsewhere that covers more entries than the log has, if there is one.
    """

    size: int
    signed: Signed | None
    checkpoints: int
    ahead: Checkpoint | None


async def recheck(
    connection: Connection, log_id: str, vkeys: Sequence[str], kept: Mapping[int, bytes] = MappingProxyType({})
) -> Rechecked:
    """Walks the whole log, a thousand entries at a time.

    vkeys: of every key that ever signed it.  kept: signed checkpoints from elsewhere by their size, reproduced like the
    log's own.  Raises `LeafAltered` at the first wrong entry, `TreeUnlike` for a tile or a checkpoint that the entries
    do not give, and as `note.open_note` for a checkpoint that none of the keys signed.
    """
    head = await connection.fetchrow("SELECT size, prev FROM log_head WHERE log_id = $1", log_id)
    size = 0 if head is None else head["size"]
    signed = await integrator.latest(connection, log_id)
    signed_size = 0 if signed is None else signed.size
    if signed_size > size:
        raise TreeUnlike(log_id=log_id, size=signed_size)
    verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
    tree, reproduced = Regrowth(log_id), 0
    for start, stop in chain(log.chunks(0, signed_size, AT_ONCE), log.chunks(signed_size, size, AT_ONCE)):
        claims = await _claims(connection, log_id, start, stop, kept)
        filled = await tree.take(connection, stop, partial(_reproduce, claims, verifiers, tree, log_id))
        reproduced += sum(map(len, claims.values()))
        # What comes after the newest checkpoint is in no tile yet.
        edge = tree.growth.partial_tiles() if stop == signed_size else []
        if stop <= signed_size and await tree.unlike(connection, [*filled, *edge]):
            raise TreeUnlike(log_id=log_id, size=stop)
    if head is not None and head["prev"] != tree.prev:
        raise LeafAltered(log_id=log_id, n=size)
    later = [checkpoint.parse(note.open_note(kept[at], verifiers)) for at in sorted(kept) if at > size]
    return Rechecked(size, signed, reproduced, later[-1] if later else None)


async def _claims(
    connection: Connection, log_id: str, start: int, stop: int, kept: Mapping[int, bytes]
) -> dict[int, list[bytes]]:
    """The checkpoints of the sizes start < size <= stop, the log's own and those from elsewhere."""
    rows = await connection.fetch(
        "SELECT size, note FROM log_checkpoint WHERE log_id = $1 AND size > $2 AND size <= $3", log_id, start, stop
    )
    claims = {row["size"]: [row["note"]] for row in rows}
    for size, signed in kept.items():
        if start < size <= stop:
            claims.setdefault(size, []).append(signed)
    return claims


def _reproduce(
    claims: Mapping[int, Sequence[bytes]], verifiers: Sequence[Verifier], tree: Regrowth, log_id: str
) -> None:
    """What was signed of the tree as it stands must say what it is."""
    for signed in claims.get(tree.size, ()):
        read = checkpoint.parse(note.open_note(signed, verifiers))
        if read.size != tree.size or read.root != tree.growth.root():
            raise TreeUnlike(log_id=log_id, size=tree.size)

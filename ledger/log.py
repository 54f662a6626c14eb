"""The end of a log: its head seals each entry to the one before and appends a batch by compare-and-set.

A lock on its row saves retries; the compare-and-set is the fence (never simplify it away).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from kernel.columns import column
from kernel.errors import DomainError
from kernel.statements import Answer, Reads, Writes
from kernel.work import Connection, Missing, Taken
from ledger import entry, merkle
from ledger.canonical import NotCanonical


class HeadMoved(DomainError):
    """Another writer came first, to the head, to a key, or with what a batch hangs on; roll back and run it again."""

    code = "head_moved"


class EntryUnknown(DomainError):
    """The log has no entry of that number."""

    code = "entry_unknown"


@dataclass(slots=True)
class Sealed:
    """An entry with its place: final bytes, leaf hash, random id."""

    seq: int
    rid: bytes
    leaf: bytes
    data: bytes


@dataclass(slots=True)
class Key:
    """An idempotency key and the fingerprint of its content; `seq` is the recorded entry that it leads to."""

    idem: UUID
    seq: int
    fingerprint: bytes


class Head:
    """The end of one log: `seal` entries, then `write` them all at once, and so on until a write fails."""

    def __init__(self, log_id: str, size: int, prev: str, frontier: list[bytes], epoch: int = 0) -> None:
        """epoch: how many appends of this log were anything but new records; see `write`."""
        self.log_id = log_id
        self.size = size
        self.epoch = epoch
        self._prev = prev
        self._base = size, epoch, prev
        self._frontier = frontier
        self._sealed: list[Sealed] = []

    def seal(self, payload: Mapping[str, object], rid: bytes) -> Sealed:
        """Gives the payload its number and seals it to the entry before.  rid: 16 bytes of `os.urandom`."""
        data = entry.seal(payload, self.log_id, self.size, self._prev, rid.hex(), _write)
        leaf = merkle.leaf_hash(data)
        sealed = Sealed(self.size, rid, leaf, data)
        merkle.push(self._frontier, self.size, leaf)
        self._prev = leaf.hex()
        self.size += 1
        self._sealed.append(sealed)
        return sealed

    async def write(self, connection: Connection, keys: Sequence[Key] = (), *, records_only: bool = False) -> None:
        """Appends what was sealed and binds `keys` for ever; raises `HeadMoved` when another writer came first.

        records_only: nothing but newly recorded acts.  Any other append (a consent withdrawn, a person erased, a week
        closed) begins a new epoch, so that a batch knows whether what it read before still holds.
        """
        writes = Writes()
        self.write_with(writes, keys, records_only=records_only)
        await send(connection, self.log_id, writes)

    def write_with(self, writes: Writes, keys: Sequence[Key] = (), *, records_only: bool = False) -> None:
        """As `write`, together with what others write: `send` sends it all.  What comes next is sealed to it."""
        if not self._sealed and not keys:
            return
        size, epoch, prev = self._base
        self.epoch += 0 if records_only else 1
        # Locked and looked at first: the update alone would be judged by what it saw before it waited for others.
        writes.add("held", "SELECT size, epoch, prev FROM log_head WHERE log_id = $1 FOR UPDATE", self.log_id)
        writes.begin(
            "head",
            # A head that has moved has no next size: NOT NULL refuses it, and with it the whole statement.  The hash
            # tells a log of that size from one in which the batch before failed and another's of equal length stands.
            "UPDATE log_head AS h SET epoch = $6, prev = $7, frontier = $8, size ="
            " CASE WHEN (held.size, held.epoch, held.prev) = ($2, $3, $4) THEN $5::bigint END FROM held WHERE log_id = $1",
            self.log_id,
            size,
            epoch,
            prev,
            self.size,
            self.epoch,
            self._prev,
            list(self._frontier),
        )
        writes.add(
            "keys",
            "INSERT INTO log_idem (log_id, idem, seq, fingerprint) SELECT $1, t.* FROM unnest($2::text::uuid[],"
            " $3::text::bigint[], $4::bytea[]) t",
            self.log_id,
            column([key.idem for key in keys]),
            column([key.seq for key in keys]),
            [key.fingerprint for key in keys],
        )
        writes.add(
            "entries",
            "INSERT INTO log_entry (log_id, seq, leaf, entry) SELECT $1, $2 + t.nth - 1, t.leaf, t.entry"
            " FROM unnest($3::bytea[], $4::bytea[]) WITH ORDINALITY AS t(leaf, entry, nth)",
            self.log_id,
            size,
            [sealed.leaf for sealed in self._sealed],
            [sealed.data for sealed in self._sealed],
        )
        self._base, self._sealed = (self.size, self.epoch, self._prev), []


async def send(connection: Connection, log_id: str, writes: Writes) -> None:
    """Sends `writes`, all or nothing; raises `HeadMoved` where the log's head or a key is another writer's by now."""
    try:
        await writes.send(connection)
    except Taken as problem:
        raise HeadMoved(log_id=log_id) from problem
    except Missing as problem:
        if (problem.table_name, problem.column_name) != ("log_head", "size"):
            raise
        raise HeadMoved(log_id=log_id) from problem


def _write(value: object) -> bytes:
    """As `canonical.write`, four times as fast: the two agree on every value whose limits were checked."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise NotCanonical(reason="text") from None


async def lock(connection: Connection, log_id: str) -> Head:
    """The head of a log, its row locked until the transaction ends; a log begins with its first lock."""
    row = await connection.fetchrow(
        "SELECT size, prev, frontier, epoch FROM log_head WHERE log_id = $1 FOR UPDATE", log_id
    )
    if row is None:
        await connection.execute(
            "INSERT INTO log_head (log_id, size, prev, frontier) VALUES ($1, 0, $2, '{}') ON CONFLICT DO NOTHING",
            log_id,
            entry.GENESIS,
        )
        return await lock(connection, log_id)
    return Head(log_id, row["size"], row["prev"], list(row["frontier"]), row["epoch"])


async def begin_epoch(connection: Connection, log_id: str) -> None:
    """Whoever has read what hangs on the log has to read it again.  Call under the locked head."""
    await connection.execute("UPDATE log_head SET epoch = epoch + 1 WHERE log_id = $1", log_id)


def position_with(reads: Reads, log_id: str) -> Answer[tuple[int, int]]:
    """The log's size and epoch, without a lock: read with what a batch hangs on, and compared with its head's."""
    rows = reads.add("bigint, bigint", "SELECT size, epoch FROM log_head WHERE log_id = $1", log_id)
    return lambda: rows[0] if rows else (0, 0)


def known_with(reads: Reads, log_id: str, idems: Sequence[UUID]) -> Answer[dict[UUID, Key]]:
    """Those of the keys that the log has seen."""
    rows = reads.add(
        "uuid, bigint, bytea",
        "SELECT i.* FROM unnest($2::text::uuid[]) AS t(idem) CROSS JOIN LATERAL"
        " (SELECT idem, seq, fingerprint FROM log_idem WHERE log_id = $1 AND idem = t.idem OFFSET 0) AS i",
        log_id,
        column(idems),
    )
    return lambda: {row[0]: Key(*row) for row in rows}


async def size(connection: Connection, log_id: str) -> int:
    """How many entries the log has."""
    found: int | None = await connection.fetchval("SELECT size FROM log_head WHERE log_id = $1", log_id)
    return found or 0


async def read(connection: Connection, log_id: str, seq: int) -> Sealed:
    """One entry; raises `EntryUnknown`."""
    row = await connection.fetchrow("SELECT leaf, entry FROM log_entry WHERE log_id = $1 AND seq = $2", log_id, seq)
    if row is None:
        raise EntryUnknown(log_id=log_id, n=seq)
    return Sealed(seq, bytes.fromhex(str(entry.parse(row["entry"])["rid"])), row["leaf"], row["entry"])


async def read_range(connection: Connection, log_id: str, start: int, stop: int) -> list[bytes]:
    """Entry bytes start <= seq < stop, in order."""
    rows = await connection.fetch(
        "SELECT entry FROM log_entry WHERE log_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq", log_id, start, stop
    )
    return [row["entry"] for row in rows]


def chunks(start: int, stop: int, width: int) -> Iterator[tuple[int, int]]:
    """Ranges (from, to) of at most `width` that end on multiples of it."""
    while start < stop:
        end = min(stop, (start // width + 1) * width)
        yield start, end
        start = end

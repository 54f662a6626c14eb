"""Signing keys of logs: made on first use, rotated with an overlap, destroyed after it.  Only who integrates signs."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.work import Connection
from ledger import log
from ledger.note import SigningKey
from privacy.keys import KeyRing

OVERLAP = timedelta(days=30)
"""How long both keys sign every checkpoint, so that verifiers learn the new one under the old."""
_DESTROYED = b""


class KeyRotating(DomainError):
    """The log is between two keys already; the next rotation waits for the end of the overlap."""

    code = "key_rotating"


@dataclass(frozen=True, slots=True)
class Rotated:
    """A rotation: both verifier keys, the number of the `key.rotated` entry, and when the old key stops signing."""

    old_vkey: str
    vkey: str
    n: int
    overlap_until: datetime


class LogKeys:
    """The keys of every log, sealed in `log_key` under the logs' own key, or else the key-encryption key."""

    def __init__(self, ring: KeyRing, clock: Clock, origin: Callable[[str], str]) -> None:
        """origin: from a log's id to its name, which every key of the log bears."""
        self._ring = ring
        self._clock = clock
        self._origin = origin

    async def signing(self, connection: Connection, log_id: str) -> list[SigningKey]:
        """The keys that sign the log's next checkpoint, oldest first: one, or two in an overlap.

        The first is made here.  Until the transaction ends no other can rotate, so that what is signed in it bears
        every key that it should.
        """
        if not await _living(connection, log_id):
            # Two processes that both find none must not make two keys: what one signs the other's would not verify.
            await _lock(connection, log_id)
            if not await _living(connection, log_id):
                await self._make(connection, log_id)
        else:
            await connection.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 2))", log_id)
        await self._retire(connection, log_id)
        living = await _living(connection, log_id)
        for sealed, _ in living:
            if not self._ring.lies_under_log_key(log_id, sealed):
                await self._seal_anew(connection, log_id, sealed)
        return [self._open(log_id, sealed) for sealed, _ in living]

    async def check(self, connection: Connection, log_id: str) -> None:
        """Raises `SealBroken` where the key files are not those under which the log's signing keys lie."""
        for sealed, _ in await _living(connection, log_id):
            self._open(log_id, sealed)

    async def rotate(self, connection: Connection, log_id: str) -> Rotated:
        """A new key for the log, and the `key.rotated` entry that names it; raises `KeyRotating`."""
        await _lock(connection, log_id)
        await self._retire(connection, log_id)
        living = await _living(connection, log_id)
        until = next((retires_at for _, retires_at in living if retires_at is not None), None)
        if until is not None:
            raise KeyRotating(log_id=log_id, until=until.date().isoformat())
        old = self._open(log_id, living[0][0]) if living else await self._make(connection, log_id)
        now = self._clock.now()
        head = await log.lock(connection, log_id)
        new = SigningKey.generate(self._origin(log_id))
        payload = {"type": "key.rotated", "vkey": new.vkey, "recorded_on": now.date().isoformat()}
        entry = head.seal(payload, os.urandom(16))
        await head.write(connection)
        await connection.execute(
            "UPDATE log_key SET retires_at = $2, rotated_in = $3 WHERE log_id = $1 AND sealed <> $4",
            log_id,
            now + OVERLAP,
            entry.seq,
            _DESTROYED,
        )
        await self._keep(connection, log_id, new)
        return Rotated(old.vkey, new.vkey, entry.seq, now + OVERLAP)

    async def _retire(self, connection: Connection, log_id: str) -> None:
        """Destroys a key whose overlap is over, unless nothing that it signed covers the entry of its successor."""
        await connection.execute(
            "UPDATE log_key k SET sealed = $3 WHERE log_id = $1 AND retires_at <= $2 AND sealed <> $3"
            " AND EXISTS (SELECT FROM log_checkpoint c WHERE c.log_id = $1 AND c.size > k.rotated_in)",
            log_id,
            self._clock.now(),
            _DESTROYED,
        )

    async def _make(self, connection: Connection, log_id: str) -> SigningKey:
        key = SigningKey.generate(self._origin(log_id))
        await self._keep(connection, log_id, key)
        return key

    async def _keep(self, connection: Connection, log_id: str, key: SigningKey) -> None:
        await connection.execute(
            "INSERT INTO log_key (log_id, key_id, vkey, sealed, created_at) VALUES ($1, $2, $3, $4, $5)",
            log_id,
            key.vkey.split("+")[1],
            key.vkey,
            self._ring.seal_log_seed(log_id, key.seed),
            self._clock.now(),
        )

    async def _seal_anew(self, connection: Connection, log_id: str, sealed: bytes) -> None:
        """Puts a seed that lies under the key file under the logs' own key."""
        await connection.execute(
            "UPDATE log_key SET sealed = $3 WHERE log_id = $1 AND sealed = $2",
            log_id,
            sealed,
            self._ring.seal_log_seed(log_id, self._ring.open_log_seed(log_id, sealed)),
        )

    def _open(self, log_id: str, sealed: bytes) -> SigningKey:
        return SigningKey.from_seed(self._origin(log_id), self._ring.open_log_seed(log_id, sealed))


async def _lock(connection: Connection, log_id: str) -> None:
    """Alone with the log's keys until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", log_id)


async def _living(connection: Connection, log_id: str) -> list[tuple[bytes, datetime | None]]:
    """Sealed seed and end of overlap of each key that is not destroyed: the retiring one first."""
    rows = await connection.fetch(
        "SELECT sealed, retires_at FROM log_key WHERE log_id = $1 AND sealed <> $2 ORDER BY retires_at NULLS LAST",
        log_id,
        _DESTROYED,
    )
    return [(row["sealed"], row["retires_at"]) for row in rows]

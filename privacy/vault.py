"""The personal part of an entry: committed to in the ledger, encrypted beside it, gone when its subject key is."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.columns import column
from kernel.statements import Writes
from kernel.work import Connection
from privacy.keys import KeyRing, derive, mac, seal, unseal


def personal_bytes(part: Mapping[str, object]) -> bytes:
    """The one encoding of a personal part: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(part, option=orjson.OPT_SORT_KEYS)


def commitment(subject_key: bytes, rid: bytes, personal: bytes) -> str:
    """64 hex digits that bind the entry `rid` to `personal` and, without the subject key, say nothing.

    r = HKDF-Expand-SHA256(K_s, "commit/v1" ‖ rid, 32);
    commitment = HMAC-SHA256(r, "ledger-commit/v1" ‖ 0x00 ‖ rid ‖ personal).
    """
    key = opening(subject_key, rid)
    return mac(key, b"ledger-commit/v1\x00" + rid + personal).hex()


def opening(subject_key: bytes, rid: bytes) -> bytes:
    """The 32 bytes that open one commitment and no other; handed to a verifier together with the personal bytes."""
    return derive(subject_key, b"commit/v1" + rid)


@dataclass(slots=True)
class Part:
    """One personal part, ready to be written: the entry's random id, what it commits to, and the ciphertext beside it."""

    rid: bytes
    person_id: UUID
    commitment: str
    sealed: bytes


class Subject:
    """A person's key at work: many parts of one person, the cipher made once."""

    __slots__ = ("_cipher", "_key", "_person_id")

    def __init__(self, subject_key: bytes, person_id: UUID) -> None:
        self._key = subject_key
        self._person_id = person_id
        self._cipher = AESGCM(vault_key(subject_key))

    def part(self, log_id: str, part: Mapping[str, object], rid: bytes | None = None) -> Part:
        """The personal part of one coming entry of the log.  rid: 16 bytes of fresh randomness, for who has some."""
        if rid is None:
            rid = os.urandom(16)
        personal = personal_bytes(part)
        sealed = seal(self._cipher, personal, _row(log_id, rid, self._person_id), nonce=rid[:12])
        return Part(rid, self._person_id, commitment(self._key, rid, personal), sealed)


async def insert(connection: Connection, log_id: str, parts: Sequence[Part]) -> None:
    """Puts the parts into the vault."""
    writes = Writes()
    insert_with(writes, log_id, parts)
    await writes.send(connection)


def insert_with(writes: Writes, log_id: str, parts: Sequence[Part]) -> None:
    """As `insert`, together with what others write."""
    if parts:
        writes.add(
            "vault_parts",
            "INSERT INTO vault (log_id, rid, person_id, sealed)"
            " SELECT $1, t.* FROM unnest($2::text::uuid[], $3::text::uuid[], $4::bytea[]) t",
            log_id,
            column([part.rid.hex() for part in parts]),
            column([part.person_id for part in parts]),
            [part.sealed for part in parts],
        )


async def read(
    connection: Connection, keys: KeyRing, log_id: str, person_id: UUID, rid: UUID
) -> dict[str, object] | None:
    """The person's part of the entry with this random id; None where the vault no longer has it."""
    sealed = await connection.fetchval(
        "SELECT sealed FROM vault WHERE log_id = $1 AND rid = $2 AND person_id = $3", log_id, rid, person_id
    )
    if sealed is None:
        return None
    key = await keys.subject_key(connection, person_id)
    part: dict[str, object] = orjson.loads(open_part(key, log_id, rid.bytes, person_id, sealed))
    return part


def open_part(subject_key: bytes, log_id: str, rid: bytes, person_id: UUID, sealed: bytes) -> bytes:
    """The personal bytes of a vault row; raises `privacy.keys.SealBroken`."""
    return unseal(vault_key(subject_key), sealed, _row(log_id, rid, person_id))


def vault_key(subject_key: bytes) -> bytes:
    """The person's record key, derived from their subject key."""
    return derive(subject_key, b"vault/v1")


def _row(log_id: str, rid: bytes, person_id: UUID) -> bytes:
    return b"vault|" + log_id.encode() + b"|" + rid + person_id.bytes

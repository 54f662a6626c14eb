"""The key tree: key-encryption key (a file outside the database) -> organisation keys and subject keys -> records.

AES-256-GCM with random 96-bit nonces; the associated data names table and row, so that a sealed key moved to another
row does not open.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import DomainError
from kernel.work import Connection


class KeyFileUnusable(DomainError):
    """The key file is missing although the data exists, or is not 32 bytes in hexadecimal."""

    code = "key_file_unusable"


class SealBroken(DomainError):
    """A sealed value does not open under its key: wrong key file, or a changed or moved row."""

    code = "seal_broken"


def read_key_file(path: Path, *, may_create: bool) -> bytes:
    """The 32 bytes of the key-encryption key; created, readable by the owner alone, where `may_create`."""
    try:
        if may_create and not path.exists():
            _create_key_file(path)
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as problem:
        raise KeyFileUnusable(path=str(path)) from problem
    if len(key) != 32:
        raise KeyFileUnusable(path=str(path))
    return key


def install_key_file(path: Path, data: bytes) -> None:
    """Puts a key file in its place, readable by the owner alone; one that is there already stays."""
    _create_key_file(path, data)


def _create_key_file(path: Path, data: bytes = b"") -> None:
    """Makes the file whole or not at all; of several processes that try, one makes it and all read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data or os.urandom(32).hex().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) under a key of at most 64 bytes.

    Written out, because the library looks its algorithm up at every call, which costs as much as the arithmetic.
    """
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(block.translate(_INNER) + message).digest()
    return hashlib.sha256(block.translate(_OUTER) + inner).digest()


def derive(key: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose: HKDF-Expand-SHA256 (RFC 5869 §2.3).

    One block of it is HMAC(key, info ‖ 0x01).
    """
    return mac(key, purpose + b"\x01")


def seal(key: bytes | AESGCM, plain: bytes, row: bytes, nonce: bytes | None = None) -> bytes:
    """nonce[12] ‖ ciphertext ‖ tag[16], bound to `row`.  key: 32 bytes, or the cipher made of them.

    nonce: 12 bytes of fresh randomness, for a caller that has some; public, and never used twice under one key.
    """
    if nonce is None:
        nonce = os.urandom(12)
    cipher = AESGCM(key) if isinstance(key, bytes) else key
    return nonce + cipher.encrypt(nonce, plain, row)


def unseal(key: bytes | AESGCM, sealed: bytes, row: bytes) -> bytes:
    """The plain bytes; raises `SealBroken`."""
    cipher = AESGCM(key) if isinstance(key, bytes) else key
    try:
        return cipher.decrypt(sealed[:12], sealed[12:], row)
    except (InvalidTag, ValueError) as problem:
        raise SealBroken from problem


class KeyRing:
    """Makes and opens the keys of organisations and subjects.  Each is 32 random bytes, stored only sealed."""

    def __init__(self, key_encryption_key: bytes, log_key: bytes | None = None) -> None:
        """log_key: another one, for the logs' signing seeds; whoever has none opens those only that lie under the first."""
        self._organisation = derive(key_encryption_key, b"organisation-key/v1")
        self._subject = AESGCM(derive(key_encryption_key, b"subject-key/v1"))
        self._shared_log = derive(key_encryption_key, b"log-key/v1")
        self._log = self._shared_log if log_key is None else derive(log_key, b"log-key/v1")
        self._token = derive(key_encryption_key, b"token/v1")
        self._tombstone = derive(key_encryption_key, b"tombstone/v1")
        self._backup = derive(key_encryption_key, b"backup/v1")

    @property
    def token_key(self) -> bytes:
        """Signs deep links, check-in codes and API-key digests."""
        return self._token

    @property
    def backup_key(self) -> bytes:
        """Seals the manifests of backups, and tells whether a backup was made under this key file."""
        return self._backup

    def tombstone(self, person_id: UUID) -> str:
        """64 hex digits that stand for an erased person and, without the key file, name nobody."""
        return mac(self._tombstone, person_id.bytes).hex()

    def seal_log_seed(self, log_id: str, seed: bytes) -> bytes:
        """The signing seed of a log, sealed for its row."""
        return seal(self._log, seed, b"log_key|" + log_id.encode())

    def open_log_seed(self, log_id: str, sealed: bytes) -> bytes:
        """The 32-byte seed of a log's Ed25519 key; raises `SealBroken`."""
        row = b"log_key|" + log_id.encode()
        try:
            return unseal(self._log, sealed, row)
        except SealBroken:
            # Sealed before there was a key of the logs' own.
            return unseal(self._shared_log, sealed, row)

    def lies_under_log_key(self, log_id: str, sealed: bytes) -> bool:
        """Whether it is the logs' own key that opens the seed, where there is one."""
        try:
            unseal(self._log, sealed, b"log_key|" + log_id.encode())
        except SealBroken:
            return False
        return True

    async def create_organisation_key(self, connection: Connection, org_id: UUID) -> None:
        """A new key for an organisation: keys its natural keys and fingerprints, outlives erasures."""
        sealed = seal(self._organisation, os.urandom(32), b"organisation_key|" + org_id.bytes)
        await connection.execute("INSERT INTO organisation_key VALUES ($1, $2)", org_id, sealed)

    async def organisation_key(self, connection: Connection, org_id: UUID) -> bytes:
        """The organisation's 32 bytes."""
        sealed = await connection.fetchval("SELECT sealed FROM organisation_key WHERE org_id = $1", org_id)
        return unseal(self._organisation, sealed, b"organisation_key|" + org_id.bytes)

    async def create_subject_key(self, connection: Connection, person_id: UUID) -> None:
        """A new key for a person: destroying it erases them."""
        sealed = seal(self._subject, os.urandom(32), b"subject_key|" + person_id.bytes)
        await connection.execute("INSERT INTO subject_key VALUES ($1, $2)", person_id, sealed)

    async def subject_key(self, connection: Connection, person_id: UUID) -> bytes:
        """The key of a person who stands; raises `SealBroken` once they are erased."""
        sealed = await connection.fetchval("SELECT sealed FROM subject_key WHERE person_id = $1", person_id)
        if sealed is None:
            raise SealBroken
        return self.open_subject_key(person_id, sealed)

    def open_subject_key(self, person_id: UUID, sealed: bytes) -> bytes:
        """The 32 bytes behind a row of `subject_key`."""
        return unseal(self._subject, sealed, b"subject_key|" + person_id.bytes)

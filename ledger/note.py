"""Signed notes (C2SP signed-note): a text, an empty line, signature lines; Ed25519 keys and witness cosignatures."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.errors import DomainError

ED25519 = 0x01
COSIGNATURE_V1 = 0x04
"""Signature types of C2SP signed-note: a log's Ed25519 signature, a witness's timestamped one (tlog-cosignature)."""
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100

_DASH = "— "  # U+2014 and one space
_unnameable = re.compile(r"[\s+\x00-\x1f\x7f\ud800-\udfff]").search
_control = re.compile(r"[\x00-\x09\x0b-\x1f]").search
_key_id = re.compile(r"[0-9a-f]{8}").fullmatch


class NoteMalformed(DomainError):
    """The text is not a signed note.  part: size, text or signatures.  line: where, counted from 1."""

    code = "note_malformed"


class VerifierKeyMalformed(NoteMalformed):
    """The text is not a verifier key, or no key can have that name.  part: name, key_id or key; text: its beginning."""

    code = "verifier_key_malformed"


class SignatureInvalid(DomainError):
    """A signature line under a known key does not verify."""

    code = "signature_invalid"


class SignatureMissing(SignatureInvalid):
    """None of the known keys has signed."""

    code = "signature_missing"


def decode_base64(text: str) -> bytes | None:
    """The bytes that `text` is the one standard base64 form of, padding included; None otherwise."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """4 bytes: the start of SHA-256(name, newline, signature type, public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _checked_name(name: str) -> str:
    if not name or _unnameable(name):
        raise VerifierKeyMalformed(part="name", text=name)
    return name


@dataclass(frozen=True)
class Signature:
    """One signature line: who claims to have signed, and the bytes after the 4 bytes of key id."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> bytes:
        """The line as it stands in a note, newline included."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}\n".encode()


@dataclass(frozen=True)
class Note:
    """A note whose signatures nobody has checked yet; `body` ends with a newline."""

    body: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Verifier:
    """A public key (32 bytes) with its name and signature type."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def from_vkey(cls, text: str) -> Self:
        """Read `name+hex(key id)+base64(type, key)`; raises `VerifierKeyMalformed`.  The base64 may hold a plus."""
        name, _, rest = text.partition("+")
        claimed_id, _, encoded = rest.partition("+")
        _checked_name(name)
        key = decode_base64(encoded)
        if key is None or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE_V1):
            raise VerifierKeyMalformed(part="key", text=text)
        verifier = cls(name, key[0], key[1:])
        if not _key_id(claimed_id) or verifier.key_id.hex() != claimed_id:
            raise VerifierKeyMalformed(part="key_id", text=text)
        return verifier

    @property
    def key_id(self) -> bytes:
        """4 bytes."""
        return key_id(self.name, self.kind, self.public)

    @property
    def vkey(self) -> str:
        """The text that `from_vkey` reads."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def accepts(self, body: bytes, signature: bytes) -> bool:
        """Whether `signature` (key id removed) is this key's over the note's `body`."""
        message = body
        if self.kind == COSIGNATURE_V1:
            if len(signature) != 72:
                return False
            message = _cosigned_message(body, int.from_bytes(signature[:8], "big"))
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def _cosigned_message(body: bytes, at_s: int) -> bytes:
    """What a witness signs: a header with the unix time, then the checkpoint body (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {at_s}\n".encode() + body


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key with a name; for a log, the name is the log's origin.  seed: 32 bytes, secret."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key from the operating system's randomness."""
        return cls.from_seed(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """The key of this seed; raises `VerifierKeyMalformed` for a name that no note can carry or another length."""
        _checked_name(name)
        if len(seed) != 32:
            raise VerifierKeyMalformed(part="key", text=name)
        return cls(name, seed)

    @property
    def public(self) -> bytes:
        """32 bytes."""
        return self._private.public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        """The verifier key of a log."""
        return Verifier(self.name, ED25519, self.public).vkey

    @property
    def witness_vkey(self) -> str:
        """The verifier key of a witness."""
        return Verifier(self.name, COSIGNATURE_V1, self.public).vkey

    def sign(self, body: bytes) -> bytes:
        """The signature line, newline included, over a note's `body` (which ends with a newline)."""
        return self._line(ED25519, self._private.sign(body))

    def cosign(self, body: bytes, at_s: int) -> bytes:
        """A witness's line over a checkpoint's `body`.  at_s: unix time in seconds, which is signed too."""
        signature = self._private.sign(_cosigned_message(body, at_s))
        return self._line(COSIGNATURE_V1, at_s.to_bytes(8, "big") + signature)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def _line(self, kind: int, signature: bytes) -> bytes:
        return Signature(self.name, key_id(self.name, kind, self.public), signature).line


def parse(note: bytes) -> Note:
    """Take a note apart without trusting it; raises `NoteMalformed`."""
    if len(note) > MAX_NOTE_BYTES:
        raise NoteMalformed(part="size", line=1)
    try:
        text = note.decode()
    except UnicodeDecodeError as problem:
        raise NoteMalformed(part="text", line=note.count(b"\n", 0, problem.start) + 1) from None
    control = _control(text)
    if control:
        raise NoteMalformed(part="text", line=text.count("\n", 0, control.start()) + 1)
    body, gap, tail = text.rpartition("\n\n")
    if not gap or not body:
        raise NoteMalformed(part="text", line=text.count("\n") + 1)
    first = text.count("\n") - tail.count("\n") + 1
    lines = tail.split("\n")
    if lines.pop() or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteMalformed(part="signatures", line=first + min(len(lines), MAX_SIGNATURES))
    return Note((body + "\n").encode(), tuple(_parse_line(line, at) for at, line in enumerate(lines, start=first)))


def _parse_line(line: str, at: int) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    blob = decode_base64(encoded)
    if not line.startswith(_DASH) or not name or _unnameable(name) or blob is None or len(blob) < 5:
        raise NoteMalformed(part="signatures", line=at)
    return Signature(name, blob[:4], blob[4:])


def signers(note: Note, verifiers: Iterable[Verifier]) -> list[Verifier]:
    """Those of `verifiers` that signed, in their order; lines of unknown keys are passed over.

    Raises `SignatureInvalid` where a line claims a known name and key id without being that key's signature.
    """
    found = []
    for verifier in verifiers:
        mine = [line for line in note.signatures if (line.name, line.key_id) == (verifier.name, verifier.key_id)]
        if not all(verifier.accepts(note.body, line.data) for line in mine):
            raise SignatureInvalid(name=verifier.name)
        if mine:
            found.append(verifier)
    return found


def open_note(note: bytes, verifiers: Iterable[Verifier]) -> bytes:
    """The body of a note that at least one of `verifiers` signed.

    Raises `NoteMalformed`, `SignatureInvalid`, or its kind `SignatureMissing` where no known key has signed.
    """
    parsed = parse(note)
    if not signers(parsed, verifiers):
        raise SignatureMissing(name=parsed.signatures[0].name)
    return parsed.body

"""A backup's folder: the files, and the sealed manifest that makes it whole.

manifest.json     written last: what the files are, which logs at which checkpoint, sealed under the key file
database.dump     PostgreSQL's custom format
erased            one hash a line: people whom no restore may bring back
methodologies/…   the installation's own packages, where it has any
key               the key file, only where it was asked for
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from kernel.errors import DomainError
from kernel.files import put
from ledger.layout import DirectoryNotWritable
from privacy.keys import KeyRing

FORMAT = "leafledger-backup/1"
MANIFEST, DUMP, ERASED, KEY, METHODOLOGIES = "manifest.json", "database.dump", "erased", "key", "methodologies"
_MOST_MANIFEST_BYTES = 64_000_000


class BackupIncomplete(DomainError):
    """The folder has no manifest: no backup, or one that was interrupted."""

    code = "backup_incomplete"


class BackupDamaged(DomainError):
    """A file of the backup is missing, cut short or changed.  file: its name."""

    code = "backup_damaged"


class BackupKeyOther(DomainError):
    """The backup was made under another key file, without which its people and signing keys stay shut."""

    code = "backup_key_other"


@dataclass(frozen=True)
class LogState:
    """One log in the backup: its entries, and its newest signed checkpoint as the whole note, empty without one."""

    size: int
    checkpoint: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.  files: name -> SHA-256 in hexadecimal; revision: the schema's."""

    made_at: str
    revision: str
    files: Mapping[str, str]
    logs: Mapping[str, LogState]

    def write(self, directory: Path, keys: KeyRing) -> None:
        """Puts the sealed manifest in its place, whole: from now on the folder is a backup."""
        body = {"format": FORMAT, "key": _key_check(keys), **asdict(self)}
        text = json.dumps({**body, "seal": _seal(keys, body)}, indent=2, sort_keys=True)
        put(directory / MANIFEST, (text + "\n").encode())


class Unread:
    """A manifest as it was found; nothing in it is believed before `opened`."""

    def __init__(self, directory: Path) -> None:
        """Raises `BackupIncomplete` and `BackupDamaged`."""
        self._directory = directory
        path = directory / MANIFEST
        if not path.is_file():
            raise BackupIncomplete(path=str(directory))
        try:
            if path.stat().st_size > _MOST_MANIFEST_BYTES:
                raise ValueError
            body = json.loads(path.read_text())
            self._seal = str(body.pop("seal"))
            self._body: dict[str, object] = body
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise BackupDamaged(file=MANIFEST) from problem

    def opened(self, keys: KeyRing) -> Manifest:
        """The manifest, once key and seal are right; raises `BackupKeyOther` and `BackupDamaged`."""
        if self._body.get("format") == FORMAT and self._body.get("key") != _key_check(keys):
            raise BackupKeyOther
        try:
            sealed = hmac.compare_digest(self._seal.encode(), _seal(keys, self._body).encode())
        except ValueError as problem:  # lone surrogates
            raise BackupDamaged(file=MANIFEST) from problem
        if not sealed or self._body.get("format") != FORMAT:
            raise BackupDamaged(file=MANIFEST)
        told = dict(self._body)
        logs = {log_id: LogState(**state) for log_id, state in told["logs"].items()}  # type: ignore[attr-defined]
        return Manifest(str(told["made_at"]), str(told["revision"]), told["files"], logs)  # type: ignore[arg-type]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns whatever the system refuses meanwhile into `DirectoryNotWritable` of this folder."""
    try:
        yield
    except OSError as problem:
        raise DirectoryNotWritable(path=str(path), reason=problem.strerror or type(problem).__name__) from problem


def check_files(directory: Path, manifest: Manifest) -> None:
    """Raises `BackupDamaged` at the first file that is not as it was written."""
    for name, digest in manifest.files.items():
        try:
            right = sha256(directory / name) == digest
        except OSError as problem:
            raise BackupDamaged(file=name) from problem
        if not right:
            raise BackupDamaged(file=name)


def sha256(path: Path) -> str:
    """The digest of a file of any size, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key_check(keys: KeyRing) -> str:
    """Tells one key file from another, and tells nothing of either."""
    return hmac.digest(keys.backup_key, b"key-check", "sha256").hex()


def _seal(keys: KeyRing, body: Mapping[str, object]) -> str:
    """HMAC-SHA256 over the manifest's one encoding: whoever changes it needs the key file."""
    written = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(keys.backup_key, b"manifest\x00" + written, "sha256").hex()

"""What was last signed of each log, kept beside the key: a database restored from a backup has forgotten it."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import DomainError
from kernel.files import put
from ledger.integrator import Signed, TreeUnlike


class SignedUnwritable(DomainError):
    """What was signed last cannot be kept beside the key, so a second history could be signed."""

    code = "signed_unwritable"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of a log: size and root of a checkpoint, 0 and nothing where none is."""

    log_id: str
    size: int = 0
    root: str = ""

    def check(self, newest: Signed | None) -> None:
        """Raises `TreeUnlike` where more was signed than the database knows, or something else.

        newest: read from the database after this was recalled, for others sign too: what they remember is committed.
        """
        known = 0 if newest is None else newest.size
        other = newest is not None and newest.size == self.size and newest.root.hex() != self.root
        if self.size > known or other:
            raise TreeUnlike(log_id=self.log_id, size=self.size)


class LastSigned:
    """One small file a log: size and root of its newest checkpoint.

    It may lag behind (a crash, a folder that cannot be written); it never runs ahead of what was published.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def recall(self, log_id: str) -> Recalled:
        """What was last signed, as far as is remembered."""
        try:
            size, root = (self._directory / log_id).read_text().split()
            return Recalled(log_id, int(size), root)
        except (OSError, ValueError):
            return Recalled(log_id)

    def keep(self, log_id: str, signed: Signed) -> None:
        """Remembers a published checkpoint as well as it can."""
        with suppress(SignedUnwritable):  # the key's folder may be read-only
            self.remember(log_id, signed)

    def remember(self, log_id: str, signed: Signed) -> None:
        """As `keep`, for a checkpoint that stands nowhere else; raises `SignedUnwritable`."""
        try:
            self._directory.mkdir(exist_ok=True)
            put(self._directory / log_id, f"{signed.size} {signed.root.hex()}\n".encode())
        except OSError as problem:
            raise SignedUnwritable(path=str(self._directory), reason=problem.strerror or "") from problem

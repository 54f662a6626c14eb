"""What was last signed of each log, kept beside the key: a database restored from a backup has forgotten it."""

from contextlib import suppress
from pathlib import Path

from ledger.integrator import Signed, TreeUnlike


class LastSigned:
    """One small file a log: size and root of its newest checkpoint.

    It may lag behind (a crash, an export that signed, a folder that cannot be written); it never runs ahead of what
    was published.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def check(self, log_id: str, newest: Signed | None) -> None:
        """Raises `TreeUnlike` where more was signed than the database knows, or something else."""
        try:
            size, root = (self._directory / log_id).read_text().split()
        except (OSError, ValueError):
            return
        known = 0 if newest is None else newest.size
        other = newest is not None and newest.size == int(size) and newest.root.hex() != root
        if int(size) > known or other:
            raise TreeUnlike(log_id=log_id, size=int(size))

    def keep(self, log_id: str, signed: Signed) -> None:
        """Remembers a published checkpoint."""
        with suppress(OSError):  # the key's folder may be read-only
            self._directory.mkdir(exist_ok=True)
            draft = self._directory / f"{log_id}.new"
            draft.write_text(f"{signed.size} {signed.root.hex()}\n")
            draft.replace(self._directory / log_id)

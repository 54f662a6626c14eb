"""Erasure: a destroyed subject key, an emptied vault, and a tombstone so that no restored backup brings anyone back."""

from pathlib import Path
from uuid import UUID

from kernel.errors import DomainError
from kernel.files import flush
from kernel.work import Connection
from privacy.keys import KeyRing
from privacy.person_data import Whose, rows


class TombstoneUnwritable(DomainError):
    """The list of erased people cannot be written, so a restored backup would bring the person back."""

    code = "tombstone_unwritable"


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Empties the person's vault in one log, and takes their consents out of the organisation's list."""
    vault = await connection.execute(
        "DELETE FROM vault WHERE log_id = $1 AND person_id = $2", whose.log_id, whose.person_id
    )
    consents = await connection.execute(
        "DELETE FROM consent WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    return {"vault": rows(vault), "consents": rows(consents)}


async def destroy_key(connection: Connection, person_id: UUID) -> None:
    """From the commit on nobody opens a commitment of this person's, nor a vault row that a copy still holds."""
    await connection.execute("DELETE FROM subject_key WHERE person_id = $1", person_id)


class Tombstones:
    """The people who were erased: one empty file each, named by a hash that only the key-encryption key makes.

    The folder lies beside the key, where no restore writes.  A file appears whole or not at all.
    """

    def __init__(self, directory: Path, keys: KeyRing) -> None:
        self._directory = directory
        self._keys = keys

    def __contains__(self, person_id: UUID) -> bool:
        return (self._directory / self._keys.tombstone(person_id)).exists()

    def names(self) -> frozenset[str]:
        """Every hash on the list."""
        return frozenset(path.name for path in self._directory.iterdir()) if self._directory.is_dir() else frozenset()

    def add(self, person_id: UUID) -> None:
        """Puts the person on the list, on disk when this returns; raises `TombstoneUnwritable`."""
        self.adopt([self._keys.tombstone(person_id)])

    def adopt(self, names: list[str]) -> None:
        """Takes over the hashes of another list, such as a backup's; raises `TombstoneUnwritable`."""
        missing = [name for name in names if not (self._directory / name).exists()]
        if not missing:
            return  # a folder that cannot be written does no harm then
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            for name in missing:
                (self._directory / name).touch(mode=0o600)
            flush(self._directory)
        except OSError as problem:
            raise TombstoneUnwritable(path=str(self._directory), reason=problem.strerror or "") from problem

    def remove(self, person_id: UUID) -> None:
        """Takes back a tombstone whose erasure did not happen."""
        (self._directory / self._keys.tombstone(person_id)).unlink(missing_ok=True)

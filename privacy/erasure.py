"""Erasure: a destroyed subject key, an emptied vault, and a tombstone so that no restored backup brings anyone back.

Beside the tombstones lie the requests that wait: whoever asked to be erased, and has not changed their mind.
"""

from pathlib import Path
from uuid import UUID

from kernel.errors import DomainError
from kernel.files import flush
from kernel.work import Connection
from privacy.keys import KeyRing
from privacy.person_data import Kept, Whose, rows

KEPT = (Kept("consent"), Kept("access_log"), Kept("vault", tenant="log_id", hidden=("sealed",)))


class TombstoneUnwritable(DomainError):
    """The list of erased people cannot be written, so a restored backup would bring the person back."""

    code = "tombstone_unwritable"


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Empties the person's vault in one log, takes out their consents and the list of who looked at what is theirs."""
    vault = await connection.execute(
        "DELETE FROM vault WHERE log_id = $1 AND person_id = $2", whose.log_id, whose.person_id
    )
    consents = await connection.execute(
        "DELETE FROM consent WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    looks = await connection.execute(
        "DELETE FROM access_log WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    return {"vault": rows(vault), "consents": rows(consents), "looks": rows(looks)}


async def destroy_key(connection: Connection, person_id: UUID) -> None:
    """From the commit on nobody opens a commitment of this person's, nor a vault row that a copy still holds."""
    await connection.execute("DELETE FROM subject_key WHERE person_id = $1", person_id)


_ASKED = ".asked"


class Tombstones:
    """The people who were erased: one empty file each, named by a hash that only the key-encryption key makes.

    The folder lies beside the key, where no restore writes.  A file appears whole or not at all.  A name that ends in
    `.asked` stands for somebody who is to be erased, and who may still change their mind.
    """

    def __init__(self, directory: Path, keys: KeyRing) -> None:
        self._directory = directory
        self._keys = keys

    def __contains__(self, person_id: UUID) -> bool:
        return (self._directory / self._keys.tombstone(person_id)).exists()

    def names(self) -> frozenset[str]:
        """Every hash on the list."""
        return frozenset(name for name in self._files() if not name.endswith(_ASKED))

    def waiting(self) -> frozenset[str]:
        """The hashes of those who asked to be erased and have not changed their mind."""
        return frozenset(name.removesuffix(_ASKED) for name in self._files() if name.endswith(_ASKED))

    def _files(self) -> list[str]:
        return [path.name for path in self._directory.iterdir()] if self._directory.is_dir() else []

    def asked(self, person_id: UUID) -> bool:
        """Whether the person asked to be erased, and stands by it."""
        return (self._directory / f"{self._keys.tombstone(person_id)}{_ASKED}").exists()

    def ask(self, person_id: UUID) -> None:
        """Notes that the person asked, on disk when this returns; raises `TombstoneUnwritable`."""
        self.adopt([f"{self._keys.tombstone(person_id)}{_ASKED}"])

    def take_back(self, person_id: UUID) -> None:
        """The person changed their mind, or is gone; raises `TombstoneUnwritable`."""
        file = self._directory / f"{self._keys.tombstone(person_id)}{_ASKED}"
        if not file.exists():
            return  # a folder that cannot be written does no harm then
        try:
            file.unlink(missing_ok=True)
            flush(self._directory)
        except OSError as problem:
            raise TombstoneUnwritable(path=str(self._directory), reason=problem.strerror or "") from problem

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

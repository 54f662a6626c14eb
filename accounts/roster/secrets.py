"""What of a roster row stands in the database: keyed digests to find it by, and its personal part under seal."""

import os
from dataclasses import dataclass
from uuid import UUID

import orjson

from accounts.roster.rows import Entry
from privacy.keys import derive, mac, seal, unseal

IDENT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Personal:
    """The personal part of a row: what a letter to the person needs."""

    name: str
    email: str | None
    number: str | None


class Secrets:
    """One organisation's, from its 32-byte key (`privacy.keys.KeyRing.organisation_key`)."""

    def __init__(self, organisation_key: bytes, org_id: UUID) -> None:
        self._org_id = org_id
        self._number = derive(organisation_key, b"roster-number/v1")
        self._email = derive(organisation_key, b"roster-email/v1")
        self._content = derive(organisation_key, b"roster-content/v1")
        self._vault = derive(organisation_key, b"roster-vault/v1")

    def number(self, number: str | None) -> bytes | None:
        """32 bytes that a number is found by; None for none."""
        return None if number is None else mac(self._number, number.encode())

    def email(self, email: str | None) -> bytes | None:
        """32 bytes that an address in small letters is found by; None for none."""
        return None if email is None else mac(self._email, email.encode())

    def content(self, entry: Entry) -> bytes:
        """32 bytes that tell whether a row says something else than before."""
        said = [entry.name, entry.email, entry.path, entry.number, entry.locale]
        return mac(self._content, orjson.dumps(said))

    def seal(self, ident: bytes, entry: Entry) -> bytes:
        """The personal part, sealed for the row of this id."""
        part = {"name": entry.name, "email": entry.email, "number": entry.number}
        return seal(self._vault, orjson.dumps(part), self._row(ident))

    def open(self, ident: bytes, sealed: bytes) -> Personal:
        """The personal part of a row; raises `privacy.keys.SealBroken`."""
        return Personal(**orjson.loads(unseal(self._vault, sealed, self._row(ident))))

    def _row(self, ident: bytes) -> bytes:
        return b"roster_row|" + self._org_id.bytes + ident


def new_ident() -> bytes:
    """The id of a new row, and of its invitation."""
    return os.urandom(IDENT_BYTES)

"""Who calls: the bearer key of each request, remembered for a moment."""

import hashlib
from datetime import datetime, timedelta

from starlette.types import Scope

from accounts import partners
from accounts.partners import APIKeyInvalid, Credential, Partner
from api.faults import CredentialMissing, PartnerRequired
from api.problems import header
from kernel.clock import Clock
from kernel.work import Database

REMEMBERED = timedelta(seconds=5)
"""A revoked key works at most this long in a process that has just seen it."""
MOST_REMEMBERED = 10_000
MOST_KEY_LENGTH = 200


class Authenticator:
    """Knows the credential behind a key; asks the database at most every five seconds a key."""

    def __init__(self, database: Database, token_key: bytes, clock: Clock) -> None:
        self._database = database
        self._token_key = token_key
        self._clock = clock
        self._known: dict[bytes, tuple[Credential, datetime]] = {}

    async def of(self, scope: Scope) -> Credential:
        """The caller's credential; raises `CredentialMissing` and `APIKeyInvalid`."""
        scheme, _, text = header(scope, b"authorization").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise CredentialMissing
        if len(text) > MOST_KEY_LENGTH or not text.isascii():
            raise APIKeyInvalid
        # Remembered under a digest, so that no key lies in memory in plain.
        digest = hashlib.sha256(text.encode()).digest()
        now = self._clock.now()
        known = self._known.get(digest)
        if known is not None and now < known[1]:
            return known[0]
        async with self._database.work() as connection:
            credential = await partners.authenticate(connection, self._token_key, text, now)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[digest] = credential, now + REMEMBERED
        return credential


def partner_of(credential: Credential) -> Partner:
    """The partner behind a key; raises `PartnerRequired` for an admin's."""
    if credential.partner is None:
        raise PartnerRequired
    return credential.partner

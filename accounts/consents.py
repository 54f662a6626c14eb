"""Consent of people to purposes, bound to the log of their organisation."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from accounts import people
from kernel.clock import Clock
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from privacy import consent
from privacy.keys import KeyRing
from privacy.person_data import Whose


def _append(log_id: str) -> consent.Append:
    """How an entry that is about no action gets into the log."""

    async def append(connection: Connection, payload: dict[str, object], rid: bytes) -> None:
        head = await log.lock(connection, log_id)
        head.seal(payload, rid)
        await head.write(connection)

    return append


Effect = Callable[[Connection, Whose], Awaitable[object]]
"""What ends with a consent, in the transaction that ends it; call under the locked head."""


class Consents:
    """Gives and withdraws; each call is one transaction, `within` joins the caller's."""

    def __init__(
        self, database: Database, keys: KeyRing, clock: Clock, effects: Mapping[str, Effect] | None = None
    ) -> None:
        """effects: by purpose, of the packages above this floor."""
        self._effects = effects or {}
        self._database = database
        self._keys = keys
        self._clock = clock

    async def give(self, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Consents to the purposes; raises `PersonUnknown`."""
        async with self._database.work(org_id) as connection:
            await self.give_within(connection, org_id, person_id, *purposes)

    async def give_within(self, connection: Connection, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Consents to the purposes in a transaction that sees `org_id`; raises `PersonUnknown`."""
        await people.keep(connection, person_id)
        consenting = self._consenting(connection, org_id)
        for purpose in purposes:
            await consenting.give(person_id, purpose)

    async def withdraw(self, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Ends the consents; raises `PersonUnknown`."""
        async with self._database.work(org_id) as connection:
            await self.withdraw_within(connection, org_id, person_id, *purposes)

    async def withdraw_within(self, connection: Connection, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Ends the consents in a transaction that sees `org_id`; raises `PersonUnknown`."""
        await people.keep(connection, person_id)
        consenting = self._consenting(connection, org_id)
        for purpose in purposes:
            await consenting.withdraw(person_id, purpose)
            if purpose in self._effects:
                await self._effects[purpose](connection, Whose(person_id, org_id, public("log", org_id)))

    async def of(self, connection: Connection, org_id: UUID, person_id: UUID) -> frozenset[str]:
        """The purposes that the person consents to."""
        return await consent.standing(connection, org_id, person_id)

    def _consenting(self, connection: Connection, org_id: UUID) -> consent.Consenting:
        log_id = public("log", org_id)
        return consent.Consenting(connection, self._keys, _append(log_id), org_id, log_id, self._clock.now())

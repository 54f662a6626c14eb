"""Consent of people to purposes, bound to the log of their organisation."""

from uuid import UUID

from kernel.clock import Clock
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from privacy import consent
from privacy.keys import KeyRing


async def append(connection: Connection, payload: dict[str, object], rid: bytes, *, log_id: str) -> None:
    """Seals one entry that is about no action."""
    head = await log.lock(connection, log_id)
    head.seal(payload, rid)
    await head.write(connection)


class Consents:
    """Gives and withdraws; each call is one transaction, `within` joins the caller's."""

    def __init__(self, database: Database, keys: KeyRing, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    async def give(self, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Consents to the purposes."""
        async with self._database.work(org_id) as connection:
            await self.give_within(connection, org_id, person_id, *purposes)

    async def give_within(self, connection: Connection, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Consents to the purposes in a transaction that sees `org_id`."""
        log_id = public("log", org_id)
        for purpose in purposes:
            await consent.give(
                connection,
                self._keys,
                lambda c, payload, rid: append(c, payload, rid, log_id=log_id),
                org_id=org_id,
                log_id=log_id,
                person_id=person_id,
                purpose=purpose,
                now=self._clock.now(),
            )

    async def withdraw(self, org_id: UUID, person_id: UUID, *purposes: str) -> None:
        """Ends the consents."""
        log_id = public("log", org_id)
        async with self._database.work(org_id) as connection:
            for purpose in purposes:
                await consent.withdraw(
                    connection,
                    self._keys,
                    lambda c, payload, rid: append(c, payload, rid, log_id=log_id),
                    org_id=org_id,
                    log_id=log_id,
                    person_id=person_id,
                    purpose=purpose,
                    now=self._clock.now(),
                )

    async def of(self, connection: Connection, org_id: UUID, person_id: UUID) -> frozenset[str]:
        """The purposes that the person consents to."""
        return await consent.standing(connection, org_id, person_id)

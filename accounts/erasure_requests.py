"""Asking to be erased: a day to change one's mind, in which nothing more is recorded, then it is due.

A request stands where the database and the folder of tombstones both have it.  A database that was restored may have lost
one that stands, or still have one that was taken back; the folder tells which, and the person is told.
"""

from datetime import datetime, timedelta
from uuid import UUID

from accounts import notices, organisations
from accounts.people import PersonUnknown
from kernel.clock import Clock
from kernel.work import Connection, Database
from privacy.erasure import Tombstones

REGRET = timedelta(hours=24)


class ErasureRequests:
    """Notes requests, takes them back, and tells which are due."""

    def __init__(self, database: Database, clock: Clock, tombstones: Tombstones) -> None:
        self._database = database
        self._clock = clock
        self._tombstones = tombstones

    async def ask(self, person_id: UUID) -> datetime:
        """The person is to be erased; when.  Asking again changes nothing.

        Raises `PersonUnknown`, and `TombstoneUnwritable`; then nothing is planned.
        """
        # First the folder: a request that only the folder has is taken up again, one that only the database has is dropped.
        self._tombstones.ask(person_id)
        async with self._database.work() as connection:
            due_at: datetime | None = await connection.fetchval(
                "UPDATE person SET erase_due_at = coalesce(erase_due_at, $2) WHERE id = $1 RETURNING erase_due_at",
                person_id,
                self._clock.now() + REGRET,
            )
        if due_at is None:
            self._tombstones.take_back(person_id)
            raise PersonUnknown
        return due_at

    async def take_back(self, person_id: UUID) -> bool:
        """The person changed their mind; whether there was a request.  Raises `TombstoneUnwritable`."""
        self._tombstones.take_back(person_id)
        async with self._database.work() as connection:
            there_was = await self._clear(connection, person_id)
        if there_was:
            # They are there, so they were not erased: a try that was killed may have put them on the list before its end.
            self._tombstones.remove(person_id)
        return there_was

    async def stands(self, person_id: UUID) -> bool:
        """Whether the person's request stands in the database and in the folder."""
        async with self._database.work() as connection:
            return await due_at(connection, person_id) is not None and self._tombstones.asked(person_id)

    async def due(self, most: int) -> list[UUID]:
        """Up to `most` people whose day is over, the longest waiting first; raises `DatabaseUnreachable`.

        Whoever took their request back before the database was restored is told that it stood there again, and is not due.
        """
        async with self._database.work() as connection:
            rows = await connection.fetch(
                "SELECT id, home_org FROM person WHERE erase_due_at <= $1 ORDER BY erase_due_at LIMIT $2",
                self._clock.now(),
                most,
            )
            due = [row["id"] for row in rows if self._tombstones.asked(row["id"])]
            for row in rows:
                if row["id"] not in due and await self._clear(connection, row["id"]):
                    await self._tell(connection, row["id"], row["home_org"], "erase-told-not-asked")
        return due

    async def renew(self, person_id: UUID) -> None:
        """Takes up a request that the database knows nothing of; the person has a whole day again, and is told."""
        async with self._database.work() as connection:
            row = await connection.fetchrow(
                "SELECT home_org, erase_due_at FROM person WHERE id = $1 FOR UPDATE", person_id
            )
            # Looked at again under the lock: whoever changes their mind takes away the file first.
            if row is None or row["erase_due_at"] is not None or not self._tombstones.asked(person_id):
                return
            await connection.execute(
                "UPDATE person SET erase_due_at = $2 WHERE id = $1", person_id, self._clock.now() + REGRET
            )
            await self._tell(connection, person_id, row["home_org"], "erase-told-again")

    async def _clear(self, connection: Connection, person_id: UUID) -> bool:
        found: bool | None = await connection.fetchval(
            "UPDATE person SET erase_due_at = NULL WHERE id = $1 AND erase_due_at IS NOT NULL RETURNING true", person_id
        )
        return bool(found)

    async def _tell(self, connection: Connection, person_id: UUID, org_id: UUID, code: str) -> None:
        organisation = await organisations.find(connection, org_id)
        await notices.tell(connection, person_id, code, {}, now=self._clock.now(), zone=organisation.zone)


async def due_at(connection: Connection, person_id: UUID) -> datetime | None:
    """When the person is to be erased; None where they did not ask."""
    found: datetime | None = await connection.fetchval("SELECT erase_due_at FROM person WHERE id = $1", person_id)
    return found

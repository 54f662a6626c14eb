"""Who a Telegram user is, and which organisation issues their records."""

import time
from uuid import UUID

from accounts import organisations, people
from accounts.organisations import Organisation
from accounts.people import Person
from kernel.ids import PROGRAMME
from kernel.work import Database

ORGANISATION_LIFE_S = 30.0
"""Names, zones and regions change rarely, and the recorder reads them anew in its own transaction."""


class Directory:
    """Looks people up by their Telegram id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._organisations: dict[UUID, tuple[float, Organisation]] = {}

    async def who(self, user_id: int) -> tuple[Person | None, Organisation]:
        """The person, or None before they agreed; and their organisation, the programme for who has none."""
        async with self._database.work() as connection:
            person = await people.by_telegram(connection, user_id)
            org_id = PROGRAMME if person is None else person.org_id
            kept = self._organisations.get(org_id)
            if kept is None or kept[0] < time.monotonic():
                found = await organisations.find(connection, org_id)
                kept = self._organisations[org_id] = (time.monotonic() + ORGANISATION_LIFE_S, found)
        return person, kept[1]

"""Who a Telegram user is, and which organisation issues their records."""

import time
from collections import OrderedDict
from uuid import UUID

from accounts import organisations, people
from accounts.organisations import Organisation
from accounts.people import Person
from kernel.ids import PROGRAMME
from kernel.work import Database

ORGANISATION_LIFE_S = 1.0
"""What an admin changes holds in every process a second later; the recorder reads it anew in its own transaction."""
PERSON_LIFE_S = 20.0
MOST_PEOPLE = 20_000
_PLAIN = frozenset(("member",))


class Directory:
    """Looks people up by their Telegram id.

    Plain members are remembered for some seconds: the recorder checks in its own transaction that their records are
    still issued here.  Who holds a role is read every time, so that a role taken away is gone at once.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._organisations: dict[UUID, tuple[float, Organisation]] = {}
        self._people: OrderedDict[int, tuple[float, Person]] = OrderedDict()

    async def who(self, user_id: int) -> tuple[Person | None, Organisation]:
        """The person, or None before they agreed; and their organisation, the programme for who has none."""
        now = time.monotonic()
        known = self._people.get(user_id)
        if known is not None and known[0] > now:
            organisation = self._organisations.get(known[1].org_id)
            if organisation is not None and organisation[0] > now:
                return known[1], organisation[1]
        async with self._database.work() as connection:
            person = await people.by_telegram(connection, user_id)
            org_id = PROGRAMME if person is None else person.org_id
            kept = self._organisations.get(org_id)
            if kept is None or kept[0] < now:
                found = await organisations.find(connection, org_id)
                kept = self._organisations[org_id] = (now + ORGANISATION_LIFE_S, found)
        self.forget(user_id)
        if person is not None and person.roles <= _PLAIN and not person.narrower:
            self._people[user_id] = (now + PERSON_LIFE_S, person)
            if len(self._people) > MOST_PEOPLE:
                self._people.popitem(last=False)
        return person, kept[1]

    def forget_organisation(self, org_id: UUID) -> None:
        """What this process remembers of it has changed."""
        self._organisations.pop(org_id, None)

    def forget(self, user_id: int) -> None:
        """Something about the person is about to change: they are read anew next time."""
        self._people.pop(user_id, None)

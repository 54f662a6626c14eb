"""People's days, read for many at once: whoever asks while a read is under way shares the next.

Most people have acts in one log alone, and one query reads them all; whose acts lie in several sees them as their own.
"""

from collections.abc import Sequence
from types import TracebackType
from uuid import UUID

from accounts.people import Person
from actions import balances, own
from actions.balances import DayTotal
from kernel.batching import Batching
from kernel.ids import public
from kernel.work import Database

MOST = 64


class Days:
    """Reads histories by day.  Use as `async with`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batching: Batching[UUID, Person, list[DayTotal]] = Batching(self._read, most=MOST)

    async def __aenter__(self) -> "Days":
        await self._batching.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._batching.__aexit__(kind, error, trace)

    async def of(self, person: Person) -> list[DayTotal]:
        """The person's whole history in all of their logs, oldest day first."""
        (days,) = await self._batching.submit(person.org_id, [person])
        return days

    async def _read(self, org_id: UUID, people: Sequence[Person]) -> list[list[DayTotal]]:
        here = [person.id for person in people if len(person.logs) == 1]
        found: dict[UUID, list[DayTotal]] = {}
        if here:
            async with self._database.work(org_id) as connection:
                days = await balances.daily_of_many(connection, public("log", org_id), here)
            found.update(zip(here, days, strict=True))
        wider = [person for person in people if len(person.logs) > 1]
        if wider:
            async with self._database.work() as connection:
                for person in wider:
                    await own.see(connection, person.id)
                    found[person.id] = await own.daily(connection, person)
        return [found[person.id] for person in people]

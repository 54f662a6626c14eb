"""People's days, read for many at once: whoever asks while a read is under way shares the next."""

from collections.abc import Sequence
from types import TracebackType
from uuid import UUID

from actions import balances
from actions.balances import DayTotal
from kernel.batching import Batching
from kernel.ids import public
from kernel.work import Database

MOST = 64


class Days:
    """Reads histories by day.  Use as `async with`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batching: Batching[UUID, UUID, list[DayTotal]] = Batching(self._read, most=MOST)

    async def __aenter__(self) -> "Days":
        await self._batching.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._batching.__aexit__(kind, error, trace)

    async def of(self, org_id: UUID, person_id: UUID) -> list[DayTotal]:
        """The person's whole history in the organisation's log, oldest day first."""
        (days,) = await self._batching.submit(org_id, [person_id])
        return days

    async def _read(self, org_id: UUID, person_ids: Sequence[UUID]) -> list[list[DayTotal]]:
        log_id = public("log", org_id)
        async with self._database.work(org_id) as connection:
            return [await balances.daily(connection, log_id, person_id) for person_id in person_ids]

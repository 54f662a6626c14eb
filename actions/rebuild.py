"""The projections against the log: checked field by field, and written anew.

Every total, streak, planet and board is a query over `action`: where its rows are equal, all of those are.
"""

from array import array
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from accounts import organisations
from actions.comparing import Difference, View, beyond
from actions.story import AT_ONCE, Progress, Story
from kernel.ids import PLATFORM_LOG, parse
from kernel.work import Connection, Database
from ledger import integrator, log
from ledger.retiling import Place, Retiling
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

UNDER_LOCK = 128
"""Suspects looked at again while the log waits, at a time: a few milliseconds."""
MOST_NAMED = 20
Rest = Callable[[], Awaitable[None]]
"""Called after each chunk, so that a check can leave the machine to others."""


@dataclass
class Findings:
    """What a check of one log found.  differences: how many, by field; first: the earliest of them."""

    log_id: str
    entries: int = 0
    acts: int = 0
    tiles: int = 0
    differences: Counter[str] = field(default_factory=Counter)
    first: list[Difference] = field(default_factory=list)
    wrong_tiles: list[Place] = field(default_factory=list)
    mended: int = 0

    @property
    def equal(self) -> bool:
        """Whether everything stands as the log says."""
        return not self.differences

    def add(self, difference: Difference) -> None:
        """Counts it, and keeps it if it is among the first."""
        self.differences[difference.field] += 1
        if len(self.first) < MOST_NAMED:
            self.first.append(difference)


class Rebuilding:
    """Checks and mends the projections of a log."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue) -> None:
        self._database = database
        self._keys = keys
        self._catalogue = catalogue

    async def check(self, log_id: str, progress: Progress | None = None, rest: Rest | None = None) -> Findings:
        """Compares every row and tile with what the log says, beside whoever records meanwhile.

        What comes while it looks is the next check's: a log that never rests would have no end to come to.
        What seems to differ is looked at again under the log's lock: it may only have changed between two readings.
        Raises `LeafAltered` and `TreeUnlike` where the log itself was changed, `SealBroken` where the
        vault was, and `OrganisationUnknown`.
        """
        found, story = Findings(log_id), Story(log_id)
        await self._check_tiles(found, rest)  # First: nothing else is said of entries that are not the signed ones.
        view = await self._view(log_id, story)
        suspects = array("Q")
        size = await self._read(view, rest)
        for first, last in log.chunks(0, size, AT_ONCE):
            async with self._database.log_work(log_id) as connection:
                both = await view.both(connection, range(first, last))
            found.acts += len(both.expected)
            suspects.extend(sorted({difference.n for difference in both.differences()}))
            await _pause(rest)
            if progress is not None:
                progress(last, size)
        for at in range(0, len(suspects), UNDER_LOCK):
            async with self._database.log_work(log_id) as connection:
                head = await log.lock(connection, view.log_id)
                await story.read(connection, head.size)
                for difference in await _looked_at_again(connection, view, suspects[at : at + UNDER_LOCK]):
                    found.add(difference)
        async with self._database.log_work(log_id) as connection:
            for n in await beyond(connection, view.log_id):
                found.add(Difference(n, "row", "a row", None))
        found.entries = story.size
        return found

    async def rebuild(self, log_id: str, progress: Progress | None = None) -> Findings:
        """Writes rows and tiles as the log says, in one transaction under its lock, and checks them afterwards.

        A row that is right is left alone.  Raises as `check`, and `NotRebuildable`; then nothing is changed.
        """
        story = Story(log_id)
        view = await self._view(log_id, story)
        await self._read(view, None)
        async with self._database.log_work(log_id) as connection:
            head = await log.lock(connection, view.log_id)
            await log.begin_epoch(connection, view.log_id)
            await integrator.hold_off(connection, view.log_id)
            await story.read(connection, head.size)
            await view.count_keys(connection)
            tree = Retiling(view.log_id, mend=True)
            await tree.finish(connection)
            mended = len(tree.wrong) + await view.clear(connection)
            for first, last in log.chunks(0, head.size, AT_ONCE):
                mended += await view.mend(connection, range(first, last))
                if progress is not None:
                    progress(last, head.size)
        found = await self.check(log_id)
        found.mended = mended
        return found

    async def _view(self, log_id: str, story: Story) -> View:
        async with self._database.log_work(log_id) as connection:
            # The platform log holds no acts, and belongs to no organisation.
            platform = log_id == PLATFORM_LOG
            zone = "UTC" if platform else (await organisations.find(connection, parse("log", log_id))).zone
            view = View(log_id, zone, story, self._keys, self._catalogue)
            await view.count_keys(connection)
        return view

    async def _read(self, view: View, rest: Rest | None) -> int:
        """Reads the log to the end that it has now, a chunk a transaction; its size."""
        async with self._database.log_work(view.log_id) as connection:
            size = await log.size(connection, view.log_id)
        for _, stop in log.chunks(0, size, AT_ONCE):
            async with self._database.log_work(view.log_id) as connection:
                await view.story.read(connection, stop)
            await _pause(rest)
        return size

    async def _check_tiles(self, found: Findings, rest: Rest | None) -> None:
        log_id = found.log_id
        tree, signed = Retiling(log_id), 0
        while True:
            async with self._database.log_work(log_id) as connection:
                signed = await connection.fetchval(
                    "SELECT coalesce(max(size), 0) FROM log_checkpoint WHERE log_id = $1", log_id
                )
                await tree.grow(connection, min(signed, tree.size + AT_ONCE))
            if signed - tree.size < AT_ONCE:
                break
            await _pause(rest)
        async with self._database.log_work(log_id) as connection:
            await integrator.hold_off(connection, log_id)
            await tree.finish(connection)
        found.tiles = tree.count
        found.wrong_tiles = sorted(tree.wrong)[:MOST_NAMED]
        if tree.wrong:
            found.differences["tile"] += len(tree.wrong)


async def _looked_at_again(connection: Connection, view: View, seqs: Sequence[int]) -> list[Difference]:
    """The differences under the log's lock.

    A key more since the keys were counted shows in `sources`: only then they are counted again, which reads them all.
    """
    found = list((await view.both(connection, seqs)).differences())
    retold = sorted({difference.n for difference in found if difference.field == "sources"})
    if not retold:
        return found
    await view.count_keys(connection, retold)
    return list((await view.both(connection, seqs)).differences())


async def _pause(rest: Rest | None) -> None:
    if rest is not None:
        await rest()

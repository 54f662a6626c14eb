"""The projections against the log: checked field by field, and written anew.

Every total, streak, planet and board is a query over `action`: where its rows are equal, all of those are.
"""

from array import array
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from accounts import organisations
from actions.projection import (
    COLUMNS,
    Context,
    Fields,
    completed,
    differing,
    standing_value,
)
from actions.story import AT_ONCE, Progress, Story, Tellings, acts
from kernel.ids import PLATFORM_LOG, parse
from kernel.work import Connection, Database
from ledger import log
from ledger.retiling import Place, Retiling, hold_off_integrator
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

UNDER_LOCK = 128
"""Suspects looked at again while the log waits, at a time: a few milliseconds."""
MOST_NAMED = 20
Rest = Callable[[], Awaitable[None]]
"""Called after each chunk, so that a check can leave the machine to others."""


@dataclass(frozen=True)
class Difference:
    """One field of one entry's projection.  field: a column, `row` for a whole one, or `context`."""

    n: int
    field: str
    standing: object
    expected: object


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


@dataclass
class Both:
    """Some entries' rows: as they are expected and as they stand.  bare: acts whose context is gone."""

    expected: dict[int, Fields]
    standing: dict[int, Any]
    bare: set[int]

    def differences(self) -> Iterator[Difference]:
        """In the order of the entries."""
        for n in sorted(self.expected.keys() | self.standing.keys()):
            expected, row = self.expected.get(n), self.standing.get(n)
            if n in self.bare:
                yield Difference(n, "context", None, "a row")
            if expected is None:
                yield Difference(n, "row", "a row", None)
            elif row is None:
                yield Difference(n, "row", None, "a row")
            else:
                for name in differing(expected, row):
                    yield Difference(n, name, standing_value(row, name), expected[name])


class Rebuilding:
    """Checks and mends the projections of a log."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue) -> None:
        self._database = database
        self._keys = keys
        self._catalogue = catalogue

    async def check(self, log_id: str, progress: Progress | None = None, rest: Rest | None = None) -> Findings:
        """Compares every row and tile with what the log says, beside whoever records meanwhile.

        What seems to differ is looked at again under the log's lock: it may only have changed between two readings.
        Raises `LeafAltered` and `TreeUnlike` where the log itself was changed, `SealBroken` where the
        vault was, and `OrganisationUnknown`.
        """
        found, story = Findings(log_id), Story(log_id)
        await self._check_tiles(found, rest)  # First: nothing else is said of entries that are not the signed ones.
        view = await self._view(log_id, story)
        suspects = array("Q")
        while True:
            start, size = story.size, await self._read_on(view, rest)
            if start == size:
                break
            for first, last in log.chunks(start, size, AT_ONCE):
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
                some = suspects[at : at + UNDER_LOCK]
                await view.count_keys(connection, some)
                for difference in (await view.both(connection, some)).differences():
                    found.add(difference)
        async with self._database.log_work(log_id) as connection:
            for n in await _beyond(connection, view.log_id):
                found.add(Difference(n, "row", "a row", None))
        found.entries = story.size
        return found

    async def rebuild(self, log_id: str, progress: Progress | None = None) -> Findings:
        """Writes rows and tiles as the log says, in one transaction under its lock, and checks them afterwards.

        A row that is right is left alone.  Raises as `check`, and `NotRebuildable`; then nothing is changed.
        """
        story = Story(log_id)
        view = await self._view(log_id, story)
        await self._read_on(view, None)
        async with self._database.log_work(log_id) as connection:
            head = await log.lock(connection, view.log_id)
            await log.begin_epoch(connection, view.log_id)
            await hold_off_integrator(connection, view.log_id)
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

    async def _view(self, log_id: str, story: Story) -> "_View":
        async with self._database.log_work(log_id) as connection:
            # The platform log holds no acts, and belongs to no organisation.
            platform = log_id == PLATFORM_LOG
            zone = "UTC" if platform else (await organisations.find(connection, parse("log", log_id))).zone
            view = _View(log_id, zone, story, self._keys, self._catalogue)
            await view.count_keys(connection)
        return view

    async def _read_on(self, view: "_View", rest: Rest | None) -> int:
        """Reads the log to its present end, a chunk a transaction; its size."""
        while True:
            async with self._database.log_work(view.log_id) as connection:
                size = await log.size(connection, view.log_id)
                stop = min(size, view.story.size + AT_ONCE)
                await view.story.read(connection, stop)
            if stop == size:
                return size
            await _pause(rest)

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
            await hold_off_integrator(connection, log_id)
            await tree.finish(connection)
        found.tiles = tree.count
        found.wrong_tiles = sorted(tree.wrong)[:MOST_NAMED]
        if tree.wrong:
            found.differences["tile"] += len(tree.wrong)


@dataclass
class _View:
    """One log as it is looked at: where it lies, and what is known of it."""

    log_id: str
    zone: str
    story: Story
    keys: KeyRing
    catalogue: Catalogue
    retold: dict[int, int] = field(default_factory=dict)
    removed: dict[int, Any] = field(default_factory=dict)

    async def count_keys(self, connection: Connection, acts: Sequence[int] | None = None) -> None:
        """Notes to which acts, of these or of all, more than one natural key leads: they were told again."""
        rows = await connection.fetch(
            "SELECT seq, count(*) AS keys FROM log_idem WHERE log_id = $1 AND ($2::bigint[] IS NULL OR seq = any($2))"
            " GROUP BY seq HAVING count(*) > 1",
            self.log_id,
            None if acts is None else list(acts),
        )
        self.retold |= {row["seq"]: row["keys"] for row in rows}

    async def both(self, connection: Connection, seqs: Sequence[int]) -> Both:
        """Expected and standing rows of these entries."""
        wanted = list(seqs)
        made = await acts(connection, self.log_id, self.story, wanted, Tellings(self.keys, self.log_id))
        contexts = await _contexts(connection, self.log_id, wanted)
        rows = await connection.fetch(
            "SELECT * FROM action WHERE log_id = $1 AND seq = any($2::bigint[])", self.log_id, wanted
        )
        expected = {
            n: act.fields(contexts.get(n), self.retold.get(n, 1), self.story.credit_classes, self.catalogue, self.zone)
            for n, act in made.items()
        }
        return Both(expected, {row["seq"]: row for row in rows}, made.keys() - contexts.keys())

    async def clear(self, connection: Connection) -> int:
        """Removes rows beyond the log's end, and those that bear another act's id; how many lay beyond.

        An id is unique, so that a right row could not be written beside a wrong one.  The wrong one is remembered: what
        stands nowhere else is taken from it.
        """
        beyond = await _beyond(connection, self.log_id)
        rows = await connection.fetch(
            "DELETE FROM action a USING entry_context c WHERE a.log_id = $1 AND c.log_id = $1 AND ((c.seq = a.seq"
            " AND c.action_id <> a.id) OR (c.action_id = a.id AND c.seq <> a.seq)) RETURNING a.*",
            self.log_id,
        )
        self.removed = {row["seq"]: row for row in rows}
        await connection.execute(
            "DELETE FROM action WHERE log_id = $1 AND seq = any($2::bigint[])", self.log_id, beyond
        )
        return len(beyond)

    async def mend(self, connection: Connection, seqs: Sequence[int]) -> int:
        """Writes those rows that are not as expected; how many."""
        both = await self.both(connection, seqs)
        both.standing |= {n: self.removed[n] for n in seqs if n in self.removed}
        wrong = sorted({difference.n for difference in both.differences()})
        if not wrong:
            return 0
        days = {n: both.expected[n]["recorded_on"] for n in wrong if n in both.expected}
        moments = await _recorded_at(connection, self.log_id, days)
        rows = [
            {"seq": n} | completed(n, both.expected[n], both.standing.get(n), moment) for n, moment in moments.items()
        ]
        await connection.execute("DELETE FROM action WHERE log_id = $1 AND seq = any($2::bigint[])", self.log_id, wrong)
        await _insert(connection, self.log_id, rows)
        return len(wrong)


async def _contexts(connection: Connection, log_id: str, seqs: Sequence[int]) -> dict[int, Context]:
    rows = await connection.fetch(
        "SELECT seq, action_id, person_id, unit_id, campaign_id, source, occurred_at FROM entry_context"
        " WHERE log_id = $1 AND seq = any($2::bigint[])",
        log_id,
        list(seqs),
    )
    return {row["seq"]: Context(*list(row)[1:]) for row in rows}


async def _beyond(connection: Connection, log_id: str) -> list[int]:
    """Rows with numbers that no entry has; one statement sees head and rows of one moment."""
    rows = await connection.fetch(
        "SELECT seq FROM action WHERE log_id = $1 AND (seq < 0 OR seq >= coalesce("
        " (SELECT size FROM log_head WHERE log_id = $1), 0)) ORDER BY seq",
        log_id,
    )
    return [row["seq"] for row in rows]


async def _recorded_at(connection: Connection, log_id: str, days: Mapping[int, date]) -> dict[int, datetime]:
    """The best that is known of the moment of a lost row: its day is in the entry, its checkpoint came a second later."""
    rows = await connection.fetch(
        "SELECT n, (SELECT signed_at FROM log_checkpoint WHERE log_id = $1 AND size > n ORDER BY size LIMIT 1) AS signed"
        " FROM unnest($2::bigint[]) AS t(n) ORDER BY n",
        log_id,
        list(days),
    )
    begins = {n: datetime.combine(day, time(0), UTC) for n, day in days.items()}
    return {row["n"]: _within(begins[row["n"]], row["signed"]) for row in rows}


def _within(begin: datetime, moment: datetime | None) -> datetime:
    """The moment, moved into the day that begins with `begin`; its beginning where no moment is known."""
    return begin if moment is None else min(max(begin, moment), begin + timedelta(days=1, microseconds=-1))


_TYPES = {
    "id": "uuid", "person_id": "uuid", "unit_id": "uuid", "campaign_id": "uuid", "occurred_on": "date",
    "occurred_at": "timestamptz", "quantity": "bigint", "inputs": "jsonb", "sources": "text[]", "reasons": "text[]",
    "reduction_mg": "bigint", "verified_mg": "bigint", "recorded_at": "timestamptz",
}  # fmt: skip


async def _insert(connection: Connection, log_id: str, rows: Sequence[Fields]) -> None:
    shape = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in COLUMNS)
    await connection.execute(
        f"INSERT INTO action (log_id, seq, {', '.join(COLUMNS)})"
        f" SELECT $1, seq, {', '.join(COLUMNS)} FROM json_to_recordset($2::text::json) AS t(seq bigint, {shape})",
        log_id,
        orjson.dumps(rows, default=str).decode(),
    )


async def _pause(rest: Rest | None) -> None:
    if rest is not None:
        await rest()

"""What a log says of its acts beside what stands of them: compared, removed, written.  SQL of the projections alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from actions.projection import COLUMNS, Context, Fields, completed, differing, standing_value
from actions.story import Story, Tellings, acts
from kernel.work import Connection
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing


@dataclass(frozen=True)
class Difference:
    """One field of one entry's projection.  field: a column, `row` for a whole one, or `context`."""

    n: int
    field: str
    standing: object
    expected: object


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


@dataclass
class View:
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
        foreign = await beyond(connection, self.log_id)
        rows = await connection.fetch(
            # By the number, and by the id: one join with both would compare every row with every context.
            "DELETE FROM action WHERE log_id = $1 AND seq IN (SELECT a.seq FROM action a JOIN entry_context c"
            "   ON c.log_id = a.log_id AND c.seq = a.seq WHERE a.log_id = $1 AND c.action_id <> a.id"
            "  UNION ALL SELECT a.seq FROM action a JOIN entry_context c ON c.log_id = a.log_id AND c.action_id = a.id"
            "   WHERE a.log_id = $1 AND c.seq <> a.seq) RETURNING *",
            self.log_id,
        )
        self.removed = {row["seq"]: row for row in rows}
        await connection.execute(
            "DELETE FROM action WHERE log_id = $1 AND seq = any($2::bigint[])", self.log_id, foreign
        )
        return len(foreign)

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


async def beyond(connection: Connection, log_id: str) -> list[int]:
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

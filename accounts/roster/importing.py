"""Importing a roster: the whole file is read first, then its rows are taken, 500 of them or none at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import admin_acts, organisations, people
from accounts.admin_acts import Act, Author
from accounts.organisations import Unit
from accounts.roster import files, rows
from accounts.roster.planning import CHANGED, NEW, REFUSED, SAME, VERDICTS, Placed, Plan, Planner, Standing
from accounts.roster.rows import Entry, Refused
from accounts.roster.secrets import Secrets
from kernel.clock import Clock
from kernel.columns import column
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from privacy.keys import KeyRing

BATCH = 500
IMPORTED, FROM_ROSTER = "roster_imported", "roster"
"""The act and the reason in the log."""
_SEEN = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row of the file.  verdict: new, changed, same or refused, then with its reason and column."""

    row: int
    verdict: str
    reason: str | None = None
    column: str | None = None
    as_in: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An import's, or a dry run's.  units: departments that it made or would make; moved: members who changed theirs."""

    encoding: str
    rows: int
    ignored: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    units: int
    moved: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows got each verdict."""
        found = Counter(one.verdict for one in self.verdicts)
        return {verdict: found[verdict] for verdict in VERDICTS}


class Importing:
    """Takes rosters in."""

    def __init__(self, database: Database, keys: KeyRing, clock: Clock, life: timedelta) -> None:
        """life: how long a row waits for its person, from the last roster that names them."""
        self._database = database
        self._keys = keys
        self._clock = clock
        self._life = life

    async def take(
        self, org_id: UUID, author: Author, data: bytes, *, dry: bool = False, seen: _SEEN = lambda done, size: None
    ) -> Outcome:
        """Imports the file's bytes, or with `dry` tells what that would do and writes nothing.

        seen: is told how many rows are done, and of how many.  A roster takes nobody away: who is not in it stays.  The
        same file again changes nothing.  Stopped in the middle, whole batches stand and the rest is done by the next
        try.  Raises `OrganisationUnknown`, `PersonUnknown` for an author who is gone, and what `files.read` and
        `rows.read` raise; then nothing was written.
        """
        read = rows.read(files.read(data))
        async with self._database.work(org_id) as connection:
            await organisations.find(connection, org_id)
            secrets = Secrets(await self._keys.organisation_key(connection, org_id), org_id)
            planner = Planner(secrets)
            planner.learn(await organisations.units(connection, org_id))
        verdicts = [_refused(one) for one in read.refused]
        units = moved = 0
        for at in range(0, len(read.entries), BATCH):
            batch = read.entries[at : at + BATCH]
            async with self._database.work(org_id) as connection:
                if dry:
                    made = planner.plan(batch, await _standing(connection, org_id, batch, secrets))
                else:
                    made = await self._write(connection, org_id, author, batch, planner, secrets)
            verdicts += [Verdict(one.entry.row, one.verdict) for one in made.placed]
            verdicts += [_refused(one) for one in made.refused]
            units, moved = units + len(made.units), moved + sum(one.moved for one in made.placed)
            seen(min(at + BATCH, len(read.entries)), len(read.entries))
        verdicts.sort(key=lambda one: one.row)
        return Outcome(read.encoding, read.rows, read.ignored, tuple(verdicts), units, moved)

    async def _write(
        self, connection: Connection, org_id: UUID, author: Author, batch: Sequence[Entry], planner: Planner,
        secrets: Secrets,
    ) -> Plan:  # fmt: skip
        """One batch in the caller's transaction.  The log's locked head lets imports, and changes of the tree, come one
        after the other."""
        now, log_id = self._clock.now(), public("log", org_id)
        if author.person_id is not None:
            await people.keep(connection, author.person_id)
        head = await log.lock(connection, log_id)
        planner.learn(await organisations.units(connection, org_id))
        made = planner.plan(batch, await _standing(connection, org_id, batch, secrets))
        await _build(connection, org_id, made.units)
        await _put(connection, org_id, [one for one in made.placed if one.verdict != SAME], secrets, now)
        await _renew(connection, org_id, made.placed, now, now + self._life)
        await _move(connection, org_id, [one for one in made.placed if one.moved])
        acts = [Act("unit_added", unit.kind, unit.public_id) for unit in made.units]
        acts += [Act("member_moved", FROM_ROSTER, "") for one in made.placed if one.moved]
        written = Counter(one.verdict for one in made.placed)
        if written[NEW] or written[CHANGED]:
            acts.append(Act(IMPORTED, FROM_ROSTER, f"{written[NEW]} + {written[CHANGED]}"))
        if acts:
            await admin_acts.seal(connection, self._keys, head, author, acts, now)
            await head.write(connection)
        return made


def _refused(one: Refused) -> Verdict:
    return Verdict(one.row, REFUSED, one.reason, one.column, one.as_in)


async def _standing(connection: Connection, org_id: UUID, batch: Sequence[Entry], secrets: Secrets) -> list[Standing]:
    """The rows that bear a number or an address of the batch."""
    found = await connection.fetch(
        # Two conditions with OR are hashed once and asked of each row.  A look-up per digest, or an array, would be planned
        # for a table that was empty when the import began, and go through all rows for each of them.
        "SELECT id, number_mac, email_mac, content_mac, unit_id, person_id FROM roster_row WHERE org_id = $1"
        " AND (number_mac IN (SELECT unnest($2::bytea[])) OR email_mac IN (SELECT unnest($3::bytea[])))",
        org_id,
        [secrets.number(entry.number) for entry in batch if entry.number],
        [secrets.email(entry.email) for entry in batch if entry.email],
    )
    return [Standing(*row.values()) for row in found]


async def _build(connection: Connection, org_id: UUID, units: Sequence[Unit]) -> None:
    """Makes departments that a path lacks."""
    await connection.execute(
        "INSERT INTO unit (org_id, id, name, parent_id, kind)"
        " SELECT $1, t.* FROM unnest($2::text::uuid[], $3::text[], $4::text::uuid[], $5::text[]) t",
        org_id,
        column([unit.id for unit in units]),
        [unit.name for unit in units],
        column([unit.parent_id for unit in units]),
        [unit.kind for unit in units],
    )


async def _put(connection: Connection, org_id: UUID, placed: Sequence[Placed], secrets: Secrets, now: datetime) -> None:
    """Writes what is new or changed.  Of who came already nothing personal is kept again."""
    await connection.execute(
        "INSERT INTO roster_row AS r (org_id, id, number_mac, email_mac, content_mac, unit_id, locale, sealed, imported_at)"
        " SELECT $1, t.*, $9 FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text::uuid[], $7::text[],"
        " $8::bytea[]) t ON CONFLICT (org_id, id) DO UPDATE SET number_mac = excluded.number_mac,"
        " email_mac = excluded.email_mac, content_mac = excluded.content_mac, unit_id = excluded.unit_id,"
        " locale = excluded.locale, sealed = CASE WHEN r.person_id IS NULL THEN excluded.sealed END,"
        " imported_at = excluded.imported_at",
        org_id,
        [one.row.ident for one in placed],
        [one.row.number_mac for one in placed],
        [one.row.email_mac for one in placed],
        [one.row.content_mac for one in placed],
        column([one.row.unit_id for one in placed]),
        [one.entry.locale for one in placed],
        [secrets.seal(one.row.ident, one.entry) for one in placed],
        now,
    )


async def _renew(
    connection: Connection, org_id: UUID, placed: Sequence[Placed], now: datetime, until: datetime
) -> None:
    """Every row that the roster names waits anew for its person, with the invitation that is theirs alone."""
    waiting = [one.row for one in placed if one.row.person_id is None]
    await connection.execute(
        "UPDATE roster_row SET imported_at = $3 WHERE org_id = $1 AND id = any($2::bytea[])",
        org_id,
        [one.row.ident for one in placed if one.verdict == SAME],
        now,
    )
    await connection.execute(
        "INSERT INTO invitation (org_id, id, unit_id, roles, expires_at, cap, personal, created_at)"
        " SELECT $1, t.id, t.unit_id, '{}', $4, 1, true, $5 FROM unnest($2::bytea[], $3::text::uuid[]) AS t(id, unit_id)"
        " ON CONFLICT (org_id, id) DO UPDATE SET unit_id = excluded.unit_id, expires_at = excluded.expires_at",
        org_id,
        [row.ident for row in waiting],
        column([row.unit_id for row in waiting]),
        until,
        now,
    )


async def _move(connection: Connection, org_id: UUID, placed: Sequence[Placed]) -> None:
    """Members whose department is another one now: new records stand under it, old ones where they stood."""
    await connection.execute(
        "UPDATE membership m SET unit_id = t.unit_id"
        " FROM unnest($2::text::uuid[], $3::text::uuid[]) AS t(person_id, unit_id)"
        " WHERE m.org_id = $1 AND m.person_id = t.person_id AND m.left_at IS NULL",
        org_id,
        column([one.row.person_id for one in placed]),
        column([one.row.unit_id for one in placed]),
    )

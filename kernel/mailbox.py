"""The inbox and the outbox: durable rows that doors and workers feed and empty.

An update is stored under its `update_id` and committed before it is confirmed; taken with a lease, so that a crash
hands it on; handled in order within a chat; set aside after too many tries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.work import Connection, Database

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Letter:
    """One stored update: the raw text of its JSON, and how often it has been tried (1 = the first time)."""

    update_id: int
    body: str
    attempts: int


@dataclass(frozen=True)
class Arrival:
    """One update as it came in; `chat_id` orders it (None: no order)."""

    update_id: int
    chat_id: int | None
    body: str


class Inbox:
    """The stored updates of one bot."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    async def store(self, arrivals: Sequence[Arrival], now: datetime) -> int:
        """Commits `arrivals`; how many were new.  A second delivery of an `update_id` is the same row."""
        async with self._database.work() as connection:
            rows = await connection.fetch(
                "INSERT INTO inbox (bot_id, update_id, chat_id, body, received_at)"
                " SELECT $1, t.u, t.c, t.b, $5 FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS t(u, c, b)"
                " ON CONFLICT DO NOTHING RETURNING update_id",
                self._bot_id,
                [arrival.update_id for arrival in arrivals],
                [arrival.chat_id for arrival in arrivals],
                [arrival.body for arrival in arrivals],
                now,
            )
        return len(rows)

    async def take(self, most: int, now: datetime) -> list[Letter]:
        """Up to `most` open updates, leased; of each chat only its oldest open one, so that order holds.

        One whose every try ended with its worker is set aside here: nobody was left to give it back.
        """
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE inbox SET failed_at = $2 WHERE bot_id = $1 AND done_at IS NULL AND failed_at IS NULL"
                " AND attempts >= $3 AND leased_until < $2",
                self._bot_id,
                now,
                MOST_ATTEMPTS,
            )
            rows = await connection.fetch(
                "WITH open AS (SELECT update_id FROM inbox i WHERE bot_id = $1 AND done_at IS NULL AND failed_at IS NULL"
                "   AND (leased_until IS NULL OR leased_until < $3) AND NOT EXISTS (SELECT 1 FROM inbox e"
                "     WHERE e.bot_id = $1 AND e.chat_id = i.chat_id AND e.update_id < i.update_id"
                "     AND e.done_at IS NULL AND e.failed_at IS NULL)"
                "   ORDER BY update_id LIMIT $2 FOR UPDATE SKIP LOCKED)"
                " UPDATE inbox SET leased_until = $4, attempts = attempts + 1 FROM open"
                " WHERE inbox.bot_id = $1 AND inbox.update_id = open.update_id"
                " RETURNING inbox.update_id, inbox.body, inbox.attempts",
                self._bot_id,
                most,
                now,
                now + LEASE,
            )
        return sorted(
            (Letter(row["update_id"], row["body"], row["attempts"]) for row in rows), key=lambda x: x.update_id
        )

    async def done(self, update_ids: Sequence[int], now: datetime) -> None:
        """Marks updates as handled, their replies sent."""
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE inbox SET done_at = $3, leased_until = NULL WHERE bot_id = $1 AND update_id = any($2::bigint[])",
                self._bot_id,
                list(update_ids),
                now,
            )

    async def failed(self, letter: Letter, now: datetime) -> bool:
        """Gives an update back for another try, or sets it aside after the last; True when set aside."""
        last = letter.attempts >= MOST_ATTEMPTS
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE inbox SET leased_until = $3, failed_at = $4 WHERE bot_id = $1 AND update_id = $2",
                self._bot_id,
                letter.update_id,
                None if last else now + timedelta(seconds=2**letter.attempts),
                now if last else None,
            )
        return last


async def post(connection: Connection, kind: str, body: dict[str, object], due_at: datetime) -> None:
    """Puts a message into the outbox, in the caller's transaction: no message for what was rolled back."""
    await post_all(connection, kind, [(body, due_at)])


async def post_all(
    connection: Connection, kind: str, messages: Sequence[tuple[Mapping[str, object], datetime]]
) -> None:
    """As `post`, each with its body and when it is due, in one statement."""
    await connection.execute(
        "INSERT INTO outbox (kind, body, due_at) SELECT $1, t.* FROM unnest($2::jsonb[], $3::timestamptz[]) AS t",
        kind,
        [body for body, _ in messages],
        [due_at for _, due_at in messages],
    )


@dataclass(frozen=True)
class Parcel:
    """One outbox row to be sent."""

    id: int
    kind: str
    body: dict[str, object]
    attempts: int


async def last_try_within(connection: Connection, parcel_id: int) -> None:
    """Makes this try of a row its last, in the caller's transaction: rather lost with a crash than said twice."""
    await connection.execute("UPDATE outbox SET attempts = $2 WHERE id = $1", parcel_id, MOST_ATTEMPTS)


class Outbox:
    """What nobody waits for: reminders, reviewer notices, webhooks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, kind: str, most: int, now: datetime) -> list[Parcel]:
        """Up to `most` due rows of a kind, leased; what no try has come back from is set aside."""
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE outbox SET failed_at = $1 WHERE done_at IS NULL AND failed_at IS NULL AND attempts >= $2"
                " AND leased_until < $1",
                now,
                MOST_ATTEMPTS,
            )
            rows = await connection.fetch(
                "WITH due AS (SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $2"
                "   AND (leased_until IS NULL OR leased_until < $2) AND kind = $4 ORDER BY id LIMIT $1"
                "   FOR UPDATE SKIP LOCKED)"
                " UPDATE outbox SET leased_until = $3, attempts = attempts + 1 FROM due WHERE outbox.id = due.id"
                " RETURNING outbox.id, kind, body, attempts",
                most,
                now,
                now + LEASE,
                kind,
            )
        return [Parcel(row["id"], row["kind"], row["body"], row["attempts"]) for row in rows]

    async def done(self, parcel_id: int, now: datetime) -> None:
        """Marks a row as sent."""
        async with self._database.work() as connection:
            await connection.execute("UPDATE outbox SET done_at = $2 WHERE id = $1", parcel_id, now)

    async def postpone(self, parcel: Parcel, due_at: datetime) -> None:
        """Puts a row back for later; that was no try."""
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE outbox SET leased_until = NULL, due_at = $2, attempts = attempts - 1 WHERE id = $1",
                parcel.id,
                due_at,
            )

    async def failed(self, parcel: Parcel, now: datetime) -> None:
        """Puts a row back with a growing pause, or aside after the last try."""
        async with self._database.work() as connection:
            await connection.execute(
                "UPDATE outbox SET leased_until = NULL, attempts = $4, due_at = $2, failed_at = $3 WHERE id = $1",
                parcel.id,
                now + timedelta(seconds=2**parcel.attempts),
                now if parcel.attempts >= MOST_ATTEMPTS else None,
                parcel.attempts,
            )

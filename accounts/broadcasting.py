"""Sending a message to all, some people at a time: taken before it goes, so that no crash sends it twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import broadcasts, notices, notifying, organisations
from accounts.broadcasts import Broadcast
from kernel.columns import column
from kernel.work import Connection

AT_ONCE = 25
UNCERTAIN_AFTER = timedelta(minutes=2)
"""Whoever was taken so long ago is in nobody's hands any more: whether it arrived is unknown, and it is not sent again."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is written to now, in their language."""

    person_id: UUID
    chat_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class Slice:
    """What is to be done next.  taken_at: when their places of the week were taken.  again_at: None where all is said."""

    recipients: tuple[Recipient, ...]
    taken_at: datetime
    again_at: datetime | None


async def take(connection: Connection, found: Broadcast, now: datetime) -> Slice:
    """The next people of a running message, each with a place among their three of the week.

    Who meanwhile left, blocked the bot, turned the messages off or has had three is passed by; who has quiet hours waits
    for their end.  The caller commits before it sends.
    """
    if found.status != "running":
        return Slice((), now, None)
    await connection.execute(
        "UPDATE broadcast_recipient SET state = 'failed' WHERE org_id = $1 AND broadcast_id = $2 AND state = 'sending'"
        " AND taken_at < $3",
        found.org_id, found.id, now - UNCERTAIN_AFTER,
    )  # fmt: skip
    rows = await connection.fetch(
        "SELECT r.person_id, p.locale, t.chat_id, m.person_id IS NOT NULL AND t.blocked_at IS NULL AS reached"
        " FROM broadcast_recipient r JOIN person p ON p.id = r.person_id"
        " LEFT JOIN telegram_account t ON t.person_id = p.id"
        " LEFT JOIN membership m ON m.org_id = $1 AND m.person_id = p.id AND m.left_at IS NULL"
        " WHERE r.org_id = $1 AND r.broadcast_id = $2 AND r.state = 'waiting' AND r.due_at <= $3"
        " ORDER BY r.due_at, r.person_id LIMIT $4 FOR UPDATE OF r SKIP LOCKED",
        found.org_id, found.id, now, AT_ONCE,
    )  # fmt: skip
    willing, later = dict[UUID, Recipient](), dict[UUID, datetime]()
    for row in rows:
        wishes = await notifying.find(connection, row["person_id"])
        if row["reached"] and row["chat_id"] is not None and wishes is not None and wishes.wants(notifying.ORGANISER):
            due_at = wishes.out_of_quiet(now)
            if due_at > now:
                later[row["person_id"]] = due_at
            elif await notifying.reserve(connection, row["person_id"], now):
                willing[row["person_id"]] = Recipient(row["person_id"], row["chat_id"], row["locale"])
    await _mark(connection, found, "sending", list(willing), now)
    await _mark(
        connection,
        found,
        "skipped",
        [row["person_id"] for row in rows if row["person_id"] not in {*willing, *later}],
        now,
    )
    for person_id, due_at in later.items():
        await connection.execute(
            "UPDATE broadcast_recipient SET due_at = $4 WHERE org_id = $1 AND broadcast_id = $2 AND person_id = $3",
            found.org_id, found.id, person_id, due_at,
        )  # fmt: skip
    return Slice(tuple(willing.values()), now, await _again_at(connection, found, now))


async def _again_at(connection: Connection, found: Broadcast, now: datetime) -> datetime | None:
    """When somebody is due next, or what was taken becomes uncertain; None where nothing is open."""
    at: datetime | None = await connection.fetchval(
        "SELECT min(CASE state WHEN 'waiting' THEN due_at ELSE taken_at + $3 END) FROM broadcast_recipient"
        " WHERE org_id = $1 AND broadcast_id = $2 AND state IN ('waiting', 'sending')",
        found.org_id, found.id, UNCERTAIN_AFTER + timedelta(seconds=1),
    )  # fmt: skip
    return None if at is None else max(at, now)


async def sent(
    connection: Connection, found: Broadcast, taken: Slice, states: Mapping[UUID, str], now: datetime
) -> None:
    """Keeps how each sending ended: delivered, blocked or failed.  A place of the week goes back where it failed."""
    for state in sorted(set(states.values())):
        await _mark(connection, found, state, [one for one, ended in states.items() if ended == state], now)
    for person_id in sorted(one for one, ended in states.items() if ended != "delivered"):
        await notifying.give_back(connection, person_id, taken.taken_at)


async def finish(connection: Connection, found: Broadcast, now: datetime) -> bool:
    """Closes a message of which nothing is open and tells its author; False where it was closed already."""
    done = await connection.fetchval(
        "UPDATE broadcast SET status = 'done', finished_at = $3 WHERE org_id = $1 AND id = $2 AND status = 'running'"
        " AND NOT EXISTS (SELECT 1 FROM broadcast_recipient WHERE org_id = $1 AND broadcast_id = $2"
        "  AND state IN ('waiting', 'sending')) RETURNING true",
        found.org_id, found.id, now,
    )  # fmt: skip
    if done and found.created_by is not None:
        ended = await broadcasts.counts(connection, found.org_id, found.id)
        zone = (await organisations.find(connection, found.org_id)).zone
        params: dict[str, object] = {
            "delivered": ended.delivered, "blocked": ended.blocked, "failed": ended.failed, "skipped": ended.skipped,
        }  # fmt: skip
        await notices.tell(connection, found.created_by, "broadcast-told-done", params, now=now, zone=zone)
    return bool(done)


async def _mark(connection: Connection, found: Broadcast, state: str, people: list[UUID], now: datetime) -> None:
    await connection.execute(
        "UPDATE broadcast_recipient SET state = $4, taken_at = $5 WHERE org_id = $1 AND broadcast_id = $2"
        " AND person_id = any($3::text::uuid[])",
        found.org_id, found.id, column(people), state, now,
    )  # fmt: skip

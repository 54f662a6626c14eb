"""An organiser's message to all: written, counted, sent or proposed, followed and stopped; each deed stands in the log.

More than `MOST_ALONE` recipients need a second person.  Nobody who blocked the bot, turned organisers' messages off, never
agreed, or has had three unasked messages in seven days gets one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import admin_acts, approvals, notices, notifying, organisations, roles
from accounts.admin_acts import Act
from accounts.approvals import Approval
from accounts.people import Person, holders
from accounts.permissions import WEEK_PUBLISH
from kernel.columns import column
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from kernel.mailbox import post
from kernel.work import Connection
from privacy.consent import SERVICE
from privacy.keys import KeyRing
from privacy.person_data import Whose, rows

KIND = "broadcast"
"""Of the outbox row that drives one, and of a proposal."""
PERMISSION = WEEK_PUBLISH
MOST_ALONE = 500
A_SECOND = 25
MOST_TEXT = 1000
MOST_WAITING = 10
_LINK = re.compile(
    r"https?:|www\.|\bt\.me\b|tg:|@\w{4,}|\b[\w-]+\.(?:com|cn|org|net|io|me|top|xyz|info)\b", re.IGNORECASE
)


class BroadcastUnusable(DomainError):
    """A message to all is 1 to `longest` characters without links or addresses."""

    code = "broadcast_unusable"


class BroadcastUnknown(DomainError):
    """No such message in this organisation, or it is past that step."""

    code = "broadcast_unknown"


class NobodyToTell(DomainError):
    """Nobody would get it now."""

    code = "nobody_to_tell"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would get a message now, and why the others would not."""

    recipients: tuple[UUID, ...]
    unreachable: int
    muted: int
    full: int

    @property
    def seconds(self) -> int:
        """How long sending takes."""
        return -(-len(self.recipients) // A_SECOND)

    @property
    def needs_second(self) -> bool:
        """Whether another person must agree."""
        return len(self.recipients) > MOST_ALONE


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message.  status: draft, proposed, running, stopped or done."""

    id: UUID
    org_id: UUID
    created_by: UUID | None
    text: str
    status: str
    start_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How far it has come, in people."""

    waiting: int
    delivered: int
    blocked: int
    failed: int
    skipped: int


def checked(text: str) -> str:
    """The text as it is sent; raises `BroadcastUnusable`."""
    plain = text.strip()
    if not plain or len(plain) > MOST_TEXT or not any(letter.isalnum() for letter in plain) or _LINK.search(plain):
        raise BroadcastUnusable(longest=MOST_TEXT)
    return plain


async def draft(connection: Connection, person: Person, text: str, now: datetime) -> Broadcast:
    """Keeps a text to be looked at; raises `BroadcastUnusable` and `RoleMissing`."""
    plain = checked(text)
    await roles.require(connection, person.org_id, person.id, PERMISSION)
    made = Broadcast(new_uuid(), person.org_id, person.id, plain, "draft", None)
    await connection.execute(
        "INSERT INTO broadcast (org_id, id, created_by, text, status, created_at) VALUES ($1, $2, $3, $4, 'draft', $5)",
        made.org_id, made.id, person.id, plain, now,
    )  # fmt: skip
    return made


async def find(connection: Connection, org_id: UUID, broadcast_id: UUID, *, lock: bool = False) -> Broadcast:
    """The message; raises `BroadcastUnknown`."""
    row = await connection.fetchrow(
        f"SELECT * FROM broadcast WHERE org_id = $1 AND id = $2{' FOR UPDATE' if lock else ''}", org_id, broadcast_id
    )
    if row is None:
        raise BroadcastUnknown
    return _broadcast(row)


async def audience(connection: Connection, org_id: UUID, now: datetime) -> Audience:
    """Everybody in the organisation, sorted by whether a message would reach them now."""
    found = await connection.fetch(
        "SELECT m.person_id, t.chat_id IS NOT NULL AND t.blocked_at IS NULL AND EXISTS (SELECT 1 FROM consent c"
        "  WHERE c.org_id = $1 AND c.person_id = m.person_id AND c.purpose = $3 AND c.withdrawn_at IS NULL) AS reached,"
        " $2 = any(p.muted) AS muted,"
        " (SELECT count(*) FROM unnest(p.unsolicited_at) AS at WHERE at > $4) >= $5 AS full"
        " FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN telegram_account t ON t.person_id = p.id"
        " WHERE m.org_id = $1 AND m.left_at IS NULL ORDER BY m.person_id",
        org_id, notifying.ORGANISER, SERVICE, now - notifying.WEEK_LONG, notifying.MOST_A_WEEK,
    )  # fmt: skip
    reached = [row for row in found if row["reached"]]
    willing = [row for row in reached if not row["muted"]]
    open_ = tuple(row["person_id"] for row in willing if not row["full"])
    return Audience(open_, len(found) - len(reached), len(reached) - len(willing), len(willing) - len(open_))


async def send(
    connection: Connection, keys: KeyRing, person: Person, broadcast_id: UUID, start_at: datetime, now: datetime
) -> Broadcast:
    """Lets a draft go at `start_at`, or proposes it to a second person where it goes to more than `MOST_ALONE`.

    Raises `RoleMissing`, `BroadcastUnknown` for what is no draft of theirs any more, and `NobodyToTell`.
    """
    author = await roles.author_of(connection, person, PERMISSION)
    found = await find(connection, person.org_id, broadcast_id, lock=True)
    if found.status != "draft" or found.created_by != person.id:
        raise BroadcastUnknown
    to, log_id = await audience(connection, person.org_id, now), public("log", person.org_id)
    if not to.recipients:
        raise NobodyToTell
    if not to.needs_second:
        await admin_acts.write(connection, keys, log_id, author, [Act("broadcast_sent", "organiser", found.text)], now)
        return await _begin(connection, found, to, start_at)
    await connection.execute(
        "UPDATE broadcast SET status = 'proposed', start_at = $3 WHERE org_id = $1 AND id = $2",
        person.org_id, broadcast_id, start_at,
    )  # fmt: skip
    await approvals.propose(connection, person.org_id, KIND, str(broadcast_id), {}, rid=None, by=person.id, now=now)
    await admin_acts.write(connection, keys, log_id, author, [Act("broadcast_proposed", "organiser", found.text)], now)
    zone = (await organisations.find(connection, person.org_id)).zone
    for other in await holders(connection, person.org_id, PERMISSION):
        if other != person.id:
            params: dict[str, object] = {"count": len(to.recipients)}
            await notices.tell(connection, other, "broadcast-told-proposed", params, now=now, zone=zone)
    return await find(connection, person.org_id, broadcast_id)


async def decide(
    connection: Connection, keys: KeyRing, person: Person, approval: Approval, *, confirmed: bool, now: datetime
) -> Broadcast:
    """A second person's yes or no.

    Raises `RoleMissing`, `SecondPersonNeeded` for the proposer, `ApprovalDecided` for who was slower, `NobodyToTell`.
    """
    author = await roles.author_of(connection, person, PERMISSION)
    found = await find(connection, person.org_id, UUID(approval.subject), lock=True)
    if found.status == "stopped":
        # Its author took it back while the other was reading it.
        raise approvals.ApprovalDecided(decision="withdrawn")
    decision: approvals.Decision = "confirmed" if confirmed else "declined"
    await approvals.decide(connection, person.org_id, approval.id, decision, by=person.id, now=now)
    act = Act("broadcast_sent" if confirmed else "broadcast_declined", "second_person", found.text)
    await admin_acts.write(connection, keys, public("log", person.org_id), author, [act], now)
    if not confirmed:
        return await _end(connection, found, "stopped", now)
    to = await audience(connection, person.org_id, now)
    if not to.recipients:
        raise NobodyToTell
    return await _begin(connection, found, to, max(now, found.start_at or now))


async def stop(connection: Connection, keys: KeyRing, person: Person, broadcast_id: UUID, now: datetime) -> Broadcast:
    """Ends a message that waits or runs; who has it keeps it.  Raises `RoleMissing` and `BroadcastUnknown`."""
    author = await roles.author_of(connection, person, PERMISSION)
    found = await find(connection, person.org_id, broadcast_id, lock=True)
    if found.status in ("stopped", "done"):
        return found
    if found.status == "running":
        await admin_acts.write(
            connection, keys, public("log", person.org_id), author, [Act("broadcast_stopped", "organiser", "")], now
        )
    return await _end(connection, found, "stopped", now)


async def waiting(connection: Connection, org_id: UUID, now: datetime) -> list[tuple[Approval, Broadcast]]:
    """What waits for a second person, oldest first."""
    open_ = await approvals.waiting(connection, org_id, KIND, now)
    return [(one, await find(connection, org_id, UUID(one.subject))) for one in open_[:MOST_WAITING]]


async def latest(connection: Connection, org_id: UUID) -> Broadcast | None:
    """The message that was begun last."""
    row = await connection.fetchrow(
        "SELECT * FROM broadcast WHERE org_id = $1 AND status IN ('running', 'stopped', 'done')"
        " AND EXISTS (SELECT 1 FROM broadcast_recipient r WHERE r.org_id = $1 AND r.broadcast_id = broadcast.id)"
        " ORDER BY start_at DESC LIMIT 1",
        org_id,
    )
    return None if row is None else _broadcast(row)


async def counts(connection: Connection, org_id: UUID, broadcast_id: UUID) -> Counts:
    """How far a message has come."""
    found = await connection.fetch(
        "SELECT state, count(*) AS people FROM broadcast_recipient WHERE org_id = $1 AND broadcast_id = $2 GROUP BY state",
        org_id, broadcast_id,
    )  # fmt: skip
    by = {row["state"]: row["people"] for row in found}
    return Counts(by.get("waiting", 0) + by.get("sending", 0), *(by.get(name, 0) for name in _ENDS))


_ENDS = ("delivered", "blocked", "failed", "skipped")


async def erase_within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Deletes what the person was or would be sent, and their words; what they had sent keeps its counts alone."""
    gone = await connection.execute(
        "DELETE FROM broadcast_recipient WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    await connection.execute(
        "UPDATE broadcast SET text = '', created_by = NULL,"
        " status = CASE WHEN status = 'done' THEN status ELSE 'stopped' END WHERE org_id = $1 AND created_by = $2",
        whose.org_id, whose.person_id,
    )  # fmt: skip
    return {"messages_to_all": rows(gone)}


async def _begin(connection: Connection, found: Broadcast, to: Audience, start_at: datetime) -> Broadcast:
    await connection.execute(
        "INSERT INTO broadcast_recipient (org_id, broadcast_id, person_id, state, due_at)"
        " SELECT $1, $2, one, 'waiting', $4 FROM unnest($3::text::uuid[]) AS one",
        found.org_id, found.id, column(to.recipients), start_at,
    )  # fmt: skip
    await connection.execute(
        "UPDATE broadcast SET status = 'running', start_at = $3 WHERE org_id = $1 AND id = $2",
        found.org_id, found.id, start_at,
    )  # fmt: skip
    await post(connection, KIND, {"org_id": str(found.org_id), "broadcast_id": str(found.id)}, start_at)
    return await find(connection, found.org_id, found.id)


async def _end(connection: Connection, found: Broadcast, status: str, now: datetime) -> Broadcast:
    await connection.execute(
        "UPDATE broadcast SET status = $3, finished_at = $4 WHERE org_id = $1 AND id = $2",
        found.org_id, found.id, status, now,
    )  # fmt: skip
    return await find(connection, found.org_id, found.id)


def _broadcast(row: Any) -> Broadcast:
    return Broadcast(*(row[name] for name in ("id", "org_id", "created_by", "text", "status", "start_at")))

"""What a partner may see of the acts that it told of: its own source, its own standing members, nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.partners import Partner
from actions import tables
from actions.commands import ActionUnknown, Receipt
from kernel.ids import public
from kernel.work import Connection

_SELECT = (
    "SELECT a.*, l.member_id FROM action a JOIN partner_link l ON l.org_id = $2 AND l.partner_id = $3"
    " AND l.person_id = a.person_id AND l.linked_at IS NOT NULL AND l.withdrawn_at IS NULL"
    " WHERE a.log_id = $1 AND $4 = any(a.sources)"
)


@dataclass(frozen=True)
class PartnerAction:
    """An act as its partner sees it; `member_id` is the partner's own name for the person."""

    receipt: Receipt
    member_id: UUID
    occurred_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """A filter; None wants everything.  occurred_from, occurred_to: local days, both inclusive."""

    member_id: UUID | None = None
    kind: str | None = None
    status: str | None = None
    occurred_from: date | None = None
    occurred_to: date | None = None


async def find(connection: Connection, partner: Partner, action_id: UUID) -> PartnerAction:
    """One act; raises `ActionUnknown` for a missing one and for anybody else's alike."""
    row = await connection.fetchrow(f"{_SELECT} AND a.id = $5", *_whose(partner), action_id)
    if row is None:
        raise ActionUnknown(action_id=public("act", action_id))
    return _seen(row)


async def page(
    connection: Connection, partner: Partner, wanted: Wanted, *, after_seq: int, most: int
) -> list[PartnerAction]:
    """At most `most` acts whose entries come after `after_seq`, in the log's order."""
    rows = await connection.fetch(
        f"{_SELECT} AND a.seq > $5 AND ($6::uuid IS NULL OR l.member_id = $6) AND ($7::text IS NULL OR a.kind = $7)"
        " AND ($8::text IS NULL OR a.status = $8) AND ($9::date IS NULL OR a.occurred_on >= $9)"
        " AND ($10::date IS NULL OR a.occurred_on <= $10) ORDER BY a.seq LIMIT $11",
        *_whose(partner),
        after_seq,
        wanted.member_id,
        wanted.kind,
        wanted.status,
        wanted.occurred_from,
        wanted.occurred_to,
        most,
    )
    return [_seen(row) for row in rows]


def _whose(partner: Partner) -> tuple[str, UUID, UUID, str]:
    return public("log", partner.org_id), partner.org_id, partner.id, partner.source


def _seen(row: Any) -> PartnerAction:
    return PartnerAction(tables.receipt(row), row["member_id"], row["occurred_at"])

"""What one person proposes and another confirms: open for seven days, one per subject, decided once.

The transaction sees the organisation; the caller holds the log's head, so that of two who decide at once one wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import new_uuid
from kernel.work import Connection
from privacy.person_data import Whose, rows

LIFE = timedelta(days=7)
Decision = Literal["confirmed", "declined", "withdrawn"]


class ApprovalUnknown(DomainError):
    """No such proposal in this organisation."""

    code = "approval_unknown"


class ApprovalDecided(DomainError):
    """Somebody was faster.  decision: confirmed, declined, withdrawn or expired."""

    code = "approval_decided"


class ApprovalOpen(DomainError):
    """About this something is proposed already."""

    code = "approval_open"


class SecondPersonNeeded(DomainError):
    """Whoever proposes can't confirm, nor whoever it concerns."""

    code = "second_person_needed"


@dataclass(frozen=True, slots=True)
class Approval:
    """A proposal.  body: what is to be done, without personal data.  rid: of the entry whose vault row says why.

    proposed_by: None for whoever runs the installation.  decision: None while it is open.
    """

    id: UUID
    kind: str
    subject: str
    body: Mapping[str, Any]
    rid: UUID | None
    proposed_by: UUID | None
    proposed_at: datetime
    expires_at: datetime
    decision: str | None

    def decided(self, now: datetime) -> str | None:
        """The decision, `expired` where nobody came in time, None while it is open."""
        return self.decision or ("expired" if self.expires_at <= now else None)


async def propose(
    connection: Connection, org_id: UUID, kind: str, subject: str, body: Mapping[str, object], *,
    rid: UUID | None, by: UUID | None, now: datetime,
) -> Approval:  # fmt: skip
    """A new proposal, for `LIFE`; raises `ApprovalOpen` where one about the subject waits."""
    await connection.execute(
        "UPDATE approval SET decision = 'expired', decided_at = $4"
        " WHERE org_id = $1 AND kind = $2 AND subject = $3 AND decision IS NULL AND expires_at <= $4",
        org_id, kind, subject, now,
    )  # fmt: skip
    row = await connection.fetchrow(
        "INSERT INTO approval (org_id, id, kind, subject, body, rid, proposed_by, proposed_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING *",
        org_id, new_uuid(), kind, subject, dict(body), rid, by, now, now + LIFE,
    )  # fmt: skip
    if row is None:
        raise ApprovalOpen
    return _approval(row)


async def find(connection: Connection, org_id: UUID, approval_id: UUID) -> Approval:
    """The proposal; raises `ApprovalUnknown`."""
    row = await connection.fetchrow("SELECT * FROM approval WHERE org_id = $1 AND id = $2", org_id, approval_id)
    if row is None:
        raise ApprovalUnknown
    return _approval(row)


async def waiting(connection: Connection, org_id: UUID, kind: str, now: datetime) -> list[Approval]:
    """The open proposals, oldest first."""
    found = await connection.fetch(
        "SELECT * FROM approval WHERE org_id = $1 AND kind = $2 AND decision IS NULL AND expires_at > $3"
        " ORDER BY proposed_at, id",
        org_id, kind, now,
    )  # fmt: skip
    return [_approval(row) for row in found]


async def decide(
    connection: Connection, org_id: UUID, approval_id: UUID, decision: Decision, *, by: UUID | None, now: datetime
) -> Approval:
    """Closes a proposal, once.

    by: None for whoever runs the installation.  Raises `ApprovalUnknown`, `ApprovalDecided`, and `SecondPersonNeeded`
    where a proposer would confirm or decline, or another than the proposer withdraw.
    """
    found = await find(connection, org_id, approval_id)
    before = found.decided(now)
    if before is not None:
        raise ApprovalDecided(decision=before)
    if (found.proposed_by == by) != (decision == "withdrawn"):
        raise SecondPersonNeeded
    taken = await connection.execute(
        "UPDATE approval SET decision = $3, decided_by = $4, decided_at = $5"
        " WHERE org_id = $1 AND id = $2 AND decision IS NULL",
        org_id, approval_id, decision, by, now,
    )  # fmt: skip
    if not rows(taken):
        raise ApprovalDecided(decision=(await find(connection, org_id, approval_id)).decided(now))
    return found


async def erase_within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Deletes what the person proposed and nobody decided, and forgets who they were in what was decided."""
    gone = await connection.execute(
        "DELETE FROM approval WHERE org_id = $1 AND proposed_by = $2 AND decision IS NULL",
        whose.org_id, whose.person_id,
    )  # fmt: skip
    for column in ("proposed_by", "decided_by"):
        await connection.execute(
            f"UPDATE approval SET {column} = NULL WHERE org_id = $1 AND {column} = $2", whose.org_id, whose.person_id
        )
    return {"proposals": rows(gone)}


def _approval(row: Any) -> Approval:
    return Approval(*(row[name] for name in Approval.__slots__))

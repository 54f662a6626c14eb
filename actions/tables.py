"""Rows of `action`, `entry_context` and `request_key`, read and written a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from accounts.organisations import Organisation
from actions.commands import Evidence, Receipt, Status
from actions.plausibility import DayAct
from kernel.work import Connection
from privacy import vault
from privacy.keys import KeyRing


@dataclass(slots=True)
class Subject:
    """What recording must know of a person: where their rules come from, and the key of their personal parts."""

    person_id: UUID
    region: str | None
    unit_id: UUID | None
    key: vault.Subject


Who = tuple[UUID | None, UUID | None, UUID | None]
"""A person's id, or else a partner's id and what it calls the person."""


async def subjects(
    connection: Connection, keys: KeyRing, organisation: Organisation, wanted: Sequence[Who]
) -> tuple[dict[int, Subject], int]:
    """Standing people whose records this organisation issues, by position, and the log's epoch when it was so.

    A partner's member stands while the link does.  Nobody found: the epoch says nothing.
    """
    rows = await connection.fetch(
        # The unit is looked up by itself: joined, the policy on membership makes the planner scan the organisation.
        "SELECT t.n, p.id, p.region, k.sealed, (SELECT m.unit_id FROM membership m WHERE m.org_id = $1"
        "   AND m.person_id = p.id AND m.left_at IS NULL) AS unit_id,"
        "  (SELECT epoch FROM log_head WHERE log_id = $2) AS epoch"
        " FROM unnest($3::int[], $4::uuid[], $5::uuid[], $6::uuid[]) AS t(n, person, partner, member)"
        " LEFT JOIN partner_link l ON l.org_id = $1 AND l.member_id = t.member AND l.partner_id = t.partner"
        "  AND l.linked_at IS NOT NULL AND l.withdrawn_at IS NULL"
        " JOIN person p ON p.id = coalesce(t.person, l.person_id) AND p.home_org = $1 AND p.erased_at IS NULL"
        " JOIN subject_key k ON k.person_id = p.id",
        organisation.id,
        organisation.log_id,
        list(range(len(wanted))),
        [who[0] for who in wanted],
        [who[1] for who in wanted],
        [who[2] for who in wanted],
    )
    found: dict[int, Subject] = {}
    for n, person_id, region, sealed, unit_id, _ in rows:
        found[n] = Subject(
            person_id, region, unit_id, vault.Subject(keys.open_subject_key(person_id, sealed), person_id)
        )
    return found, (rows[0]["epoch"] or 0) if rows else 0


async def day_acts(
    connection: Connection, log_id: str, pairs: set[tuple[UUID, date]]
) -> dict[tuple[UUID, date], list[DayAct]]:
    """The standing acts of each (person, day), oldest first; every pair has a list."""
    found: dict[tuple[UUID, date], list[DayAct]] = {pair: [] for pair in pairs}
    rows = await connection.fetch(
        "SELECT a.* FROM action a JOIN unnest($2::uuid[], $3::date[]) AS d(person_id, day)"
        " ON a.log_id = $1 AND a.person_id = d.person_id AND a.occurred_on = d.day"
        " WHERE a.status <> 'reversed' ORDER BY a.seq",
        log_id,
        [pair[0] for pair in pairs],
        [pair[1] for pair in pairs],
    )
    for row in rows:
        found[row["person_id"], row["occurred_on"]].append(day_act(row))
    return found


def day_act(row: Any) -> DayAct:
    """A row of `action` as a changeable act."""
    return DayAct(
        seq=row["seq"],
        action_id=row["id"],
        person_id=row["person_id"],
        kind=row["kind"],
        quantity=row["quantity"],
        unit=row["unit"],
        occurred_on=row["occurred_on"],
        occurred_at=row["occurred_at"],
        evidence=row["evidence"],
        status=row["status"],
        sources=list(row["sources"]),
        methodology=row["methodology"],
        credit_class=row["credit_class"],
        inputs=row["inputs"],
        reasons=tuple(row["reasons"]),
        reduction_mg=row["reduction_mg"],
        verified_mg=row["verified_mg"],
    )


def receipt(row: Any, *, first: bool = False, raised: bool = False) -> Receipt:
    """The receipt of an `action` row."""
    evidence: Evidence = row["evidence"]
    status: Status = row["status"]
    return Receipt(
        action_id=row["id"],
        log_id=row["log_id"],
        seq=row["seq"],
        kind=row["kind"],
        quantity=row["quantity"],
        unit=row["unit"],
        occurred_on=row["occurred_on"],
        evidence=evidence,
        status=status,
        reduction_mg=row["reduction_mg"],
        methodology=row["methodology"],
        credit_class=row["credit_class"],
        inputs=row["inputs"],
        recorded_at=row["recorded_at"],
        reasons=tuple(row["reasons"]),
        first=first,
        raised=raised,
    )


async def receipts(connection: Connection, log_id: str, seqs: Sequence[int]) -> dict[int, Receipt]:
    """Receipts by the number of their recorded entry."""
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = $1 AND seq = any($2::bigint[])", log_id, list(seqs)
    )
    return {row["seq"]: receipt(row) for row in rows}


@dataclass(slots=True)
class NewAction:
    """One recorded act with its erasable context."""

    receipt: Receipt
    person_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    category: str
    occurred_at: datetime
    source: str


_COLUMNS = (
    "seq bigint, id uuid, person uuid, unit uuid, campaign uuid, kind text, category text, on_day date, at timestamptz,"
    " quantity bigint, measure text, inputs jsonb, source text, evidence text, status text, reasons text[],"
    " methodology text, class text, mg bigint"
)


async def insert(connection: Connection, log_id: str, rows: Sequence[NewAction]) -> None:
    """Writes context and projection of newly recorded acts.

    The rows travel as one JSON text: nineteen arrays cost the client four times as much.
    """
    if not rows:
        return
    await connection.execute(
        f"WITH t AS (SELECT * FROM json_to_recordset($2::text::json) AS t({_COLUMNS})),"
        " c AS (INSERT INTO entry_context (log_id, seq, action_id, person_id, unit_id, campaign_id, source, occurred_at)"
        "  SELECT $1, seq, id, person, unit, campaign, source, at FROM t)"
        " INSERT INTO action (log_id, seq, id, person_id, unit_id, campaign_id, kind, category, occurred_on,"
        "  occurred_at, quantity, unit, inputs, sources, evidence, status, reasons, methodology, credit_class,"
        "  reduction_mg, recorded_at)"
        " SELECT $1, seq, id, person, unit, campaign, kind, category, on_day, at, quantity, measure, inputs,"
        "  ARRAY[source], evidence, status, reasons, methodology, class, mg, $3 FROM t",
        log_id,
        orjson.dumps([_row(item) for item in rows], default=str).decode(),  # asyncpg has uuids of its own
        rows[0].receipt.recorded_at,
    )


def _row(item: NewAction) -> dict[str, object]:
    made = item.receipt
    return {
        "seq": made.seq,
        "id": made.action_id,
        "person": item.person_id,
        "unit": item.unit_id,
        "campaign": item.campaign_id,
        "kind": made.kind,
        "category": item.category,
        "on_day": made.occurred_on,
        "at": item.occurred_at,
        "quantity": made.quantity,
        "measure": made.unit,
        "inputs": made.inputs,
        "source": item.source,
        "evidence": made.evidence,
        "status": made.status,
        "reasons": made.reasons,
        "methodology": made.methodology,
        "class": made.credit_class,
        "mg": made.reduction_mg,
    }


_CHANGEABLE = (
    "seq bigint, quantity bigint, inputs jsonb, evidence text, status text, mg bigint, verified bigint,"
    " methodology text, class text, sources text[], reasons text[], at timestamptz"
)


async def update(connection: Connection, log_id: str, acts: Sequence[DayAct]) -> None:
    """Brings projections up to what a later entry made of them."""
    if not acts:
        return
    changed = [
        {
            "seq": act.seq,
            "quantity": act.quantity,
            "inputs": act.inputs,
            "evidence": act.evidence,
            "status": act.status,
            "mg": act.reduction_mg,
            "verified": act.verified_mg,
            "methodology": act.methodology,
            "class": act.credit_class,
            "sources": act.sources,
            "reasons": act.reasons,
            "at": act.occurred_at,
        }
        for act in acts
    ]
    await connection.execute(
        "UPDATE action a SET quantity = t.quantity, inputs = t.inputs, evidence = t.evidence, status = t.status,"
        " reduction_mg = t.mg, verified_mg = t.verified, methodology = t.methodology, credit_class = t.class,"
        " sources = t.sources, reasons = t.reasons, occurred_at = t.at"
        f" FROM json_to_recordset($2::text::json) AS t({_CHANGEABLE}) WHERE a.log_id = $1 AND a.seq = t.seq",
        log_id,
        orjson.dumps(changed).decode(),
    )


async def standing(connection: Connection, log_id: str, action_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Rows of the acts by id, those that the log has.  Call under the locked head."""
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = $1 AND id = any($2::uuid[])", log_id, list(action_ids)
    )
    return {row["id"]: row for row in rows}

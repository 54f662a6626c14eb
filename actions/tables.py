"""Rows of `action` and `entry_context`, read and written a batch at a time."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from actions.commands import Evidence, Receipt, Status
from actions.days import PersonDay
from actions.drafting import Draft
from actions.plausibility import CHAT, DayAct
from kernel.columns import column
from kernel.ids import parse
from kernel.statements import Writes
from kernel.work import Connection


async def day_acts(
    connection: Connection, log_id: str, pairs: Set[PersonDay], only_told: Set[PersonDay] = frozenset()
) -> dict[PersonDay, list[DayAct]]:
    """The standing acts of each person's day, oldest first; every day asked for has a list.

    only_told: more days, of which only that is wanted which stands on a person's word alone.
    """
    wanted = dict.fromkeys(only_told, True) | dict.fromkeys(pairs, False)
    found: dict[PersonDay, list[DayAct]] = {pair: [] for pair in wanted}
    rows = await connection.fetch(
        "SELECT a.* FROM unnest($2::text::uuid[], $3::text::date[], $4::text::boolean[]) AS d(person_id, day, only_told)"
        " CROSS JOIN LATERAL (SELECT * FROM action WHERE log_id = $1 AND person_id = d.person_id AND occurred_on = d.day"
        "  AND status <> 'reversed' AND (NOT d.only_told OR sources = $5::text[]) OFFSET 0) AS a ORDER BY a.seq",
        log_id,
        column([person_id for person_id, _ in wanted]),
        column([day for _, day in wanted]),
        column(list(wanted.values())),
        [CHAT],
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
        recorded_at=row["recorded_at"],
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


def insert_with(writes: Writes, log_id: str, made: Sequence[tuple[DayAct, Draft]], now: datetime) -> None:
    """Context and projection of acts newly recorded at `now`, as they stand, together with what else is written."""
    if not made:
        return
    acts, drafts = [act for act, _ in made], [draft for _, draft in made]
    commands = [draft.command for draft in drafts]
    writes.add(
        "act",
        "SELECT * FROM unnest($1::text::bigint[], $2::text::uuid[], $3::text::uuid[], $4::text::uuid[],"
        " $5::text::uuid[], $6::text::text[], $7::text::text[], $8::text::date[], $9::text::timestamptz[],"
        " $10::text::timestamptz[], $11::text::bigint[], $12::text::text[], $13::text::text[], $14::text::text[],"
        " $15::text::text[], $16::text::text[], $17::text::text[], $18::text::text[], $19::text::text[],"
        " $20::text::text[], $21::text::bigint[])"
        " AS t(seq, id, person, unit, campaign, kind, category, on_day, told_at, at, quantity, measure,"
        " inputs, source, sources, evidence, status, reasons, methodology, class, mg)",
        column([act.seq for act in acts]),
        column([act.action_id for act in acts]),
        column([draft.subject.person_id for draft in drafts]),
        column([draft.subject.unit_id for draft in drafts]),
        column([command.campaign_id for command in commands]),
        column([act.kind for act in acts]),
        column([draft.kind.category for draft in drafts]),
        column([act.occurred_on for act in acts]),
        column([command.occurred_at for command in commands]),
        column([act.occurred_at for act in acts]),
        column([act.quantity for act in acts]),
        column([act.unit for act in acts]),
        column([orjson.dumps(act.inputs).decode() for act in acts]),
        column([command.source for command in commands]),
        column([" ".join(act.sources) for act in acts]),
        column([act.evidence for act in acts]),
        column([act.status for act in acts]),
        column([" ".join(act.reasons) for act in acts]),
        column([act.methodology for act in acts]),
        column([act.credit_class for act in acts]),
        column([act.reduction_mg for act in acts]),
    )
    writes.add(
        "contexts",
        "INSERT INTO entry_context (log_id, seq, action_id, person_id, unit_id, campaign_id, source, occurred_at)"
        " SELECT $1, seq, id, person, unit, campaign, source, told_at FROM act",
        log_id,
    )
    writes.add(
        "actions",
        "INSERT INTO action (log_id, seq, id, person_id, unit_id, campaign_id, kind, category, occurred_on,"
        "  occurred_at, quantity, unit, inputs, sources, evidence, status, reasons, methodology, credit_class,"
        "  reduction_mg, recorded_at)"
        " SELECT $1, seq, id, person, unit, campaign, kind, category, on_day, at, quantity, measure, inputs::jsonb,"
        "  string_to_array(sources, ' '), evidence, status, string_to_array(reasons, ' '), methodology, class, mg, $2"
        " FROM act",
        log_id,
        now,
    )


_CHANGEABLE = (
    "seq bigint, kind text, quantity bigint, inputs jsonb, evidence text, status text, mg bigint, verified bigint,"
    " methodology text, class text, sources text[], reasons text[], at timestamptz, day date, moved bool, week uuid"
)
# Of a week that is closed, or runs no longer, a late measurement takes nothing away: its day may still be part of it.
_WEEK = (
    "CASE WHEN t.moved THEN coalesce(t.week, (SELECT c.id FROM campaign c WHERE c.org_id = $3 AND c.id = a.campaign_id"
    "  AND t.day BETWEEN c.starts_on AND c.ends_on)) ELSE a.campaign_id END"
)


def update_with(
    writes: Writes, log_id: str, acts: Sequence[DayAct], moved: Mapping[int, UUID | None] | None = None
) -> None:
    """Brings projections up to what a later entry made of them, together with what else is written.

    moved: by the number of an act that is of another day now, the week for which it counts there.
    """
    weeks = {seq: None if week is None else str(week) for seq, week in (moved or {}).items()}
    if not acts:
        return
    changed = [
        {
            "seq": act.seq,
            "kind": act.kind,
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
            "day": act.occurred_on,
            "moved": act.seq in weeks,
            "week": weeks.get(act.seq),
        }
        for act in acts
    ]
    writes.add(
        "changes",
        "UPDATE action a SET kind = t.kind, quantity = t.quantity, inputs = t.inputs, evidence = t.evidence,"
        " status = t.status, reduction_mg = t.mg, verified_mg = t.verified, methodology = t.methodology,"
        " credit_class = t.class, sources = t.sources, reasons = t.reasons, occurred_at = t.at, occurred_on = t.day,"
        f" campaign_id = {_WEEK}"
        f" FROM json_to_recordset($2::text::json) AS t({_CHANGEABLE}) WHERE a.log_id = $1 AND a.seq = t.seq"
        " RETURNING a.seq, a.campaign_id, t.moved",
        log_id,
        orjson.dumps(changed).decode(),
        parse("log", log_id),
    )
    if any(act.seq in weeks for act in acts):
        writes.add(
            "weeks",
            "UPDATE entry_context e SET campaign_id = c.campaign_id FROM changes c"
            " WHERE c.moved AND e.log_id = $1 AND e.seq = c.seq",
            log_id,
        )


async def standing(connection: Connection, log_id: str, action_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Rows of the acts by id, those that the log has.  Call under the locked head."""
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = $1 AND id = any($2::uuid[])", log_id, list(action_ids)
    )
    return {row["id"]: row for row in rows}

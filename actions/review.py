"""Review: what waits, approval, rejection, and the one way in which a gram becomes verified.

A reviewer is neither the person nor of their team.  Self-reported grams are never verified as they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from accounts import notices, organisations, roles
from accounts.people import Person, RoleMissing
from accounts.permissions import ACTS_REVIEW, units_of
from actions import tables
from actions.amend import Amending, Amendment
from actions.commands import ActionFinal, EvidenceTooWeak, NotYours, Receipt
from actions.plausibility import DayAct
from kernel.ids import public
from kernel.work import Connection
from privacy.person_data import rows

REASONS = ("duplicate", "unreadable", "not_this_item", "other")
_REVIEWABLE = (
    "a.log_id = $1 AND a.person_id IS DISTINCT FROM $2"
    " AND ($3::uuid IS NULL OR (a.unit_id IS DISTINCT FROM $3 AND m.unit_id IS DISTINCT FROM $3))"
    " AND ($5::uuid[] IS NULL OR a.unit_id = any($5))"
)
_JOINED = " FROM action a LEFT JOIN membership m ON m.org_id = $4 AND m.person_id = a.person_id AND m.left_at IS NULL"

_WAITING = (
    "SELECT seq FROM action WHERE log_id = $1 AND status = 'pending_review'"
    " UNION SELECT f.seq FROM evidence_file f JOIN action p ON p.log_id = f.log_id AND p.seq = f.seq"
    " WHERE f.log_id = $1 AND f.decided_at IS NULL AND p.status NOT IN ('reversed', 'verified')"
)
"""Pending acts, and acts with a photo that nobody has judged."""

_RELEASABLE = (
    " AND a.evidence = 'attested' AND a.status IN ('recorded', 'corrected') AND a.methodology IS NOT NULL"
    " AND a.occurred_on <= $6"
)


@dataclass(frozen=True)
class ReviewItem:
    """One act that waits for a reviewer, its person unnamed.  worth_mg: what it books when approved."""

    action_id: UUID
    kind: str
    quantity: int
    unit: str
    occurred_on: date
    evidence: str
    status: str
    reasons: tuple[str, ...]
    worth_mg: int
    file_id: str | None

    @property
    def public_id(self) -> str:
        """`act_…`."""
        return public("act", self.action_id)


class Reviewing(Amending):
    """The reviewer's use cases; each raises `RoleMissing` for whoever is none."""

    async def queue(self, org_id: UUID, reviewer: Person, most: int = 20) -> list[ReviewItem]:
        """What waits for a person's look, oldest first: pending acts and undecided photos."""
        _admit(org_id, reviewer)
        async with self._database.work(org_id) as connection:
            rows = await connection.fetch(
                "SELECT a.*, f.file_id" + _JOINED + " JOIN (" + _WAITING + ") w ON w.seq = a.seq"
                " LEFT JOIN LATERAL (SELECT file_id FROM evidence_file f"
                "   WHERE f.log_id = a.log_id AND f.seq = a.seq AND f.decided_at IS NULL ORDER BY submitted_at LIMIT 1"
                " ) f ON true WHERE " + _REVIEWABLE + " ORDER BY a.seq LIMIT $6",
                public("log", org_id),
                reviewer.id,
                reviewer.unit_id,
                org_id,
                await _within(connection, reviewer),
                most,
            )
        return [self._item(row) for row in rows]

    async def waiting(self, connection: Connection, org_id: UUID) -> int:
        """How many acts wait, whoever may review them."""
        count: int = await connection.fetchval(f"SELECT count(*) FROM ({_WAITING}) w", public("log", org_id))
        return count

    async def verify(self, org_id: UUID, reviewer: Person, action_ids: Sequence[UUID]) -> int:
        """Verifies the acts, one entry each; how many were not verified before.

        Raises `NotYours`, `EvidenceTooWeak`, `ActionFinal`, `ActionUnknown`; then none is verified.
        """
        _admit(org_id, reviewer)
        async with self.open(org_id) as amendment:
            done = 0
            for act, row in await amendment.acts(action_ids):
                await _separate(amendment, org_id, reviewer, row)
                done += await _verify(amendment, reviewer, act)
            return done

    async def release_attested(self, org_id: UUID, reviewer: Person, until: date, most: int = 5000) -> int:
        """Verifies in bulk what partners attested up to a day, except one's own and one's team's; how many."""
        _admit(org_id, reviewer)
        async with self.open(org_id) as amendment:
            held, narrower = await roles.held_now(amendment.connection, org_id, reviewer.id)
            _admit(org_id, reviewer := replace(reviewer, roles=held, narrower=narrower))
            rows = await amendment.connection.fetch(
                "SELECT a.id" + _JOINED + " WHERE " + _REVIEWABLE + _RELEASABLE + " ORDER BY a.seq LIMIT $7",
                public("log", org_id),
                reviewer.id,
                reviewer.unit_id,
                org_id,
                await _within(amendment.connection, reviewer),
                until,
                most,
            )
            found = await amendment.acts([row["id"] for row in rows])
            return sum([await _verify(amendment, reviewer, act) for act, _ in found])

    async def releasable(self, org_id: UUID, reviewer: Person, until: date) -> tuple[int, int]:
        """How many acts, and milligrams, `release_attested` would verify."""
        _admit(org_id, reviewer)
        async with self._database.work(org_id) as connection:
            row = await connection.fetchrow(
                "SELECT count(*) AS acts, coalesce(sum(a.reduction_mg), 0)::bigint AS mg"
                + _JOINED
                + " WHERE "
                + _REVIEWABLE
                + _RELEASABLE,
                public("log", org_id),
                reviewer.id,
                reviewer.unit_id,
                org_id,
                await _within(connection, reviewer),
                until,
            )
        assert row is not None
        return row["acts"], row["mg"]

    async def approve(self, org_id: UUID, reviewer: Person, action_id: UUID) -> Receipt:
        """Accepts a pending act or a photo: books the grams, raises the evidence where a photo proves it, verifies.

        An approved act that stays self-reported counts, and stays unverified.  Raises `ActionFinal` where nothing waits.
        """
        _admit(org_id, reviewer)
        async with self.open(org_id) as amendment:
            act, row = await amendment.act(action_id)
            await _separate(amendment, org_id, reviewer, row)
            if act.status in ("reversed", "verified"):
                raise ActionFinal(status=act.status)
            photo = await _decide_files(amendment, act, row, "approved")
            if act.status != "pending_review" and not photo and act.evidence == "self_reported":
                raise ActionFinal(status=act.status)  # Nothing of it waits for a reviewer.
            if act.status == "pending_review":
                fields = await self._accepted(amendment, act)
                await amendment.seal("action.reviewed", act, reviewer.id, "approved", fields)
            if photo and act.evidence == "self_reported":
                worth = self.worth(act, act.inputs, "corroborated")
                fields = {"evidence": "corroborated", "reduction_mg": worth - act.reduction_mg, "reasons": ["photo"]}
                await amendment.seal("action.evidence_raised", act, reviewer.id, "approved", fields)
                act.evidence, act.reduction_mg = "corroborated", worth
            if act.evidence != "self_reported" and act.methodology is not None:
                await _verify(amendment, reviewer, act)
            await amendment.write()
            code = "review-told-approved" if act.status == "verified" else "review-told-counted"
            await _tell(amendment, org_id, row, act, code, {"grams": {"mass": act.reduction_mg}})
            return await amendment.receipt(act)

    async def _accepted(self, amendment: Amendment, act: DayAct) -> dict[str, object]:
        """Books a pending act, cut to what its day still allows by now; what an entry must say of that."""
        cut_before = "daily_cap" in act.reasons
        act.status, act.reasons = "recorded", ("approved", "daily_cap") if cut_before else ("approved",)
        if act.methodology is None:
            return {"reduction_mg": 0, "reasons": ["approved"]}
        judged = await self.restated(amendment, act, act.inputs, act.quantity)
        act.reduction_mg += judged.delta_mg
        if not judged.full:
            return {"reduction_mg": judged.delta_mg, "reasons": ["approved"]}
        act.quantity, act.inputs, act.reasons = judged.quantity, judged.inputs, ("approved", "daily_cap")
        act.methodology, act.credit_class = judged.methodology, judged.credit_class
        return {**judged.pinned(), "reasons": list(act.reasons)}

    async def reject(self, org_id: UUID, reviewer: Person, action_id: UUID, reason: str) -> Receipt:
        """Reverses the act with a reason code, verified or not; the person is told why."""
        _admit(org_id, reviewer)
        assert reason in REASONS
        async with self.open(org_id) as amendment:
            act, row = await amendment.act(action_id)
            await _separate(amendment, org_id, reviewer, row)
            if act.status == "reversed":
                raise ActionFinal(status=act.status)
            await _decide_files(amendment, act, row, reason)
            fields = {"reduction_mg": -act.reduction_mg, "reasons": [reason], "role": "reviewer"}
            await amendment.seal("action.reversed", act, reviewer.id, reason, fields)
            act.status, act.reduction_mg, act.verified_mg = "reversed", 0, 0
            await amendment.write()
            why = {"text": "review-reason", "params": {"reason": reason}}
            await _tell(amendment, org_id, row, act, "review-told-rejected", {"reason": why})
            return await amendment.receipt(act)

    def _item(self, row: Any) -> ReviewItem:
        act = tables.day_act(row)
        return ReviewItem(
            action_id=act.action_id,
            kind=act.kind,
            quantity=act.quantity,
            unit=act.unit,
            occurred_on=act.occurred_on,
            evidence=act.evidence,
            status=act.status,
            reasons=tuple(act.reasons),
            worth_mg=self.worth(act, act.inputs, act.evidence),
            file_id=row["file_id"],
        )


def _admit(org_id: UUID, reviewer: Person) -> None:
    """Raises `RoleMissing` for whoever reviews nothing, or in another organisation."""
    if reviewer.org_id != org_id or not (reviewer.may(ACTS_REVIEW) or units_of(reviewer.narrower, ACTS_REVIEW)):
        raise RoleMissing(role="reviewer")


async def _within(connection: Connection, reviewer: Person) -> list[UUID] | None:
    """The units whose records the reviewer sees; None for all."""
    if reviewer.may(ACTS_REVIEW):
        return None
    return await roles.units_below(connection, reviewer.org_id, units_of(reviewer.narrower, ACTS_REVIEW))


async def _separate(amendment: Amendment, org_id: UUID, reviewer: Person, row: Any) -> None:
    """Raises `NotYours` for the reviewer's own act or their team's, then or now, and `RoleMissing` beyond their units.

    The role must stand at this moment: what is taken away while a page is open decides nothing more.
    """
    place = await roles.place_of(amendment.connection, org_id, row["unit_id"])
    await roles.require(amendment.connection, org_id, reviewer.id, ACTS_REVIEW, place)
    unit_now = await amendment.connection.fetchval(
        "SELECT unit_id FROM membership WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL",
        org_id,
        row["person_id"],
    )
    same_team = reviewer.unit_id is not None and reviewer.unit_id in (row["unit_id"], unit_now)
    if row["person_id"] == reviewer.id or same_team:
        raise NotYours


async def _verify(amendment: Amendment, reviewer: Person, act: DayAct) -> int:
    if act.status == "verified":
        return 0
    if act.evidence == "self_reported":
        raise EvidenceTooWeak
    if act.status not in ("recorded", "corrected"):
        raise ActionFinal(status=act.status)
    fields = {"evidence": act.evidence, "role": "reviewer"}
    await amendment.seal("action.verified", act, reviewer.id, "", fields)
    act.status, act.verified_mg = "verified", act.reduction_mg
    return 1


async def _decide_files(amendment: Amendment, act: DayAct, row: Any, decision: str) -> bool:
    """Closes the act's undecided photos; whether there was one."""
    decided = await amendment.connection.execute(
        "UPDATE evidence_file SET decided_at = $3, decision = $4 WHERE log_id = $1 AND seq = $2 AND decided_at IS NULL",
        row["log_id"],
        act.seq,
        amendment.now,
        decision,
    )
    return rows(decided) > 0


async def _tell(amendment: Amendment, org_id: UUID, row: Any, act: DayAct, code: str, more: dict[str, object]) -> None:
    """Tells the person what became of their act, with the decision's own commit; nobody where they are erased."""
    if row["person_id"] is None:
        return
    zone = (await organisations.find(amendment.connection, org_id)).zone
    params = {
        "title": {"kind": act.kind},
        "quantity": {"quantity": act.quantity, "unit": act.unit, "kind": act.kind},
        **more,
    }
    await notices.tell(amendment.connection, row["person_id"], code, params, now=amendment.now, zone=zone)

"""Manual adjustment: one person proposes to correct or reverse a record, with a reason; another confirms it.

Grams are never typed: a correction states the quantity, and the record's own methodology says the grams, so that every
entry still recomputes.  Neither the proposer nor the person concerned confirms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from accounts import approvals, notices, organisations, roles
from accounts.admin_acts import OPERATOR, Act, Author
from accounts.approvals import Approval, SecondPersonNeeded
from accounts.people import Person
from accounts.permissions import ACTS_ADJUST, ACTS_CONFIRM
from accounts.wording import one_line
from actions import instead
from actions.amend import Amendment
from actions.commands import ActionFinal, InputsUnusable, Receipt
from actions.correct import Corrector
from actions.drafting import check_range, region_in
from actions.plausibility import DayAct
from actions.tables import receipts
from kernel.errors import DomainError
from kernel.ids import parse, public
from kernel.work import Connection
from privacy import vault

KIND = "act"
REASONS = ("wrong_quantity", "counted_twice", "did_not_happen", "wrong_person", "other")
MOST_COMMENT = 500
PROPOSED, DECLINED, WITHDRAWN = "adjustment_proposed", "adjustment_declined", "adjustment_withdrawn"
Refusal = Literal["declined", "withdrawn"]


class AdjustmentEmpty(DomainError):
    """The record says this already."""

    code = "adjustment_empty"


class AdjustmentOutdated(DomainError):
    """The record changed after the proposal: whoever confirms would confirm something else."""

    code = "adjustment_outdated"


class CommentUnusable(DomainError):
    """A comment is 1 to `longest` characters that can be seen."""

    code = "comment_unusable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed.  quantity: in the record's base unit; None reverses it.  reason: of `REASONS`."""

    quantity: int | None
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the record as it stands.  comment: empty where its author is erased or an operator.

    own: whether whoever asks proposed it.
    """

    id: UUID
    receipt: Receipt
    quantity: int | None
    reason: str
    comment: str
    own: bool
    expires_at: datetime


class Adjusting(Corrector):
    """Proposes, confirms, declines and withdraws.  A person of None is whoever runs the installation."""

    async def propose(self, org_id: UUID, person: Person | None, action_id: UUID, wanted: Wanted) -> Proposed:
        """Opens a proposal for seven days and logs it.

        Raises `RoleMissing`, `ActionUnknown`, `ActionFinal` for what is reversed or in a reviewer's hands,
        `AdjustmentEmpty`, `QuantityOutOfRange`, `InputsUnusable` for what its quantity alone does not describe,
        `CommentUnusable`, `SecondPersonNeeded` for one's own record, and `ApprovalOpen`.
        """
        assert wanted.reason in REASONS, wanted.reason
        comment = usable_comment(wanted.comment)
        async with self.open(org_id) as amendment:
            author = await _author(amendment.connection, org_id, person, ACTS_ADJUST)
            act, row = await amendment.act(action_id)
            _require_other(person, row)
            if act.status in ("reversed", "pending_review"):
                raise ActionFinal(status=act.status)
            if wanted.quantity is not None:
                self._require_correctable(act, wanted.quantity)
            rid = await amendment.acted(author, Act(PROPOSED, wanted.reason, f"{public('act', action_id)} {comment}"))
            body = {"quantity": wanted.quantity, "reason": wanted.reason, "was": _state(act)}
            made = await approvals.propose(
                amendment.connection, org_id, KIND, public("act", action_id), body,
                rid=rid, by=author.person_id, now=amendment.now,
            )  # fmt: skip
            await amendment.write()
            return _proposed(made, await amendment.receipt(act), comment, own=True)

    async def waiting(self, org_id: UUID, person: Person | None) -> list[Proposed]:
        """The open proposals, oldest first; raises `RoleMissing`."""
        async with self._database.work(org_id) as connection:
            if person is not None:
                await roles.require(connection, org_id, person.id, ACTS_CONFIRM)
            found = await approvals.waiting(connection, org_id, KIND, self._clock.now())
            return [await self._shown(connection, org_id, one, person) for one in found]

    async def confirm(self, org_id: UUID, person: Person | None, approval_id: UUID) -> Receipt:
        """Does what is proposed: `action.corrected` or `action.reversed` with the role; the person concerned is told.

        Raises `RoleMissing`, `ApprovalUnknown`, `ApprovalDecided`, `SecondPersonNeeded`, `AdjustmentOutdated`,
        `DayFull`.  Of two who confirm at once one wins, the other gets `ApprovalDecided`.
        """
        async with self.open(org_id) as amendment:
            author = await _author(amendment.connection, org_id, person, ACTS_CONFIRM)
            found = await approvals.decide(
                amendment.connection, org_id, approval_id, "confirmed", by=author.person_id, now=amendment.now
            )
            act, row = await amendment.act(parse("act", found.subject))
            _require_other(person, row)
            if found.body["was"] != _state(act):
                raise AdjustmentOutdated
            await self._apply(amendment, author, act, found)
            await amendment.write()
            receipt = await amendment.receipt(act)
            await _tell(amendment, org_id, row["person_id"], found, receipt)
            return receipt

    async def refuse(self, org_id: UUID, person: Person | None, approval_id: UUID, how: Refusal) -> None:
        """Closes a proposal without an effect: declined by another, withdrawn by the proposer.  Raises as `confirm`."""
        async with self.open(org_id) as amendment:
            permission = ACTS_CONFIRM if how == "declined" else ACTS_ADJUST
            author = await _author(amendment.connection, org_id, person, permission)
            found = await approvals.decide(
                amendment.connection, org_id, approval_id, how, by=author.person_id, now=amendment.now
            )
            if how == "declined":
                _require_other(person, (await amendment.act(parse("act", found.subject)))[1])
            name = DECLINED if how == "declined" else WITHDRAWN
            await amendment.acted(author, Act(name, str(found.body["reason"]), found.subject))

    def _require_correctable(self, act: DayAct, quantity: int) -> None:
        """Raises where the quantity is what stands, out of range, or not all that the record's grams hang on."""
        if quantity == act.quantity:
            raise AdjustmentEmpty
        kind = self.catalogue.kind(act.kind)
        check_range(kind, quantity, kind.ask_above)
        if act.methodology is not None and self._filled(act, act.quantity) != act.inputs:
            raise InputsUnusable(kind=act.kind)

    def _filled(self, act: DayAct, quantity: int) -> dict[str, object]:
        """The inputs that the quantity alone makes, with the mode that stood."""
        assert act.methodology is not None
        place = (region_in(act.inputs), act.occurred_on)
        package = self.catalogue.package(act.methodology)
        return instead.inputs_for(self.catalogue, act.kind, package, quantity, place, self._mode(act))

    def _mode(self, act: DayAct) -> str | None:
        use = instead.asked(self.catalogue, act.kind, act.methodology)
        return None if use is None else instead.mode_in(use, act.inputs)

    async def _apply(self, amendment: Amendment, author: Author, act: DayAct, found: Approval) -> None:
        quantity, reason = found.body["quantity"], str(found.body["reason"])
        if quantity is None:
            fields: dict[str, object] = {"reduction_mg": -act.reduction_mg, "reasons": [reason]}
            act.status, act.reduction_mg, act.verified_mg = "reversed", 0, 0
            await _seal(amendment, author, "action.reversed", act, fields, found)
            return
        basis = instead.basis_in(act.reasons)
        fields = await self._changed(amendment, act, quantity, self._mode(act))
        cut = "cap_applied" in fields
        act.status, act.verified_mg = "corrected", 0
        act.reasons = (reason, *(("daily_cap",) if cut else ()), *((basis,) if basis else ()))
        fields["reasons"] = list(act.reasons)
        await _seal(amendment, author, "action.corrected", act, fields, found)

    async def _shown(self, connection: Connection, org_id: UUID, one: Approval, person: Person | None) -> Proposed:
        action_id, log_id = parse("act", one.subject), public("log", org_id)
        seq = await connection.fetchval("SELECT seq FROM action WHERE log_id = $1 AND id = $2", log_id, action_id)
        receipt = (await receipts(connection, log_id, [seq]))[seq]
        comment = ""
        if one.proposed_by is not None and one.rid is not None:
            part = await vault.read(connection, self._keys, log_id, one.proposed_by, one.rid)
            comment = "" if part is None else str(part["comment"]).partition(" ")[2]
        return _proposed(one, receipt, comment, own=one.proposed_by == (None if person is None else person.id))


def usable_comment(comment: str) -> str:
    """The comment on one line; raises `CommentUnusable` for an empty or long one, and for what cannot be seen."""
    shown = one_line(comment, MOST_COMMENT)
    if shown is None:
        raise CommentUnusable(longest=MOST_COMMENT)
    return shown


async def _author(connection: Connection, org_id: UUID, person: Person | None, permission: str) -> Author:
    """Who acts, as their roles stand under the locked head; raises `RoleMissing`."""
    if person is None:
        return Author(OPERATOR)
    held = await roles.require(connection, org_id, person.id, permission)
    role = next((one for one in ("owner", "admin", "reviewer") if one in held), "admin")
    return Author(role, person.id)


def _require_other(person: Person | None, row: Mapping[str, Any]) -> None:
    if person is not None and row["person_id"] == person.id:
        raise SecondPersonNeeded


def _state(act: DayAct) -> list[object]:
    return [act.status, act.quantity, act.reduction_mg, act.evidence]


def _proposed(one: Approval, receipt: Receipt, comment: str, *, own: bool) -> Proposed:
    return Proposed(
        one.id, receipt, one.body["quantity"], str(one.body["reason"]), comment, own, one.expires_at
    )  # fmt: skip


async def _seal(
    amendment: Amendment, author: Author, type_: str, act: DayAct, fields: dict[str, object], found: Approval
) -> None:
    """The entry bears the role of whoever confirmed, and commits to them where they are a person."""
    fields["role"] = author.role
    if author.person_id is None:
        amendment.seal_by_rule(type_, act, fields)
    else:
        await amendment.seal(type_, act, author.person_id, str(found.id), fields)


async def _tell(amendment: Amendment, org_id: UUID, person_id: UUID | None, found: Approval, receipt: Receipt) -> None:
    """Tells the person concerned, with the adjustment's own commit; nobody where they are erased."""
    if person_id is None:
        return
    zone = (await organisations.find(amendment.connection, org_id)).zone
    params: dict[str, object] = {
        "title": {"kind": receipt.kind},
        "quantity": {"quantity": receipt.quantity, "unit": receipt.unit, "kind": receipt.kind},
        "grams": {"mass": receipt.reduction_mg},
        "reason": {"text": "adjust-reason", "params": {"reason": str(found.body["reason"])}},
    }
    code = "adjust-told-reversed" if receipt.status == "reversed" else "adjust-told-corrected"
    await notices.tell(amendment.connection, person_id, code, params, now=amendment.now, zone=zone)

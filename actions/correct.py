"""Undo and correction by the person: `action.reversed` and `action.corrected`, never an edit."""

from datetime import timedelta
from uuid import UUID

from actions import evidence, instead
from actions.amend import Amending, Amendment
from actions.commands import ActionFinal, ActionUnknown, DayFull, Receipt, UndoTooLate
from actions.drafting import check_range, region_in
from actions.plausibility import DayAct
from kernel.ids import public
from methodologies.kinds import ModeUnknown

UNDO_WINDOW = timedelta(minutes=10)


class Corrector(Amending):
    """Takes back or corrects a person's own acts."""

    async def undo(self, org_id: UUID, person_id: UUID, action_id: UUID) -> Receipt:
        """Reverses the act within ten minutes of its recording; a second undo answers the same.

        Raises `ActionUnknown`, `UndoTooLate`, and `ActionFinal` for what is verified.
        """
        async with self.open(org_id) as amendment:
            act, row = await amendment.act(action_id)
            if row["person_id"] != person_id:
                raise ActionUnknown(action_id=public("act", action_id))
            if act.status != "reversed":
                if act.status == "verified":
                    raise ActionFinal(status=act.status)
                if amendment.now - row["recorded_at"] > UNDO_WINDOW:
                    raise UndoTooLate(minutes=UNDO_WINDOW.seconds // 60)
                fields = {"reduction_mg": -act.reduction_mg, "reasons": ["undone"]}
                await amendment.seal("action.reversed", act, person_id, "", fields)
                act.status, act.reduction_mg, act.verified_mg = "reversed", 0, 0
            await amendment.write()
            return await amendment.receipt(act)

    async def change_quantity(self, org_id: UUID, person_id: UUID, action_id: UUID, quantity: int) -> Receipt:
        """Corrects the quantity of one's own self-reported act: one entry with the new inputs and the difference.

        Raises `ActionUnknown`, `QuantityOutOfRange`, `DayFull`, and `ActionFinal` for what is reversed, verified,
        measured, or in a reviewer's hands: what they look at must be what they approve.
        """
        async with self.open(org_id) as amendment:
            act = await _changeable(amendment, person_id, action_id)
            kind = self.catalogue.kind(act.kind)
            check_range(kind, quantity, kind.ask_above)
            use = instead.asked(self.catalogue, act.kind, act.methodology)
            mode = None if use is None else instead.mode_in(use, act.inputs)
            fields = await self._changed(amendment, act, quantity, mode)
            cut = "cap_applied" in fields
            return await _corrected(amendment, act, person_id, fields, cut, instead.basis_in(act.reasons))

    async def change_instead(self, org_id: UUID, person_id: UUID, action_id: UUID, mode: str) -> Receipt:
        """Corrects what the person would have used instead, in one's own self-reported act; the same mode changes nothing.

        Raises `ModeUnknown` for what the methodology does not offer, and what `change_quantity` raises of the act.
        """
        async with self.open(org_id) as amendment:
            act = await _changeable(amendment, person_id, action_id)
            use = instead.asked(self.catalogue, act.kind, act.methodology)
            if use is None or mode not in use.instead:
                raise ModeUnknown(mode, () if use is None else use.instead)
            if instead.mode_in(use, act.inputs) == mode:
                return await amendment.receipt(act)
            fields = await self._changed(amendment, act, act.quantity, mode)
            cut = "cap_applied" in fields or "daily_cap" in act.reasons
            return await _corrected(amendment, act, person_id, fields, cut, instead.SAID)

    async def _changed(self, amendment: Amendment, act: DayAct, quantity: int, mode: str | None) -> dict[str, object]:
        """Brings the act to another quantity, or another mode instead; what an entry must say of that."""
        if act.methodology is None:
            act.quantity, act.inputs = quantity, {**act.inputs, "quantity": quantity}
            return {"inputs": act.inputs, "reduction_mg": 0}
        package = self.catalogue.package(act.methodology)
        place = (region_in(act.inputs), act.occurred_on)
        if not instead.use_of(self.catalogue, act.kind, package).told:
            raise ActionFinal(status=act.status)
        inputs = instead.inputs_for(self.catalogue, act.kind, package, quantity, place, mode)
        judged = await self.restated(amendment, act, inputs, quantity)
        if judged.package is None:
            raise DayFull(kind=act.kind)
        act.quantity, act.inputs = judged.quantity, judged.inputs
        act.reduction_mg += judged.delta_mg
        return judged.pinned()


async def _changeable(amendment: Amendment, person_id: UUID, action_id: UUID) -> DayAct:
    """The person's own act, as far as they may still change what they said; raises `ActionUnknown`, `ActionFinal`."""
    act, row = await amendment.act(action_id)
    if row["person_id"] != person_id:
        raise ActionUnknown(action_id=public("act", action_id))
    if act.status in ("reversed", "verified", "pending_review") or act.evidence != "self_reported":
        raise ActionFinal(status=act.status)
    if await evidence.waits(amendment.connection, row["log_id"], act.seq):
        raise ActionFinal(status="pending_review")
    return act


async def _corrected(
    amendment: Amendment, act: DayAct, person_id: UUID, fields: dict[str, object], cut: bool, basis: str | None
) -> Receipt:
    """Seals the correction and writes it.

    cut: by the day's cap.  basis: whose word the mode is now, where the methodology asks.
    """
    act.status = "corrected"
    act.reasons = ("person_corrected", *(("daily_cap",) if cut else ()), *((basis,) if basis else ()))
    fields["reasons"] = list(act.reasons)
    await amendment.seal("action.corrected", act, person_id, "", fields)
    await amendment.write()
    return await amendment.receipt(act)

"""Undo and correction by the person: `action.reversed` and `action.corrected`, never an edit."""

from datetime import timedelta
from uuid import UUID

from actions import tables
from actions.amend import Amending
from actions.commands import ActionFinal, ActionUnknown, DayFull, QuantityOutOfRange, Receipt, UndoTooLate
from actions.plausibility import taken, within_caps
from kernel.ids import public

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

        Raises `ActionUnknown`, `QuantityOutOfRange`, and `ActionFinal` for what is reversed, verified or measured.
        """
        async with self.open(org_id) as amendment:
            act, row = await amendment.act(action_id)
            if row["person_id"] != person_id:
                raise ActionUnknown(action_id=public("act", action_id))
            if act.status in ("reversed", "verified", "pending_review") or act.evidence != "self_reported":
                raise ActionFinal(status=act.status)
            kind = self.catalogue.kind(act.kind)
            if not kind.minimum <= quantity <= kind.ask_above:
                raise QuantityOutOfRange(
                    kind=act.kind, quantity=str(quantity), minimum=kind.minimum, maximum=kind.ask_above, unit=act.unit
                )
            if act.methodology is None:
                inputs: dict[str, object] = {**act.inputs, "quantity": quantity}
                fields: dict[str, object] = {}
            else:
                package = self.catalogue.package(act.methodology)
                region = act.inputs.get("region")
                inputs = self.catalogue.inputs_for(
                    act.kind, package, quantity, str(region) if region else None, row["occurred_on"]
                )
                day = await tables.day_acts(amendment.connection, row["log_id"], {(person_id, row["occurred_on"])})
                others = (a for a in day[person_id, row["occurred_on"]] if a.seq != act.seq)
                kept, full, over = within_caps(package, inputs, taken(package, others))
                if kept is None:
                    raise DayFull(kind=act.kind)
                inputs, quantity, fields = dict(kept), quantity - over, ({"cap_applied": full} if full else {})
            worth = self.worth(act, inputs, act.evidence)
            fields |= {"reduction_mg": worth - act.reduction_mg, "inputs": inputs, "reasons": ["person_corrected"]}
            await amendment.seal("action.corrected", act, person_id, "", fields)
            act.status, act.inputs, act.quantity, act.reduction_mg = "corrected", inputs, quantity, worth
            await amendment.write()
            return await amendment.receipt(act)

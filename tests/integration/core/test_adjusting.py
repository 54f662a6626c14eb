"""Manual adjustment: one proposes, another confirms; the log recomputes, and of two at once one wins."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts.approvals import ApprovalDecided, ApprovalOpen, ApprovalUnknown, SecondPersonNeeded
from accounts.people import Person, RoleMissing
from actions.adjusting import AdjustmentEmpty, AdjustmentOutdated, CommentUnusable, Proposed, Wanted
from actions.commands import ActionFinal, ActionUnknown, QuantityOutOfRange, Receipt
from app.erase import erasing
from kernel.errors import DomainError
from kernel.ids import new_uuid
from tests.integration.core.test_roles import fresh, give, remove, take

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

METRO_MG_PER_KM = 46_800


class Office:
    """A company with two admins beside its reviewer, and one trip of a rider who is no admin."""

    def __init__(self, company: "Company") -> None:
        self.company = company
        self.first: Person
        self.second: Person
        self.act: Receipt

    async def open(self) -> "Office":
        company = self.company
        await give(company, company.reviewer.id, "admin")
        await give(company, company.riders[1].id, "admin")
        self.first, self.second = await fresh(company, company.reviewer), await fresh(company, company.riders[1])
        self.act = await company.record(company.tell(12_000))
        return self

    async def propose(
        self, quantity: int | None = 6_000, by: Person | None = None, comment: str = "票上是六公里"
    ) -> Proposed:
        adjusting = self.company.container.adjusting
        wanted = Wanted(quantity, "wrong_quantity", comment)
        return await adjusting.propose(self.company.org_id, by or self.first, self.act.action_id, wanted)

    async def confirm(self, ident: UUID, by: Person | None) -> Receipt:
        return await self.company.container.adjusting.confirm(self.company.org_id, by, ident)


@pytest.fixture
async def office(company: "Company") -> Office:
    return await Office(company).open()


async def test_a_correction_takes_effect_when_another_confirms_and_recomputes(office: Office, tmp_path: Path) -> None:
    made = await office.propose()
    assert (await office.company.total_mg())[0] == 12 * METRO_MG_PER_KM
    after = await office.confirm(made.id, office.second)
    assert (after.quantity, after.reduction_mg, after.status) == (6_000, 6 * METRO_MG_PER_KM, "corrected")
    proposed, corrected = (await office.company.entries())[-2:]
    assert (proposed["act"], proposed["reason"], proposed["role"]) == ("adjustment_proposed", "wrong_quantity", "admin")
    assert (corrected["type"], corrected["role"], corrected["reasons"]) == (
        "action.corrected", "admin", ["wrong_quantity"],
    )  # fmt: skip
    assert proposed["commitment"] != corrected["commitment"] and len(str(corrected["commitment"])) == 64
    await office.company.audited(tmp_path / "log")


async def test_a_reversal_takes_even_what_was_verified(office: Office, tmp_path: Path) -> None:
    company = office.company
    ride = await company.record(company.ride(9_000, at=company.clock.now() - timedelta(hours=3)))
    await company.container.reviewing.verify(company.org_id, office.first, [ride.action_id])
    office.act = ride
    made = await office.propose(None)
    after = await office.confirm(made.id, office.second)
    assert (after.status, after.reduction_mg) == ("reversed", 0)
    assert (await company.total_mg())[1] == 0
    await company.audited(tmp_path / "log")


async def test_the_person_concerned_and_the_proposer_confirm_nothing(office: Office) -> None:
    company, rider = office.company, office.company.riders[0]
    await give(company, rider.id, "admin")
    concerned = await fresh(company, rider)
    made = await office.propose()
    for person in (office.first, concerned):
        with pytest.raises(SecondPersonNeeded):
            await office.confirm(made.id, person)
    with pytest.raises(SecondPersonNeeded):
        await office.propose(by=concerned)
    with pytest.raises(SecondPersonNeeded):
        await company.container.adjusting.refuse(company.org_id, concerned, made.id, "declined")
    assert (await company.total_mg())[0] == 12 * METRO_MG_PER_KM


async def test_of_two_who_confirm_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    company, made = office.company, await office.propose()
    found = await asyncio.gather(
        office.confirm(made.id, office.second), office.confirm(made.id, None), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["ApprovalDecided", "Receipt"]
    assert sum(one["type"] == "action.corrected" for one in await company.entries()) == 1


async def test_an_operator_proposes_or_confirms_but_never_both(office: Office) -> None:
    company, adjusting = office.company, office.company.container.adjusting
    wanted = Wanted(6_000, "other", "asked by mail")
    made = await adjusting.propose(company.org_id, None, office.act.action_id, wanted)
    with pytest.raises(SecondPersonNeeded):
        await office.confirm(made.id, None)
    assert (await office.confirm(made.id, office.first)).quantity == 6_000
    entry = next(one for one in await company.entries() if one.get("act") == "adjustment_proposed")
    assert entry["role"] == "operator" and "commitment" not in entry


async def test_a_comment_is_read_by_whoever_confirms_and_gone_with_its_author(office: Office) -> None:
    company, adjusting = office.company, office.company.container.adjusting
    await office.propose()
    (seen,) = await adjusting.waiting(company.org_id, office.second)
    assert (seen.comment, seen.own) == ("票上是六公里", False)
    assert "六公里" not in json.dumps(await company.entries(), ensure_ascii=False)
    await erasing(company.container).erase(office.first.id)
    assert await adjusting.waiting(company.org_id, office.second) == []


async def test_a_proposal_ends_after_seven_days_and_then_another_may_follow(office: Office) -> None:
    made, company = await office.propose(), office.company
    with pytest.raises(ApprovalOpen):
        await office.propose(5_000, by=office.second)
    company.clock.at += timedelta(days=7)
    assert await company.container.adjusting.waiting(company.org_id, office.second) == []
    with pytest.raises(ApprovalDecided) as late:
        await office.confirm(made.id, office.second)
    assert late.value.params == {"decision": "expired"}
    again = await office.propose(5_000, by=office.second)
    assert (await office.confirm(again.id, office.first)).quantity == 5_000


async def test_declined_and_withdrawn_change_nothing_and_stand_in_the_log(office: Office) -> None:
    company, adjusting = office.company, office.company.container.adjusting
    made = await office.propose()
    with pytest.raises(SecondPersonNeeded):
        await adjusting.refuse(company.org_id, office.second, made.id, "withdrawn")
    await adjusting.refuse(company.org_id, office.second, made.id, "declined")
    second = await office.propose()
    await adjusting.refuse(company.org_id, office.first, second.id, "withdrawn")
    for ident in (made.id, second.id):
        with pytest.raises(ApprovalDecided):
            await office.confirm(ident, office.second)
    acts = [one["act"] for one in await company.entries() if one["type"] == "admin.acted"][-4:]
    assert acts == ["adjustment_proposed", "adjustment_declined", "adjustment_proposed", "adjustment_withdrawn"]
    assert (await company.total_mg())[0] == 12 * METRO_MG_PER_KM


async def test_what_changed_after_the_proposal_cannot_be_confirmed(office: Office) -> None:
    made, company = await office.propose(), office.company
    await company.container.corrector.undo(company.org_id, company.riders[0].id, office.act.action_id)
    with pytest.raises(AdjustmentOutdated):
        await office.confirm(made.id, office.second)
    assert (await company.total_mg())[0] == 0


@pytest.mark.parametrize(
    ("quantity", "comment", "error"),
    [
        (12_000, "x", AdjustmentEmpty),
        (0, "x", QuantityOutOfRange),
        (10**12, "x", QuantityOutOfRange),
        (6_000, "", CommentUnusable),
        (6_000, "   ", CommentUnusable),
        (6_000, "a\u202eb", CommentUnusable),
        (6_000, "字" * 501, CommentUnusable),
    ],
)
async def test_what_cannot_be_proposed_is_refused(
    office: Office, quantity: int, comment: str, error: type[DomainError]
) -> None:
    before = len(await office.company.entries())
    with pytest.raises(error):
        await office.propose(quantity, comment=comment)
    assert len(await office.company.entries()) == before


async def test_reversed_pending_and_unknown_records_are_refused(office: Office, rival: "Company") -> None:
    company = office.company
    office.act = await company.record(company.tell(3_000, kind="bus", review=True))
    with pytest.raises(ActionFinal):
        await office.propose()
    office.act = await rival.record(rival.tell(12_000))
    with pytest.raises(ActionUnknown):
        await office.propose()
    with pytest.raises(ApprovalUnknown):
        await office.confirm(new_uuid(), office.first)


async def test_whoever_lost_the_role_proposes_and_confirms_nothing(office: Office) -> None:
    company = office.company
    made = await office.propose()
    await remove(company, office.second.id)
    with pytest.raises(RoleMissing):
        await office.confirm(made.id, office.second)
    await give(company, company.riders[0].id, "owner")
    await take(company, office.first.id, "admin")
    with pytest.raises(RoleMissing):
        await office.propose(5_000)
    with pytest.raises(RoleMissing):
        await company.container.adjusting.refuse(company.org_id, office.first, made.id, "withdrawn")


async def test_another_organisations_admin_neither_sees_nor_decides(office: Office, rival: "Company") -> None:
    made, adjusting = await office.propose(), office.company.container.adjusting
    await give(rival, rival.reviewer.id, "owner")
    foreign = await fresh(rival, rival.reviewer)
    assert await adjusting.waiting(rival.org_id, foreign) == []
    with pytest.raises(ApprovalUnknown):
        await adjusting.confirm(rival.org_id, foreign, made.id)
    with pytest.raises(RoleMissing):
        await adjusting.confirm(office.company.org_id, foreign, made.id)
    with pytest.raises(RoleMissing):
        await adjusting.waiting(office.company.org_id, foreign)

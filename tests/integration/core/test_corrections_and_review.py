"""What a later entry may do: caps at approval, a photo in a reviewer's hands, queues that empty, foreign reviewers."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from accounts.people import RoleMissing
from actions import evidence
from actions.commands import ActionFinal, ActionUnknown, UndoTooLate

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _photo(company: "Company", action_id: object, name: str = "u") -> None:
    async with company.container.database.work(company.org_id) as connection:
        assert await evidence.attach(
            connection, company.log_id, company.riders[0].id, action_id, file_id="f", file_unique_id=name,  # type: ignore[arg-type]
            now=company.clock.now(),
        )  # fmt: skip


async def test_approvals_do_not_pass_the_days_cap(company: "Company", tmp_path: Path) -> None:
    waiting = [await company.record(company.tell(70_000 + n, review=True)) for n in range(3)]
    review = company.container.reviewing
    got = [await review.approve(company.org_id, company.reviewer, one.action_id) for one in waiting]
    assert [one.quantity for one in got] == [70_000, 50_000, 70_002]
    assert [one.reduction_mg for one in got] == [70_000 * 468 // 10, 50_000 * 468 // 10, 0]
    assert (got[2].methodology, got[2].credit_class) == (None, "none")
    await company.audited(tmp_path / "export")


async def test_a_correction_brings_its_methodology_and_keeps_to_the_cap(company: "Company", tmp_path: Path) -> None:
    await company.record(company.tell(110_000, kind="metro", another=True))
    act = await company.record(company.tell(5_000))
    change = company.container.corrector.change_quantity
    corrected = await change(company.org_id, company.riders[0].id, act.action_id, 30_000)
    assert (corrected.quantity, corrected.reduction_mg) == (10_000, 468_000)
    await company.record(company.tell(60_000, kind="bus"))
    full = await company.record(company.tell(3_000, kind="bus"))
    assert full.methodology is None
    again = await change(company.org_id, company.riders[0].id, full.action_id, 4_000)
    assert (again.quantity, again.reduction_mg) == (4_000, 0)
    await company.audited(tmp_path / "export")


async def test_what_a_reviewer_looks_at_is_what_they_approve(company: "Company") -> None:
    act = await company.record(company.tell(5_000))
    await _photo(company, act.action_id)
    with pytest.raises(ActionFinal):
        await company.container.corrector.change_quantity(company.org_id, company.riders[0].id, act.action_id, 50_000)
    approved = await company.container.reviewing.approve(company.org_id, company.reviewer, act.action_id)
    assert (approved.quantity, approved.status) == (5_000, "verified")


async def test_a_photo_of_what_was_verified_meanwhile_leaves_the_queue(company: "Company") -> None:
    act = await company.record(company.tell(5_000))
    await _photo(company, act.action_id)
    await company.record(company.ride(5_000))
    review, today = company.container.reviewing, company.clock.now().date()
    assert len(await review.queue(company.org_id, company.reviewer)) == 1
    assert await review.release_attested(company.org_id, company.reviewer, today) == 1
    assert await review.queue(company.org_id, company.reviewer) == []
    async with company.container.database.work(company.org_id) as connection:
        assert await review.waiting(connection, company.org_id) == 0


async def test_a_verified_photo_stays_verified_as_it_was_when_the_partner_tells_of_it(
    company: "Company", tmp_path: Path
) -> None:
    act = await company.record(company.tell(5_000))
    await _photo(company, act.action_id)
    await company.container.reviewing.approve(company.org_id, company.reviewer, act.action_id)
    raised = await company.record(company.ride(5_500))
    assert (raised.action_id, raised.raised, raised.evidence, raised.quantity) == (
        act.action_id,
        True,
        "attested",
        5_000,
    )
    assert await company.total_mg() == (234_000, 234_000)
    await company.audited(tmp_path / "export")


async def test_a_rejection_takes_back_what_was_verified(company: "Company", tmp_path: Path) -> None:
    act = await company.record(company.ride(10_000))
    review = company.container.reviewing
    await review.verify(company.org_id, company.reviewer, [act.action_id, act.action_id])
    assert await company.total_mg() == (468_000, 468_000)
    await review.reject(company.org_id, company.reviewer, act.action_id, "duplicate")
    assert await company.total_mg() == (0, 0)
    await company.audited(tmp_path / "export")


async def test_undo_ends_after_ten_minutes_to_the_second(company: "Company") -> None:
    act = await company.record(company.tell(5_000))
    late = await company.record(company.tell(7_000))
    company.later(minutes=10)
    undo, owner = company.container.corrector.undo, company.riders[0].id
    assert (await undo(company.org_id, owner, act.action_id)).status == "reversed"
    company.later(seconds=1)
    assert (await undo(company.org_id, owner, act.action_id)).status == "reversed", "again answers the same"
    with pytest.raises(UndoTooLate):
        await undo(company.org_id, owner, late.action_id)


async def test_nobody_touches_a_neighbours_act(company: "Company") -> None:
    act = await company.record(company.tell(5_000, rider=0))
    neighbour = company.riders[1].id
    with pytest.raises(ActionUnknown):
        await company.container.corrector.undo(company.org_id, neighbour, act.action_id)
    with pytest.raises(ActionUnknown):
        await company.container.corrector.change_quantity(company.org_id, neighbour, act.action_id, 6_000)


async def test_one_bulk_release_verifies_every_ride_once(company: "Company", tmp_path: Path) -> None:
    moment = company.clock.now
    rides = [company.ride(1_000 + n, rider=n % 2, at=moment().replace(hour=n % 4, minute=n % 60)) for n in range(40)]
    outcomes = await company.record_many(*rides)
    assert len(outcomes) == 40
    today = moment().date()
    review = company.container.reviewing
    expected, mg = await review.releasable(company.org_id, company.reviewer, today)
    assert await review.release_attested(company.org_id, company.reviewer, today) == expected > 10
    assert await review.release_attested(company.org_id, company.reviewer, today) == 0
    assert await company.total_mg() == (mg, mg)
    await company.audited(tmp_path / "export")


async def test_a_reviewer_of_another_organisation_is_none_here(company: "Company", rival: "Company") -> None:
    act = await company.record(company.ride(5_000))
    review, today = company.container.reviewing, company.clock.now().date()
    for attempt in (
        review.queue(company.org_id, rival.reviewer),
        review.verify(company.org_id, rival.reviewer, [act.action_id]),
        review.approve(company.org_id, rival.reviewer, act.action_id),
        review.reject(company.org_id, rival.reviewer, act.action_id, "other"),
        review.release_attested(company.org_id, rival.reviewer, today),
        review.releasable(company.org_id, rival.reviewer, today),
    ):
        with pytest.raises(RoleMissing):
            await attempt

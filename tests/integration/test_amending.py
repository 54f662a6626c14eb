"""Undo, correction, review and verification, down to the entries."""

from uuid import UUID

import pytest

from accounts import organisations, people
from actions import balances, evidence
from actions.commands import ActionFinal, EvidenceTooWeak, NotYours, Receipt, RecordAction
from app.container import Container
from kernel.ids import public
from ledger import entry, log


class Office:
    """A company with two departments, a rider in one, a reviewer in each and one in none."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.people: dict[str, people.Person] = {}
        self.org_id: UUID

    async def open(self) -> "Office":
        box = self.container
        now = box.clock.now()
        async with box.database.work() as connection:
            firm = await organisations.create(connection, box.keys, name="福田绿色办公", region="CN-GD-SZ", now=now)
        self.org_id = firm.id
        for number, name in enumerate(("rider", "same_team", "other_team", "of_no_team")):
            async with box.database.work(firm.id) as connection:
                person = await people.register(
                    connection, box.keys, user_id=number + 1, chat_id=number + 1, nickname=name, locale="zh", now=now
                )
                if number in (0, 2):
                    unit = await organisations.add_unit(connection, firm.id, f"unit {number}")
                roles = frozenset(["reviewer"] if number else [])
                self.people[name] = await people.join(
                    connection, person.id, firm.id, now=now, unit_id=None if number == 3 else unit.id, roles=roles
                )
        return self

    async def ride(
        self, external_id: str, evidence_kind: str = "statement", quantity: int = 10_000, who: str = "rider"
    ) -> Receipt:
        command = RecordAction(
            kind="metro", quantity=quantity, occurred_at=self.container.clock.now(), source="test",
            external_id=external_id, person_id=self.people[who].id, evidence_kind=evidence_kind, another=True,
        )  # fmt: skip
        return await self.container.recorder.record(self.org_id, command)

    async def entries(self) -> list[dict[str, object]]:
        async with self.container.database.work(self.org_id) as connection:
            log_id = public("log", self.org_id)
            size = await log.size(connection, log_id)
            return [entry.parse(data) for data in await log.read_range(connection, log_id, 0, size)]


@pytest.fixture
async def office(container: Container) -> Office:
    return await Office(container).open()


async def test_undo_appends_a_reversing_entry(office: Office) -> None:
    receipt = await office.ride("1")
    rider = office.people["rider"].id
    undone = await office.container.corrector.undo(office.org_id, rider, receipt.action_id)
    assert (undone.status, undone.reduction_mg) == ("reversed", 0)
    await office.container.corrector.undo(office.org_id, rider, receipt.action_id)
    kinds = [(one["type"], one.get("reduction_mg")) for one in await office.entries()]
    assert kinds[1:] == [("action.recorded", 468_000), ("action.reversed", -468_000)]


async def test_a_change_of_kilometres_books_the_difference(office: Office) -> None:
    receipt = await office.ride("1")
    changed = await office.container.corrector.change_quantity(
        office.org_id, office.people["rider"].id, receipt.action_id, 7_000
    )
    assert changed.reduction_mg == 327_600
    assert (await office.entries())[-1]["reduction_mg"] == 327_600 - 468_000


async def test_self_reported_grams_are_not_verified(office: Office) -> None:
    receipt = await office.ride("1")
    with pytest.raises(EvidenceTooWeak):
        await office.container.reviewing.verify(office.org_id, office.people["other_team"], [receipt.action_id])


async def test_nobody_verifies_their_team(office: Office) -> None:
    receipt = await office.ride("1", "operator_record")
    with pytest.raises(NotYours):
        await office.container.reviewing.verify(office.org_id, office.people["same_team"], [receipt.action_id])


async def test_nobody_verifies_themselves(office: Office) -> None:
    """Not even a reviewer of no team, whom the rule about teams does not reach."""
    own, reviewing = office.people["of_no_team"], office.container.reviewing
    receipt = await office.ride("1", "operator_record", who="of_no_team")
    with pytest.raises(NotYours):
        await reviewing.verify(office.org_id, own, [receipt.action_id])
    assert await reviewing.release_attested(office.org_id, own, receipt.occurred_on) == 0


async def test_attested_rides_are_released_in_bulk_and_a_rejection_lowers_the_total(office: Office) -> None:
    receipt = await office.ride("1", "operator_record")
    await office.ride("2")
    reviewing, reviewer = office.container.reviewing, office.people["other_team"]
    today = receipt.occurred_on
    assert await reviewing.release_attested(office.org_id, office.people["same_team"], today) == 0
    assert await reviewing.release_attested(office.org_id, reviewer, today) == 1
    assert await reviewing.release_attested(office.org_id, reviewer, today) == 0
    async with office.container.database.work(office.org_id) as connection:
        before = await balances.totals(connection, receipt.log_id, office.people["rider"].id)
    assert (before.verified_mg, before.reduction_mg) == (468_000, 2 * 468_000)
    await reviewing.reject(office.org_id, reviewer, receipt.action_id, "duplicate")
    async with office.container.database.work(office.org_id) as connection:
        after = await balances.totals(connection, receipt.log_id, office.people["rider"].id)
    assert (after.verified_mg, after.reduction_mg) == (0, 468_000)
    reversing = (await office.entries())[-1]
    assert (reversing["type"], reversing["reduction_mg"]) == ("action.reversed", -468_000)
    with pytest.raises(ActionFinal):
        await reviewing.reject(office.org_id, reviewer, receipt.action_id, "duplicate")


async def test_a_photo_that_a_reviewer_accepts_raises_the_evidence_and_verifies(office: Office) -> None:
    receipt = await office.ride("1")
    rider, reviewer = office.people["rider"], office.people["other_team"]
    async with office.container.database.work(office.org_id) as connection:
        for expected in (True, False):
            assert expected is await evidence.attach(
                connection, receipt.log_id, rider.id, receipt.action_id, file_id="f", file_unique_id="u",
                now=office.container.clock.now(),
            )  # fmt: skip
    (item,) = await office.container.reviewing.queue(office.org_id, reviewer)
    assert (item.worth_mg, item.file_id) == (468_000, "f")
    assert await office.container.reviewing.queue(office.org_id, office.people["same_team"]) == []
    approved = await office.container.reviewing.approve(office.org_id, reviewer, item.action_id)
    assert (approved.status, approved.evidence) == ("verified", "corroborated")
    assert [one["type"] for one in await office.entries()][-2:] == ["action.evidence_raised", "action.verified"]

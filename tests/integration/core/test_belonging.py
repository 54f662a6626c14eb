"""Belonging: one employer, communities beside it, where new records go, leaving and coming back, being moved."""

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts import belonging, organisations, people, units
from accounts.admin_acts import OPERATOR, Author
from accounts.belonging import COMMUNITY_TOTAL, LastMembership, MembershipUnknown, TakesNoRecords
from accounts.partners import MemberUnknown
from accounts.people import Person
from accounts.units import UnitUnknown
from actions import own
from app.container import Container
from app.erase import erasing
from kernel.ids import PROGRAMME, new_uuid

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

BY_OPERATOR = Author(OPERATOR)


async def _organisation(box: Container, kind: str, name: str = "香蜜") -> organisations.Organisation:
    async with box.database.work() as connection:
        return await organisations.create(
            connection, box.keys, name=name, region="CN-GD-SZ", now=box.clock.now(), kind=kind
        )


async def _join(box: Container, person: Person, org_id: UUID) -> Person:
    async with box.database.work(org_id) as connection:
        return await people.join(connection, person.id, org_id, now=box.clock.now())


async def _choose(box: Container, person: Person, org_id: UUID) -> Person:
    async with box.database.work(org_id) as connection:
        return await belonging.choose(connection, box.consents, person.id, org_id, box.clock.now())


async def _leave(box: Container, person: Person, org_id: UUID) -> Person:
    async with box.database.work(org_id) as connection:
        return await belonging.leave(connection, box.consents, person.id, org_id, box.clock.now())


async def _names(box: Container, person: Person) -> list[tuple[str, bool]]:
    async with box.database.work(person_id=person.id) as connection:
        return [(one.name, one.home) for one in await belonging.of(connection, person.id)]


async def test_a_community_is_joined_beside_the_employer_and_takes_no_records(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    estate = await _organisation(box, "community")
    assert (await _join(box, rider, estate.id)).org_id == company.org_id
    assert await _names(box, rider) == [("福田", True), ("香蜜", False)]
    with pytest.raises(TakesNoRecords):
        await _choose(box, rider, estate.id)
    assert (await company.record(company.tell(5_000))).log_id == company.log_id


async def test_who_joins_a_community_first_records_in_the_programme(box: Container) -> None:
    estate = await _organisation(box, "community")
    async with box.database.work(estate.id) as connection:
        made = await people.register(
            connection, box.keys, user_id=77, chat_id=77, nickname="n", locale="zh", now=box.clock.now()
        )
        joined = await people.join(connection, made.id, estate.id, now=box.clock.now())
    assert joined.org_id == PROGRAMME
    assert await _names(box, joined) == [("一叶", True), ("香蜜", False)]


async def test_nobody_has_two_employers(company: "Company", rival: "Company") -> None:
    box, rider = company.container, company.riders[0]
    estate = await _organisation(box, "community")
    await _join(box, rider, estate.id)
    await _join(box, rider, rival.org_id)
    assert await _names(box, rider) == [("南山", True), ("香蜜", False)]


async def test_an_employee_may_let_new_records_count_for_the_programme_and_back(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    await company.record(company.tell(5_000))
    async with box.database.work(company.org_id) as connection:
        await people.set_commute(connection, company.org_id, rider.id, "metro", 9_000)
    chosen = await _choose(box, rider, PROGRAMME)
    assert (chosen.org_id, chosen.commute) == (PROGRAMME, {"kind": "metro", "one_way_m": 9_000})
    assert await _names(box, rider) == [("福田", False), ("一叶", True)]
    with pytest.raises(MemberUnknown):
        await company.record(company.tell(6_000))
    receipt = await box.recorder.record(PROGRAMME, company.tell(6_000, at=company.later(hours=2)))
    assert receipt.log_id == "log_public"
    back = await _choose(box, rider, company.org_id)
    assert back.org_id == company.org_id and back.unit_id == rider.unit_id
    async with box.database.work(person_id=rider.id) as connection:
        assert (await own.totals(connection, back)).acts == 2


async def test_the_choice_is_noted_as_a_consent_where_records_go(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    await _choose(box, rider, PROGRAMME)
    async with box.database.work(PROGRAMME) as connection:
        assert await box.consents.of(connection, PROGRAMME, rider.id) == {"service"}


async def test_nobody_chooses_where_they_are_no_member(company: "Company", rival: "Company") -> None:
    with pytest.raises(MembershipUnknown):
        await _choose(company.container, company.riders[0], rival.org_id)
    await _leave(company.container, company.riders[0], company.org_id)
    with pytest.raises(MembershipUnknown):
        await _choose(company.container, company.riders[0], company.org_id)


async def test_who_leaves_keeps_their_balance_and_takes_nothing_from_the_log(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    act = await company.record(company.tell(12_000))
    await company.record(company.ride(9_000, at=company.clock.now().replace(hour=1)))
    before = await company.total_mg()
    await box.consents.give(company.org_id, rider.id, "board_name")
    left = await _leave(box, rider, company.org_id)
    assert (left.org_id, await _names(box, rider)) == (PROGRAMME, [("一叶", True)])
    assert await company.total_mg() == before
    async with box.database.work(person_id=rider.id) as connection:
        assert (await own.totals(connection, left)).reduction_mg == before[0]
        assert (await own.find(connection, left, act.action_id)).log_id == company.log_id
    async with box.database.work(company.org_id) as connection:
        assert await box.consents.of(connection, company.org_id, rider.id) == frozenset()
        heads = await organisations.headcounts(connection, company.org_id)
    assert sum(heads.values()) == 2
    for command in (company.ride(6_000), company.tell(7_000)):
        with pytest.raises(MemberUnknown):
            await company.record(command)


async def test_coming_back_works_without_the_old_roles(company: "Company") -> None:
    box, reviewer = company.container, company.reviewer
    left = await _leave(box, reviewer, company.org_id)
    assert left.roles == {"member"}
    back = await _join(box, reviewer, company.org_id)
    assert (back.org_id, back.roles) == (company.org_id, frozenset({"member"}))


async def test_leaving_a_community_leaves_the_records_where_they_go(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    estate = await _organisation(box, "community")
    await _join(box, rider, estate.id)
    await box.consents.give(estate.id, rider.id, COMMUNITY_TOTAL)
    assert (await _leave(box, rider, estate.id)).org_id == company.org_id
    async with box.database.work(estate.id) as connection:
        assert await box.consents.of(connection, estate.id, rider.id) == frozenset()


async def test_nobody_leaves_the_programme_for_nothing(company: "Company") -> None:
    box = company.container
    left = await _leave(box, company.riders[0], company.org_id)
    with pytest.raises(LastMembership):
        await _leave(box, left, PROGRAMME)
    with pytest.raises(MembershipUnknown):
        await _leave(box, left, company.org_id)


async def test_leaving_and_being_erased_at_once_never_wait_for_each_other(company: "Company") -> None:
    """Both take two heads, in one order."""
    box, (first, second) = company.container, company.riders
    for rider in company.riders:
        await box.consents.give(company.org_id, rider.id, "board_name")
        await box.consents.give(PROGRAMME, rider.id, "board_name")
    async with asyncio.timeout(20):
        await asyncio.gather(
            _leave(box, first, company.org_id),
            erasing(box).erase(second.id),
            _leave(box, company.reviewer, company.org_id),
        )
    assert await _names(box, first) == await _names(box, company.reviewer) == [("一叶", True)]
    assert await _names(box, second) == []


async def test_who_is_moved_records_under_the_new_unit_and_old_acts_stay(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    old = await company.record(company.tell(5_000))
    async with box.database.work(company.org_id) as connection:
        desk = company.reviewer.unit_id
        await belonging.assign(connection, box.keys, BY_OPERATOR, company.org_id, rider.id, desk, box.clock.now())
    company.later(hours=2)
    new = await company.record(company.tell(6_000))
    async with box.database.work(company.org_id) as connection:
        rows = await connection.fetch("SELECT id, unit_id FROM action WHERE log_id = $1", company.log_id)
    assert {row["id"]: row["unit_id"] for row in rows} == {old.action_id: rider.unit_id, new.action_id: desk}
    act = next(one for one in await company.entries() if one["type"] == "admin.acted")
    assert (act["act"], act["role"]) == ("member_moved", "operator") and str(rider.id) not in str(act)


async def test_nobody_is_moved_to_a_unit_of_another_organisation(company: "Company", rival: "Company") -> None:
    box, rider = company.container, company.riders[0]
    for unit_id in (rival.riders[0].unit_id, new_uuid()):
        with pytest.raises(UnitUnknown):
            async with box.database.work(company.org_id) as connection:
                await belonging.assign(
                    connection, box.keys, BY_OPERATOR, company.org_id, rider.id, unit_id, box.clock.now()
                )
    with pytest.raises(MembershipUnknown):
        async with box.database.work(rival.org_id) as connection:
            await belonging.assign(connection, box.keys, BY_OPERATOR, rival.org_id, rider.id, None, box.clock.now())
    assert not [one for one in await rival.entries() if one["type"] == "admin.acted"]


async def test_units_make_a_tree_of_any_depth_without_a_ring(company: "Company") -> None:
    box, now = company.container, company.clock.now()

    async def add(name: str, kind: str, parent: UUID | None) -> organisations.Unit:
        async with box.database.work(company.org_id) as connection:
            return await units.add(connection, box.keys, BY_OPERATOR, company.org_id, name, kind, parent, now)

    async def move(unit: organisations.Unit, parent: UUID | None) -> organisations.Unit:
        async with box.database.work(company.org_id) as connection:
            return await units.move(connection, box.keys, BY_OPERATOR, company.org_id, unit.id, parent, now)

    chain = [await add("site", "site", None)]
    for depth in range(30):
        chain.append(await add(f"team {depth}", "team", chain[-1].id))
    for parent in (chain[0], chain[1], chain[-1]):
        with pytest.raises(units.UnitCycle):
            await move(chain[0], parent.id)
    with pytest.raises(UnitUnknown):
        await move(chain[0], new_uuid())
    with pytest.raises(units.UnitKindUnknown):
        await add("x", "galaxy", None)
    with pytest.raises(units.UnitNameUnusable):
        await add("site", "site", None)
    assert (await move(chain[1], None)).parent_id is None
    assert (await move(chain[0], chain[-1].id)).parent_id == chain[-1].id
    acts = [one["act"] for one in await company.entries() if one["type"] == "admin.acted"]
    assert acts == ["unit_added"] * 31 + ["unit_moved"] * 2


async def test_two_moves_at_once_make_no_ring_together(company: "Company") -> None:
    box, now = company.container, company.clock.now()
    one, other = (company.riders[0].unit_id, company.reviewer.unit_id)
    assert one and other

    async def under(unit: UUID, parent: UUID) -> bool:
        try:
            async with box.database.work(company.org_id) as connection:
                await units.move(connection, box.keys, BY_OPERATOR, company.org_id, unit, parent, now)
        except units.UnitCycle:
            return False
        return True

    for _ in range(5):
        assert sorted(await asyncio.gather(under(one, other), under(other, one))) == [False, True]
        async with box.database.work(company.org_id) as connection:
            await connection.execute("UPDATE unit SET parent_id = NULL")

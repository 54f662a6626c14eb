"""What a household's total counts: what each did while in it, once, until they take it out."""

from typing import TYPE_CHECKING

import pytest

from accounts import people
from accounts.households import leaving
from accounts.households.home import HOUSEHOLD_TOTAL, HouseholdMemberUnknown
from actions import of_household
from actions.of_household import HouseholdTotals
from tests.integration.core.households import both, consents_of, join, leave, link, make, person, total

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def test_only_what_was_done_while_in_itcounts(company: "Company") -> None:
    """Before joining and after leaving an act is the person's alone."""
    box, lin = company.container, company.riders[0].id
    await company.record(company.tell(3_000, kind="bus"))
    company.later(hours=2)
    household = await make(box, lin)
    assert await total(box, household) == 0
    company.later(hours=2)
    inside = await company.record(company.tell(5_000, kind="bus"))
    assert await total(box, household) == inside.reduction_mg > 0
    await join(box, company.riders[1].id, await link(box, lin))
    company.later(hours=2)
    await leave(box, lin)
    company.later(hours=2)
    await company.record(company.tell(7_000, kind="bus"))
    assert await total(box, household) == inside.reduction_mg


async def test_the_month_is_the_acts_since_its_first_day(company: "Company") -> None:
    household, _, _ = await both(company)
    company.later(days=5)
    await company.record(company.tell(5_000))
    company.later(days=10)
    made = await company.record(company.tell(8_000, rider=1))
    today = company.clock.now().date()
    found = await of_household.totals(company.container.database, household.id, today.replace(day=1))
    assert found == HouseholdTotals(found.reduction_mg, made.reduction_mg) and found.reduction_mg > made.reduction_mg


async def test_acts_in_any_log_count_once_and_stay_where_they_are(company: "Company", rival: "Company") -> None:
    household, lin, _ = await both(company)
    first = await company.record(company.tell(5_000))
    async with company.container.database.work(rival.org_id) as connection:
        rival.riders[0] = await people.join(connection, lin, rival.org_id, now=company.clock.now())
    company.later(hours=2)
    second = await rival.record(rival.tell(6_000))
    assert await total(company.container, household) == first.reduction_mg + second.reduction_mg
    assert ((await company.total_mg())[0], (await rival.total_mg())[0]) == (first.reduction_mg, second.reduction_mg)


async def test_no_act_is_in_two_households(company: "Company") -> None:
    """Out of one and into another within a day: what each sees adds up to what was done."""
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    old = await make(box, lin)
    await join(box, ming, await link(box, lin))
    made = [await company.record(company.tell(5_000, kind="bus"))]
    company.later(minutes=40)
    await leave(box, lin)
    new = await make(box, lin, "新家")
    made.append(await company.record(company.tell(6_000, kind="bus")))
    assert await total(box, old) + await total(box, new) == sum(one.reduction_mg for one in made)
    assert await total(box, new) == made[1].reduction_mg


async def test_what_is_undone_after_leaving_leaves_the_total_too(company: "Company") -> None:
    household, lin, _ = await both(company)
    made = await company.record(company.tell(5_000))
    company.later(minutes=2)
    await leave(company.container, lin)
    assert await total(company.container, household) == made.reduction_mg
    await company.container.corrector.undo(company.org_id, lin, made.action_id)
    assert await total(company.container, household) == 0


async def test_who_leaves_may_take_their_grams_out_at_once_or_later(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    lins, mings = await company.record(company.tell(5_000)), await company.record(company.tell(6_000, rider=1))
    keeper = await person(box, 50)
    await join(box, keeper.id, await link(box, lin))
    company.later(hours=1)
    await leave(box, ming, keep=False)
    assert await total(box, household) == lins.reduction_mg
    assert await consents_of(box, ming) == frozenset()
    await leave(box, lin)
    assert await total(box, household) == lins.reduction_mg and await consents_of(box, lin) == {HOUSEHOLD_TOTAL}
    async with box.database.work(person_id=lin) as connection:
        (former,) = await leaving.former(connection, lin)
    assert former.name == "林家"
    async with box.database.work(person_id=lin) as connection:
        await leaving.take_out(connection, box.consents, lin, former.id)
    assert await total(box, household) == 0 and await consents_of(box, lin) == frozenset()
    with pytest.raises(HouseholdMemberUnknown):
        async with box.database.work(person_id=lin) as connection:
            await leaving.take_out(connection, box.consents, lin, former.id)
    assert mings.reduction_mg + lins.reduction_mg == (await company.total_mg())[0]


async def test_taking_out_of_an_old_household_keeps_the_consent_to_the_new_one(company: "Company") -> None:
    box = company.container
    _, lin, _ = await both(company)
    await leave(box, lin)
    await make(box, lin, "新家")
    async with box.database.work(person_id=lin) as connection:
        (former,) = await leaving.former(connection, lin)
        await leaving.take_out(connection, box.consents, lin, former.id)
    assert await consents_of(box, lin) == {HOUSEHOLD_TOTAL}

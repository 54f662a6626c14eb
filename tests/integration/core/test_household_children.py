"""A household's children: nicknames beside an adult's acts, noted and forgotten, and in no ledger."""

from typing import TYPE_CHECKING

import pytest

from accounts.households import children
from accounts.households.home import FounderOnly, HouseholdMemberUnknown, HouseholdNameUnusable
from actions import of_household
from actions.of_household import ForChild
from tests.integration.core.households import add_child, both, make, note_for, of, total

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def test_a_childs_act_is_the_adults_and_names_no_child_in_the_ledger(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    (child,) = (await add_child(box, lin, "小鲸鱼")).children
    made = await company.record(company.tell(4_000, rider=1))
    for _ in range(2):
        await note_for(box, ming, child.id, made)
    shown = await of_household.for_children(box.database, household.id, ming)
    assert shown == {child.id: ForChild(1, made.reduction_mg)}
    assert await of_household.for_children(box.database, household.id, lin) == {}, "another's records are not looked at"
    assert await total(box, household) == made.reduction_mg
    assert "小鲸鱼" not in str(await company.entries())


async def test_nobody_notes_another_persons_act_as_a_childs(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    (child,) = (await add_child(box, lin, "小鲸鱼")).children
    made = await company.record(company.tell(4_000))
    await note_for(box, ming, child.id, made)
    for person_id in (lin, ming):
        assert await of_household.for_children(box.database, household.id, person_id) == {}


async def test_a_child_is_forgotten_by_whoever_entered_it_or_the_founder(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    (one,) = (await add_child(box, ming, "小小")).children
    two = (await add_child(box, lin, "大大")).children
    (other,) = (child for child in two if child.nickname == "大大")
    with pytest.raises(FounderOnly):
        async with box.database.work(person_id=ming) as connection:
            await children.remove(connection, ming, other.id)
    async with box.database.work(person_id=lin) as connection:
        await children.remove(connection, lin, one.id)
    with pytest.raises(HouseholdMemberUnknown):
        async with box.database.work(person_id=lin) as connection:
            await children.remove(connection, lin, one.id)
    assert [child.nickname for child in (await of(box, lin) or household).children] == ["大大"]


async def test_two_children_have_two_names(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    await make(box, lin)
    await add_child(box, lin, "Mia")
    with pytest.raises(HouseholdNameUnusable):
        await add_child(box, lin, "mia")

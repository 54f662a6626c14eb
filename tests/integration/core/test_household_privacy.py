"""Whose a household's rows are: nobody outside sees one, erasure leaves none, a download holds one's own."""

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest

from accounts.households import home
from app.erase import erasing
from kernel.ids import PROGRAMME, new_uuid
from reporting.personal.own_data import OwnData
from tests.integration.core.households import (
    TABLES,
    add_child,
    both,
    counts,
    join,
    leave,
    link,
    make,
    note_for,
    of,
    person,
    rows_of,
    total,
)

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def test_nobody_outside_sees_a_row(company: "Company", rival: "Company") -> None:
    """Neither an organisation, also not with the person named, nor a stranger, nor another household."""
    box = company.container
    _, lin, _ = await both(company)
    await link(box, lin)
    await add_child(box, lin, "小小")
    other = await make(box, rival.riders[0].id, "别人家")
    nothing = dict.fromkeys(TABLES, 0)
    for org_id in (company.org_id, rival.org_id, PROGRAMME):
        async with box.database.work(org_id, person_id=lin) as connection:
            assert await counts(connection) == nothing
    async with box.database.work(person_id=company.riders[1].id) as connection:
        assert await counts(connection) == {**nothing, "household_member": 1}
    async with box.database.work() as connection:
        await home.see(connection, other.id)
        assert await counts(connection) == {**nothing, "household": 1, "household_member": 1}


async def test_no_row_can_be_written_into_another_household(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with box.database.work(person_id=ming) as connection:
            await home.see(connection, new_uuid())
            await home.add_member(connection, household.id, ming, box.clock.now(), founder=True)
    async with box.database.work(person_id=lin) as connection:
        changed = await connection.execute("UPDATE household_member SET founder = false")
    assert changed == "UPDATE 0", "their own door only reads"


async def test_an_erased_member_is_gone_from_it_and_nobody_elses_grams_change(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    (child,) = (await add_child(box, lin, "小鲸鱼")).children
    lins, mings = await company.record(company.tell(5_000)), await company.record(company.tell(6_000, rider=1))
    await note_for(box, lin, child.id, lins)
    seen = await erasing(box).preview(lin)
    done = await erasing(box).erase(lin)
    assert done.beside["households"] == seen.beside["households"] == 3
    left = await of(box, ming)
    assert left is not None and [one.person_id for one in left.members] == [ming] and left.children == ()
    assert left.member(ming).founder
    assert await total(box, household) == mings.reduction_mg
    assert (await rows_of(box, household.id))["household_act"] == 0


async def test_with_the_last_one_erased_nothing_of_the_household_is_left(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    household = await make(box, lin)
    await link(box, lin)
    await erasing(box).erase(lin)
    assert await rows_of(box, household.id) == dict.fromkeys(TABLES, 0)


async def test_erasing_and_joining_at_once_lock_in_one_order(company: "Company") -> None:
    box = company.container
    _, lin, ming = await both(company)
    payload = await link(box, lin)
    strangers = [await person(box, number) for number in range(80, 84)]
    async with asyncio.timeout(30):
        await asyncio.gather(
            erasing(box).erase(lin), leave(box, ming, keep=False), *(join(box, one.id, payload) for one in strangers),
            return_exceptions=True,
        )  # fmt: skip
        assert await of(box, ming) is None
    async with box.database.work() as connection:
        assert not await connection.fetchval("SELECT count(*) FROM person WHERE id = $1", lin)


async def test_the_download_holds_the_persons_own_rows_and_nobody_elses(company: "Company") -> None:
    box = company.container
    _, lin, ming = await both(company)
    await add_child(box, ming, "小鲸鱼")
    mine = await OwnData(box.database, box.keys, box.clock).collected(ming)
    theirs = await OwnData(box.database, box.keys, box.clock).collected(lin)
    (place,) = [name for name in mine["stored"] if name.startswith("hh_")]
    assert mine["stored"][place]["household"][0]["name"] == "林家"
    assert mine["stored"][place]["household_child"][0]["nickname"] == "小鲸鱼"
    assert "household_child" not in theirs["stored"][place] and "小鲸鱼" not in str(theirs)
    assert str(lin) not in str(mine["stored"][place])

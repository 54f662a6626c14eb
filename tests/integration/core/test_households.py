"""Households: made, joined by consent, left, dissolved; what is counted in one, and that nobody outside sees it."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import pytest

from accounts import people, tokens
from accounts.consents import Consents
from accounts.households import children, home, joining, leaving
from accounts.households.home import (
    HOUSEHOLD_TOTAL,
    FounderOnly,
    Household,
    HouseholdFull,
    HouseholdMemberUnknown,
    HouseholdMissing,
    HouseholdNameUnusable,
    HouseholdStands,
)
from accounts.joining import InvitationExpired
from accounts.people import Person
from accounts.tokens import TokenInvalid
from actions import of_household
from actions.of_household import ForChild, HouseholdTotals
from app.container import Container
from app.erase import erasing
from kernel.ids import PROGRAMME, new_uuid
from kernel.work import Connection
from privacy import consent
from reporting.personal.own_data import OwnData

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

TABLES = (
    "household", "household_member", "household_invitation", "household_child", "household_act", "household_reading",
)  # fmt: skip


async def make(box: Container, person_id: UUID, name: str = "林家") -> Household:
    async with box.database.work(person_id=person_id) as connection:
        return await joining.make(connection, box.consents, person_id, name, box.clock.now())


async def link(box: Container, person_id: UUID) -> str:
    async with box.database.work(person_id=person_id) as connection:
        found = await home.required(connection, person_id)
        return (await joining.invite(connection, box.keys.token_key, found, box.clock.now()))[0]


async def join(box: Container, person_id: UUID, payload: str) -> Household:
    async with box.database.work(person_id=person_id) as connection:
        key = box.keys.token_key
        return await joining.join(connection, box.consents, key, payload, person_id, box.clock.now())


async def leave(box: Container, person_id: UUID, *, keep: bool = True) -> str:
    async with box.database.work(person_id=person_id) as connection:
        return await leaving.leave(connection, box.consents, person_id, box.clock.now(), keep=keep)


async def of(box: Container, person_id: UUID) -> Household | None:
    async with box.database.work(person_id=person_id) as connection:
        return await home.of(connection, person_id)


async def both(company: "Company") -> tuple[Household, UUID, UUID]:
    """A household of the two riders; the first made it."""
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    await make(box, lin)
    return await join(box, ming, await link(box, lin)), lin, ming


async def total(box: Container, household: Household) -> int:
    return (await of_household.totals(box.database, household.id, box.clock.now().date())).reduction_mg


async def consents_of(box: Container, person_id: UUID) -> frozenset[str]:
    async with box.database.work(PROGRAMME) as connection:
        return await consent.standing(connection, PROGRAMME, person_id)


async def person(box: Container, user_id: int) -> Person:
    async with box.database.work() as connection:
        return await people.register(
            connection, box.keys, user_id=user_id, chat_id=user_id, nickname=f"n{user_id}", locale="zh",
            now=box.clock.now(),
        )  # fmt: skip


async def rows_of(box: Container, household_id: UUID) -> dict[str, int]:
    async with box.database.work() as connection:
        await home.see(connection, household_id)
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def test_who_makes_one_and_who_joins_by_link_are_in_it(company: "Company") -> None:
    household, lin, ming = await both(company)
    assert household.name == "林家"
    assert [(one.person_id, one.founder) for one in household.members] == [(lin, True), (ming, False)]
    for person_id in (lin, ming):
        assert await consents_of(company.container, person_id) == {HOUSEHOLD_TOTAL}


async def test_the_consent_stands_in_the_programmes_log_and_not_in_the_employers(company: "Company") -> None:
    before = len(await company.entries())
    await both(company)
    assert len(await company.entries()) == before


async def test_only_what_was_done_while_in_it_counts(company: "Company") -> None:
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


async def test_nobody_is_in_two_households(company: "Company") -> None:
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    await make(box, lin)
    payload = await link(box, lin)
    await make(box, ming, "另一家")
    with pytest.raises(HouseholdStands):
        await join(box, ming, payload)
    with pytest.raises(HouseholdStands):
        await make(box, lin, "第二个")


async def test_of_two_ways_in_at_once_one_is_taken(company: "Company") -> None:
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    await make(box, lin)
    payload = await link(box, lin)
    outcomes = await asyncio.gather(
        join(box, ming, payload), make(box, ming, "另一家"), join(box, ming, payload), return_exceptions=True
    )
    assert sum(isinstance(one, Household) for one in outcomes) == 1
    assert sum(isinstance(one, HouseholdStands) for one in outcomes) == 2


async def test_the_last_place_is_taken_once(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    await make(box, lin)
    async with box.database.work(person_id=lin) as connection:
        for number in range(home.MOST_PEOPLE - 2):
            await children.add(connection, lin, f"孩子{number}", box.clock.now())
    payload = await link(box, lin)
    strangers = [await person(box, number) for number in range(60, 64)]
    outcomes = await asyncio.gather(*(join(box, one.id, payload) for one in strangers), return_exceptions=True)
    assert sum(isinstance(one, Household) for one in outcomes) == 1
    assert all(isinstance(one, Household | InvitationExpired | HouseholdFull) for one in outcomes)
    with pytest.raises(HouseholdFull):
        await link(box, lin)
    with pytest.raises(HouseholdFull):
        async with box.database.work(person_id=lin) as connection:
            await children.add(connection, lin, "再一个", box.clock.now())


async def test_who_was_refused_left_no_consent_behind(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    await make(box, lin)
    payload = await link(box, lin)
    company.later(days=8)
    stranger = await person(box, 70)
    with pytest.raises(InvitationExpired):
        await join(box, stranger.id, payload)
    assert await consents_of(box, stranger.id) == frozenset()


async def test_a_link_is_handed_out_again_and_ends_after_a_week(company: "Company") -> None:
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    await make(box, lin)
    payload = await link(box, lin)
    assert payload == await link(box, lin) and len(payload) <= 64
    async with box.database.work() as connection:
        seen = await joining.look(connection, box.keys.token_key, payload, box.clock.now())
    assert (seen.name, seen.people) == ("林家", 1)
    company.later(days=7)
    with pytest.raises(InvitationExpired):
        async with box.database.work() as connection:
            await joining.look(connection, box.keys.token_key, payload, box.clock.now())
    assert payload != await link(box, lin)
    with pytest.raises(InvitationExpired):
        await join(box, ming, payload)


@pytest.mark.parametrize("how", ["flipped", "cut", "another purpose", "no base64", "empty"])
async def test_a_forged_link_leads_nowhere(company: "Company", how: str) -> None:
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    household = await make(box, lin)
    payload = await link(box, lin)
    forged = {
        "flipped": payload[:-1] + ("A" if payload[-1] != "A" else "B"),
        "cut": payload[:-3],
        "another purpose": "h_" + tokens.issue(box.keys.token_key, "join", household.id.bytes + bytes(8)),
        "no base64": "h_家" * 10,
        "empty": "h_",
    }[how]
    with pytest.raises(TokenInvalid):
        await join(box, ming, forged)
    async with box.database.work() as connection:
        with pytest.raises(TokenInvalid):
            await joining.look(connection, box.keys.token_key, forged, box.clock.now())


async def test_the_founder_puts_somebody_out_whose_link_leads_in_no_more(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    payload = await link(box, lin)
    row = household.member(ming).id
    with pytest.raises(FounderOnly):
        async with box.database.work(person_id=ming) as connection:
            await leaving.remove(connection, ming, household.member(lin).id, box.clock.now(), zone="Asia/Shanghai")
    async with box.database.work(person_id=lin) as connection:
        await leaving.remove(connection, lin, row, box.clock.now(), zone="Asia/Shanghai")
    assert await of(box, ming) is None
    with pytest.raises(InvitationExpired):
        await join(box, ming, payload)
    async with box.database.work() as connection:
        bodies = await connection.fetch("SELECT body FROM outbox WHERE body->>'person_id' = $1", str(ming))
    assert [one["body"]["code"] for one in bodies] == ["family-removed"]
    for member_id in (row, household.member(lin).id):
        with pytest.raises(HouseholdMemberUnknown):
            async with box.database.work(person_id=lin) as connection:
                await leaving.remove(connection, lin, member_id, box.clock.now(), zone="Asia/Shanghai")


async def test_the_longest_there_follows_a_founder_and_the_last_one_dissolves_it(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    async with box.database.work(person_id=ming) as connection:
        await children.add(connection, ming, "小小", box.clock.now())
    await leave(box, lin)
    left = await of(box, ming)
    assert left is not None and left.member(ming).founder
    payload = await link(box, ming)
    await leave(box, ming)
    assert await rows_of(box, household.id) == dict.fromkeys(TABLES, 0)
    with pytest.raises(InvitationExpired):
        await join(box, lin, payload)
    with pytest.raises(HouseholdMissing):
        await leave(box, ming)


async def test_two_who_leave_at_once_leave_nothing_behind(company: "Company") -> None:
    household, lin, ming = await both(company)
    await asyncio.gather(leave(company.container, lin), leave(company.container, ming, keep=False))
    assert await rows_of(company.container, household.id) == dict.fromkeys(TABLES, 0)


async def test_a_childs_act_is_the_adults_and_names_no_child_in_the_ledger(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    async with box.database.work(person_id=lin) as connection:
        (child,) = (await children.add(connection, lin, "小鲸鱼", box.clock.now())).children
    made = await company.record(company.tell(4_000, rider=1))
    for _ in range(2):
        async with box.database.work(person_id=ming) as connection:
            await children.note(connection, ming, child.id, [(made.log_id, made.action_id)])
    shown = await of_household.for_children(box.database, household.id, ming)
    assert shown == {child.id: ForChild(1, made.reduction_mg)}
    assert await of_household.for_children(box.database, household.id, lin) == {}, "another's records are not looked at"
    assert await total(box, household) == made.reduction_mg
    assert "小鲸鱼" not in str(await company.entries())


async def test_nobody_notes_another_persons_act_as_a_childs(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    async with box.database.work(person_id=lin) as connection:
        (child,) = (await children.add(connection, lin, "小鲸鱼", box.clock.now())).children
    made = await company.record(company.tell(4_000))
    async with box.database.work(person_id=ming) as connection:
        await children.note(connection, ming, child.id, [(made.log_id, made.action_id)])
    for person_id in (lin, ming):
        assert await of_household.for_children(box.database, household.id, person_id) == {}


async def test_a_child_is_forgotten_by_whoever_entered_it_or_the_founder(company: "Company") -> None:
    box = company.container
    household, lin, ming = await both(company)
    async with box.database.work(person_id=ming) as connection:
        (one,) = (await children.add(connection, ming, "小小", box.clock.now())).children
    async with box.database.work(person_id=lin) as connection:
        two = (await children.add(connection, lin, "大大", box.clock.now())).children
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


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u202eb", "\u200b", "\x00"])
async def test_a_name_that_cannot_be_read_is_refused(company: "Company", name: str) -> None:
    with pytest.raises(HouseholdNameUnusable):
        await make(company.container, company.riders[0].id, name)


async def test_two_children_have_two_names(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    await make(box, lin)
    async with box.database.work(person_id=lin) as connection:
        await children.add(connection, lin, "Mia", box.clock.now())
    with pytest.raises(HouseholdNameUnusable):
        async with box.database.work(person_id=lin) as connection:
            await children.add(connection, lin, "mia", box.clock.now())


async def _counts(connection: Connection) -> dict[str, int]:
    return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def test_nobody_outside_sees_a_row(company: "Company", rival: "Company") -> None:
    """Neither an organisation, also not with the person named, nor a stranger, nor another household."""
    box = company.container
    _, lin, _ = await both(company)
    await link(box, lin)
    async with box.database.work(person_id=lin) as connection:
        await children.add(connection, lin, "小小", box.clock.now())
    other = await make(box, rival.riders[0].id, "别人家")
    nothing = dict.fromkeys(TABLES, 0)
    for org_id in (company.org_id, rival.org_id, PROGRAMME):
        async with box.database.work(org_id, person_id=lin) as connection:
            assert await _counts(connection) == nothing
    async with box.database.work(person_id=company.riders[1].id) as connection:
        assert await _counts(connection) == {**nothing, "household_member": 1}
    async with box.database.work() as connection:
        await home.see(connection, other.id)
        assert await _counts(connection) == {**nothing, "household": 1, "household_member": 1}


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
    async with box.database.work(person_id=lin) as connection:
        (child,) = (await children.add(connection, lin, "小鲸鱼", box.clock.now())).children
    lins, mings = await company.record(company.tell(5_000)), await company.record(company.tell(6_000, rider=1))
    async with box.database.work(person_id=lin) as connection:
        await children.note(connection, lin, child.id, [(lins.log_id, lins.action_id)])
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
    async with box.database.work(person_id=ming) as connection:
        await children.add(connection, ming, "小鲸鱼", box.clock.now())
    mine = await OwnData(box.database, box.keys, box.clock).collected(ming)
    theirs = await OwnData(box.database, box.keys, box.clock).collected(lin)
    (place,) = [name for name in mine["stored"] if name.startswith("hh_")]
    assert mine["stored"][place]["household"][0]["name"] == "林家"
    assert mine["stored"][place]["household_child"][0]["nickname"] == "小鲸鱼"
    assert "household_child" not in theirs["stored"][place] and "小鲸鱼" not in str(theirs)
    assert str(lin) not in str(mine["stored"][place])


async def test_a_consent_that_cannot_be_noted_makes_no_household(company: "Company") -> None:
    """All or nothing: no household without the consent of whoever is in it."""
    box, lin = company.container, company.riders[0].id

    class Failing(Consents):
        async def give_within(self, *_: object, **__: object) -> None:
            raise RuntimeError("planted")

    failing = Failing(box.database, box.keys, box.clock)
    with pytest.raises(RuntimeError, match="planted"):
        async with box.database.work(person_id=lin) as connection:
            await joining.make(connection, failing, lin, "林家", box.clock.now() + timedelta(0))
    assert await of(box, lin) is None

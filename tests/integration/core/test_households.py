"""Households: made, joined by a link and by consent, left, dissolved."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from accounts import tokens
from accounts.consents import Consents
from accounts.households import home, joining, leaving
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
from accounts.tokens import TokenInvalid
from tests.integration.core.households import (
    TABLES,
    add_child,
    both,
    consents_of,
    join,
    leave,
    link,
    make,
    of,
    person,
    rows_of,
)

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


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


async def test_a_consent_that_cannot_be_noted_makes_no_household(company: "Company") -> None:
    """All or nothing: no household without the consent of whoever is in it."""
    box, lin = company.container, company.riders[0].id

    class Failing(Consents):
        async def give_within(self, *_: object, **__: object) -> None:
            raise RuntimeError("planted")

    failing = Failing(box.database, box.keys, box.clock)
    with pytest.raises(RuntimeError, match="planted"):
        async with box.database.work(person_id=lin) as connection:
            await joining.make(connection, failing, lin, "林家", box.clock.now())
    assert await of(box, lin) is None


async def test_who_was_refused_left_no_consent_behind(company: "Company") -> None:
    box, lin = company.container, company.riders[0].id
    await make(box, lin)
    payload = await link(box, lin)
    company.later(days=8)
    stranger = await person(box, 70)
    with pytest.raises(InvitationExpired):
        await join(box, stranger.id, payload)
    assert await consents_of(box, stranger.id) == frozenset()


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
    for number in range(home.MOST_PEOPLE - 2):
        await add_child(box, lin, f"孩子{number}")
    payload = await link(box, lin)
    strangers = [await person(box, number) for number in range(60, 64)]
    outcomes = await asyncio.gather(*(join(box, one.id, payload) for one in strangers), return_exceptions=True)
    assert sum(isinstance(one, Household) for one in outcomes) == 1
    assert all(isinstance(one, Household | InvitationExpired | HouseholdFull) for one in outcomes)
    with pytest.raises(HouseholdFull):
        await link(box, lin)
    with pytest.raises(HouseholdFull):
        await add_child(box, lin, "再一个")


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
    await add_child(box, ming, "小小")
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
    assert HOUSEHOLD_TOTAL not in await consents_of(box, ming)


async def test_two_who_leave_at_once_leave_nothing_behind(company: "Company") -> None:
    household, lin, ming = await both(company)
    await asyncio.gather(leave(company.container, lin), leave(company.container, ming, keep=False))
    assert await rows_of(company.container, household.id) == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u202eb", "\u200b", "\x00"])
async def test_a_name_that_cannot_be_read_is_refused(company: "Company", name: str) -> None:
    with pytest.raises(HouseholdNameUnusable):
        await make(company.container, company.riders[0].id, name)

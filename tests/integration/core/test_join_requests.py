"""Requests to join: asked once, decided once, told, logged without a name, gone with their person."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts import join_requests, people
from accounts.admin_acts import Author
from accounts.join_requests import (
    APPROVED,
    ASK_AGAIN,
    DECLINED,
    MOST_OPEN,
    JoinRequestDecided,
    JoinRequestsTooMany,
    JoinRequestTooSoon,
)
from accounts.tokens import TokenInvalid
from app.erase import erasing
from kernel.ids import new_uuid
from kernel.work import Connection
from reporting.personal.own_data import OwnData
from tests.integration.core.test_erasing import rows_of

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def ask(firm: "Company", person_id: UUID) -> bool:
    async with firm.container.database.work(firm.org_id, person_id=person_id) as connection:
        return await join_requests.ask(connection, firm.org_id, person_id, firm.clock.now())


async def waiting(firm: "Company") -> list[join_requests.Asked]:
    async with firm.container.database.work(firm.org_id) as connection:
        return await join_requests.waiting(connection, firm.org_id)


async def decide(firm: "Company", request_id: UUID, decision: str) -> str:
    box = firm.container
    author = Author("organiser", firm.reviewer.id)
    async with box.database.work(firm.org_id) as connection:
        return await join_requests.decide(
            connection, box.keys, box.consents, firm.org_id, author, request_id, decision, firm.clock.now()
        )


async def notices(connection: Connection, person_id: UUID) -> list[str]:
    found = await connection.fetch("SELECT body FROM outbox WHERE body->>'person_id' = $1 ORDER BY id", str(person_id))
    return [row["body"]["code"] for row in found]


async def test_a_request_is_told_to_organisers_without_a_name_and_waits(company: "Company", rival: "Company") -> None:
    boss, asker = rival.reviewer, company.riders[0]
    async with rival.container.database.work(rival.org_id) as connection:
        await people.join(connection, boss.id, rival.org_id, now=rival.clock.now(), roles=frozenset(("organiser",)))
    assert await ask(rival, asker.id)
    assert not await ask(rival, asker.id)
    assert [one.name for one in await waiting(rival)] == ["n"]
    assert await waiting(company) == []
    async with rival.container.database.work() as connection:
        assert await notices(connection, boss.id) == ["join-request-told"]
        body = await connection.fetchval("SELECT body::text FROM outbox WHERE body->>'code' = 'join-request-told'")
    assert str(asker.id) not in body


async def test_an_approval_makes_a_member_consents_tells_and_logs(company: "Company", rival: "Company") -> None:
    asker, before = company.riders[0], len(await rival.entries())
    await ask(rival, asker.id)
    assert await decide(rival, (await waiting(rival))[0].id, APPROVED) == "n"
    async with rival.container.database.work(rival.org_id) as connection:
        assert (await people.find(connection, asker.id)).org_id == rival.org_id
        assert "service" in await rival.container.consents.of(connection, rival.org_id, asker.id)
        assert await notices(connection, asker.id) == ["join-request-approved"]
    told = (await rival.entries())[before:]
    assert [(entry["type"], entry.get("act")) for entry in told] == [
        ("consent.given", None),
        ("admin.acted", "join_approved"),
    ]
    assert str(asker.id) not in str(told)


async def test_a_refusal_changes_nothing_and_holds_for_a_week(company: "Company", rival: "Company") -> None:
    asker = company.riders[0]
    await ask(rival, asker.id)
    await decide(rival, (await waiting(rival))[0].id, DECLINED)
    async with rival.container.database.work(person_id=asker.id) as connection:
        assert (await people.find(connection, asker.id)).org_id == company.org_id
        assert await notices(connection, asker.id) == ["join-request-declined"]
    with pytest.raises(JoinRequestTooSoon):
        await ask(rival, asker.id)
    rival.clock.at += ASK_AGAIN + timedelta(seconds=1)
    assert await ask(rival, asker.id)


async def test_of_two_decisions_at_once_one_holds(company: "Company", rival: "Company") -> None:
    await ask(rival, company.riders[0].id)
    (one,) = await waiting(rival)
    done = await asyncio.gather(
        *(decide(rival, one.id, decision) for decision in (APPROVED, DECLINED) * 3), return_exceptions=True
    )
    assert sum(answer == "n" for answer in done) == 1
    assert sum(isinstance(answer, JoinRequestDecided) for answer in done) == 5


async def test_whoever_joined_another_employer_meanwhile_is_not_moved_by_a_late_approval(
    company: "Company", rival: "Company"
) -> None:
    asker = company.riders[0]
    await ask(rival, asker.id)
    (one,) = await waiting(rival)
    async with company.container.database.work(company.org_id) as connection:
        await people.join(connection, asker.id, company.org_id, now=company.clock.now())
    assert await waiting(rival) == []
    with pytest.raises(JoinRequestDecided):
        await decide(rival, one.id, APPROVED)
    async with company.container.database.work(person_id=asker.id) as connection:
        assert (await people.find(connection, asker.id)).org_id == company.org_id


async def test_joining_and_being_approved_at_once_end_one_after_the_other(company: "Company", rival: "Company") -> None:
    asker = company.riders[0]
    await ask(rival, asker.id)
    (one,) = await waiting(rival)

    async def join() -> None:
        async with company.container.database.work(company.org_id) as connection:
            await people.keep_still(connection, asker.id)
            await asyncio.sleep(0.2)
            await people.join(connection, asker.id, company.org_id, now=company.clock.now())

    done = await asyncio.gather(join(), decide(rival, one.id, APPROVED), return_exceptions=True)
    assert done[0] is None and isinstance(done[1], str | JoinRequestDecided)


async def test_another_organisations_request_cannot_be_decided(company: "Company", rival: "Company") -> None:
    await ask(rival, company.riders[0].id)
    (one,) = await waiting(rival)
    for request_id in (one.id, new_uuid()):
        with pytest.raises(JoinRequestDecided):
            await decide(company, request_id, APPROVED)
    assert [one] == await waiting(rival)


async def test_nobody_waits_for_more_than_a_few_answers(company: "Company") -> None:
    asker, box = company.riders[0], company.container
    async with box.database.work(person_id=asker.id) as connection:
        for _ in range(MOST_OPEN):
            other = new_uuid()
            await connection.execute("SELECT set_config('app.org', $1, true)", str(other))
            await connection.execute(
                "INSERT INTO join_request (org_id, id, person_id, asked_at) VALUES ($1, $1, $2, $3)",
                other,
                asker.id,
                company.clock.now(),
            )
    with pytest.raises(JoinRequestsTooMany):
        await ask(company, asker.id)


async def test_an_erasure_takes_requests_to_organisations_that_one_never_joined(
    company: "Company", rival: "Company"
) -> None:
    asker = company.riders[0]
    await ask(rival, asker.id)
    collected = await OwnData(company.container.database, company.container.keys, company.clock).collected(asker.id)
    assert len(collected["stored"]["account"]["join_request"]) == 1
    done = await erasing(company.container).erase(asker.id)
    assert done.beside["join_requests"] == 1
    assert await rows_of(rival, asker.id) == {}
    assert await waiting(rival) == []
    with pytest.raises(people.PersonUnknown):
        await ask(rival, asker.id)


def test_a_link_to_ask_names_its_organisation_and_no_other_token_does() -> None:
    key, org_id = bytes(32), new_uuid()
    made = join_requests.payload(key, org_id)
    assert len(made) == 40
    assert join_requests.organisation_of(key, made) == org_id
    for wrong in (
        made[:-1],
        made[:20] + ("B" if made[20] == "A" else "A") + made[21:],
        "a_",
        "a_" + "A" * 38,
        made.replace("a_", "a_x"),
    ):
        with pytest.raises(TokenInvalid):
            join_requests.organisation_of(key, wrong)

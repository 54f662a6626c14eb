"""Whoever writes of a person while they are erased is waited for, or finds them gone; nothing is left behind."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accounts import partners
from accounts.people import PersonUnknown
from app.erase import erasing
from campaigns import organising
from kernel.work import Connection
from ledger import log
from tests.integration.core.test_erasing import rows_of

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

Write = Callable[["Company", Connection], Awaitable[object]]


async def waiting(company: "Company") -> int:
    """How many sessions wait for a lock."""
    async with company.container.database.work() as connection:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
    return count


async def until_it_waits_or_ends(company: "Company", task: "asyncio.Task[object]", others: int = 0) -> None:
    async with asyncio.timeout(20):
        while not task.done() and await waiting(company) <= others:
            await asyncio.sleep(0.01)


async def link(company: "Company", connection: Connection) -> None:
    member_id, _ = await partners.request_link(
        connection, company.container.keys.token_key, company.partner, reference="anew", now=company.clock.now()
    )
    await partners.accept_link(connection, company.org_id, member_id, company.reviewer.id, company.clock.now())


async def join_the_week(company: "Company", connection: Connection) -> None:
    (week,) = await connection.fetch("SELECT id FROM campaign")
    await organising.join(connection, company.reviewer, company.org_id, week["id"], company.clock.now())


async def agree(company: "Company", connection: Connection) -> None:
    await company.container.consents.give_within(connection, company.org_id, company.reviewer.id, "service")


async def open_week(company: "Company") -> None:
    organiser = replace(company.riders[0], roles=frozenset({"organiser"}))
    async with company.container.database.work(company.org_id) as connection:
        now = company.clock.now()
        await organising.publish(
            connection, company.container.keys, organiser, name="周", starts_on=now.date(), now=now
        )


@pytest.mark.parametrize("write", [link, join_the_week, agree])
async def test_an_erasure_waits_for_what_is_being_written_of_the_person(company: "Company", write: Write) -> None:
    await open_week(company)
    async with company.container.database.work(company.org_id) as connection:
        await write(company, connection)
        going = asyncio.ensure_future(erasing(company.container).erase(company.reviewer.id))
        await until_it_waits_or_ends(company, going)
    await going
    assert await rows_of(company, company.reviewer.id) == {}


async def test_who_is_being_erased_can_agree_to_nothing_more(company: "Company") -> None:
    """The erasure waits for the log, and whoever comes after it would write into that log next."""
    database, person = company.container.database, company.reviewer
    erased = asyncio.Event()

    async def agree_slowly() -> None:
        async with database.work(company.org_id) as connection:
            await agree(company, connection)
            await erased.wait()

    async with database.work(company.org_id) as connection:
        await log.lock(connection, company.log_id)
        going = asyncio.ensure_future(erasing(company.container).erase(person.id))
        await until_it_waits_or_ends(company, going)
        agreeing = asyncio.ensure_future(agree_slowly())
        await until_it_waits_or_ends(company, agreeing, others=1)
    await going
    erased.set()
    with pytest.raises(PersonUnknown):
        await agreeing
    assert await rows_of(company, person.id) == {}

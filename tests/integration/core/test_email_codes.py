"""Joining by e-mail: the code, its limits, the roster's department, and nothing kept of the address but a digest."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts import email_codes, people
from accounts.admin_acts import OPERATOR, Author
from accounts.email_codes import (
    BETWEEN,
    LIFE,
    MOST_SENDS,
    MOST_TRIES,
    EmailCodeTooSoon,
    EmailCodeWrong,
    EmailDomainUnusable,
    EmailTaken,
)
from accounts.roster.importing import Importing
from app.erase import erasing
from kernel.ids import PROGRAMME
from ledger import log
from tests.integration.core.test_erasing import rows_of

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

BY = Author(OPERATOR)
ADDRESS = "lin@firm.example"


async def begin(firm: "Company", person_id: UUID, email: str = ADDRESS) -> str | None:
    """The code that goes out, if one does."""
    box = firm.container
    async with box.database.work(firm.org_id, person_id=person_id) as connection:
        made = await email_codes.begin(connection, box.keys, firm.org_id, person_id, email, firm.clock.now())
    return None if made is None else made.code


async def tried(firm: "Company", person_id: UUID, code: str) -> bool:
    box = firm.container
    async with box.database.work(firm.org_id, person_id=person_id) as connection:
        return await email_codes.tried(connection, box.keys, firm.org_id, person_id, code, firm.clock.now())


async def join(firm: "Company", person_id: UUID, code: str) -> str:
    box = firm.container
    async with box.database.work(firm.org_id, person_id=person_id) as connection:
        return await email_codes.join(
            connection, box.keys, box.consents, firm.org_id, person_id, code, firm.clock.now()
        )


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_right_code_makes_a_member_once(company: "Company", rival: "Company") -> None:
    lin = company.riders[0].id
    code = await begin(rival, lin)
    assert code is not None and len(code) == 6
    assert not await tried(rival, lin, other(code))
    assert await tried(rival, lin, code)
    assert await join(rival, lin, code) == "南山"
    async with rival.container.database.work(rival.org_id) as connection:
        assert (await people.find(connection, lin)).org_id == rival.org_id
        assert "service" in await rival.container.consents.of(connection, rival.org_id, lin)
    assert not await tried(rival, lin, code)
    with pytest.raises(EmailCodeWrong):
        await join(rival, lin, code)


async def test_after_five_tries_the_right_code_is_wrong_too(company: "Company", rival: "Company") -> None:
    lin = company.riders[0].id
    code = await begin(rival, lin)
    assert code is not None
    answers = await asyncio.gather(*(tried(rival, lin, other(code)) for _ in range(MOST_TRIES)))
    assert answers == [False] * MOST_TRIES
    assert not await tried(rival, lin, code)


async def test_a_code_ends_after_ten_minutes(company: "Company", rival: "Company") -> None:
    lin = company.riders[0].id
    code = await begin(rival, lin)
    assert code is not None
    rival.clock.at += LIFE
    assert not await tried(rival, lin, code)
    with pytest.raises(EmailCodeWrong):
        await join(rival, lin, code)


async def test_another_persons_code_is_wrong(company: "Company", rival: "Company") -> None:
    code = await begin(rival, company.riders[0].id)
    assert code is not None
    await begin(rival, company.riders[1].id, "ann@firm.example")
    assert not await tried(rival, company.riders[1].id, code)


async def test_a_person_waits_a_minute_and_has_five_codes_a_day(company: "Company", rival: "Company") -> None:
    lin = company.riders[0].id
    for _ in range(MOST_SENDS):
        assert await begin(rival, lin)
        with pytest.raises(EmailCodeTooSoon):
            await begin(rival, lin)
        rival.clock.at += BETWEEN
    with pytest.raises(EmailCodeTooSoon):
        await begin(rival, lin)
    rival.clock.at += timedelta(days=1)
    assert await begin(rival, lin)


async def test_at_nobodys_domain_a_person_has_as_many_and_no_letter_and_the_next_may_be_real(
    company: "Company", rival: "Company"
) -> None:
    box, lin = rival.container, company.riders[0].id

    async def nowhere() -> object:
        async with box.database.work(PROGRAMME, person_id=lin) as connection:
            return await email_codes.begin(connection, box.keys, None, lin, "lin@no.example", rival.clock.now())

    assert await nowhere() is None
    with pytest.raises(EmailCodeTooSoon):
        await begin(rival, lin)
    for _ in range(MOST_SENDS - 2):
        rival.clock.at += BETWEEN
        assert await nowhere() is None
    rival.clock.at += BETWEEN
    assert await begin(rival, lin)
    rival.clock.at += BETWEEN
    for again in (nowhere, lambda: begin(rival, lin)):
        with pytest.raises(EmailCodeTooSoon):
            await again()


async def test_an_address_is_not_flooded_by_several_people_and_nobody_is_told(
    company: "Company", rival: "Company"
) -> None:
    first, second = (rider.id for rider in company.riders)
    for _ in range(MOST_SENDS):
        assert await begin(rival, first)
        rival.clock.at += BETWEEN
    assert await begin(rival, second) is None


async def test_a_code_that_nobody_was_sent_lets_nobody_in(
    company: "Company", rival: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 123_456)
    first, second = (rider.id for rider in company.riders)
    for _ in range(MOST_SENDS):
        assert await begin(rival, first)
        rival.clock.at += BETWEEN
    assert await begin(rival, second) is None
    assert not await tried(rival, second, "123456")


async def test_the_rosters_row_gives_the_department_and_is_claimed(company: "Company", rival: "Company") -> None:
    box, lin = rival.container, company.riders[0].id
    use_case = Importing(box.database, box.keys, box.clock, timedelta(days=90))
    await use_case.take(rival.org_id, BY, f"name,email,department\nLin,{ADDRESS},Line 1\n".encode())
    code = await begin(rival, lin)
    assert code is not None
    await join(rival, lin, code)
    async with box.database.work(rival.org_id) as connection:
        unit = await connection.fetchval(
            "SELECT u.name FROM membership m JOIN unit u ON u.org_id = m.org_id AND u.id = m.unit_id"
            " JOIN roster_row r ON r.org_id = m.org_id AND r.person_id = m.person_id"
            " JOIN invitation i ON i.org_id = r.org_id AND i.id = r.id AND i.joins = i.cap WHERE r.sealed IS NULL"
        )
    assert unit == "Line 1"


async def test_one_address_is_one_member_also_at_once(company: "Company", rival: "Company") -> None:
    first, second = (rider.id for rider in company.riders)
    codes = [await begin(rival, first), await begin(rival, second)]
    done = await asyncio.gather(
        *(join(rival, person_id, str(code)) for person_id, code in zip((first, second), codes, strict=True)),
        return_exceptions=True,
    )
    assert sorted(map(type, done), key=str) == sorted((str, EmailTaken), key=str)


async def test_joining_while_an_admin_changes_the_organisation_waits_and_both_end(
    company: "Company", rival: "Company"
) -> None:
    box, lin = rival.container, company.riders[0].id
    code = await begin(rival, lin)
    async with asyncio.TaskGroup() as group, box.database.work(rival.org_id) as connection:
        await log.lock(connection, rival.log_id)
        joining = group.create_task(join(rival, lin, str(code)))
        await asyncio.sleep(0.3)
        await connection.execute("UPDATE organisation SET name = name WHERE id = $1", rival.org_id)
    assert joining.result() == "南山"


async def test_nothing_of_the_address_is_kept_and_an_erasure_takes_the_code(
    company: "Company", rival: "Company"
) -> None:
    lin, ann = (rider.id for rider in company.riders)
    code = await begin(rival, lin)
    await begin(rival, ann, "ann@firm.example")
    await join(rival, lin, str(code))
    async with rival.container.database.work(rival.org_id) as connection:
        told = await connection.fetchval(
            "SELECT (SELECT string_agg(to_jsonb(m)::text, '') FROM membership m)"
            " || (SELECT string_agg(to_jsonb(e)::text, '') FROM email_code e)"
        )
    assert "firm.example" not in told and b"firm.example".hex() not in told
    assert (await erasing(company.container).erase(ann)).beside["email_codes"] == 1
    assert await rows_of(rival, ann) == {}


async def test_a_domain_is_one_organisations_and_not_everybodys(company: "Company", rival: "Company") -> None:
    box, now = company.container, company.clock.now()

    async def choose(firm: "Company", *domains: str) -> list[str]:
        async with box.database.work(firm.org_id) as connection:
            return await email_codes.set_domains(connection, box.keys, firm.org_id, BY, domains, now)

    assert await choose(company, "@Firm.example", "firm.example") == ["firm.example"]
    for wrong in ("gmail.com", "firm", "a b.cn", "-x.cn", "firm.example\n"[:-1] + "."):
        with pytest.raises(EmailDomainUnusable):
            await choose(company, wrong)
    with pytest.raises(EmailDomainUnusable):
        await choose(rival, "firm.example")
    async with box.database.work() as connection:
        assert await email_codes.organisation_of(connection, ADDRESS) == company.org_id
        for unknown in ("a@sub.firm.example", "a@irm.example", "a@other.example"):
            assert await email_codes.organisation_of(connection, unknown) is None
    assert (await company.entries())[-1]["act"] == "email_domains_chosen"
    assert await choose(company) == []
    assert await choose(rival, "firm.example") == ["firm.example"]

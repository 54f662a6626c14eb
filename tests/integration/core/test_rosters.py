"""Rosters in the database: verdicts, dry run, repeats, movers, links, erasure, and nothing personal in the open."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts import joining, organisations, people
from accounts.joining import InvitationExpired
from accounts.roster import claiming, importing
from accounts.roster.importing import Importing, Outcome
from accounts.roster.rows import RosterColumnsWrong
from app import retention, roster
from app.erase import erasing
from ledger import log
from privacy.person_data import Whose, own_rows
from tests.integration.core.test_erasing import rows_of

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

FILE = """姓名,邮箱,部门,工号,语言
林小满,lin@example.com,研发/平台,A001,中文
Ann,ann@example.com,研发,A002,English
Bob,bob@example.com,,A003,
"""


async def take(company: "Company", text: str, **how: Any) -> Outcome:
    box = company.container
    use_case = Importing(box.database, box.keys, box.clock, roster.life(box.settings))
    return await use_case.take(company.org_id, roster._BY_OPERATOR, text.encode(), **how)


async def stored(company: "Company") -> list[Any]:
    async with company.container.database.work(company.org_id) as connection:
        found: list[Any] = await connection.fetch(
            "SELECT r.*, i.cap, i.personal, i.expires_at, to_jsonb(r)::text AS told FROM roster_row r"
            " JOIN invitation i USING (org_id, id) ORDER BY r.imported_at, r.id"
        )
    return found


async def tree(company: "Company") -> dict[str, str | None]:
    """Each unit's name with its parent's."""
    async with company.container.database.work(company.org_id) as connection:
        every = await organisations.units(connection, company.org_id)
    names = {unit.id: unit.name for unit in every}
    return {unit.name: names.get(unit.parent_id) if unit.parent_id else None for unit in every}


async def come(company: "Company", email: str, user_id: int) -> people.Person:
    """Somebody new comes by the personal link of their row."""
    box, now = company.container, company.clock.now()
    async with box.database.work(company.org_id) as connection:
        key = await box.keys.organisation_key(connection, company.org_id)
        digest = importing.Secrets(key, company.org_id).email(email)
        ident = await connection.fetchval("SELECT id FROM roster_row WHERE email_mac = $1", digest)
        payload = joining.payload(box.keys.token_key, company.org_id, ident)
        invitation = await joining.look(connection, box.keys.token_key, payload, now)
    async with box.database.work(company.org_id) as connection:
        made = await people.register(
            connection, box.keys, user_id=user_id, chat_id=user_id, nickname="n", locale="zh", now=now
        )
        await joining.use(connection, invitation, made.id)
        made = await people.join(connection, made.id, company.org_id, now=now, unit_id=invitation.unit_id)
        assert await claiming.claim(connection, invitation, made.id, now)
        await box.consents.give_within(connection, company.org_id, made.id, "service")
    return made


async def test_a_dry_run_tells_and_writes_nothing(company: "Company") -> None:
    before = await tree(company), await company.entries()
    told = await take(company, FILE, dry=True)
    assert told.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0}
    assert told.units == 2
    assert (await tree(company), await company.entries(), await stored(company)) == (*before, [])


async def test_each_row_becomes_an_invitation_for_one_and_departments_stand(company: "Company") -> None:
    done = await take(company, FILE)
    assert done.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0}
    found = await stored(company)
    assert [(row["cap"], row["personal"]) for row in found] == [(1, True)] * 3
    assert {row["expires_at"] for row in found} == {company.clock.now() + timedelta(days=90)}
    standing = await tree(company)
    assert (standing["平台"], standing["研发"]) == ("研发", None)
    acts = [entry["act"] for entry in await company.entries() if entry["type"] == "admin.acted"]
    assert acts == ["unit_added", "unit_added", "roster_imported"]


async def test_nothing_personal_lies_in_the_open(company: "Company") -> None:
    await take(company, FILE)
    told = "".join(row["told"] for row in await stored(company))
    for canary in ("林小满", "lin@example", "A001", "Ann", b"lin@example".hex(), "林小满".encode().hex()):
        assert canary not in told
    assert b"lin@example" not in b"".join(str(entry).encode() for entry in await company.entries())


async def test_the_same_file_again_changes_nothing_and_says_nothing(company: "Company") -> None:
    await take(company, FILE)
    before, size = await tree(company), len(await company.entries())
    again = await take(company, FILE)
    assert again.counts == {"new": 0, "changed": 0, "same": 3, "refused": 0}
    assert (await tree(company), len(await company.entries()), len(await stored(company))) == (before, size, 3)


async def test_a_row_is_known_by_its_number_then_by_its_address(company: "Company") -> None:
    await take(company, FILE)
    renamed = "name,email,number\nAnn Li,ann.li@example.com,a002\nBob,bob@example.com,\n"
    assert (await take(company, renamed)).counts == {"new": 0, "changed": 2, "same": 0, "refused": 0}
    assert len(await stored(company)) == 3
    assert (await take(company, renamed)).counts["same"] == 2


async def test_an_address_of_somebody_elses_row_is_refused(company: "Company") -> None:
    await take(company, FILE)
    mixed = await take(company, "name,email,number\nAnn,lin@example.com,A002\nEve,lin@example.com,A009\n")
    assert [(one.row, one.verdict, one.reason, one.column) for one in mixed.verdicts] == [
        (2, "refused", "taken", "email"),
        (3, "refused", "duplicate", "email"),
    ]


async def test_good_rows_come_in_beside_refused_ones(company: "Company") -> None:
    done = await take(company, FILE + "=1+1,x@example.com,,A004,\nCai,cai@example.com,,A005,\n")
    assert done.counts == {"new": 4, "changed": 0, "same": 0, "refused": 1}
    assert [(one.row, one.reason) for one in done.verdicts if one.reason] == [(5, "formula")]


async def test_a_file_without_its_columns_writes_nothing(company: "Company") -> None:
    with pytest.raises(RosterColumnsWrong):
        await take(company, "a,b\n1,2\n")
    assert await stored(company) == []


async def test_what_was_stopped_is_done_by_the_next_try(company: "Company", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)

    class Stopped(Exception):
        pass

    def stop(done: int, size: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        await take(company, FILE, seen=stop)
    assert len(await stored(company)) == 2
    assert (await take(company, FILE)).counts == {"new": 1, "changed": 0, "same": 2, "refused": 0}


async def test_two_imports_at_once_make_each_person_and_department_once(company: "Company") -> None:
    done = await asyncio.gather(*(take(company, FILE) for _ in range(4)))
    assert sum(one.counts["new"] for one in done) == 3
    assert sum(one.units for one in done) == 2
    assert len(await stored(company)) == 3


async def test_whoever_comes_during_an_import_waits_for_it_and_both_end(company: "Company") -> None:
    await take(company, FILE)
    async with asyncio.TaskGroup() as group, company.container.database.work(company.org_id) as connection:
        await log.lock(connection, company.log_id)
        coming = group.create_task(come(company, "lin@example.com", 77))
        await asyncio.sleep(0.3)
        # What an import does with its batch, under the head.
        await connection.execute("UPDATE roster_row SET imported_at = imported_at WHERE org_id = $1", company.org_id)
        await connection.execute("UPDATE invitation SET cap = cap WHERE org_id = $1", company.org_id)
    assert company.org_id in coming.result().orgs


async def test_whoever_comes_stands_in_their_department_and_their_row_names_them_no_more(company: "Company") -> None:
    await take(company, FILE)
    lin = await come(company, "lin@example.com", 77)
    async with company.container.database.work(company.org_id) as connection:
        unit = await connection.fetchval("SELECT name FROM unit WHERE id = $1", lin.unit_id)
        row = await connection.fetchrow("SELECT * FROM roster_row WHERE person_id = $1", lin.id)
    assert unit == "平台"
    assert row["sealed"] is None
    with pytest.raises(InvitationExpired):
        await come(company, "lin@example.com", 78)


async def test_a_later_roster_moves_who_came_and_keeps_nothing_personal_again(company: "Company") -> None:
    await take(company, FILE)
    lin = await come(company, "lin@example.com", 77)
    done = await take(company, FILE.replace("研发/平台", "销售"))
    assert (done.counts["changed"], done.moved) == (1, 1)
    async with company.container.database.work(company.org_id) as connection:
        unit = await connection.fetchval(
            "SELECT u.name FROM membership m JOIN unit u ON u.org_id = m.org_id AND u.id = m.unit_id"
            " WHERE m.person_id = $1", lin.id,
        )  # fmt: skip
        sealed = await connection.fetchval("SELECT sealed FROM roster_row WHERE person_id = $1", lin.id)
    assert (unit, sealed) == ("销售", None)
    assert [entry.get("act") for entry in await company.entries()][-2:] == ["member_moved", "roster_imported"]


async def test_an_erasure_takes_the_row_that_the_person_came_by(company: "Company") -> None:
    await take(company, FILE)
    lin = await come(company, "lin@example.com", 77)
    assert (await rows_of(company, lin.id))["roster_row"] == 1
    done = await erasing(company.container).erase(lin.id)
    assert done.logs[company.log_id]["roster_rows"] == 1
    assert await rows_of(company, lin.id) == {}


async def test_the_own_download_shows_the_row_without_its_secrets(company: "Company") -> None:
    await take(company, FILE)
    lin = await come(company, "ann@example.com", 77)
    async with company.container.database.work(company.org_id) as connection:
        (row,) = await own_rows(connection, claiming.KEPT[0], Whose(lin.id, company.org_id, company.log_id))
    assert set(row) == {"org_id", "unit_id", "locale", "imported_at", "person_id", "claimed_at"}
    assert row["locale"] == "en"


async def test_who_has_not_come_goes_after_the_days_and_who_came_stays(company: "Company") -> None:
    await take(company, FILE)
    await come(company, "lin@example.com", 77)
    company.clock.at += timedelta(days=60)
    await take(company, "name,number\nAnn,A002\n")
    company.clock.at += timedelta(days=31)
    assert (await retention.sweep(company.container))["roster_rows"] == 1
    assert len(await stored(company)) == 2


async def test_another_organisation_sees_no_row_and_may_list_the_same_person(
    company: "Company", rival: "Company"
) -> None:
    await take(company, FILE)
    assert await stored(rival) == []
    assert (await take(rival, FILE)).counts["new"] == 3
    mine, theirs = await stored(company), await stored(rival)
    assert not {row["email_mac"] for row in mine} & {row["email_mac"] for row in theirs}


async def test_links_are_one_each_open_the_row_and_are_logged(company: "Company") -> None:
    box = company.container
    await take(company, FILE.replace("Bob,", "'=Bob,"))
    await come(company, "ann@example.com", 77)
    text = (await roster.written(box, company.org_id)).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["email"] for line in lines} == {"lin@example.com", "bob@example.com"}
    payload = lines[0]["link"].partition("start=")[2]
    async with box.database.work(company.org_id) as connection:
        assert (await joining.look(connection, box.keys.token_key, payload, box.clock.now())).personal
    assert (await company.entries())[-1]["act"] == "roster_links_written"

"""One person, one balance: their own view runs over all their logs, and nobody else's query path is any wider for it."""

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import pytest

from accounts import people
from accounts.people import Person
from actions import balances, own, what_if
from actions.commands import ActionUnknown, Receipt, SameAgain
from actions.plausibility import DayAct
from bot.days import Days
from kernel.ids import new_uuid

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _moved(company: "Company", rival: "Company") -> Person:
    """A rider of the one who goes to the other."""
    box = company.container
    async with box.database.work(rival.org_id) as connection:
        moved = await people.join(connection, company.riders[0].id, rival.org_id, now=company.clock.now())
    rival.riders[0] = moved
    return moved


async def _both(company: "Company", rival: "Company") -> tuple[Person, Receipt, Receipt]:
    """Somebody with an act in each of two logs; the later one is the rival's."""
    first = await company.record(company.tell(12_000))
    person = await _moved(company, rival)
    company.later(hours=3)
    return person, first, await rival.record(rival.tell(5_000, kind="bus"))


async def test_a_mover_keeps_every_gram_and_each_stays_where_it_happened(company: "Company", rival: "Company") -> None:
    person, first, second = await _both(company, rival)
    assert first.reduction_mg and second.reduction_mg
    async with company.container.database.work(person_id=person.id) as connection:
        found = await own.totals(connection, person)
        days = await own.daily(connection, person)
    assert (found.reduction_mg, found.acts, found.days) == (first.reduction_mg + second.reduction_mg, 2, 1)
    assert sum(day.reduction_mg for day in days) == found.reduction_mg
    assert (await company.total_mg())[0] == first.reduction_mg
    assert (await rival.total_mg())[0] == second.reduction_mg


async def test_one_category_on_one_day_is_one_sum_over_both_logs(company: "Company", rival: "Company") -> None:
    first = await company.record(company.tell(12_000))
    person = await _moved(company, rival)
    second = await rival.record(rival.tell(5_000))
    async with company.container.database.work(person_id=person.id) as connection:
        (day,) = await own.daily(connection, person)
    assert (day.reduction_mg, day.acts) == (first.reduction_mg + second.reduction_mg, 2)


async def test_people_who_ask_at_once_are_each_told_their_own_days(company: "Company", rival: "Company") -> None:
    person, first, second = await _both(company, rival)
    stayed = await rival.record(rival.tell(7_000, rider=1))
    newcomer = rival.reviewer
    async with Days(company.container.database) as days:
        moved, quiet, settled, again = await asyncio.gather(
            *(days.of(one) for one in (person, newcomer, rival.riders[1], rival.riders[1]))
        )
    assert sum(day.reduction_mg for day in moved) == first.reduction_mg + second.reduction_mg
    assert quiet == []
    assert settled == again
    assert [(day.on, day.reduction_mg, day.acts) for day in settled] == [(stayed.occurred_on, stayed.reduction_mg, 1)]


async def test_records_of_two_logs_stand_in_the_order_in_which_they_were_made(
    company: "Company", rival: "Company"
) -> None:
    person, first, second = await _both(company, rival)
    async with company.container.database.work(person_id=person.id) as connection:
        assert [one.action_id for one in await own.recent(connection, person)] == [second.action_id, first.action_id]
        (newest,) = await own.recent(connection, person, 1)
        (older,) = await own.recent(connection, person, 5, newest)
        assert await own.recent(connection, person, 5, older) == []
        assert (newest.log_id, older.log_id) == (rival.log_id, company.log_id)
        assert await own.find(connection, person, first.action_id) == older


async def test_pages_miss_and_repeat_nothing_where_a_batch_has_one_moment(company: "Company", rival: "Company") -> None:
    at = company.clock.now()
    tells = [company.tell(1_000 + n, at=at - timedelta(hours=n), another=True) for n in range(5)]
    await company.record_many(*tells)
    person = await _moved(company, rival)
    await rival.record_many(*(rival.tell(2_000 + n, at=at - timedelta(hours=n), another=True) for n in range(3)))
    seen: list[UUID] = []
    before = None
    async with company.container.database.work(person_id=person.id) as connection:
        while page := await own.recent(connection, person, 2, before):
            seen += [one.action_id for one in page]
            before = page[-1]
    assert len(seen) == len(set(seen)) == 8


async def test_a_record_in_the_former_log_can_still_be_undone_there(company: "Company", rival: "Company") -> None:
    person, first, second = await _both(company, rival)
    company.clock.at = first.recorded_at + timedelta(minutes=5)
    undone = await company.container.corrector.undo(own.issuer_of(first), person.id, first.action_id)
    assert (undone.status, undone.log_id) == ("reversed", company.log_id)
    async with company.container.database.work(person_id=person.id) as connection:
        assert (await own.totals(connection, person)).reduction_mg == second.reduction_mg


async def test_what_if_prices_the_acts_of_both_logs(company: "Company", rival: "Company") -> None:
    first = await company.record(company.tell(12_000))
    person = await _moved(company, rival)
    second = await rival.record(rival.tell(8_000))
    catalogue = company.container.catalogue
    async with company.container.database.work(person_id=person.id) as connection:
        versions = await what_if.versions(connection, catalogue, person.logs, person.id)
        found = await what_if.compare(connection, catalogue, person.logs, person.id, versions[0].name)
    assert (found.whole.acts, found.whole.stands_mg) == (2, first.reduction_mg + second.reduction_mg)


async def _elsewhere(company: "Company", person: Person) -> list[DayAct]:
    async with company.container.database.work(person_id=person.id) as connection:
        return await own.elsewhere(connection, person, [date(2026, 11, 18)])


async def test_a_days_cap_binds_over_both_logs(company: "Company", rival: "Company") -> None:
    """Whoever changes logs within a day gets no second day out of it."""
    await company.record(company.tell(90_000))
    await rival.record(rival.tell(90_000, rider=1))
    person = await _moved(company, rival)
    company.later(hours=3)
    command = rival.tell(60_000)
    command.elsewhere = await _elsewhere(company, person)
    moved, stayed = await rival.record(command), await rival.record(rival.tell(60_000, rider=1))
    assert "daily_cap" in moved.reasons
    assert (moved.quantity, moved.reduction_mg) == (stayed.quantity, stayed.reduction_mg) == (30_000, 30 * 46_800)


async def test_the_same_trip_told_again_in_another_log_is_asked_about(company: "Company", rival: "Company") -> None:
    await company.record(company.tell(12_000))
    person = await _moved(company, rival)
    command = rival.tell(12_000)
    command.elsewhere = await _elsewhere(company, person)
    with pytest.raises(SameAgain):
        await rival.record(command)
    again = rival.tell(12_000, another=True)
    again.elsewhere = command.elsewhere
    assert (await rival.record(again)).first


async def test_a_ride_that_a_partner_sent_to_the_other_log_is_asked_about(company: "Company", rival: "Company") -> None:
    await company.record(company.ride(12_000, at=company.clock.now() - timedelta(hours=4)))
    person = await _moved(company, rival)
    command = rival.tell(12_300)
    command.elsewhere = await _elsewhere(company, person)
    with pytest.raises(SameAgain):
        await rival.record(command)


async def test_the_own_door_shows_nobody_elses_act_to_a_query_that_forgot_its_filter(
    company: "Company", rival: "Company"
) -> None:
    person, first, second = await _both(company, rival)
    await company.record(company.tell(7_000, rider=1))
    async with company.container.database.work(person_id=person.id) as connection:
        rows = await connection.fetch("SELECT id, person_id FROM action")
    assert {row["id"] for row in rows} == {first.action_id, second.action_id}
    assert {row["person_id"] for row in rows} == {person.id}


async def test_a_stranger_finds_nothing_by_the_ids_of_another(company: "Company", rival: "Company") -> None:
    _, first, second = await _both(company, rival)
    stranger = company.riders[1]
    async with company.container.database.work(person_id=stranger.id) as connection:
        for act in (first, second):
            with pytest.raises(ActionUnknown):
                await own.find(connection, stranger, act.action_id)
        assert await balances.totals_of(connection, (company.log_id, rival.log_id), _.id) == balances.Totals(*[0] * 7)


async def test_a_strangers_number_in_an_organisations_transaction_opens_nothing(
    company: "Company", rival: "Company"
) -> None:
    """As a bug would leave it: an organisation is named, and `app.person` holds somebody with acts elsewhere."""
    person, first, second = await _both(company, rival)
    async with company.container.database.work(company.org_id) as connection:
        await own.see(connection, person.id)
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", rival.log_id) == 0
        assert {row["id"] for row in await connection.fetch("SELECT id FROM action")} == {first.action_id}
    async with company.container.database.log_work(company.log_id) as connection:
        await own.see(connection, person.id)
        with pytest.raises(ActionUnknown):
            await own.find(connection, person, second.action_id)
    async with company.container.database.session(company.org_id) as connection:
        await connection.execute("SELECT set_config('app.person', $1, false)", str(person.id))
        assert {row["id"] for row in await connection.fetch("SELECT id FROM action")} == {first.action_id}
        await connection.execute("SELECT set_config('app.person', '', false)")


async def test_the_own_door_reads_acts_alone(company: "Company", rival: "Company") -> None:
    """Contexts, sealed parts, photos, keys of requests and entries stay with the organisation and its log."""
    person, _, _ = await _both(company, rival)
    await company.container.consents.give(company.org_id, person.id, "board_name")
    closed = ("entry_context", "vault", "evidence_file", "log_entry", "log_idem", "consent", "partner_link", "unit",
              "campaign_member", "invitation", "partner", "request_key", "log_head")  # fmt: skip
    async with company.container.database.work(person_id=person.id) as connection:
        for table in closed:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table
        assert await connection.fetchval("SELECT count(*) FROM membership") == 2


async def test_the_own_door_only_reads(company: "Company", rival: "Company") -> None:
    person, first, _ = await _both(company, rival)
    async with company.container.database.work(person_id=person.id) as connection:
        assert await connection.execute("UPDATE action SET reduction_mg = 1") == "UPDATE 0"
        assert await connection.execute("DELETE FROM action") == "DELETE 0"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with company.container.database.work(person_id=person.id) as connection:
            await connection.execute(
                "INSERT INTO action SELECT log_id, 999, $1::uuid, person_id, unit_id, campaign_id, kind, category,"
                " occurred_on, occurred_at, quantity, unit, inputs, sources, evidence, status, reasons, methodology,"
                " credit_class, reduction_mg, verified_mg, recorded_at FROM action WHERE id = $2",
                new_uuid(),
                first.action_id,
            )
    assert (await company.total_mg())[0] == first.reduction_mg


async def test_the_own_view_reads_by_index_in_the_persons_logs_alone(company: "Company", rival: "Company") -> None:
    """Told to avoid a scan, the planner has a way by log and person; logs that are not theirs are not in it."""
    person, _, _ = await _both(company, rival)
    async with company.container.database.work(person_id=person.id) as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        rows = await connection.fetch(
            "EXPLAIN SELECT sum(reduction_mg) FROM action WHERE log_id = any($1::text[]) AND person_id = $2",
            list(person.logs),
            person.id,
        )
    plan = "\n".join(row[0] for row in rows)
    assert "Seq Scan" not in plan
    assert "Index Cond: ((log_id = ANY" in plan and "(person_id = " in plan

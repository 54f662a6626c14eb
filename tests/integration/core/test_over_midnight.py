"""A trip on both sides of midnight in the database: one act, of its own day and week, as the log says it."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from actions.commands import Receipt
from campaigns import organising
from tests.integration.core.projections import check, rebuilding, rows

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

WORTH_MG = 12_200 * 468 // 10


async def _evening_and_night(company: "Company", first: str) -> Receipt:
    """A ride at 23:30 and its telling at 00:10, in either order; the last receipt."""
    ridden = company.later(hours=11, minutes=30)
    sent = company.ride(12_200, at=ridden)
    if first == "measured":
        await company.record(sent)
    company.later(minutes=40)
    told = await company.record(company.tell(12_000))
    return await company.record(sent) if first == "told" else told


async def _week(company: "Company", starts_on: date) -> UUID:
    """A week in which the first rider takes part."""
    box = company.container
    organiser = replace(company.riders[0], roles=frozenset(("organiser",)))
    async with box.database.work(company.org_id) as connection:
        week = await organising.publish(
            connection, box.keys, organiser, name="绿色周", starts_on=starts_on, now=company.clock.now()
        )
    return week.id


async def _weeks_of_acts(company: "Company") -> list[tuple[UUID | None, UUID | None]]:
    """The week of each act, by its row and by what stands beside its entry."""
    async with company.container.database.work(company.org_id) as connection:
        found = await connection.fetch(
            "SELECT a.campaign_id AS row, c.campaign_id AS context FROM action a"
            " JOIN entry_context c USING (log_id, seq) WHERE a.log_id = $1 ORDER BY seq",
            company.log_id,
        )
    return [(one["row"], one["context"]) for one in found]


@pytest.mark.parametrize("first", ["told", "measured"])
async def test_a_ride_told_after_midnight_is_one_act_of_the_evening(
    company: "Company", tmp_path: Path, first: str
) -> None:
    receipt = await _evening_and_night(company, first)
    assert (receipt.occurred_on.isoformat(), receipt.evidence, receipt.first) == ("2026-11-18", "attested", False)
    assert (receipt.reduction_mg, receipt.raised) == (WORTH_MG, first == "told")
    (row,) = (await rows(company)).values()
    assert (row["occurred_on"], row["reduction_mg"]) == (receipt.occurred_on, WORTH_MG)
    assert (await check(company)).equal
    await company.audited(tmp_path / "export")


async def test_both_in_one_batch_are_one_act_of_the_evening(company: "Company") -> None:
    ridden = company.later(hours=11, minutes=30)
    company.later(minutes=40)
    told, measured = await company.record_many(company.tell(12_000), company.ride(12_200, at=ridden))
    assert isinstance(told, Receipt) and isinstance(measured, Receipt)
    assert (told.action_id, measured.raised) == (measured.action_id, True)
    (row,) = (await rows(company)).values()
    assert row["occurred_on"].isoformat() == "2026-11-18"
    assert (await check(company)).equal


@pytest.mark.parametrize("first", ["told", "measured"])
async def test_both_on_their_way_at_once_are_one_act_of_the_evening(company: "Company", first: str) -> None:
    """Of which one is judged while the one before is still being written."""
    await company.record(company.ride(1_000, rider=1))
    for _ in range(5):
        ridden = company.later(hours=11, minutes=30)
        company.later(minutes=40)
        both = [company.tell(12_000), company.ride(12_200, at=ridden)]
        made = await asyncio.gather(*map(company.record, both if first == "told" else both[::-1]))
        assert {receipt.action_id for receipt in made} == {made[0].action_id}
        company.later(hours=11, minutes=50)
    days = [row["occurred_on"].isoformat() for row in (await rows(company)).values()]
    assert days == ["2026-11-18", *(f"2026-11-{day}" for day in range(18, 23))]
    assert (await check(company)).equal


async def test_a_moved_act_is_rebuilt_on_the_day_of_its_measurement(company: "Company") -> None:
    await _evening_and_night(company, "told")
    before = await rows(company)
    async with company.container.database.work(company.org_id) as connection:
        await connection.execute("UPDATE action SET occurred_on = occurred_on + 1 WHERE log_id = $1", company.log_id)
    assert (await check(company)).differences == {"occurred_on": 1}
    assert (await rebuilding(company).rebuild(company.log_id)).equal
    assert await rows(company) == before


async def test_what_was_raised_over_midnight_is_undone_whole(company: "Company") -> None:
    receipt = await _evening_and_night(company, "told")
    undone = await company.container.corrector.undo(company.org_id, company.riders[0].id, receipt.action_id)
    assert (undone.status, undone.reduction_mg, undone.occurred_on) == ("reversed", 0, receipt.occurred_on)
    assert await company.total_mg() == (0, 0)
    assert (await check(company)).equal
    assert (await company.record(company.tell(12_000))).first


async def test_the_partners_second_sending_gets_the_same_answer(company: "Company") -> None:
    company.later(hours=12, minutes=10)
    await company.record(company.tell(12_000))
    sent = company.ride(12_200, at=company.clock.now() - timedelta(minutes=40))
    once, again = await company.record(sent), await company.record(sent)
    assert (once.action_id, once.occurred_on) == (again.action_id, again.occurred_on)
    assert len(await rows(company)) == 1


async def test_two_batches_at_once_make_one_act(company: "Company") -> None:
    company.later(hours=12, minutes=10)
    ridden = company.clock.now() - timedelta(minutes=40)
    await asyncio.gather(company.record(company.tell(12_000)), company.record(company.ride(12_200, at=ridden)))
    assert len(await rows(company)) == 1
    assert (await check(company)).equal


async def test_an_act_that_moves_to_the_evening_before_its_week_counts_for_it_no_more(company: "Company") -> None:
    week = await _week(company, date(2026, 11, 19))
    company.later(hours=12, minutes=10)
    await company.record(company.tell(12_000))
    assert await _weeks_of_acts(company) == [(week, week)]
    await company.record(company.ride(12_200, at=company.clock.now() - timedelta(minutes=40)))
    assert await _weeks_of_acts(company) == [(None, None)]
    assert (await check(company)).equal


@pytest.mark.parametrize("later_days", [0, 20])
async def test_an_act_that_moves_within_its_week_stays_in_it(company: "Company", later_days: int) -> None:
    week = await _week(company, date(2026, 11, 18))
    company.later(hours=12, minutes=10)
    await company.record(company.tell(12_000))
    ridden = company.clock.now() - timedelta(minutes=40)
    company.later(days=later_days)
    await company.record(company.ride(12_200, at=ridden))
    assert await _weeks_of_acts(company) == [(week, week)]
    assert (await check(company)).equal


async def test_both_in_one_batch_count_for_the_week_of_the_evening(company: "Company") -> None:
    await _week(company, date(2026, 11, 19))
    company.later(hours=12, minutes=10)
    ridden = company.clock.now() - timedelta(minutes=40)
    await company.record_many(company.tell(12_000), company.ride(12_200, at=ridden))
    assert await _weeks_of_acts(company) == [(None, None)]
    assert (await check(company)).equal

"""What one act was paid for, no other is: across days, at once, and after a rebuild."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.commands import ClaimedAlready, Receipt, RecordAction
from tests.integration.core.conftest import Company
from tests.integration.core.projections import check

BILL = {"baseline_energy_wh": 412_500, "baseline_cdd": "55", "actual_energy_wh": 463_900, "actual_cdd": "68.2"}
DAY = timedelta(days=1)


def sent(company: Company, kind: str, inputs: dict[str, Any], days_ago: int = 0) -> RecordAction:
    at = company.clock.now() - days_ago * DAY
    return replace(company.ride(0, kind=kind, at=at), quantity=None, inputs=inputs)


async def test_a_bill_of_days_that_another_bill_holds_is_refused(company: Company, tmp_path: Path) -> None:
    first = await company.record(sent(company, "metered_electricity", BILL | {"period_from": "2026-10-15"}, 20))
    with pytest.raises(ClaimedAlready) as caught:
        await company.record(sent(company, "metered_electricity", BILL | {"period_from": "2026-10-28"}))
    assert caught.value.params["action_id"] == first.public_id
    next_one = await company.record(sent(company, "metered_electricity", BILL | {"period_from": "2026-10-30"}))
    assert (next_one.methodology, next_one.inputs["period_from"]) == ("elec-saving/2", "2026-10-30")
    await company.audited(tmp_path / "log")
    assert (await check(company)).equal


async def test_an_older_bill_that_comes_late_is_refused_too(company: Company) -> None:
    await company.record(sent(company, "metered_electricity", BILL | {"period_from": "2026-10-20"}))
    with pytest.raises(ClaimedAlready):
        await company.record(sent(company, "household_electricity", WEEK, 10))


WEEK = {"days": [{"earlier_wh": 8_000}] * 7, "actual_energy_wh": 7_000}


async def test_of_bills_that_come_at_once_one_counts(company: Company, tmp_path: Path) -> None:
    bills = [sent(company, "metered_electricity", BILL, days) for days in (0, 3, 6, 9)]
    outcomes = await asyncio.gather(*(company.record(bill) for bill in bills), return_exceptions=True)
    assert sorted(type(one) for one in outcomes if isinstance(one, Receipt)) == [Receipt]
    assert sum(isinstance(one, ClaimedAlready) for one in outcomes) == 3
    assert (await company.total_mg())[0] == 21_034_440
    await company.audited(tmp_path / "log")


async def test_a_bill_in_one_batch_twice_counts_once(company: Company) -> None:
    bills = [sent(company, "metered_electricity", BILL, days) for days in (0, 5)]
    first, second = await company.record_many(*bills)
    assert isinstance(first, Receipt) and isinstance(second, ClaimedAlready)


async def test_what_is_taken_back_may_be_claimed_again(company: Company) -> None:
    first = await company.record(sent(company, "household_electricity", WEEK))
    person_id = company.riders[0].id
    await company.container.corrector.undo(company.org_id, person_id, first.action_id)
    again = await company.record(sent(company, "household_electricity", WEEK))
    assert (again.first, again.reduction_mg) == (True, 441_900)


async def test_the_same_bill_again_under_its_own_name_answers_as_before(company: Company) -> None:
    bill = sent(company, "metered_electricity", BILL)
    first, again = await company.record(bill), await company.record(bill)
    assert (again.action_id, again.first) == (first.action_id, False)


async def test_two_people_have_each_their_own_meter(company: Company) -> None:
    await company.record(sent(company, "household_electricity", WEEK))
    other = replace(company.ride(0, rider=1, kind="household_electricity"), quantity=None, inputs=WEEK)
    assert (await company.record(other)).reduction_mg == 441_900


async def test_a_told_ride_becomes_the_kind_that_its_operator_measured(british: Company, tmp_path: Path) -> None:
    told = await british.record(replace(british.tell(3_000, kind="cycling"), instead="car_alone"))
    mix = [{"share": "1", "mode": "car", "occupants": "1"}]
    measured = sent(british, "bike_share", {"distance_m": 3_100, "mix": mix, "service_m": 100})
    receipt = await british.record(measured)
    assert (receipt.action_id, receipt.kind, receipt.raised) == (told.action_id, "bike_share", True)
    async with british.container.database.work(british.org_id) as connection:
        rows = await connection.fetch("SELECT kind, methodology, quantity FROM action")
    assert [tuple(row) for row in rows] == [("bike_share", "bike-shared/2026.1", 3_100)]
    await british.audited(tmp_path / "log")
    assert (await check(british)).equal


async def test_a_roofs_day_in_parts_recomputes_and_rebuilds(company: Company, tmp_path: Path) -> None:
    parts = [sent(company, "solar", {"energy_wh": 16_000 + number, "capacity_w": 3_000}) for number in range(3)]
    receipts = [await company.record(part) for part in parts]
    assert [one.quantity for one in receipts] == [16_000, 8_000, 16_002]
    assert [one.methodology for one in receipts] == ["pv/2023.1", "pv/2023.1", None]
    assert (await company.total_mg())[0] == 24_000 * 4_419 // 10
    await company.audited(tmp_path / "log")
    assert (await check(company)).equal

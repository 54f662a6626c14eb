"""A home's meter: a saved kWh is recorded once, corrected with its reading, and stays with who entered it."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts import organisations, people
from accounts.households import home, readings
from accounts.households.home import Household
from accounts.households.meter import BILL, DAY, Kind, ReadingDoubtful, ReadingOutOfRange
from accounts.households.readings import ReadingOvertaken, ReadingStands
from accounts.people import Person
from actions import evidence, of_household
from actions.commands import ActionFinal
from actions.of_meter import SOURCE, Metering, Settled
from app.container import Container
from app.erase import erasing
from app.reconciling import reconcile_due
from kernel.clock import local_date
from tests.integration.core.households import both, leave

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

ZONE = "Asia/Shanghai"
USED = (8_100, 7_950, 8_420, 9_003, 7_777, 8_200, 8_601)
"""The seven days of the methodology's first golden case."""


class Home:
    """A household of a company's two riders, and what they enter."""

    def __init__(self, company: "Company") -> None:
        self.company = company
        self.box: Container = company.container
        self.lin, self.ming = company.riders
        self.household: Household
        self.metering = Metering(
            self.box.database, self.box.keys, self.box.catalogue, self.box.clock, self.box.recorder
        )

    async def open(self) -> "Home":
        self.household, _, _ = await both(self.company)
        return self

    @property
    def today(self) -> date:
        return local_date(self.box.clock.now(), ZONE)

    async def enter(self, who: Person, kind: Kind, period: date, wh: int, *, sure: bool = False) -> Settled:
        now = self.box.clock.now()
        return (await self.metering.enter(who, kind, period, wh, now, self.today, sure=sure)).settled

    async def bill(self, who: Person, month: date, kwh: int, *, sure: bool = False) -> Settled:
        return await self.enter(who, BILL, month, kwh * 1000, sure=sure)

    async def read(self, who: Person, wh: int, *, sure: bool = False) -> Settled:
        return await self.enter(who, DAY, self.today, wh, sure=sure)

    async def week(self, who: Person) -> int:
        """Eight readings, the last of yesterday; where the meter stands."""
        standing = 5_000_000
        await self.read(who, standing)
        for wh in USED:
            self.company.later(days=1)
            standing += wh
            await self.read(who, standing)
        self.company.later(days=1)
        return standing

    async def acts(self, who: Person) -> list[tuple[str, int, int]]:
        """(kind, quantity, milligrams) of the person's standing acts from the meter."""
        async with self.box.database.work(self.company.org_id) as connection:
            rows = await connection.fetch(
                "SELECT kind, quantity, reduction_mg FROM action WHERE log_id = $1 AND person_id = $2"
                " AND status <> 'reversed' AND $3 = any(sources) ORDER BY seq",
                self.company.log_id,
                who.id,
                SOURCE,
            )
        return [tuple(row) for row in rows]


@pytest.fixture
async def flat(company: "Company") -> Home:
    return await Home(company).open()


AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


async def _three_bills(flat: Home) -> None:
    for month, kwh in ((date(2026, 6, 1), 200), (date(2026, 7, 1), 220), (AUGUST, 240)):
        assert (await flat.bill(flat.lin, month, kwh)).receipt is None


async def test_a_bill_below_the_first_three_is_kept_once_and_its_grams_withheld(flat: Home, tmp_path: Path) -> None:
    await _three_bills(flat)
    settled = await flat.bill(flat.ming, OCTOBER, 200)
    assert settled.saving is not None and settled.saving.saved_wh == 20_000
    assert settled.receipt is not None and settled.receipt.methodology is None
    assert await flat.acts(flat.ming) == [("electricity_saving", 20_000, 0)]
    await flat.company.audited(tmp_path / "log")


async def test_two_members_who_enter_the_same_bill_count_once(flat: Home) -> None:
    await _three_bills(flat)
    await flat.bill(flat.ming, OCTOBER, 200)
    for kwh in (200, 190):
        with pytest.raises(ReadingStands):
            await flat.bill(flat.lin, OCTOBER, kwh, sure=True)
    again = await flat.bill(flat.ming, OCTOBER, 200)
    assert again.receipt is not None and not again.receipt.first
    assert await flat.acts(flat.lin) == [] and len(await flat.acts(flat.ming)) == 1


async def test_of_two_who_enter_a_bill_at_once_one_does(flat: Home) -> None:
    await _three_bills(flat)
    outcomes = await asyncio.gather(
        *(flat.bill(who, OCTOBER, 200) for who in (flat.lin, flat.ming, flat.lin, flat.ming)), return_exceptions=True
    )
    assert sum(isinstance(one, ReadingStands) for one in outcomes) == 2
    assert len(await flat.acts(flat.lin)) + len(await flat.acts(flat.ming)) == 1


async def test_the_same_month_of_last_year_is_the_baseline_where_it_is_known(flat: Home) -> None:
    await _three_bills(flat)
    await flat.bill(flat.lin, date(2025, 10, 1), 300)
    settled = await flat.bill(flat.lin, OCTOBER, 250)
    assert settled.saving is not None
    assert (settled.saving.basis, settled.saving.saved_wh) == ("last_year", 50_000)


async def test_an_old_bill_only_helps_with_the_baseline(flat: Home) -> None:
    for month, kwh in ((date(2026, 2, 1), 300), (date(2026, 3, 1), 300), (date(2026, 4, 1), 300)):
        await flat.bill(flat.lin, month, kwh)
    settled = await flat.bill(flat.lin, date(2026, 5, 1), 250)
    assert settled.old and settled.saving is not None and settled.receipt is None
    assert await flat.acts(flat.lin) == []


async def test_a_corrected_bill_corrects_the_act_takes_it_back_and_brings_it_again(flat: Home, tmp_path: Path) -> None:
    await _three_bills(flat)
    await flat.bill(flat.lin, OCTOBER, 200)
    with pytest.raises(ReadingDoubtful) as raised:
        await flat.bill(flat.lin, OCTOBER, 210)
    assert raised.value.params["reason"] == "other"
    flat.company.later(hours=3)
    await flat.bill(flat.lin, OCTOBER, 210, sure=True)
    assert await flat.acts(flat.lin) == [("electricity_saving", 10_000, 0)]
    assert (await flat.bill(flat.lin, OCTOBER, 230, sure=True)).receipt is None
    assert await flat.acts(flat.lin) == []
    await flat.bill(flat.lin, OCTOBER, 190, sure=True)
    assert await flat.acts(flat.lin) == [("electricity_saving", 30_000, 0)]
    assert set((await reconcile_due(flat.box)).values()) == {"equal"}
    types = [entry["type"] for entry in await flat.company.entries()]
    assert types.count("action.recorded") == 2
    assert types.count("action.corrected") == types.count("action.reversed") == 1
    await flat.company.audited(tmp_path / "log")


async def test_only_the_last_reading_is_corrected(flat: Home) -> None:
    await _three_bills(flat)
    with pytest.raises(ReadingOvertaken):
        await flat.bill(flat.lin, date(2026, 7, 1), 100, sure=True)


async def test_eight_days_of_readings_price_the_ninth_by_the_provinces_factor(flat: Home, tmp_path: Path) -> None:
    standing = await flat.week(flat.lin)
    settled = await flat.read(flat.ming, standing + 7_001)
    assert settled.saving is not None and settled.saving.saved_wh == 1_292
    receipt = settled.receipt
    assert receipt is not None
    assert (receipt.methodology, receipt.reduction_mg) == ("elec-own-average/2023.1", 570_934), "golden case EO-1"
    assert receipt.evidence == "self_reported"
    assert await flat.acts(flat.lin) == []
    await flat.company.audited(tmp_path / "log")
    found = await of_household.totals(flat.box.database, flat.household.id, flat.today)
    assert found.since_mg == 570_934


async def test_a_day_that_used_more_is_kept_and_recorded_nowhere(flat: Home) -> None:
    standing = await flat.week(flat.lin)
    settled = await flat.read(flat.lin, standing + 9_999)
    assert settled.saving is not None and settled.saving.saved_wh == 0 and settled.receipt is None
    assert await flat.acts(flat.lin) == []


async def test_a_corrected_reading_corrects_the_grams_by_the_difference(flat: Home, tmp_path: Path) -> None:
    standing = await flat.week(flat.lin)
    first = (await flat.read(flat.lin, standing + 7_001)).receipt
    second = (await flat.read(flat.lin, standing + 7_501, sure=True)).receipt
    assert first is not None and second is not None and first.action_id == second.action_id
    assert first.reduction_mg - second.reduction_mg == 500 * 4_419 // 10
    assert second.status == "corrected"
    assert set((await reconcile_due(flat.box)).values()) == {"equal"}
    await flat.company.audited(tmp_path / "log")


async def test_yesterdays_slip_is_corrected_today(flat: Home) -> None:
    standing = await flat.week(flat.lin)
    await flat.read(flat.lin, standing + 7_001)
    slip = flat.today
    flat.company.later(days=1)
    settled = await flat.enter(flat.lin, DAY, slip, standing + 7_501, sure=True)
    assert settled.receipt is not None and settled.receipt.occurred_on == slip
    assert await flat.acts(flat.lin) == [("household_electricity", 7_501, settled.receipt.reduction_mg)]
    with pytest.raises(ReadingStands):
        await flat.enter(flat.ming, DAY, slip, standing + 7_001, sure=True)


@pytest.mark.parametrize("how", ["waits", "approved"])
async def test_what_a_reviewer_looks_at_or_approved_is_not_corrected(flat: Home, how: str) -> None:
    standing = await flat.week(flat.lin)
    made = (await flat.read(flat.lin, standing + 7_001)).receipt
    assert made is not None
    company = flat.company
    async with flat.box.database.work(company.org_id) as connection:
        await evidence.attach(
            connection, company.log_id, flat.lin.id, made.action_id, file_id="f", file_unique_id="u",
            now=company.clock.now(),
        )  # fmt: skip
    if how == "approved":
        await flat.box.reviewing.approve(company.org_id, company.reviewer, made.action_id)
    with pytest.raises(ActionFinal):
        await flat.read(flat.lin, standing + 5_000, sure=True)
    async with flat.box.database.work(person_id=flat.lin.id) as connection:
        await home.see(connection, flat.household.id)
        kept = await readings.every(connection, flat.household.id)
    assert kept[DAY, flat.today].reading_wh == standing + 7_001, "reading and act say the same"


async def test_a_bill_adds_nothing_to_days_that_were_recorded_one_by_one(flat: Home) -> None:
    flat.company.clock.at = datetime(2026, 11, 2, 4, tzinfo=UTC)
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        await flat.bill(flat.lin, month, 240)
    standing = await flat.week(flat.lin)
    await flat.read(flat.lin, standing + 7_001)
    flat.company.clock.at = datetime(2026, 12, 2, 4, tzinfo=UTC)
    settled = await flat.bill(flat.ming, date(2026, 11, 1), 200)
    assert settled.daily and settled.receipt is None
    assert await flat.acts(flat.ming) == []


async def test_where_no_factor_is_known_the_kilowatt_hours_are_kept_without_grams(company: "Company") -> None:
    """Tibet is in no table."""
    box, now = company.container, company.clock.now()
    async with box.database.work() as connection:
        firm = await organisations.create(connection, box.keys, name="拉萨", region="CN-XZ", now=now)
    for number in range(2):
        async with box.database.work(firm.id) as connection:
            moved = await people.join(connection, company.riders[number].id, firm.id, now=now)
        company.riders[number] = moved
    flat = await Home(company).open()
    standing = await flat.week(flat.lin)
    receipt = (await flat.read(flat.lin, standing + 7_001)).receipt
    assert receipt is not None
    assert (receipt.kind, receipt.quantity, receipt.methodology, receipt.reduction_mg) == (
        "electricity_saving", 1_292, None, 0,
    )  # fmt: skip
    again = (await flat.read(flat.lin, standing + 7_001)).receipt
    assert again is not None and again.action_id == receipt.action_id


async def test_who_leaves_keeps_what_they_entered_and_nobody_gets_it_twice(flat: Home) -> None:
    standing = await flat.week(flat.lin)
    made = (await flat.read(flat.ming, standing + 7_001)).receipt
    assert made is not None
    before = await flat.company.total_mg()
    flat.company.later(hours=1)
    await leave(flat.box, flat.ming.id)
    with pytest.raises(ReadingStands):
        await flat.read(flat.lin, standing + 6_000, sure=True)
    assert await flat.company.total_mg() == before
    assert await flat.acts(flat.ming) == [(made.kind, made.quantity, 570_934)]
    assert await flat.acts(flat.lin) == []


async def test_an_erased_members_readings_stay_with_the_home_and_name_nobody(flat: Home) -> None:
    await flat.week(flat.ming)
    await erasing(flat.box).erase(flat.ming.id)
    async with flat.box.database.work() as connection:
        await home.see(connection, flat.household.id)
        kept = await readings.every(connection, flat.household.id)
    assert len(kept) == 8
    assert {(one.person_id, one.action_id, one.log_id) for one in kept.values()} == {(None, None, None)}


@pytest.mark.parametrize("back", [-1, 0, 1200])
async def test_a_month_that_is_not_over_or_long_past_is_refused(flat: Home, back: int) -> None:
    month = (flat.today - timedelta(days=back)).replace(day=1)
    with pytest.raises(ReadingOutOfRange):
        await flat.bill(flat.lin, month, 200)
    with pytest.raises(ReadingOutOfRange):
        await flat.enter(flat.lin, DAY, flat.today - timedelta(days=1), 1_000)


async def test_a_crash_between_reading_and_ledger_is_made_good_by_the_same_again(flat: Home) -> None:
    await _three_bills(flat)
    who: UUID = flat.lin.id
    async with flat.box.database.work(person_id=who) as connection:
        await readings.enter(connection, who, BILL, OCTOBER, 200_000, flat.box.clock.now(), flat.today, sure=False)
    settled = await flat.bill(flat.lin, OCTOBER, 200)
    assert settled.receipt is not None and len(await flat.acts(flat.lin)) == 1
    async with flat.box.database.work(person_id=who) as connection:
        await home.see(connection, flat.household.id)
        await connection.execute("UPDATE household_reading SET action_id = NULL, log_id = NULL")
    again = await flat.bill(flat.lin, OCTOBER, 200)
    assert again.receipt is not None and again.receipt.action_id == settled.receipt.action_id
    assert len(await flat.acts(flat.lin)) == 1

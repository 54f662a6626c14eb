"""As known on a day: what the log held then, to the milligram, whatever it learnt later."""

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from actions import balances, known_on
from actions.known_on import DayNotCome, Sums
from app.rebuild import as_known
from issuance.months import MonthMalformed
from kernel.ids import public
from ledger.replay import Line, Replay, month_number
from methodologies.engine import recompute
from tests.integration.core.projections import live

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

RIDE_MG = 46_800
"""One kilometre by metro: 46.8 g."""


async def totals(company: "Company", on: date, month: date | None = None) -> dict[tuple[str | None, str], Sums]:
    today = company.clock.now().date()
    return dict(await known_on.totals(company.container.database, company.org_id, on, today, month))


async def replayed(company: "Company") -> Replay:
    entries = await company.entries()
    replay = Replay(recompute, entries.__getitem__)
    for n, record in enumerate(entries):
        replay.take(n, record, "")
    return replay


async def test_each_day_knows_what_was_recorded_by_then(company: "Company") -> None:
    first = company.clock.now().date()
    told = await company.record(company.tell(10_000))
    second = company.later(days=1).date()
    await company.container.corrector.change_quantity(company.org_id, company.riders[0].id, told.action_id, 4_000)
    third = company.later(days=1).date()
    await company.record(company.ride(3_000))
    fourth = company.later(days=1).date()
    (waiting, *_) = [row for row in await company.entries() if row["type"] == "action.recorded"]
    assert waiting["recorded_on"] == first.isoformat()
    await company.container.reviewing.reject(company.org_id, company.reviewer, told.action_id, "other")
    line = ("cn-sz-lcpt/2021.1", "self_reported")
    ridden = ("cn-sz-lcpt/2021.1", "attested")
    assert await totals(company, date(2026, 11, 1)) == {}
    assert await totals(company, first) == {line: Sums(1, 10 * RIDE_MG)}
    assert await totals(company, second) == {line: Sums(1, 4 * RIDE_MG)}
    assert await totals(company, third) == {line: Sums(1, 4 * RIDE_MG), ridden: Sums(1, 3 * RIDE_MG)}
    assert await totals(company, fourth) == {ridden: Sums(1, 3 * RIDE_MG)}


async def test_verification_counts_from_its_day(company: "Company") -> None:
    ridden = await company.record(company.ride(3_000))
    before = company.clock.now().date()
    after = company.later(days=1).date()
    await company.container.reviewing.verify(company.org_id, company.reviewer, [ridden.action_id])
    assert [one.verified_mg for one in (await totals(company, before)).values()] == [0]
    assert [one.verified_mg for one in (await totals(company, after)).values()] == [3 * RIDE_MG]


async def test_today_is_what_the_balances_and_the_replay_say(company: "Company") -> None:
    await live(company)
    sums = await totals(company, company.clock.now().date())
    found = sum(one.reduction_mg for one in sums.values()), sum(one.verified_mg for one in sums.values())
    replay = await replayed(company)
    assert found == await company.total_mg() == replay.totals()
    async with company.container.database.work(company.org_id) as connection:
        each = [await balances.totals(connection, company.log_id, rider.id) for rider in company.riders]
    assert sum(one.reduction_mg for one in each) == found[0]
    assert sum(one.verified_mg for one in each) == found[1]
    assert sum(one.acts for one in each) == sum(one.acts for one in sums.values())
    for level in ("attested", "corroborated", "self_reported"):
        of_level = sum(one.reduction_mg for (_, evidence), one in sums.items() if evidence == level)
        assert of_level == sum(getattr(one, f"{level}_mg") for one in each), level


async def test_a_months_lines_are_the_reports(company: "Company") -> None:
    await live(company)
    november = date(2026, 11, 1)
    sums = await totals(company, company.clock.now().date(), november)
    lines = (await replayed(company)).lines(month_number("2026-11"))
    assert lines
    for key, line in lines.items():
        one = sums[key]
        stands = line.verified_mg + line.unverified_mg + line.self_reported_mg
        assert (one.acts, one.reduction_mg) == (line.actions, stands)
        assert key[1] == "self_reported" or one.verified_mg == line.verified_mg
    assert Line() != lines[next(iter(lines))]
    assert await totals(company, company.clock.now().date(), date(2026, 10, 1)) == {}


async def test_nobody_knows_tomorrow(company: "Company") -> None:
    with pytest.raises(DayNotCome) as early:
        await totals(company, date(2026, 11, 19))
    assert early.value.params == {"day": "2026-11-19"}


async def test_the_command_prints_lines_and_their_sums(company: "Company") -> None:
    await company.record(company.ride(3_000))
    await company.record(company.tell(1_000, kind="walking"))
    org, today = public("org", company.org_id), company.clock.now().date()
    answer = await as_known(company.container, org, today, "2026-11", Console(file=io.StringIO()))
    assert answer["lines"] == [
        {"methodology": None, "evidence": "self_reported", "acts": 1, "waiting": 0, "reduction_mg": 0, "verified_mg": 0},
        {
            "methodology": "cn-sz-lcpt/2021.1", "evidence": "attested", "acts": 1, "waiting": 0,
            "reduction_mg": 3 * RIDE_MG, "verified_mg": 0,
        },
    ]  # fmt: skip
    assert (answer["as_known_on"], answer["acts"], answer["reduction_mg"]) == ("2026-11-18", 2, 3 * RIDE_MG)
    with pytest.raises(MonthMalformed):
        await as_known(company.container, org, today, "11", Console(file=io.StringIO()))

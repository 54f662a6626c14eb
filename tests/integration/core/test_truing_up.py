"""Acts priced before the factors of their own day were published: marked, and made final by a later entry."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from structlog.testing import capture_logs

from accounts import organisations, people
from actions.recalculate import Plan
from actions.repricing_rules import true_up
from app.container import build
from app.recalculate import Asked, over, recalculation, waiting_true_ups
from app.settings import Settings
from app.true_ups import say_waiting
from kernel.clock import FixedClock
from kernel.ids import public
from tests.integration.core.projections import check
from tests.integration.core.versions import drop_in, version

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

FIRST: dict[str, Any] = {
    "id": "walked",
    "activity_to": "2026-06-30",
    "provisional_to": "2027-01-31",
    "supersedes": None,
}
THEN: dict[str, Any] = {"id": "walked", "activity_from": "2026-07-01", "supersedes": "walked/1"}
WORDS = {
    "format": "leafledger-kinds/1",
    "kinds": [
        {
            "code": "walking",
            "methodologies": [
                {"methodology": "walked", "inputs": {"segments": [{"mode": "metro", "distance_m": "$quantity"}]}}
            ],
        }
    ],
}


@pytest.fixture
def dropped_in(settings: Settings) -> None:
    folder = drop_in(settings, version("1", **FIRST))
    (folder / "walked.kinds.json").write_text(json.dumps(WORDS), "utf-8")


@pytest.fixture
async def company(dropped_in: None, company: "Company") -> AsyncIterator["Company"]:
    yield company


class Restarted:
    """The product stopped and started again with further packages."""

    def __init__(self, company: "Company", settings: Settings, clock: FixedClock) -> None:
        self._company, self._settings, self._clock = company, settings, clock
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Company":
        self._company.container = await self._stack.enter_async_context(build(self._settings, self._clock))
        return self._company

    async def __aexit__(self, *error: Any) -> None:
        await self._stack.aclose()


async def plan(company: "Company") -> Plan:
    return await waiting_true_ups(company.container, company.org_id)


async def test_a_day_whose_factors_are_not_out_yet_is_priced_provisionally(company: "Company") -> None:
    walk = await company.record(company.tell(2_000, kind="walking"))
    entry = (await company.entries())[walk.seq]
    assert (entry["methodology"], entry["provisional"], entry["reduction_mg"]) == ("walked/1", True, 93_600)
    assert (await plan(company)).to_post == {}, "no version covers the day yet"


@pytest.mark.parametrize(("metro", "difference_mg"), [("46.7", -200), ("46.8", 0)])
async def test_the_version_of_the_day_makes_it_final(
    company: "Company", settings: Settings, clock: FixedClock, tmp_path: Path, metro: str, difference_mg: int
) -> None:
    walk = await company.record(company.tell(2_000, kind="walking"))
    drop_in(settings, version("2", metro=metro, **THEN))
    async with Restarted(company, settings, clock) as later:
        drawn = await plan(later)
        assert set(drawn.to_post) == {walk.seq}
        asked = Asked(public("org", later.org_id), true_up=True, expect=drawn.digest)
        told = await over(later.container, asked, Console(stderr=True))
        assert told["posted"] == {
            "corrected": 1, "moved": 0, "difference_mg": difference_mg, "published": ["walked/2"],
        }  # fmt: skip
        entry = (await later.entries())[-1]
        assert (entry["type"], entry["methodology"], entry["reasons"]) == (
            "action.corrected", "walked/2", ["trued_up"],
        )  # fmt: skip
        assert "provisional" not in entry
        assert (await plan(later)).looked_at == 0
        await later.audited(tmp_path / "export")
        assert (await check(later)).equal


async def test_factors_that_are_not_published_yet_make_nothing_final(
    company: "Company", settings: Settings, clock: FixedClock
) -> None:
    await company.record(company.tell(2_000, kind="walking"))
    drop_in(settings, version("2", **THEN, factors_published_on="2026-12-01"))
    async with Restarted(company, settings, clock) as later:
        assert (await plan(later)).looked_at == 0
        later.later(days=14)
        assert (await plan(later)).looked_at == 1


async def test_what_was_final_from_the_beginning_is_not_looked_at(company: "Company") -> None:
    await company.record(company.tell(10_000))
    box = company.container
    rule = true_up(box.catalogue, box.clock.now().date())
    assert (await recalculation(box).plan(company.org_id, rule)).looked_at == 0


async def test_the_worker_says_what_could_be_made_final_and_posts_nothing(
    company: "Company", settings: Settings, clock: FixedClock
) -> None:
    assert await say_waiting(company.container) == {}
    await company.record(company.tell(2_000, kind="walking"))
    drop_in(settings, version("2", metro="46.7", **THEN))
    async with Restarted(company, settings, clock) as later:
        size = len(await later.entries())
        with capture_logs() as said:
            found = await say_waiting(later.container)
        assert {org: len(plan.to_post) for org, plan in found.items()} == {public("org", later.org_id): 1}
        assert [(line["event"], line["difference_mg"]) for line in said] == [("true_up.waiting", -200)]
        assert len(await later.entries()) == size


async def test_british_spring_is_priced_by_last_years_factors_until_june(
    company: "Company", clock: FixedClock, tmp_path: Path
) -> None:
    box = company.container
    clock.at = clock.at.replace(month=3)
    async with box.database.work() as connection:
        firm = await organisations.create(connection, box.keys, name="London", region="GB", now=clock.now())
    async with box.database.work(firm.id) as connection:
        made = await people.register(
            connection, box.keys, user_id=77, chat_id=77, nickname="n", locale="en", now=clock.now()
        )
        rider = await people.join(connection, made.id, firm.id, now=clock.now())
    company.org_id, company.riders[0] = firm.id, rider
    act = await company.record(replace(company.tell(10_000), instead="car_alone"))
    entry = (await company.entries())[act.seq]
    assert (entry["methodology"], entry["provisional"]) == ("modeshift/2025.1", True)
    assert (await plan(company)).looked_at == 0
    clock.at = clock.at.replace(month=7)
    drawn = await plan(company)
    asked = Asked(public("org", company.org_id), true_up=True, expect=drawn.digest)
    told = await over(box, asked, Console(stderr=True))
    assert told["posted"]["published"] == ["modeshift/2026.1"]  # type: ignore[index]
    final = (await company.entries())[-1]
    by_2026 = box.catalogue.quantify(box.catalogue.package("modeshift/2026.1"), act.inputs, "self_reported")
    assert final["reduction_mg"] == by_2026.reduction_mg - act.reduction_mg != 0
    assert "provisional" not in final
    assert final["reasons"] == ["trued_up", "instead_said"], "whose word it stands on is still said"
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal

"""A company that has lived through everything, and what its projections come to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import asyncpg

from actions import evidence
from actions.rebuild import Findings, Rebuilding
from app.worker import integrate_all

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def live(company: "Company") -> None:
    """Everything that can become of an act: told, raised, confirmed, corrected, undone, reviewed, verified, capped."""
    box, org_id, reviewer = company.container, company.org_id, company.reviewer
    await company.record(company.tell(12_000))
    await company.record(company.ride(11_400))  # the same ride, measured
    measured = await company.record(company.ride(30_000, rider=1, at=company.later(hours=-3)))
    await company.record(company.tell(29_500, rider=1))  # measured first, told after
    company.later(hours=3)
    corrected = await company.record(company.tell(9_000, kind="bus"))
    await box.corrector.change_quantity(org_id, company.riders[0].id, corrected.action_id, 7_000)
    undone = await company.record(company.tell(2_000, kind="cycling"))
    await box.corrector.undo(org_id, company.riders[0].id, undone.action_id)
    await company.record(company.tell(1_500, kind="walking"))  # no methodology: its grams are withheld
    asked = await company.record(company.tell(80_000, review=True, another=True))
    await company.record(company.tell(100_000, another=True))  # takes the day's cap
    await box.reviewing.approve(org_id, reviewer, asked.action_id)
    pictured = await company.record(company.tell(5_000, rider=1, kind="bus"))
    async with box.database.work(org_id) as connection:
        await evidence.attach(
            connection, company.log_id, company.riders[1].id, pictured.action_id, file_id="f", file_unique_id="u",
            now=company.clock.now(),
        )  # fmt: skip
    await box.reviewing.approve(org_id, reviewer, pictured.action_id)
    await company.record(company.ride(5_000, rider=1, kind="bus"))  # stronger than the photo: confirms
    await box.reviewing.verify(org_id, reviewer, [measured.action_id])
    rejected = await company.record(company.ride(4_000, rider=1, kind="bus", at=company.later(hours=2)))
    await box.reviewing.verify(org_id, reviewer, [rejected.action_id])
    await box.reviewing.reject(org_id, reviewer, rejected.action_id, "duplicate")
    await company.record(company.tell(1, kind="lights_off"))
    legs = [{"mode": "metro", "distance_m": 60_000}, {"mode": "bev_bus", "distance_m": 2_000}]
    for _ in range(2):  # a partner's own inputs; the second ride is cut to what the day still allows
        legs_of = replace(company.ride(0, at=company.later(hours=2)), quantity=None, inputs={"segments": legs})
        await company.record(legs_of)
    await company.record(company.tell(3_000, rider=1, review=True, another=True))  # still waits
    await integrate_all(box)


def rebuilding(company: "Company") -> Rebuilding:
    box = company.container
    return Rebuilding(box.database, box.keys, box.catalogue)


async def ride(company: "Company") -> None:
    """Two riders, told and measured, under a checkpoint."""
    for rider in (0, 1):
        await company.record(company.tell(12_000, rider=rider))
        await company.record(company.ride(9_000, rider=rider, kind="bus"))
    await integrate_all(company.container)


async def check(company: "Company") -> Findings:
    return await rebuilding(company).check(company.log_id)


async def rows(company: "Company") -> dict[int, dict[str, Any]]:
    async with company.container.database.work(company.org_id) as connection:
        found = await connection.fetch("SELECT * FROM action WHERE log_id = $1 ORDER BY seq", company.log_id)
    return {row["seq"]: dict(row) for row in found}


@asynccontextmanager
async def owner(company: "Company") -> AsyncIterator[asyncpg.Connection]:
    """The role that may change anything, entries too."""
    url = company.container.settings.database_owner_url
    assert url is not None
    connection = await asyncpg.connect(url.get_secret_value())
    try:
        await connection.execute("SELECT set_config('app.log', $1, false)", company.log_id)
        yield connection
    finally:
        await connection.close()


async def plant(company: "Company", *statements: str) -> None:
    async with owner(company) as connection:
        for statement in statements:
            assert await connection.execute(statement) != "UPDATE 0", statement


async def stored_tiles(company: "Company") -> list[Any]:
    async with owner(company) as connection:
        return await connection.fetch("SELECT * FROM log_tile ORDER BY level, idx")

"""Every night the projections are compared with the log: once, beside the work, and never silently."""

import asyncio
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from structlog.testing import capture_logs

from accounts.organisations import OrganisationUnknown
from actions.rebuild import Rebuilding
from app import reconciling
from app.rebuild import ProjectionDiffers, TilesDiffer, over_logs
from app.reconciling import reconcile_due
from app.settings import Settings
from app.worker import integrate_all, work
from tests.integration.core.projections import plant

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


@pytest.fixture
async def ridden(company: "Company") -> "Company":
    """A log with three rides under a checkpoint; the methodology is entry 0."""
    for number in range(3):
        await company.record(company.ride(3_000 + number, rider=number % 2, at=company.later(hours=-1)))
    company.later(hours=3)
    await integrate_all(company.container)
    return company


async def outcomes(company: "Company") -> list[dict[str, Any]]:
    async with company.container.database.work(company.org_id) as connection:
        rows = await connection.fetch("SELECT * FROM reconciliation WHERE log_id = $1 ORDER BY due_on", company.log_id)
    return [dict(row) for row in rows]


async def change(company: "Company", statement: str) -> None:
    async with company.container.database.work(company.org_id) as connection:
        assert await connection.execute(statement) != "UPDATE 0"


async def test_every_log_is_checked_once_a_day(ridden: "Company") -> None:
    assert (await reconcile_due(ridden.container, rest_s=0))[ridden.log_id] == "equal"
    assert await reconcile_due(ridden.container, rest_s=0) == {}
    ridden.later(days=1)
    assert (await reconcile_due(ridden.container, rest_s=0))[ridden.log_id] == "equal"
    first, second = await outcomes(ridden)
    assert (first["entries"], first["differences"], first["named"]) == (4, 0, [])
    assert (second["due_on"] - first["due_on"]).days == 1


async def test_a_check_is_due_from_the_quiet_hour_on(ridden: "Company") -> None:
    ridden.clock.at = ridden.clock.at.replace(hour=17, minute=59)
    await reconcile_due(ridden.container, rest_s=0)
    ridden.clock.at = ridden.clock.at.replace(hour=18, minute=0)
    assert ridden.log_id in await reconcile_due(ridden.container, rest_s=0)


async def test_a_difference_is_an_alarm_that_names_entry_and_field_and_no_value(ridden: "Company") -> None:
    await change(ridden, "UPDATE action SET reduction_mg = 77777777, person_id = NULL WHERE seq = 2")
    with capture_logs() as logs:
        assert (await reconcile_due(ridden.container, rest_s=0))[ridden.log_id] == "different"
    told = [line for line in logs if line["log_level"] == "critical"]
    assert [(line["log_id"], line["n"], line["field"], line["count"]) for line in told] == [
        (ridden.log_id, 2, "reduction_mg", 2),
        (ridden.log_id, 2, "person_id", 2),
    ]
    (row,) = await outcomes(ridden)
    assert row["named"] == [{"n": 2, "field": "reduction_mg"}, {"n": 2, "field": "person_id"}]
    for kept in (str(told), str(row)):
        assert "77777777" not in kept and str(ridden.riders[0].id) not in kept
    assert (await ridden.total_mg())[0] > 77777777  # Nothing mends itself: somebody has to look.


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE log_entry SET entry = 'nonsense' WHERE seq = 2", {"n": 2, "field": "leaf_altered"}),
        ("UPDATE log_checkpoint SET note = 'nonsense'", {"n": None, "field": "checkpoint_malformed"}),
    ],
)
async def test_an_altered_log_is_an_alarm_and_the_others_are_checked(
    ridden: "Company", rival: "Company", statement: str, named: dict[str, object]
) -> None:
    await plant(ridden, statement)
    with capture_logs() as logs:
        found = await reconcile_due(ridden.container, rest_s=0)
    assert (found[ridden.log_id], found[rival.log_id]) == ("log_altered", "equal")
    assert [(line["event"], line["log_level"]) for line in logs] == [("reconciliation.log_altered", "critical")]
    (row,) = await outcomes(ridden)
    assert row["named"] == [named]


async def test_a_check_that_takes_too_long_is_told_and_kept(ridden: "Company") -> None:
    with capture_logs() as logs:
        found = await reconcile_due(ridden.container, rest_s=5, box_s=0.2)
    assert found[ridden.log_id] == "unfinished"
    assert "reconciliation.unfinished" in {line["event"] for line in logs}
    assert [row["outcome"] for row in await outcomes(ridden)] == ["unfinished"]


@pytest.mark.parametrize("ours", [KeyError("ours"), OrganisationUnknown(org_id="ours")])
async def test_a_failure_of_ours_is_told_and_kept(
    ridden: "Company", monkeypatch: pytest.MonkeyPatch, ours: Exception
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise ours

    monkeypatch.setattr(Rebuilding, "check", fail)
    with capture_logs() as logs:
        assert (await reconcile_due(ridden.container))[ridden.log_id] == "failed"
    assert {line["log_level"] for line in logs} == {"critical"}


async def test_the_command_tells_both_values_and_goes_on_to_the_next_log(ridden: "Company", rival: "Company") -> None:
    await rival.record(rival.ride(3_000))
    await integrate_all(rival.container)
    await reconcile_due(ridden.container, rest_s=0)
    await change(ridden, "UPDATE action SET reduction_mg = reduction_mg + 1 WHERE seq = 2")
    await change(rival, "UPDATE log_tile SET bytes = bytes || bytes")
    console = Console(file=io.StringIO())
    answer, problems = await over_logs(ridden.container, [ridden.log_id, rival.log_id], True, console)
    stands = 3_001 * 468 // 10 + 1
    first, second = answer["logs"]  # type: ignore[misc]
    assert (answer["equal"], first["differences"], second["differences"]) == (False, {"reduction_mg": 1}, {"tile": 1})
    assert first["first"] == [{"n": 2, "field": "reduction_mg", "stands": stands, "expected": stands - 1}]
    assert second["first_tiles"] == ["0/0"]
    assert first["last_night"] == {"due_on": "2026-11-17", "outcome": "equal", "differences": 0}
    differs, tiles = problems
    assert isinstance(differs, ProjectionDiffers) and isinstance(tiles, TilesDiffer)
    assert (differs.params["log_id"], differs.params["n"]) == (ridden.log_id, 2)
    mended, problems = await over_logs(ridden.container, [ridden.log_id, rival.log_id], False, console)
    assert problems == [] and mended["equal"]
    assert [one["mended"] for one in mended["logs"]] == [1, 1]  # type: ignore[attr-defined]


async def test_the_command_ends_with_1_until_it_has_mended(settings: Settings, ridden: "Company") -> None:
    await change(ridden, "UPDATE action SET status = 'verified' WHERE seq = 1")
    await change(ridden, "UPDATE action SET quantity = 1 WHERE seq = 3")
    runs = [run(settings, *words) for words in (("rebuild", "--check"), ("rebuild",), ("rebuild", "--check"))]
    assert [one.returncode for one in runs] == [1, 0, 0]
    first = json.loads(runs[0].stdout)
    assert [one["equal"] for one in first["logs"] if one["log_id"] == ridden.log_id] == [False]
    assert 'status: "verified" stands where "recorded" is right' in runs[0].stderr.replace("\n", " ")
    assert runs[2].stderr.strip() == ""
    totals = run(settings, "totals", "--org", ridden.log_id.replace("log_", "org_"))
    assert json.loads(totals.stdout)["reduction_mg"] == (await ridden.total_mg())[0]
    assert run(settings, "totals", "--org", "org_public", "--as-known-on", "2026-13-01").returncode == 2
    assert run(settings, "totals", "--org", "org_public", "--as-known-on", "2999-01-01").returncode == 1


def run(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    assert settings.database_url is not None and settings.redis_url is not None
    environment = os.environ | {
        "LEAFLEDGER_DATABASE_URL": settings.database_url.get_secret_value(),
        "LEAFLEDGER_REDIS_URL": settings.redis_url.get_secret_value(),
        "LEAFLEDGER_DATA_DIR": str(settings.data_dir),
        "LC_ALL": "C",
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *words], env=environment, capture_output=True, text=True, check=False
    )


async def test_the_worker_reconciles_beside_its_work(
    settings: Settings, ridden: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "LOOK_EVERY_S", 0.01)
    worker = asyncio.ensure_future(work(settings))
    try:
        async with asyncio.timeout(10):
            while not await outcomes(ridden):
                await asyncio.sleep(0.05)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert [row["outcome"] for row in await outcomes(ridden)] == ["equal"]
    assert worker.cancelled()

"""The projections are the log's: checked field by field, and written anew where they are not."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from actions.commands import Receipt
from actions.comparing import View
from actions.projection import NotRebuildable
from actions.rebuild import Rebuilding
from actions.story import Story
from app import platform
from app.erase import erasing
from app.settings import Settings
from app.worker import integrate_all
from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG
from tests.integration.core import test_random_walks
from tests.integration.core.projections import check, plant, rebuilding, rows, stored_tiles

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

HERE = Path(__file__).parent
DRIVER = HERE.parents[1] / "drivers" / "rebuilding.py"
UNTOLD = ("recorded_at",)
"""The moment of a lost row is known to the second only."""


async def test_what_stands_is_what_the_log_says(lived: "Company") -> None:
    found = await check(lived)
    assert found.equal, found.first
    assert found.acts == len(await rows(lived)) > 10
    assert found.entries == len(await lived.entries())
    assert found.tiles == 1
    standing = await rows(lived)
    statuses = {row["status"] for row in standing.values()}
    assert statuses == {"recorded", "corrected", "reversed", "verified", "pending_review"}
    assert {tuple(row["sources"]) for row in standing.values()} >= {("telegram", "rides"), ("rides", "telegram")}
    assert any("daily_cap" in row["reasons"] for row in standing.values())
    assert any(row["methodology"] is None for row in standing.values())


SOME = "seq = (SELECT min(seq) FROM action WHERE reduction_mg > 0 AND status = 'verified')"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reduction_mg", "reduction_mg + 1"),
        ("verified_mg", "verified_mg - 1"),
        ("status", "'recorded'"),
        ("evidence", "'self_reported'"),
        ("reasons", "'{overlap}'"),
        ("inputs", """inputs || '{"region": "CN-BJ"}'"""),
        ("quantity", "quantity + 1"),
        ("unit", "'g'"),
        ("kind", "'cycling'"),
        ("category", "'office'"),
        ("methodology", "'cn-sz-lcpt/2022.1'"),
        ("credit_class", "'company'"),
        ("occurred_on", "occurred_on + 1"),
        ("occurred_at", "occurred_at + interval '1 microsecond'"),
        ("occurred_at", "NULL"),
        ("sources", "'{telegram}'"),
        ("person_id", "NULL"),
        ("person_id", "gen_random_uuid()"),
        ("unit_id", "NULL"),
        ("campaign_id", "gen_random_uuid()"),
        ("id", "gen_random_uuid()"),
    ],
)
async def test_a_changed_field_is_named_and_mended(lived: "Company", field: str, value: str) -> None:
    before = await rows(lived)
    await plant(lived, f"UPDATE action SET {field} = {value} WHERE {SOME}")
    changed = {n: row for n, row in (await rows(lived)).items() if row != before[n]}
    ((n, row),) = changed.items()
    found = await check(lived)
    assert [(one.n, one.field, one.standing, one.expected) for one in found.first] == [
        (n, field, row[field], before[n][field])
    ]
    mended = await rebuilding(lived).rebuild(lived.log_id)
    assert mended.equal and mended.mended == 1
    assert await rows(lived) == before


async def test_the_day_of_recording_is_the_entrys(lived: "Company") -> None:
    await plant(lived, f"UPDATE action SET recorded_at = recorded_at - interval '1 day' WHERE {SOME}")
    found = await check(lived)
    assert [one.field for one in found.first] == ["recorded_on"]
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal


async def test_missing_and_extra_rows_are_named_and_mended(lived: "Company") -> None:
    before = await rows(lived)
    gone, *_, last = before
    columns = (
        "id, kind, category, occurred_on, quantity, unit, inputs, sources, evidence, status, reasons, credit_class"
    )
    more = f"{columns}, reduction_mg, recorded_at"
    of_last = f"{more.replace('id,', 'gen_random_uuid(),', 1)} FROM action WHERE seq = {last}"
    of_gone = f"{more} FROM kept"
    await plant(
        lived,
        f"CREATE TEMP TABLE kept AS SELECT * FROM action WHERE seq = {gone}",
        f"DELETE FROM action WHERE seq = {gone}",
        # The entry before the first act is the methodology's: no act stands there.  It takes the lost row's id.
        f"INSERT INTO action (log_id, seq, {more}) SELECT '{lived.log_id}', {gone - 1}, {of_gone}",
        f"INSERT INTO action (log_id, seq, {more}) SELECT '{lived.log_id}', 900000, {of_last}",
    )
    found = await check(lived)
    assert [(one.n, one.field, one.expected) for one in found.first] == [
        (gone - 1, "row", None), (gone, "row", "a row"), (900000, "row", None),
    ]  # fmt: skip
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal
    assert told(await rows(lived)) == told(before)


async def test_two_rows_with_each_others_ids_are_mended(lived: "Company") -> None:
    before = await rows(lived)
    one, other, *_ = before
    await plant(
        lived,
        f"UPDATE action SET id = '{UUID(int=5)}' WHERE seq = {one}",
        f"UPDATE action SET id = '{before[one]['id']}' WHERE seq = {other}",
        f"UPDATE action SET id = '{before[other]['id']}' WHERE seq = {one}",
    )
    assert [one.field for one in (await check(lived)).first] == ["id", "id"]
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal
    assert await rows(lived) == before


def told(found: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Rows without what no entry tells."""
    return {n: {name: value for name, value in row.items() if name not in UNTOLD} for n, row in found.items()}


async def test_everything_can_be_lost_and_comes_back(lived: "Company") -> None:
    before, stands = await rows(lived), await lived.total_mg()
    tiles = await stored_tiles(lived)
    await plant(lived, "DELETE FROM action", "DELETE FROM log_tile")
    found = await check(lived)
    assert found.differences == {"row": len(before), "tile": len(tiles)}
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal
    after = await rows(lived)
    assert told(after) == told(before)
    assert await lived.total_mg() == stands
    assert await stored_tiles(lived) == tiles
    for n, row in after.items():
        assert before[n]["recorded_at"].date() == row["recorded_at"].date()


async def test_an_erased_persons_acts_stand_and_come_back_as_nobodys(lived: "Company") -> None:
    rider = lived.riders[0]
    theirs = [n for n, row in (await rows(lived)).items() if row["person_id"] == rider.id]
    await erasing(lived.container).erase(rider.id)
    before, stands = await rows(lived), await lived.total_mg()
    assert {before[n]["person_id"] for n in theirs} == {before[n]["occurred_at"] for n in theirs} == {None}
    found = await check(lived)
    assert found.equal, found.first
    await plant(lived, "DELETE FROM action")
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal
    after = await rows(lived)
    assert await lived.total_mg() == stands
    for n, row in told(after).items():
        expected = told(before)[n]
        if n in theirs:
            # The name of who measured the ride again lay in the vault alone.
            row["sources"] = ["rides" if source == "unknown" else source for source in row["sources"]]
        assert row == expected, n


async def test_the_moment_of_an_erased_act_is_a_difference(lived: "Company") -> None:
    rider = lived.riders[0]
    await erasing(lived.container).erase(rider.id)
    await plant(
        lived,
        "UPDATE action SET occurred_at = now() WHERE seq = (SELECT min(seq) FROM action WHERE person_id IS NULL)",
    )
    assert [one.field for one in (await check(lived)).first] == ["occurred_at"]
    await rebuilding(lived).rebuild(lived.log_id)
    assert {row["occurred_at"] for row in (await rows(lived)).values() if row["person_id"] is None} == {None}


async def test_a_lost_context_is_named_and_a_row_without_it_is_kept(lived: "Company") -> None:
    before = await rows(lived)
    n = min(before)
    await plant(lived, f"DELETE FROM entry_context WHERE seq = {n}")
    found = await check(lived)
    assert [(one.n, one.field) for one in found.first] == [(n, "context")]
    assert not (await rebuilding(lived).rebuild(lived.log_id)).equal
    assert await rows(lived) == before
    await plant(lived, f"DELETE FROM action WHERE seq >= {n}")
    with pytest.raises(NotRebuildable) as lost:
        await rebuilding(lived).rebuild(lived.log_id)
    assert lost.value.params == {"n": n, "field": "id"}
    assert await rows(lived) == {}


async def test_a_rebuild_that_is_killed_changes_nothing(settings: Settings, lived: "Company") -> None:
    await plant(lived, "UPDATE action SET reduction_mg = 1", "DELETE FROM log_tile")
    before, database_url = await rows(lived), settings.database_url
    assert database_url is not None and settings.redis_url is not None
    environment = os.environ | {
        "LEAFLEDGER_DATABASE_URL": database_url.get_secret_value(),
        "LEAFLEDGER_REDIS_URL": settings.redis_url.get_secret_value(),
        "LEAFLEDGER_DATA_DIR": str(settings.data_dir),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(DRIVER), lived.log_id, env=environment, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 30) == b"written\n"
    process.kill()
    await process.wait()
    found = await check(lived)  # waits for the lock that died with it
    assert await rows(lived) == before
    assert found.differences["reduction_mg"] > 10 and found.differences["tile"] == 1
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal


async def test_recording_goes_on_while_it_is_checked(lived: "Company") -> None:
    number = 0

    async def record() -> None:
        nonlocal number
        while True:
            made = await lived.record(lived.tell(1_000 + number, kind="cycling", another=True))
            await lived.container.corrector.change_quantity(
                lived.org_id, lived.riders[0].id, made.action_id, 2_000 + number
            )
            number += 1

    async def another() -> None:
        """In the midst of a check: one more is recorded and corrected, so nothing holds it up."""
        before = number
        while number == before:
            await asyncio.sleep(0.005)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        recording = group.create_task(record())
        for _ in range(5):
            found = await rebuilding(lived).check(lived.log_id, rest=another)
            assert found.equal, found.first
        recording.cancel()
    assert number >= 5


async def test_an_act_told_again_while_it_is_checked_is_no_difference(
    lived: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second key leaves no entry, and comes after the keys were counted."""
    await lived.record(lived.ride(2_000, rider=1, kind="bus", at=lived.later(hours=4)))
    reading, told = Rebuilding._read, list[Receipt]()

    async def after_telling(*args: Any) -> int:
        if not told:
            told.append(await lived.record(lived.tell(2_000, rider=1, kind="bus")))
        return await reading(*args)

    monkeypatch.setattr(Rebuilding, "_read", after_telling)
    assert (await check(lived)).equal
    assert [(one.first, one.raised) for one in told] == [(False, False)]


async def test_what_bears_anothers_id_is_found_without_comparing_every_row_with_every_context(
    company: "Company",
) -> None:
    """No statistics are there yet, as after a restore: whatever the planner believes, it must have a key to join by."""
    statements = (
        "INSERT INTO entry_context (log_id, seq, action_id, source) SELECT $1, n, gen_random_uuid(), 'telegram'"
        " FROM generate_series(1, 30000) n",
        "INSERT INTO action (log_id, seq, id, kind, category, occurred_on, quantity, unit, inputs, sources, evidence,"
        " status, reasons, credit_class, reduction_mg, recorded_at) SELECT log_id, seq, action_id, 'bus', 'travel',"
        " '2026-11-18', 1, 'm', '{}', '{}', 'attested', 'recorded', '{}', 'none', 1, now() FROM entry_context"
        " WHERE log_id = $1 AND seq > 2",
        "UPDATE action SET id = (SELECT action_id FROM entry_context WHERE log_id = $1 AND seq = 1)"
        " WHERE log_id = $1 AND seq = 7",
        "UPDATE action SET id = gen_random_uuid() WHERE log_id = $1 AND seq = 9",
        "SELECT set_config('statement_timeout', '10s', true) WHERE $1 <> ''",
    )
    box = company.container
    view = View(company.log_id, "UTC", Story(company.log_id), box.keys, box.catalogue)
    async with box.database.work(company.org_id) as connection:
        for statement in statements:
            await connection.execute(statement, company.log_id)
        assert await view.clear(connection) == 29_998  # the log has no entry: all of them lie beyond its end
    assert view.removed.keys() == {7, 9}


async def test_the_platform_log_is_checked_too(lived: "Company") -> None:
    await platform.log_all(lived.container)
    await integrate_all(lived.container)
    found = await rebuilding(lived).check(PLATFORM_LOG)
    assert found.equal and found.entries > 0 and found.acts == 0


async def test_a_check_leaves_no_trace_in_a_log_that_never_began(company: "Company") -> None:
    assert (await check(company)).equal
    async with company.container.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM log_head") == 0


@pytest.mark.parametrize("seed", range(40, 44))
async def test_whatever_happens_the_projections_are_the_logs(company: "Company", seed: int) -> None:
    walk = test_random_walks.Walk(company, seed)
    for _ in range(120):
        try:
            await walk.step()
        except DomainError:
            continue
    await integrate_all(company.container)
    found = await check(company)
    assert found.equal, found.first
    before = await rows(company)
    await plant(company, "DELETE FROM action")
    assert (await rebuilding(company).rebuild(company.log_id)).equal
    after = await rows(company)
    for n, row in told(after).items():
        # Of a measurement that says no more than what is verified already, only the key is kept.
        row["sources"] = ["rides" if source == "unknown" else source for source in row["sources"]]
        assert row == told(before)[n], n

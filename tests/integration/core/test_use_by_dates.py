"""Versions past their use-by date: told by /readyz without failing it, and by the worker at its start and every new day."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from app import use_by
from app.api import application
from app.container import Container
from kernel.clock import FixedClock

NEW_YEAR = datetime(2027, 1, 5, 4, tzinfo=UTC)


async def readyz(box: Container) -> httpx.Response:
    transport = httpx.ASGITransport(app=application(box))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        return await client.get("/readyz")


async def test_readyz_tells_what_is_due_and_stays_ready(box: Container, clock: FixedClock) -> None:
    clock.at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert (await readyz(box)).json()["methodologies_due"] == []
    clock.at = NEW_YEAR
    answer = await readyz(box)
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    due = {one["methodology"]: one for one in answer.json()["methodologies_due"]}
    assert due["elec-saving/1"] == {
        "methodology": "elec-saving/1", "use_by": "2026-12-31", "days_left": -5, "replaced_by": "elec-saving/2",
    }  # fmt: skip
    assert due["elec-saving/2"]["days_left"] == 26
    assert "recycle-warm/16" not in due


async def test_the_worker_names_each_version_by_how_urgent_it_is(box: Container, clock: FixedClock) -> None:
    clock.at = datetime(2027, 2, 5, 4, tzinfo=UTC)
    with capture_logs() as lines:
        use_by.say_due(box)
    told = {line["methodology"]: (line["event"], line["log_level"]) for line in lines}
    assert told["elec-saving/1"] == ("methodology.past_use_by", "info")
    assert told["elec-saving/2"][0] == "methodology.past_use_by"
    assert "recycle-warm/16" not in told


async def test_the_worker_says_it_at_the_start_and_once_a_day(
    box: Container, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []
    monkeypatch.setattr(use_by, "say_due", lambda container: said.append(container.clock.now().date()))
    clock.at = NEW_YEAR
    task = asyncio.ensure_future(use_by.watch(box, look_every_s=0.001))
    try:
        await _until(lambda: len(said) == 1)
        await asyncio.sleep(0.05)
        assert said == [NEW_YEAR.date()]
        clock.at = NEW_YEAR.replace(day=6)
        await _until(lambda: len(said) == 2)
        assert said[-1] == NEW_YEAR.replace(day=6).date()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)

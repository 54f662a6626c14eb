"""Several recorders on one log: no fork, no gap, caps hold, and a key that comes everywhere has one effect."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from accounts import partners
from accounts.partners import MemberUnknown
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Receipt, SourceForeign, UnitMismatch
from actions.record import Recorder
from actions.requests import Request
from app.container import build
from kernel.batching import Overloaded
from kernel.clock import FixedClock
from kernel.work import Connection
from ledger import log

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

HOUR = timedelta(hours=1)


async def test_four_recorders_make_one_dense_valid_log(company: "Company", clock: FixedClock, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(build(company.container.settings, clock, pool=2)) for _ in range(3)]
        recorders: list[Recorder] = [company.container.recorder, *(one.recorder for one in others)]
        everybody = [company.tell(1_000 + n, rider=n % 2, another=True) for n in range(120)]
        outcomes = await asyncio.gather(
            *(recorders[n % 4].record(company.org_id, command) for n, command in enumerate(everybody))
        )
    assert len({outcome.action_id for outcome in outcomes}) == 120
    assert [one["n"] for one in await company.entries()] == list(range(121))
    await company.audited(tmp_path / "export")


async def test_caps_hold_across_recorders(company: "Company", clock: FixedClock) -> None:
    async with build(company.container.settings, clock, pool=2) as other:
        rides = [company.tell(50_000, another=True) for _ in range(6)]
        recorders = (company.container.recorder, other.recorder)
        made = await asyncio.gather(*(recorders[n % 2].record(company.org_id, ride) for n, ride in enumerate(rides)))
    assert sum(receipt.reduction_mg for receipt in made) == 120_000 * 468 // 10


async def test_caps_hold_across_the_batches_of_one_recorder(company: "Company") -> None:
    """Of which one is judged while the one before, about the same person's day, is still being written."""
    await company.record(company.ride(1_000, rider=1))
    for _ in range(5):
        company.clock.at += timedelta(days=1)
        rides = [company.tell(25_000, another=True) for _ in range(12)]
        made = await asyncio.gather(*(company.record(ride) for ride in rides))
        assert sum(receipt.reduction_mg for receipt in made) == 120_000 * 468 // 10


async def test_one_key_everywhere_at_once_has_one_effect(company: "Company", clock: FixedClock) -> None:
    async with build(company.container.settings, clock, pool=2) as other:
        command = company.ride(5_000, external_id="same")
        recorders = (company.container.recorder, other.recorder)
        made = await asyncio.gather(*(recorders[n % 2].record(company.org_id, command) for n in range(20)))
    assert len({receipt.action_id for receipt in made}) == 1
    assert sum(receipt.first for receipt in made) == 1
    assert len(await company.entries()) == 2


async def test_one_request_everywhere_at_once_has_one_effect(company: "Company", clock: FixedClock) -> None:
    async with build(company.container.settings, clock, pool=2) as other:
        command = company.ride(5_000)
        recorders = (company.container.recorder, other.recorder)
        for key in (b"first", b"again under another key"):
            asked = (recorders[n % 2].record_many(company.org_id, [command], Request(key, b"body")) for n in range(12))
            assert all(isinstance(receipt, Receipt) for (receipt,) in await asyncio.gather(*asked))
    assert len(await company.entries()) == 2


async def test_a_key_that_comes_twice_in_a_batch_counts_once_and_conflicts_when_it_differs(company: "Company") -> None:
    first = company.ride(5_000, external_id="a")
    other = company.ride(6_000, external_id="a", at=company.clock.now() - HOUR)
    outcomes = await company.record_many(first, first, other)
    assert [type(outcome) for outcome in outcomes] == [Receipt, Receipt, ExternalIdConflict]
    assert (outcomes[0].first, outcomes[1].first) == (True, False)  # type: ignore[union-attr]


async def test_a_wrong_first_coming_does_not_speak_for_the_second(company: "Company") -> None:
    wrong, right = company.ride(10**9, external_id="a"), company.ride(5_000, external_id="a")
    outcomes = await company.record_many(wrong, right)
    assert isinstance(outcomes[1], Receipt)


async def test_a_repeat_is_answered_long_after_its_window(company: "Company") -> None:
    command = company.ride(5_000)
    first = await company.record(command)
    company.later(days=200)
    again = await company.record(command)
    assert (again.action_id, again.first) == (first.action_id, False)


async def test_each_row_of_a_batch_stands_alone(company: "Company") -> None:
    unit = company.ride(5_000)
    unit.unit = "g"
    foreign = company.ride(5_000)
    foreign.source = "elsewhere"
    nobody = company.ride(5_000)
    nobody.member_id = UUID(int=5)
    outcomes = await company.record_many(unit, company.ride(4_000), foreign, nobody)
    assert [type(outcome) for outcome in outcomes] == [UnitMismatch, Receipt, SourceForeign, MemberUnknown]


async def test_the_same_ride_under_two_members_ids_is_a_conflict_not_two_rides(company: "Company") -> None:
    await company.record(company.ride(5_000, rider=0, external_id="ticket"))
    with pytest.raises(ExternalIdConflict):
        await company.record(company.ride(5_000, rider=1, external_id="ticket"))


async def test_withdrawal_stops_the_partner_at_once(company: "Company") -> None:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        await partners.withdraw_link(
            connection, company.org_id, company.members[0], company.riders[0].id, company.clock.now()
        )
    with pytest.raises(MemberUnknown):
        await company.record(company.ride(5_000))


async def test_a_batch_that_was_planned_before_a_withdrawal_is_planned_again(company: "Company") -> None:
    box, rider = company.container, company.riders[0]
    async with box.database.work(company.org_id) as connection:
        await log.lock(connection, company.log_id)
        recording = asyncio.ensure_future(company.record(company.ride(5_000)))
        await _waits_for_the_lock(connection)
        await partners.withdraw_link(connection, company.org_id, company.members[0], rider.id, company.clock.now())
        await box.consents.give_within(connection, company.org_id, rider.id, "partner:x")
    with pytest.raises(MemberUnknown):
        await recording
    assert [one["type"] for one in await company.entries()] == ["consent.given"]


async def _waits_for_the_lock(connection: Connection) -> None:
    """Until another transaction waits for one of ours."""
    async with asyncio.timeout(10):
        while not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
            await asyncio.sleep(0.01)


async def test_a_request_key_is_bound_to_its_body_once_something_came_of_it(company: "Company") -> None:
    record, good, bad = company.container.recorder.record_many, company.ride(5_000), company.ride(10**9)
    await record(company.org_id, [bad], Request(b"k", b"wrong body"))
    await record(company.org_id, [good], Request(b"k", b"body"))
    (again,) = await record(company.org_id, [good], Request(b"k", b"body"))
    assert isinstance(again, Receipt) and not again.first
    with pytest.raises(IdempotencyKeyReused):
        await record(company.org_id, [company.ride(4_000)], Request(b"k", b"other body"))
    assert len(await company.entries()) == 2


async def test_more_than_may_wait_is_refused(company: "Company") -> None:
    with pytest.raises(Overloaded):
        await company.record_many(*[company.ride(1_000)] * 16_385)


async def test_a_package_that_was_changed_under_its_name_is_refused(company: "Company", tmp_path: Path) -> None:
    await company.record(company.ride(5_000))
    box = company.container
    async with box.database.work(company.org_id) as connection:
        published = await connection.fetch("SELECT name, sha256, seq FROM log_methodology")
    assert [(row["name"], row["seq"]) for row in published] == [("cn-sz-lcpt/2021.1", 0)]
    package = box.catalogue.packages["cn-sz-lcpt/2021.1"]
    changed = type(package)(
        **{name: "0" * 64 if name == "sha256" else getattr(package, name) for name in package.__slots__}
    )
    box.catalogue.packages[package.name] = changed
    box.catalogue._match()
    (outcome,) = await company.record_many(company.ride(6_000, at=company.clock.now() - HOUR))
    assert not isinstance(outcome, Receipt) and outcome.params["reason"] == "changed"
    await company.audited(tmp_path / "export")

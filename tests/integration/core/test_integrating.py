"""The integrator: nothing altered is signed, nothing smaller, nothing twice; one bad log does not stop the others."""

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from accounts import organisations
from app import worker
from app.container import build
from app.worker import integrate_all, sweep
from kernel.clock import FixedClock
from kernel.mailbox import Arrival, Inbox
from ledger import entry, integrator, merkle
from ledger.integrator import LeafAltered, Signed, TreeUnlike
from tests.integration.core.projections import plant

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _rides(company: "Company", count: int, first: int = 0) -> None:
    at = company.clock.now()
    await company.record_many(
        *(
            company.tell(100 + first + n, kind="walking", at=at - timedelta(minutes=n), another=True)
            for n in range(count)
        )
    )


async def _integrate(company: "Company") -> Signed | None:
    async with company.container.database.work(company.org_id) as connection:
        key = await company.container.log_key(connection, company.log_id)
        return await integrator.integrate(connection, company.log_id, [key], company.clock.now())


async def test_growing_by_pieces_gives_a_valid_log_with_every_checkpoint(company: "Company", tmp_path: Path) -> None:
    first = 0
    for count in (1, 254, 1, 1, 300):
        await _rides(company, count, first)
        first += count
        signed = await _integrate(company)
        assert signed is not None and signed.size == first
    assert await _integrate(company) is None, "nothing new, nothing signed"
    found = await company.audit(tmp_path / "export")
    assert (found.size, found.older_checkpoints) == (557, 4)


@pytest.mark.parametrize("most", [1, 7, 256])
async def test_any_step_width_comes_to_the_same_root(
    company: "Company", monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    await _rides(company, 20 if most < 256 else 300)
    monkeypatch.setattr(integrator, "MOST_AT_ONCE", most)
    steps = []
    while (signed := await _integrate(company)) is not None:
        steps.append(signed)
    assert [one.size for one in steps] == sorted({one.size for one in steps})
    assert steps[-1].size == (20 if most < 256 else 300)


async def test_an_altered_entry_is_never_signed(company: "Company") -> None:
    await _rides(company, 3)
    await _integrate(company)
    await _rides(company, 3, 3)
    await plant(company, "UPDATE log_entry SET entry = entry || ' '::bytea WHERE seq = 4")
    with pytest.raises(LeafAltered) as refused:
        await _integrate(company)
    assert refused.value.params["n"] == 4


async def test_an_entry_altered_with_its_leaf_breaks_the_chain_and_is_never_signed(company: "Company") -> None:
    await _rides(company, 4)
    await plant(
        company,
        "UPDATE log_entry SET entry = replace(convert_from(entry, 'UTF8'), 'walking', 'talking')::bytea WHERE seq = 1",
    )
    await plant(company, "UPDATE log_entry SET leaf = sha256('\\x00'::bytea || entry) WHERE seq = 1")
    with pytest.raises(LeafAltered) as refused:
        await _integrate(company)
    assert refused.value.params["n"] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_tile SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1)",
        "UPDATE log_tile SET bytes = substring(bytes FROM 1 FOR 64)",
        "UPDATE log_tile SET bytes = substring(bytes FROM 2)",
        "DELETE FROM log_tile",
    ],
)
async def test_altered_tiles_are_never_signed_over(company: "Company", statement: str) -> None:
    await _rides(company, 3)
    await _integrate(company)
    await _rides(company, 1, 3)
    await plant(company, statement)
    with pytest.raises(TreeUnlike):
        await _integrate(company)


async def test_a_log_cut_short_is_never_signed_smaller(company: "Company") -> None:
    await _rides(company, 5)
    signed = await _integrate(company)
    assert signed is not None
    await plant(company, "DELETE FROM log_entry WHERE seq > 2")
    await plant(company, "UPDATE log_head SET size = 3")
    assert await _integrate(company) is None
    async with company.container.database.work(company.org_id) as connection:
        latest = await integrator.latest(connection, company.log_id)
    assert latest is not None and latest.size == 5


async def test_a_database_restored_from_an_old_backup_is_not_signed_anew(company: "Company") -> None:
    await _rides(company, 3)
    assert await integrate_all(company.container) == 1
    await _rides(company, 2, 3)
    assert await integrate_all(company.container) == 1
    for statement in (
        "DELETE FROM log_checkpoint WHERE size > 3",
        "DELETE FROM log_entry WHERE seq > 2",
        "UPDATE log_tile SET bytes = substring(bytes FROM 1 FOR 96)",
        "UPDATE log_head h SET size = 3, prev = (SELECT encode(leaf, 'hex') FROM log_entry WHERE seq = 2)",
    ):
        await plant(company, statement)
    assert await integrate_all(company.container) == 0
    # Another fourth entry, sound in itself and well chained: only what is remembered beside the key forbids it.
    async with company.container.database.work(company.org_id) as connection:
        last = await connection.fetchval("SELECT leaf FROM log_entry WHERE seq = 2")
    payload = {"type": "admin.acted", "recorded_on": "2026-11-18", "act": "test", "role": "admin", "reason": "test"}
    other = entry.seal(payload, company.log_id, 3, last.hex(), os.urandom(16).hex())
    leaf = merkle.leaf_hash(other)
    await plant(
        company,
        f"INSERT INTO log_entry VALUES ('{company.log_id}', 3, '\\x{leaf.hex()}', '\\x{other.hex()}')",
        f"UPDATE log_head SET size = 4, prev = '{leaf.hex()}'",
    )
    assert await integrate_all(company.container) == 0, "nothing is signed under a size that was published already"
    async with company.container.database.work(company.org_id) as connection:
        latest = await integrator.latest(connection, company.log_id)
    assert latest is not None and latest.size == 3


async def test_many_integrators_sign_one_growing_tree(company: "Company", clock: FixedClock, tmp_path: Path) -> None:
    async with build(company.container.settings, clock, pool=3) as other:

        async def integrating(container) -> None:  # type: ignore[no-untyped-def]
            for _ in range(25):
                await integrate_all(container)

        async def writing() -> None:
            for n in range(25):
                await _rides(company, 3, n * 3)

        await asyncio.gather(integrating(company.container), integrating(other), integrating(other), writing())
    async with company.container.database.work(company.org_id) as connection:
        keys = await connection.fetchval("SELECT count(*) FROM log_key")
    assert keys == 1
    await company.audited(tmp_path / "export")


async def test_the_worker_signs_what_is_new_within_a_second(company: "Company") -> None:
    waited = list[float]()
    async with asyncio.TaskGroup() as group:
        working = group.create_task(worker.work(company.container.settings))
        for n in range(6):
            await _rides(company, 1, n)
            begun = time.perf_counter()
            async with asyncio.timeout(30):
                while await _signed_size(company) <= n:
                    await asyncio.sleep(0.01)
            waited.append(time.perf_counter() - begun)
        working.cancel()
    # The first had to wait for the worker's start; of the others one may meet a busy machine.
    assert sorted(waited[1:])[-2] < 1, waited


async def _signed_size(company: "Company") -> int:
    async with company.container.database.log_work(company.log_id) as connection:
        signed = await integrator.latest(connection, company.log_id)
    return 0 if signed is None else signed.size


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET entry = entry || ' '::bytea WHERE seq = 1",
        "UPDATE log_checkpoint SET note = 'nonsense'",
        "UPDATE log_key SET sealed = substring(sealed FROM 2)",
    ],
)
async def test_one_bad_log_does_not_stop_the_others(company: "Company", rival: "Company", statement: str) -> None:
    await _rides(company, 1)
    assert await integrate_all(company.container) == 1
    await _rides(company, 2, 1)
    await _rides(rival, 2)
    await plant(company, statement)
    with capture_logs() as logs:
        assert await integrate_all(company.container) == 1
    assert [(line["log_level"], line["log_id"]) for line in logs] == [("critical", company.log_id)]
    async with rival.container.database.work(rival.org_id) as connection:
        assert await integrator.latest(connection, rival.log_id) is not None


async def test_the_sweep_keeps_what_is_open_or_young(company: "Company") -> None:
    inbox, clock = Inbox(company.container.database, 7), company.clock
    await inbox.store([Arrival(n, n, "{}") for n in (1, 2, 3)], clock.now())
    await inbox.take(2, clock.now())
    await inbox.done([1], clock.now())
    company.later(days=8)
    await inbox.done([2], clock.now())
    await sweep(company.container)
    async with company.container.database.work() as connection:
        left = [row["update_id"] for row in await connection.fetch("SELECT update_id FROM inbox ORDER BY 1")]
    assert left == [2, 3]


async def test_a_round_of_the_worker_reaches_every_organisation(company: "Company", rival: "Company") -> None:
    await _rides(company, 1)
    await _rides(rival, 1)
    async with company.container.database.work() as connection:
        assert len(await organisations.every(connection)) == 3
    assert await worker.integrate_all(company.container) == 2
    assert await worker.integrate_all(company.container) == 0

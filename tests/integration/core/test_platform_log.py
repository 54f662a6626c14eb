"""The platform log: every log's checkpoints, at most hourly and at each export, and never two histories of one log."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from app import platform
from app.container import build
from app.export import write_log, write_platform_log
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import PLATFORM_LOG
from ledger import checkpoint, integrator, log, note, serving
from ledger.layout import LogEmpty
from ledger.platform import CheckpointRefused
from ledger.verify import verify
from methodologies.engine import recompute
from tests.integration.core.projections import plant
from tests.integration.platform_checkpoints import platform_checkpoints

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _forge(company: "Company", rides: int) -> None:
    """Another history of the whole log, signed with the log's own key: the strongest forger there is."""
    await plant(
        company,
        "DELETE FROM log_checkpoint",
        "DELETE FROM log_tile",
        "DELETE FROM log_entry",
        "DELETE FROM log_idem",
        "DELETE FROM log_methodology",
        "DELETE FROM log_head",
    )
    at = company.clock.now()
    async with company.container.database.work(company.org_id) as connection:
        head = await log.lock(connection, company.log_id)
        for n in range(rides):
            payload = {"type": "admin.acted", "act": "opened", "role": "admin", "reason": f"r{n}"}
            head.seal({**payload, "recorded_on": at.date().isoformat()}, bytes([n]) * 16)
        await head.write(connection)
        keys = await company.container.log_keys.signing(connection, company.log_id)
        assert await integrator.integrate(connection, company.log_id, keys, at) is not None


async def test_every_signed_checkpoint_is_logged_and_sealed_under_the_platforms_own_key(
    company: "Company", rival: "Company"
) -> None:
    box = company.container
    await company.walks(3)
    await rival.walks(2)
    assert await platform.log_all(box) == 2
    assert await integrate_all(box) == 1
    found = {one.origin: one.size for one in await platform_checkpoints(box)}
    assert found == {box.log_origin(company.log_id): 3, box.log_origin(rival.log_id): 2}
    async with box.database.log_work(PLATFORM_LOG) as connection:
        signed = await integrator.latest(connection, PLATFORM_LOG)
        vkeys = await serving.vkeys(connection, PLATFORM_LOG)
    assert signed is not None
    body = note.open_note(signed.note, [note.Verifier.from_vkey(vkey) for vkey in vkeys])
    assert (checkpoint.parse(body).origin, signed.size) == (box.log_origin(PLATFORM_LOG), 2)


async def test_a_log_is_logged_at_most_once_an_hour(company: "Company") -> None:
    box = company.container
    sizes = []
    for _ in range(9):
        await company.walks(1)
        await platform.log_all(box)
        sizes.append(len(await platform_checkpoints(box)))
        company.later(minutes=20)
    assert sizes == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [one.size for one in await platform_checkpoints(box)] == [1, 4, 7]


async def test_the_hour_between_two_of_a_log_is_whole(company: "Company") -> None:
    for seconds, logged in ((0, 1), (3_599, 0), (1, 1)):
        company.later(seconds=seconds)
        await company.walks(1)
        assert await platform.log_all(company.container) == logged


async def test_a_log_that_has_not_grown_is_not_logged_again(company: "Company") -> None:
    await company.walks(1)
    assert await platform.log_all(company.container) == 1
    company.later(hours=5)
    assert await platform.log_all(company.container) == 0


async def test_a_log_without_a_checkpoint_is_left_out(company: "Company") -> None:
    await company.record(company.tell(5_000))
    assert await platform.log_all(company.container) == 0
    assert await platform_checkpoints(company.container) == []


async def test_workers_at_once_log_each_checkpoint_once(
    company: "Company", rival: "Company", clock: FixedClock, tmp_path: Path
) -> None:
    async with build(company.container.settings, clock, pool=3) as other:
        for _ in range(4):
            await company.walks(1)
            await rival.walks(1)
            counts = await asyncio.gather(*(platform.log_all(box) for box in (company.container, other, other) * 2))
            assert sum(counts) == 2
            await asyncio.gather(integrate_all(company.container), integrate_all(other))
            company.later(hours=1)
    assert len(await platform_checkpoints(company.container)) == 8
    await write_platform_log(company.container, tmp_path / "platform")
    assert verify(tmp_path / "platform", None, recompute).entries == {"checkpoint.logged": 8}


async def test_exports_and_workers_at_once_leave_one_entry_a_checkpoint(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    await company.walks(2)
    await rival.walks(2)
    await asyncio.gather(
        *(write_log(company.container, company.org_id, tmp_path / f"c{n}") for n in range(3)),
        *(write_log(rival.container, rival.org_id, tmp_path / f"r{n}") for n in range(3)),
        *(platform.log_all(company.container) for _ in range(3)),
    )
    assert len(await platform_checkpoints(company.container)) == 2
    for folder in ("c0", "c1", "c2", "r0", "r1", "r2"):
        assert verify(tmp_path / folder, None, recompute).platform == "logged"


async def test_a_worker_that_ended_between_logging_and_signing_is_made_up_for(
    company: "Company", tmp_path: Path
) -> None:
    await company.walks(1)
    await platform.log_all(company.container)
    async with company.container.database.log_work(PLATFORM_LOG) as connection:
        assert await integrator.latest(connection, PLATFORM_LOG) is None
    await write_log(company.container, company.org_id, tmp_path / "out")
    assert verify(tmp_path / "out", None, recompute).platform == "logged"
    assert len(await platform_checkpoints(company.container)) == 1


@pytest.mark.parametrize(("rides", "reason"), [(6, "inconsistent"), (4, "inconsistent"), (3, "smaller")])
async def test_a_second_history_is_an_alarm_and_is_not_logged(
    company: "Company", rival: "Company", tmp_path: Path, rides: int, reason: str
) -> None:
    await company.walks(4)
    assert await platform.log_all(company.container) == 1
    await _forge(company, rides)
    company.later(hours=1)
    await rival.walks(1)
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 1, "the other log is not held up"
    (alarm,) = [line for line in said if line["log_level"] == "critical"]
    assert (alarm["event"], alarm["log_id"]) == ("platform.checkpoint_refused", company.log_id)
    sizes = [one.size for one in await platform_checkpoints(company.container) if one.origin.endswith(company.log_id)]
    assert sizes == [4]
    with pytest.raises(CheckpointRefused) as refused:
        await write_log(company.container, company.org_id, tmp_path / "out")
    assert refused.value.params == {
        "origin": company.container.log_origin(company.log_id), "reason": reason, "logged_size": 4, "size": rides,
    }  # fmt: skip


async def test_an_export_does_not_wait_for_the_clock_of_another_machine(company: "Company", tmp_path: Path) -> None:
    await company.walks(1)
    company.later(seconds=5)
    assert await platform.log_all(company.container) == 1, "by a machine whose clock is ahead"
    company.later(seconds=-5)
    await company.walks(1)
    await write_log(company.container, company.org_id, tmp_path / "out")
    assert verify(tmp_path / "out", None, recompute).platform == "logged"


async def test_a_platform_log_without_entries_is_told_as_empty(company: "Company", tmp_path: Path) -> None:
    with pytest.raises(LogEmpty):
        await write_platform_log(company.container, tmp_path / "platform")


async def test_without_the_check_a_second_history_would_be_logged(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: the test above would fail on it."""
    await company.walks(4)
    await platform.log_all(company.container)
    await _forge(company, 6)
    company.later(hours=1)
    monkeypatch.setattr("ledger.platform.merkle.verify_consistency", lambda *_: None)
    assert await platform.log_all(company.container) == 1


async def test_a_log_that_lost_its_checkpoints_is_an_alarm(company: "Company") -> None:
    await company.walks(2)
    await platform.log_all(company.container)
    await plant(company, "DELETE FROM log_checkpoint")
    company.later(hours=1)
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 0
    assert ["missing" in line["problem"] for line in said] == [True]


async def test_a_checkpoint_that_the_logs_key_did_not_sign_is_not_logged(company: "Company") -> None:
    await company.walks(2)
    signed = await company.signed()
    stranger = note.SigningKey.generate(company.container.log_origin(company.log_id))
    forged = checkpoint.sign(checkpoint.parse(note.parse(signed.note).body), stranger)
    await plant(company, f"UPDATE log_checkpoint SET note = '\\x{forged.hex()}'")
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 0
    assert ["signature_missing" in line["problem"] for line in said] == [True]
    assert await platform_checkpoints(company.container) == []


async def test_neither_the_platform_log_nor_an_organisation_sees_the_others_rows(company: "Company") -> None:
    await company.walks(2)
    await platform.log_all(company.container)
    tables = ("log_entry", "log_head", "log_key", "platform_checkpoint", "membership", "action", "vault")
    counts = {}
    for log_id in (PLATFORM_LOG, company.log_id):
        async with company.container.database.log_work(log_id) as connection:
            counts[log_id] = [await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables]
    assert counts[PLATFORM_LOG] == [1, 1, 0, 1, 0, 0, 0]
    assert counts[company.log_id][3] == 0
    assert min(counts[company.log_id][:3]) > 0

"""The platform log: every log's checkpoints, at most hourly and at each export, and never two histories of one log."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from app import cli, platform
from app.container import Container, build
from app.export import write_log, write_month, write_platform_log
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import PLATFORM_LOG
from ledger import checkpoint, cosignatures, entry, integrator, log, logged, note, proof, serving
from ledger.invalid import CheckpointWrong
from ledger.platform import CheckpointRefused
from ledger.policy import Policy
from ledger.verify import Verified, verify
from methodologies.engine import recompute

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _rides(company: "Company", count: int) -> None:
    """Sealed and signed."""
    at = company.clock.now()
    await company.record_many(
        *(company.tell(100 + n, kind="walking", at=at - timedelta(minutes=n), another=True) for n in range(count))
    )
    await integrate_all(company.container)


async def _logged(box: Container) -> list[checkpoint.Checkpoint]:
    """What the platform log carries, in its order."""
    async with box.database.log_work(PLATFORM_LOG) as connection:
        size = await log.size(connection, PLATFORM_LOG)
        records = [entry.parse(data) for data in await log.read_range(connection, PLATFORM_LOG, 0, size)]
    assert {record["type"] for record in records} <= {"checkpoint.logged"}
    return [checkpoint.parse(note.parse(str(record["checkpoint"]).encode()).body) for record in records]


async def _as_owner(company: "Company", *statements: str) -> None:
    """What somebody with the database's owner password could do."""
    url = company.container.settings.database_owner_url
    assert url is not None
    owner = await asyncpg.connect(url.get_secret_value())
    try:
        await owner.execute("SELECT set_config('app.log', $1, false)", company.log_id)
        for statement in statements:
            await owner.execute(statement)
    finally:
        await owner.close()


async def _forge(company: "Company", rides: int) -> None:
    """Another history of the whole log, signed with the log's own key: the strongest forger there is."""
    await _as_owner(
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
    await _rides(company, 3)
    await _rides(rival, 2)
    assert await platform.log_all(box) == 2
    assert await integrate_all(box) == 1
    found = {one.origin: one.size for one in await _logged(box)}
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
        await _rides(company, 1)
        await platform.log_all(box)
        sizes.append(len(await _logged(box)))
        company.later(minutes=20)
    assert sizes == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [one.size for one in await _logged(box)] == [1, 4, 7]


async def test_a_log_that_has_not_grown_is_not_logged_again(company: "Company") -> None:
    await _rides(company, 1)
    assert await platform.log_all(company.container) == 1
    company.later(hours=5)
    assert await platform.log_all(company.container) == 0


async def test_a_log_without_a_checkpoint_is_left_out(company: "Company") -> None:
    await company.record(company.tell(5_000))
    assert await platform.log_all(company.container) == 0
    assert await _logged(company.container) == []


async def test_workers_at_once_log_each_checkpoint_once(
    company: "Company", rival: "Company", clock: FixedClock, tmp_path: Path
) -> None:
    async with build(company.container.settings, clock, pool=3) as other:
        for _ in range(4):
            await _rides(company, 1)
            await _rides(rival, 1)
            counts = await asyncio.gather(*(platform.log_all(box) for box in (company.container, other, other) * 2))
            assert sum(counts) == 2
            await asyncio.gather(integrate_all(company.container), integrate_all(other))
            company.later(hours=1)
    assert len(await _logged(company.container)) == 8
    await write_platform_log(company.container, tmp_path / "platform")
    assert verify(tmp_path / "platform", None, recompute).entries == {"checkpoint.logged": 8}


async def test_exports_and_workers_at_once_leave_one_entry_a_checkpoint(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    await _rides(company, 2)
    await _rides(rival, 2)
    await asyncio.gather(
        *(write_log(company.container, company.org_id, tmp_path / f"c{n}") for n in range(3)),
        *(write_log(rival.container, rival.org_id, tmp_path / f"r{n}") for n in range(3)),
        *(platform.log_all(company.container) for _ in range(3)),
    )
    assert len(await _logged(company.container)) == 2
    for folder in ("c0", "c1", "c2", "r0", "r1", "r2"):
        assert verify(tmp_path / folder, None, recompute).platform == "logged"


async def test_a_worker_that_ended_between_logging_and_signing_is_made_up_for(
    company: "Company", tmp_path: Path
) -> None:
    await _rides(company, 1)
    await platform.log_all(company.container)
    async with company.container.database.log_work(PLATFORM_LOG) as connection:
        assert await integrator.latest(connection, PLATFORM_LOG) is None
    await write_log(company.container, company.org_id, tmp_path / "out")
    assert verify(tmp_path / "out", None, recompute).platform == "logged"
    assert len(await _logged(company.container)) == 1


@pytest.mark.parametrize(("rides", "reason"), [(6, "inconsistent"), (4, "inconsistent"), (3, "smaller")])
async def test_a_second_history_is_an_alarm_and_is_not_logged(
    company: "Company", rival: "Company", tmp_path: Path, rides: int, reason: str
) -> None:
    await _rides(company, 4)
    assert await platform.log_all(company.container) == 1
    await _forge(company, rides)
    company.later(hours=1)
    await _rides(rival, 1)
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 1, "the other log is not held up"
    (alarm,) = [line for line in said if line["log_level"] == "critical"]
    assert (alarm["event"], alarm["log_id"]) == ("platform.checkpoint_refused", company.log_id)
    sizes = [one.size for one in await _logged(company.container) if one.origin.endswith(company.log_id)]
    assert sizes == [4]
    with pytest.raises(CheckpointRefused) as refused:
        await write_log(company.container, company.org_id, tmp_path / "out")
    assert refused.value.params == {
        "origin": company.container.log_origin(company.log_id), "reason": reason, "logged_size": 4, "size": rides,
    }  # fmt: skip


async def test_without_the_check_a_second_history_would_be_logged(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: the test above would fail on it."""
    await _rides(company, 4)
    await platform.log_all(company.container)
    await _forge(company, 6)
    company.later(hours=1)
    monkeypatch.setattr("ledger.platform.merkle.verify_consistency", lambda *_: None)
    assert await platform.log_all(company.container) == 1


async def test_a_log_that_lost_its_checkpoints_is_an_alarm(company: "Company") -> None:
    await _rides(company, 2)
    await platform.log_all(company.container)
    await _as_owner(company, "DELETE FROM log_checkpoint")
    company.later(hours=1)
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 0
    assert ["missing" in line["problem"] for line in said] == [True]


async def test_a_checkpoint_that_the_logs_key_did_not_sign_is_not_logged(company: "Company") -> None:
    await _rides(company, 2)
    async with company.container.database.work(company.org_id) as connection:
        signed = await integrator.latest(connection, company.log_id)
    assert signed is not None
    stranger = note.SigningKey.generate(company.container.log_origin(company.log_id))
    forged = checkpoint.sign(checkpoint.parse(note.parse(signed.note).body), stranger)
    await _as_owner(company, f"UPDATE log_checkpoint SET note = '\\x{forged.hex()}'")
    with capture_logs() as said:
        assert await platform.log_all(company.container) == 0
    assert ["signature_missing" in line["problem"] for line in said] == [True]
    assert await _logged(company.container) == []


async def test_neither_the_platform_log_nor_an_organisation_sees_the_others_rows(company: "Company") -> None:
    await _rides(company, 2)
    await platform.log_all(company.container)
    tables = ("log_entry", "log_head", "log_key", "platform_checkpoint", "membership", "action", "vault")
    counts = {}
    for log_id in (PLATFORM_LOG, company.log_id):
        async with company.container.database.log_work(log_id) as connection:
            counts[log_id] = [await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables]
    assert counts[PLATFORM_LOG] == [1, 1, 0, 1, 0, 0, 0]
    assert counts[company.log_id][3] == 0
    assert min(counts[company.log_id][:3]) > 0


async def _exported(company: "Company", directory: Path, rides: int = 3) -> tuple[Path, str]:
    """An export, and its receipt's path in it."""
    await _rides(company, rides)
    told = await write_log(company.container, company.org_id, directory)
    return directory, f"platform/{told['size']}.tlog-proof"


async def _verify(directory: Path, policy: str | None = None) -> Verified:
    return verify(directory, policy, recompute)


async def test_an_export_within_the_hour_carries_its_own_receipt(company: "Company", tmp_path: Path) -> None:
    await _rides(company, 1)
    await platform.log_all(company.container)
    company.later(minutes=1)
    directory, file = await _exported(company, tmp_path / "out")
    assert (directory / file).exists()
    assert (await _verify(directory)).platform == "logged"
    assert [one.size for one in await _logged(company.container)] == [1, 4]


async def test_a_months_export_carries_its_receipt(company: "Company", tmp_path: Path) -> None:
    await _rides(company, 3)
    await write_month(company.container, "2026-11", tmp_path / "out", company.org_id)
    found = await _verify(tmp_path / "out")
    assert (found.platform, found.with_report) == ("logged", True)


async def test_the_receipt_stays_the_same_while_the_platform_log_grows(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    first, file = await _exported(company, tmp_path / "one")
    await _rides(rival, 1)
    await platform.log_all(company.container)
    await integrate_all(company.container)
    second, _ = await _exported(company, tmp_path / "two", rides=0)
    assert (first / file).read_bytes() == (second / file).read_bytes()


async def test_the_receipt_bears_the_witnesses_of_the_first_checkpoint_that_most_have_cosigned(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    """So the receipt alone holds under a policy that asks for witnesses."""
    box, witnesses = company.container, [note.SigningKey.generate(f"witness.example.net/{n}") for n in (1, 2)]
    await _exported(company, tmp_path / "one", rides=1)  # entry 0, covered by sizes 1, 2 and 3
    await _exported(rival, tmp_path / "two", rides=1)
    await _exported(rival, tmp_path / "three", rides=1)
    async with box.database.log_work(PLATFORM_LOG) as connection:
        for size, signing in ((2, witnesses[:1]), (3, witnesses)):
            point = await integrator.at(connection, PLATFORM_LOG, size)
            assert point is not None
            body = note.parse(point.note).body
            for key in signing:
                line = key.cosign(body, int(company.clock.now().timestamp()))
                await cosignatures.keep(connection, PLATFORM_LOG, size, key.witness_vkey, line, company.clock.now())
    directory, file = await _exported(company, tmp_path / "out", rides=0)
    lines = [f"witness w{n} {key.witness_vkey}\n" for n, key in enumerate(witnesses)]
    logs = [line for line in (directory / "policy.txt").read_text().splitlines() if line.startswith("log ")]
    policy = Policy.parse("\n".join([*logs, "".join(lines), "group all all w0 w1", "quorum all"]))
    found = proof.verify((directory / file).read_bytes(), policy)
    assert (found.index, found.checkpoint.size, found.witnesses) == (0, 3, ("w0", "w1"))
    assert (await _verify(directory)).platform == "logged"


async def test_an_export_without_a_receipt_is_told_as_not_logged(company: "Company", tmp_path: Path) -> None:
    directory, file = await _exported(company, tmp_path / "out")
    (directory / file).unlink()
    assert (await _verify(directory)).platform == "not_logged"


async def test_an_auditor_who_trusts_no_platform_log_is_told_that_it_was_not_checked(
    company: "Company", tmp_path: Path
) -> None:
    directory, file = await _exported(company, tmp_path / "out")
    lines = [line for line in (directory / "policy.txt").read_text().splitlines() if PLATFORM_LOG not in line]
    assert (await _verify(directory, "\n".join(lines))).platform == "not_checked"
    (directory / file).write_bytes(b"nonsense")
    assert (await _verify(directory, "\n".join(lines))).platform == "not_checked"


async def test_any_changed_line_of_the_receipt_is_found(company: "Company", rival: "Company", tmp_path: Path) -> None:
    await _rides(rival, 1)
    await platform.log_all(company.container)
    directory, file = await _exported(company, tmp_path / "out")
    whole = (directory / file).read_bytes()
    assert len(proof.parse(whole).hashes) == 1
    for at, line in enumerate(whole.split(b"\n")):
        for changed in {
            line[:-1],
            line[:-2] + bytes([line[-2] ^ 1]) + line[-1:] if len(line) > 1 else b"x",
            b"x" + line,
        }:
            lines = whole.split(b"\n")
            lines[at] = changed
            if changed == line:
                continue
            (directory / file).write_bytes(b"\n".join(lines))
            with pytest.raises(CheckpointWrong) as caught:
                await _verify(directory)
            assert caught.value.params["file"] == file
    (directory / file).write_bytes(whole)
    await _verify(directory)


async def test_the_receipt_of_another_log_is_refused(company: "Company", rival: "Company", tmp_path: Path) -> None:
    directory, file = await _exported(company, tmp_path / "mine")
    theirs, other = await _exported(rival, tmp_path / "theirs")
    (directory / file).write_bytes((theirs / other).read_bytes())
    policy = (directory / "policy.txt").read_text()
    assert await _reason(directory) == "log_unknown"
    extra = next(line for line in (theirs / "policy.txt").read_text().splitlines() if rival.log_id in line)
    assert await _reason(directory, f"{extra}\n{policy}") == "origin"


async def test_the_receipt_of_an_older_checkpoint_is_no_receipt_of_this_one(company: "Company", tmp_path: Path) -> None:
    before, old = await _exported(company, tmp_path / "old")
    directory, file = await _exported(company, tmp_path / "new")
    (directory / file).write_bytes((before / old).read_bytes())
    assert await _reason(directory) == "size"
    (directory / file).rename(directory / old)
    assert (await _verify(directory)).platform == "not_logged"


async def test_a_receipt_out_of_an_organisations_own_log_is_refused(company: "Company", tmp_path: Path) -> None:
    """An organisation could write `checkpoint.logged` into its own log: nobody else has seen that."""
    directory, file = await _exported(company, tmp_path / "out")
    async with company.container.database.work(company.org_id) as connection:
        signed = await integrator.latest(connection, company.log_id)
        assert signed is not None
        hashes = await integrator.inclusion(connection, company.log_id, 1, signed.size)
        sealed = await log.read(connection, company.log_id, 1)
    (directory / file).write_bytes(proof.to_text(1, hashes, signed.note, sealed.data))
    assert await _reason(directory) == "platform_origin"


async def test_a_root_that_the_platform_log_knows_otherwise_is_refused(company: "Company", tmp_path: Path) -> None:
    """Somebody who holds both keys shows this auditor another tree of the same size than the platform log."""
    directory, file = await _exported(company, tmp_path / "out")
    box = company.container
    async with box.database.work(company.org_id) as connection:
        (key,) = await box.log_keys.signing(connection, company.log_id)
    point = Policy.parse((directory / "policy.txt").read_text()).check((directory / "checkpoint").read_bytes())
    other = checkpoint.Checkpoint(point.origin, point.size, bytes(32))
    (directory / "checkpoint").write_bytes(checkpoint.sign(other, key))
    assert await _reason(directory) == "root"
    assert (directory / file).exists()


async def _reason(directory: Path, policy: str | None = None) -> object:
    with pytest.raises(CheckpointWrong) as caught:
        await _verify(directory, policy)
    assert str(caught.value.params["file"]).startswith("platform/")
    return caught.value.params["reason"]


async def test_the_command_says_whether_the_platform_log_knows_the_export(company: "Company", tmp_path: Path) -> None:
    directory, file = await _exported(company, tmp_path / "out")
    good = CliRunner().invoke(cli.app, ["verify", str(directory)])
    assert (good.exit_code, json.loads(good.stdout)["platform"]) == (0, "logged")
    (directory / file).write_bytes((directory / file).read_bytes().replace(b"index 0", b"index 1"))
    bad = CliRunner().invoke(cli.app, ["verify", str(directory)])
    assert bad.exit_code == 1
    assert file in bad.output


def test_the_verifier_and_the_product_name_the_platform_log_alike() -> None:
    assert logged.PLATFORM_LOG == PLATFORM_LOG

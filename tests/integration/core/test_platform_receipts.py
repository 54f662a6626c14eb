"""Receipts of the platform log: every export carries its own, and the verifier names one that is wrong."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from app import cli, platform
from app.export import write_log, write_month
from app.worker import integrate_all
from kernel.ids import PLATFORM_LOG
from ledger import checkpoint, cosignatures, integrator, log, logged, note, proof
from ledger.invalid import CheckpointWrong
from ledger.policy import Policy
from ledger.verify import Verified, verify
from methodologies.engine import recompute
from tests.integration.platform_checkpoints import platform_checkpoints

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _exported(company: "Company", directory: Path, rides: int = 3) -> tuple[Path, str]:
    """An export, and its receipt's path in it."""
    await company.walks(rides)
    told = await write_log(company.container, company.org_id, directory)
    return directory, f"platform/{told['size']}.tlog-proof"


def _verify(directory: Path, policy: str | None = None) -> Verified:
    return verify(directory, policy, recompute)


async def test_an_export_within_the_hour_carries_its_own_receipt(company: "Company", tmp_path: Path) -> None:
    await company.walks(1)
    await platform.log_all(company.container)
    company.later(minutes=1)
    directory, file = await _exported(company, tmp_path / "out")
    assert (directory / file).exists()
    assert (_verify(directory)).platform == "logged"
    assert [one.size for one in await platform_checkpoints(company.container)] == [1, 4]


async def test_a_months_export_carries_its_receipt(company: "Company", tmp_path: Path) -> None:
    await company.walks(3)
    await write_month(company.container, "2026-11", tmp_path / "out", company.org_id)
    found = _verify(tmp_path / "out")
    assert (found.platform, found.with_report) == ("logged", True)


async def test_the_receipt_stays_the_same_while_the_platform_log_grows(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    first, file = await _exported(company, tmp_path / "one")
    await rival.walks(1)
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
    assert (_verify(directory)).platform == "logged"


async def test_an_export_without_a_receipt_is_told_as_not_logged(company: "Company", tmp_path: Path) -> None:
    directory, file = await _exported(company, tmp_path / "out")
    (directory / file).unlink()
    assert (_verify(directory)).platform == "not_logged"


async def test_an_auditor_who_trusts_no_platform_log_is_told_that_it_was_not_checked(
    company: "Company", tmp_path: Path
) -> None:
    directory, file = await _exported(company, tmp_path / "out")
    lines = [line for line in (directory / "policy.txt").read_text().splitlines() if PLATFORM_LOG not in line]
    assert (_verify(directory, "\n".join(lines))).platform == "not_checked"
    (directory / file).write_bytes(b"nonsense")
    assert (_verify(directory, "\n".join(lines))).platform == "not_checked"


async def test_any_changed_line_of_the_receipt_is_found(company: "Company", rival: "Company", tmp_path: Path) -> None:
    await rival.walks(1)
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
                _verify(directory)
            assert caught.value.params["file"] == file
    (directory / file).write_bytes(whole)
    _verify(directory)


async def test_the_receipt_of_another_log_is_refused(company: "Company", rival: "Company", tmp_path: Path) -> None:
    directory, file = await _exported(company, tmp_path / "mine")
    theirs, other = await _exported(rival, tmp_path / "theirs")
    (directory / file).write_bytes((theirs / other).read_bytes())
    policy = (directory / "policy.txt").read_text()
    assert _reason(directory) == "log_unknown"
    extra = next(line for line in (theirs / "policy.txt").read_text().splitlines() if rival.log_id in line)
    assert _reason(directory, f"{extra}\n{policy}") == "origin"


async def test_the_receipt_of_an_older_checkpoint_is_no_receipt_of_this_one(company: "Company", tmp_path: Path) -> None:
    before, old = await _exported(company, tmp_path / "old")
    directory, file = await _exported(company, tmp_path / "new")
    (directory / file).write_bytes((before / old).read_bytes())
    assert _reason(directory) == "size"
    (directory / file).rename(directory / old)
    assert (_verify(directory)).platform == "not_logged"


async def test_a_receipt_out_of_an_organisations_own_log_is_refused(company: "Company", tmp_path: Path) -> None:
    """An organisation could write `checkpoint.logged` into its own log: nobody else has seen that."""
    directory, file = await _exported(company, tmp_path / "out")
    async with company.container.database.work(company.org_id) as connection:
        signed = await integrator.latest(connection, company.log_id)
        assert signed is not None
        hashes = await integrator.inclusion(connection, company.log_id, 1, signed.size)
        sealed = await log.read(connection, company.log_id, 1)
    (directory / file).write_bytes(proof.to_text(1, hashes, signed.note, sealed.data))
    assert _reason(directory) == "platform_origin"


async def test_a_root_that_the_platform_log_knows_otherwise_is_refused(company: "Company", tmp_path: Path) -> None:
    """Somebody who holds both keys shows this auditor another tree of the same size than the platform log."""
    directory, file = await _exported(company, tmp_path / "out")
    box = company.container
    async with box.database.work(company.org_id) as connection:
        (key,) = await box.log_keys.signing(connection, company.log_id)
    point = Policy.parse((directory / "policy.txt").read_text()).check((directory / "checkpoint").read_bytes())
    other = checkpoint.Checkpoint(point.origin, point.size, bytes(32))
    (directory / "checkpoint").write_bytes(checkpoint.sign(other, key))
    assert _reason(directory) == "root"
    assert (directory / file).exists()


def _reason(directory: Path, policy: str | None = None) -> object:
    with pytest.raises(CheckpointWrong) as caught:
        _verify(directory, policy)
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

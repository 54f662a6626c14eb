"""A backup comes back whole or not at all, under its own key alone, and never brings an erased person back."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from actions.commands import Receipt
from app import dumping
from app.backup import backup
from app.backup_files import DUMP, ERASED, KEY, MANIFEST, BackupDamaged, BackupIncomplete, BackupKeyOther, Manifest
from app.container import Container, build
from app.dumping import BackupRoleWeak
from app.erase import erasing
from app.export import write_as_signed, write_log, write_month
from app.programs import ProgramFailed
from app.prove import extends, read_policy
from app.restore import BackupNewer, CheckpointForeign, RestoreNotEmpty, restore
from app.settings import Settings
from app.up import environment_of
from app.worker import integrate_all
from kernel.ids import new_uuid
from ledger.integrator import LeafAltered, TreeUnlike
from ledger.layout import LogEmpty
from ledger.verify import verify
from methodologies.engine import recompute
from privacy.keys import KeyFileUnusable
from tests.integration.core.projections import ride

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _files(container: Container, company: "Company", directory: Path) -> dict[str, bytes]:
    """The export of the company's log, which verifies."""
    await write_log(container, company.org_id, directory)
    verify(directory, None, recompute)
    return {
        str(file.relative_to(directory)): file.read_bytes()
        for file in sorted(directory.rglob("*"))
        if file.is_file() and "platform" not in file.parts
    }


async def test_what_was_backed_up_comes_back_and_goes_on(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    before = await _files(company.container, company, tmp_path / "before")
    made = await backup(settings, tmp_path / "backup")
    assert not (tmp_path / "backup" / KEY).exists()
    target = await elsewhere()
    done = await restore(target, tmp_path / "backup")
    assert done["not_signed_any_more"] == [] and done["erased_again"] == 0
    assert {log_id: state["entries"] for log_id, state in done["logs"].items()} == made["logs"]  # type: ignore[attr-defined]
    async with build(target, company.clock) as restored:
        assert await _files(restored, company, tmp_path / "after") == before
        later = await restored.recorder.record(company.org_id, company.tell(3_000, kind="walking"))
        assert later.seq == len(await company.entries())
        assert await integrate_all(restored) == 1
        await _files(restored, company, tmp_path / "later")


async def test_an_old_backup_does_not_bring_an_erased_person_back(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    gone, stays = company.riders
    await erasing(company.container).erase(gone.id)
    target = await elsewhere()
    # What lies beside the key outlives the database.
    shutil.copytree(settings.data_dir / "erased", target.data_dir / "erased")
    done = await restore(target, tmp_path / "backup")
    assert done["erased_again"] == 1
    async with build(target, company.clock) as restored, restored.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM subject_key WHERE person_id = $1", gone.id) == 0
        assert await connection.fetchval("SELECT count(*) FROM vault WHERE person_id = $1", gone.id) == 0
        assert await connection.fetchval("SELECT count(*) FROM action WHERE person_id = $1", gone.id) == 0
        assert await connection.fetchval("SELECT count(*) FROM action WHERE person_id = $1", stays.id) == 2
        text = await connection.fetchval("SELECT convert_from(entry, 'UTF8') FROM log_entry ORDER BY seq DESC LIMIT 1")
    assert json.loads(text)["reasons"] == ["erased_before_restore"]


async def test_a_list_in_the_backup_counts_where_the_folder_was_lost(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "old")
    await erasing(company.container).erase(company.riders[0].id)
    await backup(settings, tmp_path / "new")
    target = await elsewhere()
    assert (await restore(target, tmp_path / "new"))["erased_again"] == 0
    other = await elsewhere()
    shutil.copytree(target.data_dir / "erased", other.data_dir / "erased")
    assert (await restore(other, tmp_path / "old"))["erased_again"] == 1


async def test_a_log_that_was_signed_further_is_never_signed_again(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    await company.record(company.tell(3_000, kind="walking"))
    await integrate_all(company.container)
    target = await elsewhere()
    shutil.copytree(settings.data_dir / "signed", target.data_dir / "signed")
    done = await restore(target, tmp_path / "backup")
    assert done["not_signed_any_more"] == [company.log_id]
    async with build(target, company.clock) as restored:
        assert isinstance(await restored.recorder.record(company.org_id, company.tell(500, kind="walking")), Receipt)
        assert await integrate_all(restored) == 0
        with pytest.raises(TreeUnlike):
            await write_log(restored, company.org_id, tmp_path / "another-future")
        with pytest.raises(TreeUnlike):
            await write_month(restored, "2026-11", tmp_path / "another-month", company.org_id)


async def test_what_was_signed_of_a_frozen_log_can_still_be_exported(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    size = (await company.signed()).size
    await company.record(company.tell(3_000, kind="walking"))
    await write_log(company.container, company.org_id, tmp_path / "newer")
    target = await elsewhere()
    await restore(target, tmp_path / "backup", [tmp_path / "newer" / "checkpoint"])
    async with build(target, company.clock) as restored:
        await restored.recorder.record(company.org_id, company.tell(500, kind="walking"))
        with pytest.raises(TreeUnlike):
            await write_log(restored, company.org_id, tmp_path / "refused")
        told = await write_as_signed(restored, company.org_id, tmp_path / "frozen")
        with pytest.raises(LogEmpty):
            await write_as_signed(restored, None, tmp_path / "platform")
    found = verify(tmp_path / "frozen", None, recompute)
    assert (found.size, told["size"], told["root"]) == (size, size, found.root)
    policy = read_policy(tmp_path / "newer" / "policy.txt")
    assert extends(tmp_path / "frozen", tmp_path / "newer", policy)["old_size"] == size


async def test_a_checkpoint_kept_elsewhere_forbids_another_future(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await _files(company.container, company, tmp_path / "older")
    await backup(settings, tmp_path / "backup")
    await company.record(company.tell(3_000, kind="walking"))
    await _files(company.container, company, tmp_path / "newer")
    kept = [tmp_path / name / "checkpoint" for name in ("older", "newer")]
    target = await elsewhere()
    assert (await restore(target, tmp_path / "backup", kept))["not_signed_any_more"] == [company.log_id]
    async with build(target, company.clock) as restored:
        await restored.recorder.record(company.org_id, company.tell(500, kind="walking"))
        assert await integrate_all(restored) == 0
    kept[0].write_text(kept[0].read_text().replace("/logs/log_", "/logs/log_x"))
    with pytest.raises(CheckpointForeign):
        await restore(await elsewhere(), tmp_path / "backup", kept[:1])


async def test_only_an_empty_database_is_filled(company: "Company", settings: Settings, tmp_path: Path) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    with pytest.raises(RestoreNotEmpty):
        await restore(settings, tmp_path / "backup")


async def test_the_key_comes_from_the_backup_only_where_it_was_put_in(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await backup(settings, tmp_path / "without")
    await backup(settings, tmp_path / "with", with_key=True)
    target = await elsewhere()
    target.key_path.write_text(os.urandom(32).hex())
    with pytest.raises(BackupKeyOther):
        await restore(target, tmp_path / "with")
    target.key_path.unlink()
    with pytest.raises(KeyFileUnusable):
        await restore(target, tmp_path / "without")
    await restore(target, tmp_path / "with")
    assert target.key_path.read_bytes() == settings.key_path.read_bytes()
    assert target.key_path.stat().st_mode & 0o777 == 0o600


async def test_whatever_is_damaged_is_named_and_nothing_is_filled(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await backup(settings, tmp_path / "backup")
    target = await elsewhere()

    def damaged(name: str, change: Callable[[bytes], bytes]) -> Path:
        copy = tmp_path / f"copy-{new_uuid().hex}"
        shutil.copytree(tmp_path / "backup", copy)
        (copy / name).write_bytes(change((copy / name).read_bytes()))
        return copy

    for name, change in (
        (DUMP, lambda data: data[: len(data) // 2]),
        (DUMP, lambda data: data[:-1] + bytes([data[-1] ^ 1])),
        ("erased", lambda data: data + b"0" * 64 + b"\n"),
        (MANIFEST, lambda data: data.replace(b'"made_at": "2026', b'"made_at": "2025')),
        (MANIFEST, lambda data: data[:50]),
        (MANIFEST, lambda _: b"[]"),
        (MANIFEST, lambda _: b'{"seal": "\\ud800", "format": "leafledger-backup/2"}'),
    ):
        with pytest.raises(BackupDamaged) as caught:
            await restore(target, damaged(name, change))
        assert caught.value.params["file"] == name
    bare = damaged(DUMP, bytes)
    (bare / MANIFEST).unlink()
    with pytest.raises(BackupIncomplete):
        await restore(target, bare)
    assert await dumping.is_empty(dumping.owner_url(target))


async def test_a_backup_of_a_later_version_is_refused(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await backup(settings, tmp_path / "backup")
    told = json.loads((tmp_path / "backup" / MANIFEST).read_text())
    Manifest(told["made_at"], "9999", told["files"], {}).write(tmp_path / "backup", company.container.keys)
    with pytest.raises(BackupNewer):
        await restore(await elsewhere(), tmp_path / "backup")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE log_entry SET entry = entry || ' ' WHERE seq = 2", LeafAltered),
        ("DELETE FROM log_entry WHERE seq = 3", LeafAltered),
        ("DELETE FROM log_entry WHERE seq = (SELECT max(seq) FROM log_entry)", LeafAltered),
        ("UPDATE log_tile SET bytes = sha256('x') || substr(bytes, 33)", TreeUnlike),
        ("UPDATE log_head SET prev = repeat('0', 64)", LeafAltered),
    ],
)
async def test_a_log_that_was_changed_before_the_backup_is_found(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path, change: str, problem: Any
) -> None:
    await ride(company)
    assert settings.database_backup_url is not None
    powerful = await asyncpg.connect(settings.database_backup_url.get_secret_value())
    await powerful.execute(change)
    await powerful.close()
    await backup(settings, tmp_path / "backup")
    with pytest.raises(problem):
        await restore(await elsewhere(), tmp_path / "backup")


@pytest.mark.parametrize("known_since", [99, 17])
async def test_a_dump_is_loaded_whole_or_not_at_all_by_old_and_new_servers(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, known_since: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(dumping, "KNOWS_TRANSACTION_TIMEOUT", known_since)
    await ride(company)
    await backup(settings, tmp_path / "backup")
    target = await elsewhere()
    whole = (tmp_path / "backup" / DUMP).read_bytes()
    cut = tmp_path / "cut"
    for size in (1000, len(whole) - 10_000, len(whole) - 200):
        cut.write_bytes(whole[:size])
        with pytest.raises(ProgramFailed):
            await asyncio.wait_for(dumping.load(dumping.owner_url(target), cut), 30)
        assert await dumping.is_empty(dumping.owner_url(target))
    await restore(target, tmp_path / "backup")
    with pytest.raises(ProgramFailed):  # everything is there already
        await asyncio.wait_for(dumping.load(dumping.owner_url(target), tmp_path / "backup" / DUMP), 30)


async def test_a_role_that_would_miss_rows_makes_no_backup(
    company: "Company", settings: Settings, tmp_path: Path
) -> None:
    weak = settings.model_copy(update={"database_backup_url": None})
    with pytest.raises(BackupRoleWeak):
        await backup(weak, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("seen", [ERASED, DUMP])
async def test_a_backup_that_was_killed_is_none(
    company: "Company", settings: Settings, tmp_path: Path, seen: str
) -> None:
    """SIGKILL as soon as a file is seen: the manifest comes after all of them."""
    await ride(company)
    folder = tmp_path / "backup"
    begun = subprocess.Popen(
        [sys.executable, "-m", "app", "backup", "--dir", str(folder)],
        env={**os.environ, **environment_of(settings)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(30):
        while not (folder / seen).exists():
            assert begun.poll() is None
            await asyncio.sleep(0.001)
    begun.kill()
    assert begun.wait() == -signal.SIGKILL
    with pytest.raises(BackupIncomplete):
        await restore(settings, folder)


async def test_a_backup_during_writes_is_one_moment(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)

    async def write() -> None:
        for n in range(60):
            await company.record(company.tell(1_000 + n, another=True, at=company.clock.now() - timedelta(minutes=n)))
            await integrate_all(company.container)

    writing = asyncio.gather(write())
    made = await backup(settings, tmp_path / "backup")
    await writing
    done = await restore(await elsewhere(), tmp_path / "backup")
    assert {log_id: state["entries"] for log_id, state in done["logs"].items()} == made["logs"]  # type: ignore[attr-defined]

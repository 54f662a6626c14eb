"""Nothing starts on a database whose restore did not come to its end; whatever the disk refuses is a named error."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import dumping
from app import restore as restoring
from app.backup import backup
from app.container import RestoreUnfinished, build
from app.export import write_log
from app.programs import ProgramFailed
from app.restore import restore
from app.settings import Settings
from app.signed import SignedUnwritable
from ledger.integrator import LeafAltered
from ledger.layout import DirectoryNotWritable
from tests.integration.core.projections import plant, ride

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

Elsewhere = Callable[[], Any]


async def starts(settings: Settings) -> None:
    async with build(settings, pool=1):
        pass


async def test_nothing_starts_on_a_log_that_does_not_hold(
    company: "Company", settings: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    await ride(company)
    await plant(company, "UPDATE log_entry SET entry = entry || ' ' WHERE seq = 2")
    await backup(settings, tmp_path / "backup")
    target = await elsewhere()
    with pytest.raises(LeafAltered):
        await restore(target, tmp_path / "backup")
    with pytest.raises(RestoreUnfinished):
        await starts(target)


async def test_nothing_starts_before_whoever_was_erased_is_erased_again(
    company: "Company", settings: Settings, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restore as it is seen from another machine in its last moment, and after it."""
    await backup(settings, tmp_path / "backup")
    target, seen, finish = await elsewhere(), list[str](), restoring.erasing

    class Looking:
        def __init__(self, container: Any) -> None:
            self.use_case = finish(container)

        async def reapply(self) -> Any:
            with pytest.raises(RestoreUnfinished):
                await starts(target)
            seen.append("refused")
            return await self.use_case.reapply()

    monkeypatch.setattr(restoring, "erasing", Looking)
    await restore(target, tmp_path / "backup")
    assert seen == ["refused"]
    await starts(target)


async def test_a_restore_that_filled_nothing_can_be_repeated(
    company: "Company", settings: Settings, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await backup(settings, tmp_path / "backup")
    target, load = await elsewhere(), dumping.load

    async def cut(url: str, file: Path) -> None:
        file = tmp_path / "cut"
        file.write_bytes((tmp_path / "backup" / "database.dump").read_bytes()[:1000])
        await load(url, file)

    monkeypatch.setattr(dumping, "load", cut)
    with pytest.raises(ProgramFailed):
        await restore(target, tmp_path / "backup")
    monkeypatch.undo()
    await restore(target, tmp_path / "backup")
    await starts(target)


async def test_what_was_signed_further_must_be_remembered(
    company: "Company", settings: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    await company.record(company.tell(3_000, kind="walking"))
    await write_log(company.container, company.org_id, tmp_path / "newer")
    target = await elsewhere()
    (target.data_dir / "signed").write_text("in the way")
    with pytest.raises(SignedUnwritable):
        await restore(target, tmp_path / "backup", [tmp_path / "newer" / "checkpoint"])
    with pytest.raises(RestoreUnfinished):
        await starts(target)


async def test_a_full_disk_is_a_named_error(
    company: "Company", settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DirectoryNotWritable) as refused:
        await backup(settings, tmp_path / "backup")
    assert refused.value.params["reason"] == os.strerror(errno.ENOSPC)

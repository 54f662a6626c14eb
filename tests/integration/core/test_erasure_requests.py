"""Requests to be erased outlive restarts and restores: none is lost, and none that was taken back comes true."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from accounts import notifying
from accounts.erasing import Erasing
from accounts.farewells import Farewell
from accounts.people import PersonUnknown
from app.backup import backup
from app.container import Container, build
from app.erase import erase_due, erasing
from app.restore import restore
from app.settings import Settings
from kernel.ids import new_uuid
from tests.integration.core.projections import ride

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def told(container: Container, person_id: object) -> list[str]:
    """The codes of the notices that wait for a person."""
    async with container.database.work() as connection:
        rows = await connection.fetch(
            "SELECT body->>'code' AS code FROM outbox WHERE body->>'person_id' = $1 ORDER BY id", str(person_id)
        )
    return [row["code"] for row in rows if str(row["code"]).startswith("erase-")]


async def due(container: Container, person_id: object) -> Any:
    async with container.database.work() as connection:
        return await connection.fetchval("SELECT erase_due_at FROM person WHERE id = $1", person_id)


async def restored_elsewhere(settings: Settings, elsewhere: Callable[[], Any], backed_up: Path) -> Settings:
    """Another machine with the key's folder of this one, and an older state of the database."""
    target: Settings = await elsewhere()
    shutil.copytree(settings.key_path.parent / "erased", target.data_dir / "erased")
    await restore(target, backed_up)
    return target


async def test_a_request_that_the_backup_knows_nothing_of_stands_again(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    await backup(settings, tmp_path / "backup")
    gone, stays = company.riders
    await erasing(company.container).requests.ask(gone.id)
    target = await restored_elsewhere(settings, elsewhere, tmp_path / "backup")
    async with build(target) as restored:  # the restore tells the time by the machine's own clock
        again = await due(restored, gone.id)
        assert again is not None and await due(restored, stays.id) is None
        assert again - restored.clock.now() > timedelta(hours=23), "a whole day once more"
        assert await told(restored, gone.id) == ["erase-told-again"]
        await erasing(restored).reapply()
        assert await due(restored, gone.id) == again and await told(restored, gone.id) == ["erase-told-again"]


async def test_a_request_that_was_taken_back_does_not_come_true_by_a_restore(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    requests, rider = erasing(company.container).requests, company.riders[0]
    await requests.ask(rider.id)
    await backup(settings, tmp_path / "backup")
    await requests.take_back(rider.id)
    target = await restored_elsewhere(settings, elsewhere, tmp_path / "backup")
    company.clock.at += timedelta(days=2)
    async with build(target, company.clock) as restored:
        assert await due(restored, rider.id) is not None, "the backup still held it"
        assert await erase_due(restored) == 0
        assert await due(restored, rider.id) is None
        assert await told(restored, rider.id) == ["erase-told-not-asked"]
        assert rider.id not in erasing(restored).tombstones


async def test_whoever_was_erased_by_request_stays_so(
    company: "Company", settings: Settings, elsewhere: Callable[[], Any], tmp_path: Path
) -> None:
    await ride(company)
    use_case, gone = erasing(company.container), company.riders[0]
    await use_case.requests.ask(gone.id)
    await backup(settings, tmp_path / "backup")
    company.clock.at += timedelta(hours=25)
    assert await erase_due(company.container) == 1
    assert not use_case.tombstones.waiting()
    target = await restored_elsewhere(settings, elsewhere, tmp_path / "backup")
    async with build(target, company.clock) as restored, restored.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM person WHERE id = $1", gone.id) == 0


async def test_an_unreached_person_is_erased_without_a_farewell(company: "Company") -> None:
    rider = company.riders[0]
    await erasing(company.container).requests.ask(rider.id)
    company.clock.at += timedelta(hours=25)
    async with company.container.database.work() as connection:
        await connection.execute("UPDATE telegram_account SET blocked_at = now() WHERE person_id = $1", rider.id)
    assert await erase_due(company.container) == 1
    async with company.container.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox WHERE kind = 'telegram.farewell'") == 0


async def test_nobody_asks_for_somebody_who_is_not_there(company: "Company") -> None:
    requests = erasing(company.container).requests
    with pytest.raises(PersonUnknown):
        await requests.ask(new_uuid())
    assert not erasing(company.container).tombstones.waiting()


async def test_nothing_is_said_unasked_to_who_is_to_be_erased(company: "Company") -> None:
    rider, use_case = company.riders[0], erasing(company.container)
    await use_case.requests.ask(rider.id)
    async with company.container.database.work() as connection:
        assert not await notifying.reserve(connection, rider.id, company.clock.now())
    await use_case.requests.take_back(rider.id)
    async with company.container.database.work() as connection:
        assert await notifying.reserve(connection, rider.id, company.clock.now())


async def test_a_try_that_was_killed_is_left_to_the_request(company: "Company") -> None:
    rider, use_case = company.riders[0], erasing(company.container)
    await use_case.requests.ask(rider.id)
    use_case.tombstones.add(rider.id)  # and then the worker was killed, before anything was committed
    assert await use_case.reapply() == []
    company.clock.at += timedelta(hours=25)
    assert await erase_due(company.container) == 1
    assert rider.id in use_case.tombstones


async def test_who_changes_their_mind_after_a_try_that_was_killed_stays(company: "Company") -> None:
    rider, use_case = company.riders[0], erasing(company.container)
    await use_case.requests.ask(rider.id)
    company.clock.at += timedelta(hours=25)
    use_case.tombstones.add(rider.id)
    assert await use_case.requests.take_back(rider.id)
    assert await use_case.reapply() == [] and await erase_due(company.container) == 0
    assert (await company.record(company.tell(3_000))).reduction_mg > 0


async def test_somebody_who_cannot_be_erased_keeps_nobody_else_waiting(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = company.riders
    requests = erasing(company.container).requests
    for rider in (first, second):
        await requests.ask(rider.id)
        company.clock.at += timedelta(minutes=1)
    company.clock.at += timedelta(hours=25)
    erased = Erasing.erase_due

    async def fails(use_case: Erasing, person_id: UUID, farewell: Farewell | None) -> Any:
        if person_id == first.id:
            raise RuntimeError("planted")
        return await erased(use_case, person_id, farewell)

    monkeypatch.setattr(Erasing, "erase_due", fails)
    assert await erase_due(company.container) == 1
    assert await due(company.container, first.id) is not None and await due(company.container, second.id) is None

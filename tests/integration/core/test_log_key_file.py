"""A key of the logs' own: whoever has only the key file can open people's records and sign nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.container import Container, build
from app.local import new_key
from app.worker import integrate_all, work
from kernel.clock import FixedClock
from kernel.ids import PROGRAMME, public
from ledger import note
from privacy.keys import KeyFileUnusable, SealBroken

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


@pytest.fixture
async def signer(company: "Company", clock: FixedClock, tmp_path: Path) -> AsyncIterator[Container]:
    """A process over the company's data that has the logs' key too."""
    settings = company.container.settings.model_copy(update={"log_key_file": tmp_path / "signing" / "key"})
    async with build(settings, clock, pool=2) as container:
        yield container


async def vkeys(company: "Company") -> list[str]:
    async with company.container.database.work(company.org_id) as connection:
        rows = await connection.fetch("SELECT vkey FROM log_key WHERE log_id = $1", company.log_id)
    return [row["vkey"] for row in rows]


async def test_who_has_no_key_of_the_logs_signs_nothing(company: "Company", signer: Container) -> None:
    await company.record(company.tell(5_000))
    assert await integrate_all(signer) == 1
    async with company.container.database.work(company.org_id) as connection:
        with pytest.raises(SealBroken):
            await company.container.log_keys.signing(connection, company.log_id)
    await company.record(company.tell(6_000))
    assert await integrate_all(company.container) == 0, "records go on, and wait for who signs"
    assert await integrate_all(signer) == 1


async def test_a_seed_that_lay_under_the_key_file_moves_and_signs_on(company: "Company", signer: Container) -> None:
    await company.record(company.tell(5_000))
    assert await integrate_all(company.container) == 1
    (before,) = await vkeys(company)
    await company.record(company.tell(6_000))
    assert await integrate_all(signer) == 1
    assert await vkeys(company) == [before]
    verifier = note.Verifier.from_vkey(before)
    assert note.signers(note.parse((await company.signed()).note), [verifier]) == [verifier]
    async with company.container.database.work(company.org_id) as connection:
        with pytest.raises(SealBroken):
            await company.container.log_keys.signing(connection, company.log_id)


async def test_a_worker_without_the_logs_key_says_so_at_its_start(company: "Company", signer: Container) -> None:
    async with signer.database.work(PROGRAMME) as connection:
        await signer.log_keys.signing(connection, public("log", PROGRAMME))
    with pytest.raises(SealBroken):
        async with asyncio.timeout(20):
            await work(company.container.settings)


async def test_production_makes_no_key_of_the_logs_by_itself(company: "Company", tmp_path: Path) -> None:
    settings = company.container.settings.model_copy(
        update={"log_key_file": tmp_path / "key", "environment": "production"}
    )
    with pytest.raises(KeyFileUnusable):
        async with build(settings):
            pass
    assert new_key(settings) == [settings.key_path, tmp_path / "key"]
    assert len(bytes.fromhex((tmp_path / "key").read_text())) == 32

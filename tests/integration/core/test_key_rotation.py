"""A log's key rotates: both keys sign in the overlap, the new one alone after it, and every checkpoint still verifies."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from accounts.organisations import OrganisationUnknown
from app.container import Container, build
from app.log_keys import OVERLAP, KeyRotating, Rotated
from app.rotation import rotate_key
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import MalformedId, new_uuid, public
from ledger import integrator, layout, note
from ledger.invalid import CheckpointWrong
from ledger.verify import Verified, verify
from methodologies.engine import recompute

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def rotate(company: "Company", container: Container | None = None) -> Rotated:
    box = container or company.container
    async with box.database.work(company.org_id) as connection:
        return await box.log_keys.rotate(connection, company.log_id)


async def grow(company: "Company") -> integrator.Signed:
    """One more act, integrated; the checkpoint that came of it."""
    await company.record(company.tell(5_000 + company.clock.now().day, another=True))
    assert await integrate_all(company.container) == 1
    return await company.signed()


def signed_by(signed: integrator.Signed, *vkeys: str) -> list[bool]:
    """Which of the keys have signed, each line checked."""
    verifiers = [note.Verifier.from_vkey(vkey) for vkey in vkeys]
    found = note.signers(note.parse(signed.note), verifiers)
    return [verifier in found for verifier in verifiers]


async def export(company: "Company", directory: Path) -> str:
    """The log's export; the text of its policy."""
    async with company.container.database.work(company.org_id) as connection:
        await layout.export_log(connection, company.log_id, layout.Directory(directory))
    return (directory / "policy.txt").read_text()


def audit(directory: Path, *vkeys: str) -> Verified:
    """The verdict of an auditor who knows these keys."""
    trusted = "".join(f"log {vkey}\n" for vkey in vkeys)
    return verify(directory, f"{trusted}quorum none\n", recompute)


@pytest.fixture
async def other(company: "Company", clock: FixedClock) -> AsyncIterator[Container]:
    """A second process over the same database."""
    async with build(company.container.settings, clock, pool=2) as built:
        yield built


async def test_in_the_overlap_both_sign_and_either_is_enough(company: "Company", tmp_path: Path) -> None:
    await grow(company)
    keys = await rotate(company)
    both = await grow(company)
    assert signed_by(both, keys.old_vkey, keys.vkey) == [True, True]
    lines = note.parse(both.note).signatures
    assert [line.key_id.hex() for line in lines] == [vkey.split("+")[1] for vkey in (keys.old_vkey, keys.vkey)]
    policy = await export(company, tmp_path / "log")
    assert (f"log {keys.old_vkey}" in policy, f"log {keys.vkey}" in policy) == (True, True)
    assert audit(tmp_path / "log", keys.old_vkey).size == both.size
    assert verify(tmp_path / "log", None, recompute).older_checkpoints == 1


async def test_the_new_key_stands_in_the_log_under_a_checkpoint_of_the_old(company: "Company") -> None:
    await grow(company)
    keys = await rotate(company)
    assert (await company.entries())[keys.n]["vkey"] == keys.vkey
    assert (await company.entries())[keys.n]["type"] == "key.rotated"
    covering = await grow(company)
    assert covering.size > keys.n
    assert signed_by(covering, keys.old_vkey) == [True]


async def test_after_the_overlap_the_new_key_signs_alone_and_old_checkpoints_still_verify(
    company: "Company", tmp_path: Path
) -> None:
    first = await grow(company)
    keys = await rotate(company)
    await grow(company)
    company.later(days=OVERLAP.days - 1)
    assert signed_by(await grow(company), keys.old_vkey, keys.vkey) == [True, True]
    company.later(days=1)
    alone = await grow(company)
    assert signed_by(alone, keys.old_vkey, keys.vkey) == [False, True]
    await export(company, tmp_path / "log")
    assert verify(tmp_path / "log", None, recompute).older_checkpoints == 3
    assert audit(tmp_path / "log", keys.old_vkey, keys.vkey).size == alone.size
    with pytest.raises(CheckpointWrong):
        audit(tmp_path / "log", keys.old_vkey)
    with pytest.raises(CheckpointWrong) as older:
        audit(tmp_path / "log", keys.vkey)
    assert older.value.params["file"] == f"checkpoints/{first.size}", "only the old key signed it"


async def test_the_old_seed_is_destroyed_after_the_overlap(company: "Company") -> None:
    await grow(company)
    keys = await rotate(company)
    await grow(company)
    company.later(days=OVERLAP.days)
    await grow(company)
    async with company.container.database.work(company.org_id) as connection:
        rows = await connection.fetch("SELECT vkey, length(sealed) AS bytes FROM log_key ORDER BY 2")
    assert [(row["vkey"], row["bytes"] > 0) for row in rows] == [(keys.old_vkey, False), (keys.vkey, True)]


async def test_a_key_does_not_retire_before_it_has_signed_its_successor_in(company: "Company") -> None:
    await grow(company)
    keys = await rotate(company)
    company.later(days=2 * OVERLAP.days)
    assert signed_by(await grow(company), keys.old_vkey, keys.vkey) == [True, True]
    assert signed_by(await grow(company), keys.old_vkey, keys.vkey) == [False, True]


async def test_a_second_rotation_waits_for_the_end_of_the_first(company: "Company") -> None:
    await grow(company)
    first = await rotate(company)
    with pytest.raises(KeyRotating) as refused:
        await rotate(company)
    assert refused.value.params["until"] == (company.clock.now() + OVERLAP).date().isoformat()
    await grow(company)
    company.later(days=OVERLAP.days)
    await grow(company)
    second = await rotate(company)
    assert second.old_vkey == first.vkey


async def test_a_log_at_rest_rotates_again_when_the_overlap_is_over(company: "Company") -> None:
    await grow(company)
    first = await rotate(company)
    await integrate_all(company.container)
    company.later(days=OVERLAP.days)
    assert (await rotate(company)).old_vkey == first.vkey, "nothing was signed since, which holds nothing up"


async def test_of_two_rotations_at_once_one_is_made(company: "Company", other: Container) -> None:
    await grow(company)
    answers = await asyncio.gather(rotate(company), rotate(company, other), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["KeyRotating", "Rotated"]
    assert [entry["type"] for entry in await company.entries()].count("key.rotated") == 1


async def test_rotating_under_a_running_integrator_leaves_no_checkpoint_with_one_key(
    company: "Company", other: Container, tmp_path: Path
) -> None:
    first = await grow(company)

    async def integrating(container: Container) -> None:
        for _ in range(15):
            await integrate_all(container)

    async def writing() -> None:
        for n in range(15):
            await company.record(company.tell(700 + n, kind="walking", another=True))

    answers = await asyncio.gather(
        integrating(company.container), integrating(other), writing(), rotate(company, other)
    )
    keys = answers[-1]
    await integrate_all(company.container)
    async with company.container.database.work(company.org_id) as connection:
        published = await integrator.every(connection, company.log_id)
    for one in published:
        assert signed_by(one, keys.old_vkey, keys.vkey) == [True, one.size > keys.n], (first.size, one.size, keys.n)
    await export(company, tmp_path / "log")
    assert verify(tmp_path / "log", None, recompute).older_checkpoints == len(published) - 1


async def test_a_rotation_that_is_rolled_back_leaves_nothing(company: "Company") -> None:
    await grow(company)
    with pytest.raises(ZeroDivisionError):
        async with company.container.database.work(company.org_id) as connection:
            await company.container.log_keys.rotate(connection, company.log_id)
            raise ZeroDivisionError
    async with company.container.database.work(company.org_id) as connection:
        assert len(await company.container.log_keys.signing(connection, company.log_id)) == 1
    assert (await rotate(company)).overlap_until == company.clock.now() + timedelta(days=30)


async def test_the_command_rotates_any_log_and_tells_what_to_publish(company: "Company") -> None:
    await grow(company)
    settings = company.container.settings
    told = await rotate_key(settings, public("org", company.org_id))
    assert (told["log_id"], told["n"]) == (company.log_id, len(await company.entries()) - 1)
    assert signed_by(await grow(company), str(told["old_vkey"]), str(told["vkey"])) == [True, True]
    platform = await rotate_key(settings, "platform")
    assert platform["log_id"] == "log_platform"
    with pytest.raises(KeyRotating):
        await rotate_key(settings, "platform")
    with pytest.raises(OrganisationUnknown):
        await rotate_key(settings, public("org", new_uuid()))
    with pytest.raises(MalformedId):
        await rotate_key(settings, "log_public")

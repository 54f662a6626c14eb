"""A log that begins with the final checkpoint of one that was given up."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.beginning import CheckpointUnfit, LogBegun, begin
from app.worker import integrate_all
from ledger import layout
from ledger.note import SignatureMissing, SigningKey
from ledger.policy import LogUnknown, Policy
from tests.integration.core.projections import check

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _given_up(company: "Company", directory: Path) -> tuple[bytes, Policy]:
    """The final checkpoint of the company's log, and the policy by which it is trusted."""
    await company.record(company.tell(12_000, another=True))
    await integrate_all(company.container)
    async with company.container.database.work(company.org_id) as connection:
        await layout.export_log(connection, company.log_id, layout.Directory(directory))
    return (directory / "checkpoint").read_bytes(), Policy.of_file((directory / "policy.txt").read_bytes())


async def _another(company: "Company") -> "Company":
    return await type(company)(company.container, company.clock).open("新的", first_user=100)


async def test_entry_0_of_the_new_log_is_the_final_checkpoint_of_the_old(company: "Company", tmp_path: Path) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    new = await _another(company)
    told = await begin(new.container, new.log_id, signed, trust)
    assert told["follows"] == {
        "origin": company.container.log_origin(company.log_id),
        "size": trust.check(signed).size,
        "root": trust.check(signed).root.hex(),
    }
    assert json.loads(json.dumps(told)) == told
    (first,) = await new.entries()
    assert (first["n"], first["type"], first["checkpoint"]) == (0, "checkpoint.logged", signed.decode())
    assert trust.check(str(first["checkpoint"]).encode()).size == 2


async def test_a_log_that_follows_another_records_verifies_and_rebuilds_like_any(
    company: "Company", tmp_path: Path
) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    new = await _another(company)
    await begin(new.container, new.log_id, signed, trust)
    assert (await new.record(new.tell(10_000))).seq == 2
    await new.record(new.ride(10_100))
    await new.audited(tmp_path / "new")
    assert (await check(new)).equal


async def test_said_again_it_changes_nothing_and_another_one_is_refused(company: "Company", tmp_path: Path) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    new = await _another(company)
    once = await begin(new.container, new.log_id, signed, trust)
    assert await begin(new.container, new.log_id, signed, trust) == once
    assert len(await new.entries()) == 1
    later, _ = await _given_up(company, tmp_path / "later")
    with pytest.raises(LogBegun):
        await begin(new.container, new.log_id, later, trust)


async def test_a_log_with_entries_does_not_begin_again(company: "Company", tmp_path: Path) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    new = await _another(company)
    await new.record(new.tell(10_000))
    before = await new.entries()
    with pytest.raises(LogBegun):
        await begin(new.container, new.log_id, signed, trust)
    assert await new.entries() == before


async def test_a_log_does_not_follow_itself(company: "Company", tmp_path: Path) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    with pytest.raises(CheckpointUnfit) as unfit:
        await begin(company.container, company.log_id, signed, trust)
    assert unfit.value.params["reason"] == "same_origin"


async def test_a_checkpoint_that_the_policy_does_not_trust_begins_nothing(company: "Company", tmp_path: Path) -> None:
    signed, trust = await _given_up(company, tmp_path / "old")
    new = await _another(company)
    name = trust.check(signed).origin
    thief = Policy.parse(f"log {SigningKey(name, os.urandom(32)).vkey}\nquorum none\n")
    stranger = Policy.parse(f"log {SigningKey('elsewhere.example/log_old', os.urandom(32)).vkey}\nquorum none\n")
    for policy, refusal in ((thief, SignatureMissing), (stranger, LogUnknown)):
        with pytest.raises(refusal):
            await begin(new.container, new.log_id, signed, policy)
    assert await new.entries() == []

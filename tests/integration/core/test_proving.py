"""Receipts and consistency proofs out of the database and out of exports: the same bytes, and never a false one."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import platform, prove
from app.export import write_log, write_platform_log
from app.worker import integrate_all
from kernel.ids import public
from ledger import merkle, proof
from ledger.entry import parse
from ledger.integrator import Signed
from ledger.policy import Policy
from tests.integration.core.projections import plant

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _grow(company: "Company", count: int) -> Signed:
    """Records so many acts and signs."""
    await company.walks(count)
    return await company.signed()


async def test_database_and_export_give_the_same_proofs(company: "Company", tmp_path: Path) -> None:
    old = await _grow(company, 5)
    await write_log(company.container, company.org_id, tmp_path / "old")
    new = await _grow(company, 300)
    await write_log(company.container, company.org_id, tmp_path / "new")
    settings, org = company.container.settings, public("org", company.org_id)
    trust = Policy.parse((tmp_path / "new" / "policy.txt").read_text())
    for n, size in ((0, None), (old.size - 1, old.size), (old.size, None), (new.size - 1, new.size)):
        receipt = await prove.receipt_of(settings, org, n, size)
        assert receipt == prove.receipt_from(tmp_path / "new", n, size)
        assert proof.verify(receipt, trust).index == n
    told = await prove.consistency_of(settings, org, old.size, new.size)
    assert told == prove.consistency_from(tmp_path / "new", old.size, new.size)
    found = prove.extends(tmp_path / "old", tmp_path / "new", None)
    assert (found["old_size"], found["size"]) == (old.size, new.size)
    with pytest.raises(prove.HistoryShorter):
        prove.extends(tmp_path / "new", tmp_path / "old", None)


async def test_the_platform_log_gives_receipts_too(company: "Company", tmp_path: Path) -> None:
    await _grow(company, 2)
    await platform.log_all(company.container)
    await integrate_all(company.container)
    await write_platform_log(company.container, tmp_path / "platform")
    receipt = await prove.receipt_of(company.container.settings, "platform", 0, None)
    proven = proof.verify(receipt, Policy.parse((tmp_path / "platform" / "policy.txt").read_text()))
    assert parse(proven.entry)["type"] == "checkpoint.logged"
    assert receipt == prove.receipt_from(tmp_path / "platform", 0, None)


async def test_what_no_checkpoint_covers_has_no_receipt(company: "Company") -> None:
    signed = await _grow(company, 3)
    settings, org = company.container.settings, public("org", company.org_id)
    await company.record_many(company.tell(900, kind="walking"))
    with pytest.raises(prove.OutsideTree):
        await prove.receipt_of(settings, org, signed.size, None)
    with pytest.raises(prove.OutsideTree) as beyond:
        await prove.receipt_of(settings, org, 0, 2**70)
    assert beyond.value.params == {"n": 2**70, "size": signed.size}
    with pytest.raises(prove.SizeUnsigned) as caught:
        await prove.receipt_of(settings, org, 0, signed.size - 1)
    assert caught.value.params == {"size": signed.size - 1, "nearest": signed.size}
    with pytest.raises(prove.OutsideTree):
        await prove.consistency_of(settings, org, 1, signed.size + 1)


async def test_an_entry_changed_in_the_database_gets_no_receipt(company: "Company") -> None:
    await _grow(company, 3)
    better = "convert_to(replace(convert_from(entry, 'UTF8'), 'self_reported', 'attested'), 'UTF8')"
    await plant(company, f"UPDATE log_entry SET entry = {better} WHERE seq = 1")
    with pytest.raises(merkle.ProofInvalid):
        await prove.receipt_of(company.container.settings, public("org", company.org_id), 1, None)

"""Every everyday kind in every region that prices some: recorded, recomputed by the verifier, rebuilt to the milligram."""

from dataclasses import replace
from pathlib import Path

import pytest

from accounts import choosing
from accounts.choosing import Wanted
from actions.commands import RecordAction
from tests.integration.core.conftest import Company
from tests.integration.core.projections import check

EVERYWHERE = ("modeshift-cycling", "modeshift-micro", "recycle-warm", "recycle-warm-more", "textile-reuse", "meal")
WORTH = {
    "GB": {"metro": 0, "tram": 0, "bus": 0, "train": 8_560, "coach": 71_126, "water_saving": 362, "e_invoice": 6_703},
    "FR": {"metro": 0, "tram": 0, "train": 10_240},
    "CN-GD-GZ": {"metro": 515_500, "solar": 441, "ev_charging": 441},
    "CN-GD-SZ": {"metro": 46_800, "bus": 26_900, "ebike": 1_570, "escooter": 1_800, "veg_meal": 610_000},
    "US": {"aluminium": 10_061_200, "glass": 304_300, "paper": 2_985_400, "metal": 2_019_500, "electronics": 996_300},
}
"""Milligrams of 1 km, 1 kg, 1 Wh, 1 L or one act, with the least favourable answer where one is asked; by hand."""


async def moved(company: Company, region: str) -> None:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        wanted = Wanted(methodologies=["local", *EVERYWHERE], region=region)
        await choosing.choose(connection, box.keys, box.catalogue, company.org_id, wanted, box.clock.now(), author=None)


def said(company: Company) -> list[RecordAction]:
    kinds = [kind for kind in company.container.catalogue.kinds.values() if kind.counts]
    return [company.tell(1_000 if kind.unit in ("m", "g") else 1, kind=kind.code, another=True) for kind in kinds]


@pytest.mark.parametrize("region", WORTH)
async def test_every_kind_is_recorded_and_recomputes(company: Company, region: str, tmp_path: Path) -> None:
    await moved(company, region)
    acts = said(company)
    outcomes = dict(zip([act.kind for act in acts], await company.record_many(*acts), strict=True))
    worth = {kind: getattr(outcome, "reduction_mg", outcome) for kind, outcome in outcomes.items()}
    assert {kind: worth[kind] for kind in WORTH[region]} == WORTH[region]
    await company.audited(tmp_path / "log")
    assert (await check(company)).equal


async def test_each_mode_somebody_may_name_is_recorded(company: Company, tmp_path: Path) -> None:
    await moved(company, "GB")
    kinds = company.container.catalogue.kinds.values()
    modes = [(kind.code, mode) for kind in kinds for use in kind.methodologies for mode in use.instead]
    british = {
        kind.code: use.instead
        for kind in kinds
        for use in kind.methodologies
        if use.instead and not use.methodology.endswith("-fr")
    }
    acts = [
        replace(company.tell(100 + number, kind=kind, another=True), instead=mode)
        for number, (kind, mode) in enumerate(dict.fromkeys(modes))
        if mode in british[kind]
    ]
    outcomes = await company.record_many(*acts)
    assert all(hasattr(outcome, "reduction_mg") for outcome in outcomes), outcomes
    assert len(outcomes) > 50
    await company.audited(tmp_path / "log")

"""A methodology that one number cannot fill: told acts are kept without grams, whole inputs are priced."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.commands import ActionFinal, RecordAction
from tests.integration.core.conftest import Company
from tests.integration.core.projections import check

METERED = {"baseline_energy_wh": 412_500, "baseline_cdd": "55", "actual_energy_wh": 463_900, "actual_cdd": "68.2"}


def sent(company: Company, kind: str, inputs: dict[str, Any]) -> RecordAction:
    return replace(company.ride(0, kind=kind), quantity=None, inputs=inputs)


async def test_a_told_journey_by_shuttle_is_kept_without_grams(british: Company, tmp_path: Path) -> None:
    receipt = await british.record(british.tell(14_000, kind="shuttle"))
    assert (receipt.methodology, receipt.reduction_mg, receipt.quantity) == (None, 0, 14_000)
    await british.audited(tmp_path / "log")


async def test_whole_inputs_of_a_shuttle_are_priced(british: Company, tmp_path: Path) -> None:
    car = {"mode": "car", "occupants": "1.5"}
    inputs = {"distance_m": 14_003, "baseline": car, "shuttle_energy_wh": 21_700, "passengers": 23}
    receipt = await british.record(sent(british, "shuttle", inputs))
    assert (receipt.methodology, receipt.reduction_mg, receipt.quantity) == ("shuttle/2026.1", 1_413_011, 14_003)
    await british.audited(tmp_path / "log")
    assert (await check(british)).equal


async def test_pages_printed_on_both_sides_save_whole_sheets(british: Company, tmp_path: Path) -> None:
    receipt = await british.record(sent(british, "duplex", {"duplex_pages": 37, "sheet": "A4", "gsm": "80"}))
    assert (receipt.methodology, receipt.reduction_mg, receipt.quantity) == ("paper/2", 120_671, 37)
    await british.audited(tmp_path / "log")
    assert (await check(british)).equal


async def test_a_measured_saving_takes_the_place_of_what_was_told(british: Company, tmp_path: Path) -> None:
    await british.record(british.tell(14_000, kind="shuttle"))
    inputs = {"distance_m": 14_003, "baseline": {"mode": "metro"}, "shuttle_energy_wh": 21_700, "passengers": 23}
    await british.record(sent(british, "shuttle", inputs))
    await british.audited(tmp_path / "log")
    assert (await check(british)).equal


async def test_metered_electricity_is_priced_by_its_province(company: Company, tmp_path: Path) -> None:
    receipt = await company.record(sent(company, "metered_electricity", METERED))
    assert receipt.methodology == "elec-saving/2"
    assert receipt.inputs["region"] == "CN-GD"
    assert receipt.reduction_mg == 21_034_440  # (412,500 x 68.2 / 55 - 463,900) Wh x 441.9 mg.
    await company.audited(tmp_path / "log")
    assert (await check(company)).equal


async def test_a_quantity_alone_does_not_change_what_was_sent_whole(british: Company) -> None:
    car = {"mode": "car", "occupants": "1.5"}
    inputs = {"distance_m": 14_003, "baseline": car, "shuttle_energy_wh": 21_700, "passengers": 23}
    receipt = await british.record(replace(sent(british, "shuttle", inputs), evidence_kind="statement"))
    with pytest.raises(ActionFinal):
        await british.container.corrector.change_quantity(
            british.org_id, british.riders[0].id, receipt.action_id, 5_000
        )

"""A version whose file is gone: its acts are still told, computed and taken back, and nothing new is priced by it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import methodologies
from app import published
from methodologies.catalogue import Catalogue

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

FILE = Path(methodologies.__file__).parent / "packages" / "cn-sz-lcpt-2021.1.json"
DROPPED = "cn-sz-lcpt/2021.8"


async def test_a_process_without_the_file_knows_the_version_from_the_log(company: "Company") -> None:
    box = company.container
    document = json.loads(FILE.read_text("utf-8")) | {"version": "2021.8", "packaged_on": "2026-11-21"}
    box.catalogue.publish(document, in_force=True)
    receipt = await company.record(company.ride(12_000))
    assert receipt.methodology == DROPPED

    other = Catalogue.load()
    assert DROPPED not in other.packages
    assert await published.remember(box.database, other, set()) == [DROPPED]
    package = other.package(DROPPED)
    assert other.quantify(package, receipt.inputs, receipt.evidence).reduction_mg == receipt.reduction_mg
    chosen = other.choose("metro", "CN-GD-SZ", {"local"}, receipt.occurred_on)
    assert chosen is not None and chosen.name == "cn-sz-lcpt/2021.1"
    assert await published.remember(box.database, other, set()) == []

"""A version whose file is gone: its acts are still told, computed and taken back, and nothing new is priced by it."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import methodologies
from app import methods, published
from app.quantify import quantify
from app.settings import Settings
from kernel.errors import DomainError
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


async def test_quantify_knows_the_version_from_the_log(
    company: "Company", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = company.container
    document = json.loads(FILE.read_text("utf-8")) | {"version": "2021.9", "packaged_on": "2026-11-21"}
    box.catalogue.publish(document, in_force=True)
    receipt = await company.record(company.ride(11_403))
    assert receipt.methodology == "cn-sz-lcpt/2021.9" and box.settings.database_url is not None
    settings = Settings(database_url=box.settings.database_url, data_dir=tmp_path)
    asked = (settings, "cn-sz-lcpt/2021.9", json.dumps(receipt.inputs), receipt.evidence)
    code, answer = await asyncio.to_thread(quantify, *asked)
    assert (code, answer["signed_mg"], answer["methodology"]) == (0, 533_660, "cn-sz-lcpt/2021.9")
    code, answer = await asyncio.to_thread(quantify, settings, "cn-sz-lcpt/2021.99", *asked[2:])
    assert (code, answer) == (
        1, {"code": "methodology_unknown", "methodology": "cn-sz-lcpt/2021.99", "log": "searched"},
    )  # fmt: skip


async def test_the_list_of_versions_knows_those_that_only_the_log_holds(company: "Company", tmp_path: Path) -> None:
    box = company.container
    document = json.loads(FILE.read_text("utf-8")) | {"version": "2021.7", "packaged_on": "2026-11-21"}
    box.catalogue.publish(document, in_force=True)
    assert (await company.record(company.ride(11_403))).methodology == "cn-sz-lcpt/2021.7"
    settings = Settings(database_url=box.settings.database_url, data_dir=tmp_path)

    (row,) = await asyncio.to_thread(methods.versions, settings, "cn-sz-lcpt/2021.7")
    assert (row["methodology"], row["sha256"]) == (
        "cn-sz-lcpt/2021.7",
        box.catalogue.package("cn-sz-lcpt/2021.7").sha256,
    )
    named = {row["methodology"] for row in await asyncio.to_thread(methods.versions, settings, "cn-sz-lcpt")}
    assert {"cn-sz-lcpt/2021.1", "cn-sz-lcpt/2021.7"} <= named
    with pytest.raises(DomainError) as unknown:
        await asyncio.to_thread(methods.versions, settings, "cn-sz-lcpt/2021.77")
    assert unknown.value.params == {"methodology": "cn-sz-lcpt/2021.77", "log": "searched"}


def test_an_id_is_listed_from_files_where_there_is_no_database(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert [row["methodology"] for row in methods.versions(settings, "recycle-warm")] == ["recycle-warm/16"]
    with pytest.raises(DomainError) as unknown:
        methods.versions(settings, "nowhere/1")
    assert unknown.value.params == {"methodology": "nowhere/1", "log": "no_database"}

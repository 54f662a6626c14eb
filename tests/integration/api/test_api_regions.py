"""A region that no methodology covers: acts are recorded and the grams withheld; a calculation refuses it by name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from accounts import choosing
from accounts.choosing import Wanted
from app import cli
from app.container import Container

pytestmark = pytest.mark.asyncio(loop_scope="module")
UNCOVERED = ["CN-XZ", "CN-HK", "HK", "CN-MO", "CN-TW"]


@pytest.fixture
def moved(container: Container, tenant: Any) -> Callable[[str], Any]:
    """Moves the tenant to another region."""

    async def move(region: str) -> None:
        async with container.database.work(tenant.organisation.id) as connection:
            await choosing.choose(
                connection, container.keys, container.catalogue, tenant.organisation.id, Wanted(region=region),
                container.clock.now(),
            )  # fmt: skip

    return move


@pytest.mark.parametrize("region", UNCOVERED)
async def test_an_act_there_is_recorded_without_grams(
    container: Container, tenant: Any, post: Any, moved: Any, region: str
) -> None:
    await moved(region)
    answer = await post("/v1/actions", tenant.action(container))
    made = answer.json()
    assert answer.status_code == 201, made
    assert (made["status"], made["reduction_mg"], made["methodology"], made["credit_class"]) == (
        "recorded", 0, None, "none",
    )  # fmt: skip
    assert made["inputs"]["region"] == region
    await moved("CN-GD-SZ")
    assert (await post("/v1/actions", tenant.action(container))).json()["reduction_mg"] == 561_600


@pytest.mark.parametrize("region", UNCOVERED)
async def test_a_calculation_for_it_is_refused_with_the_field_named(post: Any, region: str) -> None:
    ride = {"region": region, "occurred_on": "2026-11-20", "segments": [{"mode": "metro", "distance_m": 12_000}]}
    answer = await post("/v1/methodologies/cn-sz-lcpt/versions/2021.1:calculate", {"inputs": ride})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "region_not_covered")
    assert f"does not reach the region {region}; it covers: CN-GD-SZ" in said["detail"]
    assert said["errors"] == [{"pointer": "/inputs/region", "code": "region_not_covered"}]


async def test_a_calculation_of_a_day_that_no_version_covers_names_the_day(post: Any) -> None:
    ride = {"region": "CN-GD-SZ", "occurred_on": "2021-11-30", "segments": [{"mode": "metro", "distance_m": 12_000}]}
    answer = await post("/v1/methodologies/cn-sz-lcpt/versions/2021.1:calculate", {"inputs": ride})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/inputs/occurred_on")


@pytest.mark.parametrize("region", UNCOVERED)
async def test_quantify_refuses_it_with_the_field_named(region: str, monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setenv("LEAFLEDGER_DATA_DIR", str(tmp_path))
    ride = {"region": region, "occurred_on": "2026-11-20", "segments": [{"mode": "metro", "distance_m": 12_000}]}
    result = CliRunner().invoke(cli.app, ["quantify", "cn-sz-lcpt/2021.1", "--input", json.dumps(ride)])
    said = json.loads(result.stdout)
    assert (result.exit_code, said["code"], said["pointer"]) == (
        1, "region_not_covered", "/region",
    )  # fmt: skip
    assert (said["region"], said["covered"]) == (region, "CN-GD-SZ")

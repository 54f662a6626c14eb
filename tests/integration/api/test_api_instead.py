"""A partner says what its rider would have used instead: taken, told, refused, and part of what makes a ride the same."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from accounts import people
from app.container import Container

pytestmark = pytest.mark.asyncio(loop_scope="module")
CAR, TRAM, BUS = 165_910, 21_210, 63_600
"""Milligrams a kilometre, as `modeshift/1` has them: of one car, one passenger in a tram, one in a London bus."""


@pytest.fixture(scope="module")
def methodologies_dir(asking: Path) -> Path:
    return asking


@pytest_asyncio.fixture(loop_scope="module")
async def usual(container: Container, tenant: Any) -> AsyncIterator[Any]:
    """Sets what the member usually takes; forgotten afterwards."""

    async def set_usual(mode: str | None) -> None:
        async with container.database.work(tenant.organisation.id) as connection:
            await people.set_usual_mode(connection, tenant.person.id, mode)

    yield set_usual
    await set_usual(None)


def gondola(container: Container, tenant: Any, **changes: object) -> dict[str, Any]:
    return dict(tenant.action(container, kind="gondola", quantity=10_000, **changes))


async def test_what_a_partner_says_is_taken_and_told(container: Container, tenant: Any, post: Any) -> None:
    answer = await post("/v1/actions", gondola(container, tenant, instead="car_alone"))
    made = answer.json()
    assert answer.status_code == 201, made
    assert (made["reduction_mg"], made["instead"], made["reasons"]) == (
        10 * (CAR - TRAM), "car_alone", ["instead_said"],
    )  # fmt: skip
    seen = await post("/v1/actions", gondola(container, tenant))
    assert (seen.json()["instead"], seen.json()["reasons"]) == ("metro", ["instead_least"])


async def test_the_persons_usual_way_counts_for_a_partners_ride(
    container: Container, tenant: Any, post: Any, usual: Any
) -> None:
    await usual("bus")
    made = (await post("/v1/actions", gondola(container, tenant))).json()
    assert (made["reduction_mg"], made["instead"]) == (10 * (BUS - TRAM), "bus")
    assert made["reasons"] == ["instead_usual"]


async def test_the_kinds_say_which_modes_are_asked_about(http: Any) -> None:
    items = {item["code"]: item for item in (await http.get("/v1/kinds")).json()["items"]}
    assert items["gondola"]["instead"] == {"gondola-shift": ["car_alone", "car", "metro", "bus"]}
    assert items["old_clothes"]["instead"] == {}


async def test_where_nobody_asks_there_is_no_mode(container: Container, tenant: Any, post: Any) -> None:
    made = (await post("/v1/actions", tenant.action(container))).json()
    assert (made["instead"], made["reasons"]) == (None, [])


@pytest.mark.parametrize(
    ("kind", "mode", "status", "code"),
    [
        ("gondola", "taxi", 422, "instead_unknown"),
        ("metro", "car", 422, "instead_unknown"),
        ("gondola", "hovercraft", 422, "request_invalid"),
        ("gondola", 7, 422, "request_invalid"),
        ("gondola", "", 422, "request_invalid"),
        ("gondola", ["car"], 422, "request_invalid"),
    ],
)
async def test_a_mode_that_cannot_be_is_refused_with_its_place(
    container: Container, tenant: Any, post: Any, kind: str, mode: object, status: int, code: str
) -> None:
    answer = await post("/v1/actions", tenant.action(container, kind=kind, instead=mode))
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code)
    assert said["errors"][0]["pointer"] == "/instead"


@pytest.mark.parametrize(("language", "told"), [("zh", "方法学不问“原本会用什么”"), ("en", "doesn't ask what")])
async def test_where_nobody_asks_the_sentence_says_so_and_lists_nothing(
    container: Container, tenant: Any, post: Any, language: str, told: str
) -> None:
    answer = await post("/v1/actions", tenant.action(container, instead="car"), headers={"Accept-Language": language})
    assert told in answer.json()["detail"]


async def test_a_mode_beside_inputs_is_refused(container: Container, tenant: Any, post: Any) -> None:
    body = gondola(container, tenant, instead="car", inputs={"distance_m": 5})
    del body["quantity"], body["unit"]
    answer = await post("/v1/actions", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "instead_or_inputs")


async def test_another_mode_under_the_same_id_is_a_conflict(container: Container, tenant: Any, post: Any) -> None:
    body = gondola(container, tenant, instead="car")
    assert (await post("/v1/actions", body)).status_code == 201
    assert (await post("/v1/actions", body)).status_code == 200
    for change in ({"instead": "bus"}, {"instead": None}):
        answer = await post("/v1/actions", body | change)
        assert (answer.status_code, answer.json()["code"]) == (409, "external_id_conflict")


async def test_a_wrong_mode_costs_only_its_row_of_a_batch(container: Container, tenant: Any, post: Any) -> None:
    rows = [gondola(container, tenant, instead=mode) for mode in ("car", "taxi", "spoon")]
    items = (await post("/v1/actions:batch", {"actions": rows})).json()["items"]
    assert [item["status"] for item in items] == [201, 422, 422]
    assert items[0]["action"]["instead"] == "car"
    assert [item["problem"]["errors"][0]["pointer"] for item in items[1:]] == ["/instead", "/instead"]

"""A partner sends whole inputs of things that are paid for once."""

from datetime import timedelta
from typing import Any

import pytest

from app.container import Container

pytestmark = pytest.mark.asyncio(loop_scope="module")
BILL = {"baseline_energy_wh": 412_500, "baseline_cdd": "55", "actual_energy_wh": 463_900, "actual_cdd": "68.2"}


def bill(container: Container, tenant: Any, inputs: dict[str, Any], days_ago: int = 0) -> dict[str, Any]:
    at = container.clock.now() - timedelta(days=days_ago, minutes=1)
    said = tenant.action(container, kind="metered_electricity", inputs=inputs, occurred_at=at.isoformat())
    return {name: value for name, value in said.items() if name not in ("quantity", "unit")}


async def test_a_bill_sent_twice_is_paid_once(container: Container, tenant: Any, post: Any) -> None:
    body = bill(container, tenant, BILL)
    first = await post("/v1/actions", body)
    made = first.json()
    assert (first.status_code, made["methodology"], made["reduction_mg"]) == (201, "elec-saving/2", 21_034_440)
    again = await post("/v1/actions", bill(container, tenant, BILL, days_ago=3))
    problem = again.json()
    assert (again.status_code, problem["code"]) == (409, "claimed_already")
    assert problem["detail"]
    other = await post("/v1/actions", bill(container, tenant, BILL | {"meter": 2}, days_ago=3))
    assert other.status_code == 201
    assert (await post("/v1/actions", body)).json()["id"] == made["id"], "its own name answers as before"


async def test_a_period_that_begins_after_its_day_is_refused_with_its_place(
    container: Container, tenant: Any, post: Any
) -> None:
    inputs = BILL | {"period_from": "2099-01-01", "meter": 9}
    answer = await post("/v1/actions", bill(container, tenant, inputs))
    assert (answer.status_code, answer.json()["code"]) == (422, "input_refused")
    assert answer.json()["errors"][0]["pointer"].endswith("/period_from")

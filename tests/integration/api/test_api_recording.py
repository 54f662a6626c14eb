"""A partner's rides: recorded once, answered after the commit, refused with reasons."""

from datetime import timedelta
from typing import Any

import httpx

from app.container import Container


async def test_a_ride_is_recorded_and_told_with_its_grams(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    answer = await post("/v1/actions", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["reduction_mg"], made["evidence"], made["status"]) == (561_600, "attested", "recorded")
    assert (made["external_id"], made["member_id"]) == (body["external_id"], tenant.member_id)
    assert answer.headers["location"] == f"/v1/actions/{made['id']}"
    assert made["methodology"] == "cn-sz-lcpt/2021.1"


async def test_the_process_is_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "checks": {"database": True, "migrations": True, "keys": True, "redis": True}},
    )

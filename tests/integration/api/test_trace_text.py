"""Why this number, by API: the trace as sentences in both languages."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_calculation_tells_its_steps_in_both_languages(tenant: Any, http: httpx.AsyncClient) -> None:
    inputs = {
        "region": "GB", "occurred_on": "2026-07-08", "distance_m": 6437,
        "baseline": {"factor_id": "UK-DESNZ-2026-car-average-plug-in-hybrid-electric-vehicle-km", "occupants": 1},
        "project": {"factor_id": "UK-DESNZ-2026-bus-local-not-london"},
    }  # fmt: skip
    path = "/v1/methodologies/modeshift/versions/1:calculate"
    answer = (await http.post(path, json={"inputs": inputs}, headers=tenant.headers)).json()
    assert (answer["signed_mg"], answer["reduction_mg"]) == (-169_551, 0)
    told = answer["trace_text"]
    assert len(told["zh"]) == len(told["en"]) == len(answer["trace"]) + 2
    assert "The sum is -169,551 mg; below zero counts as zero" in told["en"]
    assert "算出来是 -169,551 毫克，小于零按零记" in told["zh"]
    assert told["en"][-1] == "Structure only; the values come from elsewhere"

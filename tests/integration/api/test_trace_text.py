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
    assert "The sum is -169,551 mg: this act emitted more than its baseline; it is credited with 0" in told["en"]
    assert "算出来是 -169,551 毫克：这次比基准排得更多，按 0 记" in told["zh"]
    assert told["en"][-1] == "Structure only; the values come from elsewhere"


async def test_a_preliminary_sum_says_until_when(tenant: Any, http: httpx.AsyncClient) -> None:
    inputs = {
        "region": "GB", "occurred_on": "2027-01-05", "distance_m": 1000, "baseline": {"mode": "car", "occupants": "1"},
        "project": {"mode": "metro"},
    }  # fmt: skip
    path = "/v1/methodologies/modeshift/versions/2026.1:calculate"
    answer = (await http.post(path, json={"inputs": inputs}, headers=tenant.headers)).json()
    assert answer["provisional"] is True
    told = answer["trace_text"]
    assert [line for line in told["en"] if "final for days to 2026-12-31 and prices later ones, to 2027-06-30" in line]
    assert [line for line in told["zh"] if line.startswith("暂定") and "2026-12-31" in line and "2027-06-30" in line]
    final = (
        await http.post(path, json={"inputs": {**inputs, "occurred_on": "2026-12-31"}}, headers=tenant.headers)
    ).json()
    assert not [line for line in final["trace_text"]["zh"] if "暂定" in line]

"""The green-office page compares by the one table, for the organisation's region."""

from datetime import timedelta
from typing import Any

import httpx

from accounts import admin_links


async def test_the_reduction_is_told_with_what_emits_as_much(company: Any, door: str) -> None:
    for _ in range(5):
        await company.record(await company.hire(), "metro", 10_000)
    token = admin_links.issue(company.container.keys.token_key, company.org_id, company.clock.now() + timedelta(days=1))
    async with httpx.AsyncClient(base_url=door, follow_redirects=True) as client:
        page = (await client.get("/green-office", params={"token": token, "lang": "en"})).text
    # 5 × 10 km × 46.8 g are 2,340 g; China's average grid emits 530.6 g a kilowatt-hour.
    assert "As much as 4.4 kWh of China&#x27;s average grid power emits" in page
    assert '<a href="/methodologies/cn-sz-lcpt/2021.1?lang=en"><code>cn-sz-lcpt/2021.1</code></a>' in page


async def test_a_hidden_reduction_is_compared_with_nothing(company: Any, door: str) -> None:
    await company.record(await company.hire(), "metro", 10_000)
    token = admin_links.issue(company.container.keys.token_key, company.org_id, company.clock.now() + timedelta(days=1))
    async with httpx.AsyncClient(base_url=door, follow_redirects=True) as client:
        page = (await client.get("/green-office", params={"token": token, "lang": "en"})).text
    assert "As much as" not in page

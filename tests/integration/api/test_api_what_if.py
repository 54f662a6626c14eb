"""A member's history by another version of its methodology, under the rules of the member's summary."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from api.routers.members import WhatIf
from kernel.ids import new_uuid, public
from tests.integration.core.versions import OLD, version, write

pytestmark = pytest.mark.asyncio(loop_scope="module")
NEW = "cn-sz-lcpt/2021.8"


@pytest.fixture(scope="module")
def methodologies_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(
        tmp_path_factory.mktemp("versions"),
        version("2021.8", metro="46.7"),
        version("2021.9", status="draft", activity_from="2099-01-01", use_by="2100-01-01"),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def member(container: Any, tenant: Any, http: httpx.AsyncClient) -> str:
    for km, kind in ((10, "metro"), (20, "metro"), (5, "bus")):
        body = tenant.action(container, kind=kind, quantity=km * 1000)
        headers = {**tenant.headers, "Idempotency-Key": f"{body['external_id']}-0001"}
        assert (await http.post("/v1/actions", json=body, headers=headers)).status_code == 201
    return str(tenant.member_id)


async def test_a_history_is_told_side_by_side(http: httpx.AsyncClient, tenant: Any, member: str) -> None:
    size = (await http.get("/v1/actions", headers=tenant.headers)).json()
    told = await http.get(f"/v1/members/{member}/what-if", params={"methodology": NEW}, headers=tenant.headers)
    found = WhatIf.model_validate(told.json())
    kinds = {one.kind: (one.acts, one.booked_mg, one.would_mg) for one in found.kinds}
    assert kinds == {"metro": (2, 30_000 * 468 // 10, 30_000 * 467 // 10), "bus": (1, 134_500, 134_500)}
    assert (found.methodology, found.acts, found.difference_mg) == (NEW, 3, -3_000)
    assert (await http.get("/v1/actions", headers=tenant.headers)).json() == size, "nothing was recorded"


async def test_what_a_version_says_nothing_of_is_counted_apart(
    http: httpx.AsyncClient, tenant: Any, member: str
) -> None:
    address, query = f"/v1/members/{member}/what-if", {"methodology": "cn-sz-lcpt/2021.9"}
    told = (await http.get(address, params=query, headers=tenant.headers)).json()
    assert (told["acts"], told["booked_mg"], told["status"]) == (0, 0, "draft")
    assert set(told["not_priced"]) == {"activity_out_of_date"}


async def test_the_version_that_priced_it_has_nothing_to_compare(
    http: httpx.AsyncClient, tenant: Any, member: str
) -> None:
    address = f"/v1/members/{member}/what-if"
    told = (await http.get(address, params={"methodology": OLD}, headers=tenant.headers)).json()
    assert (told["acts"], told["not_priced"]) == (0, {})


async def test_only_the_members_own_partner_may_ask(
    http: httpx.AsyncClient, tenant: Any, other: Any, member: str
) -> None:
    query = {"methodology": NEW}
    unknown = public("mem", new_uuid())
    for headers, ident in ((other.headers, member), (tenant.headers, unknown)):
        refused = await http.get(f"/v1/members/{ident}/what-if", params=query, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "member_unknown")
    assert (await http.get(f"/v1/members/{member}/what-if", params=query)).status_code == 401


@pytest.mark.parametrize("named", ["cn-sz-lcpt/1999", "", "../etc", "x" * 200])
async def test_a_version_that_there_is_not_is_refused(
    http: httpx.AsyncClient, tenant: Any, member: str, named: str
) -> None:
    address = f"/v1/members/{member}/what-if"
    refused = await http.get(address, params={"methodology": named}, headers=tenant.headers)
    assert refused.status_code in (404, 422) and refused.json()["code"] in ("methodology_unknown", "request_invalid")
    assert (await http.get(address, headers=tenant.headers)).status_code == 422

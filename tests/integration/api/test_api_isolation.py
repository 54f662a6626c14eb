"""Another organisation's things are as unknown as missing ones; nobody reads or writes beyond their scopes."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from accounts import partners
from api.auth import Authenticator
from app.container import Container
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import new_uuid, public

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = {"Idempotency-Key": "an-isolation-key-0001"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(container: Container, other: Any, http: httpx.AsyncClient) -> dict[str, str]:
    """Ids that the other organisation can see: they exist, for it."""
    body = other.action(container)
    made = await http.post("/v1/actions", json=body, headers={**other.headers, "Idempotency-Key": "beta-key-00000001"})
    assert made.status_code == 201
    await integrate_all(container)
    return {"act": made.json()["id"], "mem": other.member_id, "log": other.organisation.log_id}


def _probes(act: str, mem: str, log: str) -> list[str]:
    return [
        f"/v1/actions/{act}",
        f"/v1/members/{mem}/summary",
        f"/v1/members/{mem}/what-if?methodology=cn-sz-lcpt/2021.1",
        f"/v1/logs/{log}/entries/0",
        f"/v1/logs/{log}/tile/entries/000.p/1",
    ]


def _blank(answer: httpx.Response) -> str:
    """The answer without what names the request."""
    return re.sub(r'"(instance|request_id)":"[^"]*"|(act|mem|log)_[0-9a-z]{26}', "", answer.text)


async def test_the_other_organisation_itself_finds_them(
    other: Any, theirs: dict[str, str], http: httpx.AsyncClient
) -> None:
    for path in _probes(**theirs):
        assert (await http.get(path, headers=other.headers)).status_code == 200, path


async def test_foreign_things_answer_like_missing_ones(
    tenant: Any, theirs: dict[str, str], http: httpx.AsyncClient
) -> None:
    missing = {kind: public(kind, new_uuid()) for kind in theirs}
    for path, control in zip(_probes(**theirs), _probes(**missing), strict=True):
        foreign, absent = await http.get(path, headers=tenant.headers), await http.get(control, headers=tenant.headers)
        assert (foreign.status_code, absent.status_code) == (404, 404), path
        assert _blank(foreign) == _blank(absent)


async def test_without_a_key_nothing_private_answers(theirs: dict[str, str], http: httpx.AsyncClient) -> None:
    for path in (*_probes(**theirs), "/v1/actions", "/v1/members", "/v1/me"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "credential_missing"), path
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_foreign_member_takes_no_rides(
    container: Container, tenant: Any, other: Any, post: Any, entries: Any
) -> None:
    before = await entries(other), await entries(tenant)
    body = tenant.action(container, member_id=other.member_id)
    foreign = await post("/v1/actions", body)
    absent = await post("/v1/actions", {**body, "member_id": public("mem", new_uuid())})
    assert (foreign.status_code, absent.status_code) == (422, 422)
    assert _blank(foreign) == _blank(absent)
    assert (await entries(other), await entries(tenant)) == before


async def test_another_partner_of_the_same_organisation_sees_nothing_either(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient, second_partner: Any
) -> None:
    made = (await post("/v1/actions", tenant.action(container))).json()
    headers = {"Authorization": f"Bearer {second_partner}"}
    assert (await http.get(f"/v1/actions/{made['id']}", headers=headers)).status_code == 404
    assert (await http.get(f"/v1/members/{tenant.member_id}/summary", headers=headers)).status_code == 404
    assert (await http.get("/v1/actions", headers=headers)).json()["items"] == []
    assert (await http.get("/v1/members", headers=headers)).json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/actions", "actions.write"),
        ("POST", "/v1/actions:batch", "actions.write"),
        ("GET", "/v1/actions", "actions.read"),
        ("GET", "/v1/actions/act_00000000000000000000000000", "actions.read"),
        ("POST", "/v1/methodologies/cn-sz-lcpt/versions/2021.1:calculate", "actions.read"),
        ("POST", "/v1/member_links", "members.write"),
        ("GET", "/v1/members", "members.read"),
        ("GET", "/v1/members/mem_00000000000000000000000000/summary", "members.read"),
        ("GET", "/v1/logs/log_public/entries/0", "ledger.read"),
        ("GET", "/v1/logs/log_public/tile/entries/000", "ledger.read"),
        ("GET", "/v1/reports/green-office?month=2026-10", "reports.read"),
        ("GET", "/v1/reports/verified-reductions?month=2026-10", "reports.read"),
    ],
)
async def test_every_scope_is_asked_for(
    tenant: Any, http: httpx.AsyncClient, new_key: Any, method: str, path: str, scope: str
) -> None:
    rest = {"actions.write", "actions.read", "members.read", "members.write", "ledger.read", "reports.read"} - {scope}
    headers = {**KEY, "Authorization": f"Bearer {await new_key(tenant.partner, *rest)}"}
    refused = await http.request(method, path, headers=headers, json={} if method == "POST" else None)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    headers["Authorization"] = f"Bearer {await new_key(tenant.partner, scope)}"
    passed = await http.request(method, path, headers=headers, json={} if method == "POST" else None)
    assert passed.status_code not in (401, 403), passed.text


@pytest.mark.parametrize(
    "key",
    [
        "-",
        "lf_live_",
        "lf_live_x_y",
        "Basic abc",
        "lf_live_" + "0" * 26 + "_" + "a" * 58,
        "lf_live_" + "ä" * 20,
        "x" * 900,
    ],
)
async def test_what_is_no_key_opens_nothing(http: httpx.AsyncClient, key: str) -> None:
    answer = await http.get("/v1/me", headers={"Authorization": f"Bearer {key}".encode("latin-1")})
    assert answer.status_code == 401


async def test_a_changed_or_revoked_key_opens_nothing(
    container: Container, tenant: Any, http: httpx.AsyncClient, new_key: Any
) -> None:
    key = await new_key(tenant.partner)
    changed = key[:-8] + ("a" if key[-8] != "a" else "b") + key[-7:]
    assert (await http.get("/v1/me", headers={"Authorization": f"Bearer {changed}"})).status_code == 401
    async with container.database.work() as connection:
        ident = partners.parse_key(key)[0]
        await connection.execute("UPDATE api_key SET revoked_at = $2 WHERE id = $1", ident, container.clock.now())
    assert (await http.get("/v1/me", headers={"Authorization": f"Bearer {key}"})).status_code == 401


async def test_a_revoked_key_is_forgotten_within_seconds(container: Container, tenant: Any, new_key: Any) -> None:
    clock = FixedClock(container.clock.now())
    authenticator = Authenticator(container.database, container.keys.token_key, clock)
    key = await new_key(tenant.partner)
    scope = {"headers": [(b"authorization", f"Bearer {key}".encode())]}
    assert (await authenticator.of(scope)).org_id == tenant.organisation.id
    async with container.database.work() as connection:
        ident = partners.parse_key(key)[0]
        await connection.execute("UPDATE api_key SET revoked_at = $2 WHERE id = $1", ident, clock.now())
    clock.at += timedelta(seconds=5)
    with pytest.raises(partners.APIKeyInvalid):
        await authenticator.of(scope)

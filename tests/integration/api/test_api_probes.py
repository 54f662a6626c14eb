"""Directed probes of the API: ids that one organisation can see, asked with every kind of key of another, and with none.

Every path that bears an id is asked by every method with the other's id and with one that never was: same status, same
body, same headers; and nothing of the other's changes.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
import pytest_asyncio

from accounts import partners
from app.container import Container
from app.worker import integrate_all
from kernel.ids import new_uuid, public
from tests.integration.api.conftest import Tenant, issue_key, link, make_tenant

pytestmark = pytest.mark.asyncio(loop_scope="module")
LEAST = 900
"""Probes with another's id; those in chat come beside them (`test_bot_probes.py`)."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CANARY = "kanarienvogel"


@dataclass
class Ids:
    """What another organisation's paths and bodies carry."""

    act: str
    second_act: str
    mem: str
    log: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def foreign(container: Container, http: httpx.AsyncClient) -> tuple[Tenant, Ids]:
    """An organisation whose name is the canary, with acts and a signed log."""
    made = await make_tenant(container, CANARY)
    acts = []
    for number in range(2):
        headers = {**made.headers, "Idempotency-Key": f"probe-key-{number:08d}"}
        answer = await http.post("/v1/actions", json=made.action(container), headers=headers)
        assert answer.status_code == 201, answer.text
        acts.append(answer.json()["id"])
    await integrate_all(container)
    return made, Ids(acts[0], acts[1], made.member_id, made.organisation.log_id)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def askers(container: Container, tenant: Tenant) -> dict[str, dict[str, str]]:
    """Headers of whoever may ask: every single scope, all of them, a second partner, a revoked and a made-up key, nobody."""
    found: dict[str, dict[str, str]] = {"nobody": {}}
    for scope in sorted(partners.SCOPES):
        found[scope] = _bearer(await issue_key(container, tenant.partner, scope))
    found["everything"] = tenant.headers
    org_id = tenant.organisation.id
    async with container.database.work(org_id) as connection:
        second = await partners.create(connection, org_id, name="second", source="second-ride")
    await link(container, second)
    found["second partner"] = _bearer(await issue_key(container, second))
    revoked = await issue_key(container, tenant.partner)
    async with container.database.work() as connection:
        ident = partners.parse_key(revoked)[0]
        await connection.execute("UPDATE api_key SET revoked_at = $2 WHERE id = $1", ident, container.clock.now())
    found["revoked"] = _bearer(revoked)
    found["made up"] = _bearer("lf_live_" + "0" * 26 + "_" + "a" * 58)
    return found


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _missing() -> Ids:
    return Ids(*(public(kind, new_uuid()) for kind in ("act", "act", "mem", "log")))


def _paths(ids: Ids) -> list[str]:
    return [
        f"/v1/actions/{ids.act}",
        f"/v1/actions/{ids.second_act}",
        f"/v1/actions/{ids.act}/corrections",
        f"/v1/members/{ids.mem}",
        f"/v1/members/{ids.mem}/summary",
        f"/v1/members/{ids.mem}/what-if?methodology=cn-sz-lcpt/2021.1",
        f"/v1/members/{ids.mem}:erase",
        f"/v1/logs/{ids.log}/entries/0",
        f"/v1/logs/{ids.log}/entries/1",
        f"/v1/logs/{ids.log}/entries/2",
        f"/v1/logs/{ids.log}/entries/999",
        f"/v1/logs/{ids.log}/tile/entries/000",
        f"/v1/logs/{ids.log}/tile/entries/000.p/1",
        f"/v1/actions?member_id={ids.mem}",
        f"/v1/actions?page_token={ids.act}",
        f"/v1/reports/green-office?month=2026-10&log_id={ids.log}",
    ]


def _bodies(ids: Ids, tenant: Tenant, container: Container) -> list[tuple[str, dict[str, Any]]]:
    """Bodies that carry another's id, apart from it the same each time."""
    ride = {**tenant.action(container), "external_id": "a-probe"}
    return [
        ("/v1/actions", {**ride, "member_id": ids.mem}),
        ("/v1/actions", {**ride, "id": ids.act}),
        ("/v1/actions", {**ride, "member_id": ids.mem, "inputs": {}}),
        ("/v1/actions:batch", {"actions": [{**ride, "member_id": ids.mem}]}),
        ("/v1/actions:batch", {"items": [{**ride, "member_id": ids.mem}]}),
        ("/v1/member_links", {"reference": ids.mem, "member_id": ids.mem}),
    ]


def _told(answer: httpx.Response) -> tuple[int, str, tuple[str, ...]]:
    """Status, body and the names of the headers, without what names the request and what the ids are."""
    body = re.sub(r'"(instance|request_id)":"[^"]*"|(act|mem|log)_[0-9a-z]{26}', "", answer.text)
    return answer.status_code, body, tuple(sorted(set(answer.headers) - {"content-length", "date"}))


async def _size(container: Container, tenant: Tenant) -> dict[str, str]:
    async with container.database.work(tenant.organisation.id) as connection:
        digest = "SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM"
        names = (
            "log_entry",
            "action",
            "entry_context",
            "partner_link",
            "membership",
            "role_grant",
            "vault",
            "request_key",
        )
        return {name: await connection.fetchval(f"{digest} {name} t") for name in names}


async def test_anothers_ids_answer_like_ids_that_never_were(
    container: Container,
    http: httpx.AsyncClient,
    tenant: Tenant,
    foreign: tuple[Tenant, Ids],
    askers: dict[str, dict[str, str]],
) -> None:
    other, ids = foreign
    before, oracles, broken = await _size(container, other), [], []
    numbers, at_once = count(), asyncio.Semaphore(24)

    async def ask(who: str, method: str, path: str, key: str, body: Any) -> httpx.Response:
        async with at_once:
            headers = {**askers[who], "Idempotency-Key": key}
            return await http.request(method, path, headers=headers, json=body)

    async def probe(who: str, method: str, path: str, control: str, bodies: tuple[Any, Any]) -> None:
        number = next(numbers)
        here = await ask(who, method, path, f"probe-{number:08d}-0", bodies[0])
        absent = await ask(who, method, control, f"probe-{number:08d}-1", bodies[1])
        if here.status_code >= 500 or CANARY in here.text:
            broken.append((who, method, path, here.text))
        if _told(here) != _told(absent):
            oracles.append((who, method, path, _told(here), _told(absent)))

    async with asyncio.TaskGroup() as group:
        for who in askers:
            for path, control in zip(_paths(ids), _paths(_missing()), strict=True):
                for method in METHODS:
                    bodies = (None, None) if method == "GET" else ({}, {})
                    group.create_task(probe(who, method, path, control, bodies))
            for (path, body), (_, of_nobody) in zip(
                _bodies(ids, tenant, container), _bodies(_missing(), tenant, container), strict=True
            ):
                bodies = (body, {**of_nobody, **_same(body)})
                group.create_task(probe(who, "POST", path, path, bodies))
    asked = next(numbers)
    assert broken == []
    assert oracles == []
    assert await _size(container, other) == before
    assert asked >= LEAST, asked


def _same(body: dict[str, Any]) -> dict[str, Any]:
    """What must be equal in the control: everything but the ids."""
    return {name: value for name, value in body.items() if name in ("occurred_at", "external_id", "source", "kind")}


async def test_lists_and_reports_of_one_hold_nothing_of_another(
    http: httpx.AsyncClient, foreign: tuple[Tenant, Ids], askers: dict[str, dict[str, str]]
) -> None:
    _, ids = foreign
    paths = ("/v1/actions", "/v1/members", "/v1/me", "/v1/reports/green-office?month=2026-11",
             "/v1/reports/verified-reductions?month=2026-11", "/v1/kinds", "/v1/methodologies")  # fmt: skip
    for who, headers in askers.items():
        for path in paths:
            text = (await http.get(path, headers=headers)).text
            for canary in (CANARY, ids.act, ids.second_act, ids.mem):
                assert canary not in text, (who, path)


async def test_the_owner_of_the_ids_is_answered_otherwise(http: httpx.AsyncClient, foreign: tuple[Tenant, Ids]) -> None:
    """The probe would see an oracle: for whom the ids are, they open something."""
    other, ids = foreign
    seen = 0
    for path, control in zip(_paths(ids), _paths(_missing()), strict=True):
        found, absent = [_told(await http.get(one, headers=other.headers)) for one in (path, control)]
        seen += found != absent
    assert seen >= 6
    assert json.loads((await http.get("/v1/me", headers=other.headers)).text)

"""Somebody signed in to the console, their second factor, and their roles."""

from datetime import timedelta
from typing import Any

import httpx
import pyotp

from accounts import roles
from accounts.admin_acts import OPERATOR, Author
from accounts.people import Person
from accounts.signing_in import links
from app.container import Container
from tests.integration.api.conftest import Tenant


async def signed_in(client: httpx.AsyncClient, container: Container, person: Person) -> dict[str, Any]:
    token = links.issue(container.keys.token_key, person.id, container.clock.now() + timedelta(seconds=_next()))
    answer = await client.post("/v1/console/session", json={"link": token})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


_LINKS = iter(range(1, 1_000))


def _next() -> int:
    """Links of one second are one link; a test makes several."""
    return next(_LINKS)


async def give(container: Container, tenant: Tenant, person: Person, role: str) -> None:
    async with container.database.work(tenant.organisation.id) as connection:
        now = container.clock.now()
        await roles.grant(connection, container.keys, tenant.organisation.id, Author(OPERATOR), person.id, role, now)


async def with_second_factor(client: httpx.AsyncClient) -> pyotp.TOTP:
    """Sets one up in the session, which is proved by it."""
    offered = await client.post("/v1/console/second-factor")
    assert offered.status_code == 201
    totp = pyotp.TOTP(offered.json()["secret"])
    shown = await client.post("/v1/console/session/proof", json={"code": totp.now()})
    assert shown.status_code == 204, shown.text
    return totp


def code_of(answer: httpx.Response) -> str:
    found: str = answer.json()["code"]
    return found

"""Losing Redis loses no ride and opens no door."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.container import Container
from app.programs import Valkey

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def own_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A server of this file's own, to be killed."""
    valkey = Valkey(tmp_path_factory.mktemp("valkey"))
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture(scope="module")
def redis_url(own_valkey: Valkey) -> str:
    """Where the product looks for it."""
    return own_valkey.url()


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def _killed(http: httpx.AsyncClient, own_valkey: Valkey) -> None:
    """It answers, and then it is gone."""
    assert (await http.get("/readyz")).json()["checks"]["redis"]
    assert own_valkey.process is not None
    own_valkey.process.kill()
    own_valkey.process.wait()


async def test_rides_are_still_recorded(container: Container, tenant: Any, post: Any) -> None:
    assert (await post("/v1/actions", tenant.action(container))).status_code == 201


async def test_a_wrong_key_opens_nothing(tenant: Any, http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/actions", json={}, headers={"Authorization": tenant.headers["Authorization"] + "a"})
    assert answer.status_code == 401


async def test_a_missing_scope_stays_missing(tenant: Any, http: httpx.AsyncClient, new_key: Any) -> None:
    key = await new_key(tenant.partner, "members.read")
    answer = await http.post("/v1/actions", json={}, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_the_process_stays_ready_and_says_what_is_gone(http: httpx.AsyncClient) -> None:
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["redis"]) == (200, False)

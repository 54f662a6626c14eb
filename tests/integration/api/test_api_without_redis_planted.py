"""The test of a lost Redis seen to fail: an API that cannot do without it."""

from typing import Any

import httpx
import pytest

from api.limits import Limits
from app.container import Container
from tests.integration.api import test_api_without_redis as held
from tests.integration.api.conftest import served
from tests.planting import plant

pytestmark = pytest.mark.asyncio(loop_scope="module")

own_valkey, redis_url, _killed = held.own_valkey, held.redis_url, held._killed


async def test_a_limit_that_needs_redis_is_seen(
    container: Container, tenant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(
        monkeypatch, Limits, "_draw", "except (RedisError, OSError) as problem:", "except ZeroDivisionError as problem:"
    )
    async with (
        served(container) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):

        async def post(path: str, body: object) -> httpx.Response:
            return await http.post(path, json=body, headers={**tenant.headers, "Idempotency-Key": "a-planted-defect"})

        with pytest.raises(AssertionError, match="500 == 201"):
            await held.test_rides_are_still_recorded(container, tenant, post)

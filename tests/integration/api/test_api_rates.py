"""The shared bucket in Redis, and what a caller hears when it is empty."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.partners import Credential
from api.faults import TooManyRequests
from api.limits import Limit, Limits
from api.problems import Problems
from app.container import Container
from kernel.clock import FixedClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
SMALL = Limit("key", rate=10, burst=40, bundle=5)


async def _spend(limits: Limits, credential: Credential, count: int) -> int:
    passed = 0
    for _ in range(count):
        try:
            await limits.take({}, credential)
            passed += 1
        except TooManyRequests:
            pass
    return passed


async def test_two_processes_share_one_bucket(container: Container) -> None:
    clock = FixedClock(datetime(2026, 11, 20, tzinfo=UTC))
    one, two = (Limits(container.redis, clock, by_key=SMALL) for _ in range(2))
    credential = Credential(uuid4(), uuid4(), None, frozenset())
    assert await _spend(one, credential, 30) + await _spend(two, credential, 30) == 40
    clock.at += timedelta(seconds=2)
    assert await _spend(one, credential, 30) + await _spend(two, credential, 30) == 20
    clock.at -= timedelta(days=1)  # A clock that steps back neither fills nor breaks the bucket.
    assert await _spend(one, credential, 5) == 0
    clock.at += timedelta(days=2)
    assert await _spend(two, credential, 100) == 40


async def test_a_refused_caller_is_told_when_to_come_back(container: Container) -> None:
    problems = Problems(container.texts, container.public_url)
    answer = problems.response(TooManyRequests(retry_after_s=3), {"path": "/v1/me", "headers": []})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")

"""Token buckets: refill, refusal, and going on alone when Redis is gone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from redis.exceptions import ConnectionError as RedisGone

from accounts.partners import Credential
from api.faults import TooManyRequests
from api.limits import Limit, Limits, headers
from kernel.clock import FixedClock

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SMALL = Limit("key", rate=10, burst=30, bundle=5)


class _NoRedis:
    """Fails as a dead server does, and counts how often it was asked."""

    asked = 0

    async def eval(self, *_: object) -> Any:
        self.asked += 1
        raise RedisGone


def _credential(number: int = 1) -> Credential:
    return Credential(UUID(int=number), UUID(int=0), None, frozenset())


async def _spend(limits: Limits, count: int, who: int = 1, cost: int = 1) -> int:
    """How many of `count` requests pass."""
    passed = 0
    for _ in range(count):
        try:
            await limits.take({}, _credential(who), cost)
            passed += 1
        except TooManyRequests:
            pass
    return passed


async def test_without_redis_the_bucket_still_holds() -> None:
    clock, redis = FixedClock(NOW), _NoRedis()
    limits = Limits(redis, clock, by_key=SMALL)  # type: ignore[arg-type]
    assert await _spend(limits, 100) == 30
    clock.at += timedelta(seconds=1)
    assert await _spend(limits, 100) == 10
    clock.at += timedelta(hours=1)
    assert await _spend(limits, 100) == 30
    assert redis.asked <= 3, "a dead server is left alone for a while"


async def test_one_caller_does_not_spend_anothers_tokens() -> None:
    limits = Limits(_NoRedis(), FixedClock(NOW), by_key=SMALL)  # type: ignore[arg-type]
    assert await _spend(limits, 100, who=1) == 30
    assert await _spend(limits, 100, who=2) == 30


async def test_a_batch_costs_its_rows() -> None:
    limits = Limits(_NoRedis(), FixedClock(NOW), by_key=SMALL)  # type: ignore[arg-type]
    assert await _spend(limits, 10, cost=10) == 3


async def test_a_refusal_says_when_to_come_back() -> None:
    limits = Limits(_NoRedis(), FixedClock(NOW), by_key=SMALL)  # type: ignore[arg-type]
    await _spend(limits, 30)
    with pytest.raises(TooManyRequests) as refused:
        await limits.take({}, _credential(), 25)
    assert refused.value.params["retry_after_s"] == 3


async def test_the_headers_name_policy_and_rest() -> None:
    limits = Limits(_NoRedis(), FixedClock(NOW), by_key=SMALL)  # type: ignore[arg-type]
    scope: dict[str, Any] = {}
    await limits.take(scope, _credential())
    assert dict(headers(scope)) == {b"ratelimit-policy": b'"key";q=30;w=3', b"ratelimit": b'"key";r=29;t=1'}
    assert headers({}) == []

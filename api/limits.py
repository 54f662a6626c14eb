"""Token buckets: how much a caller may ask for.  Shared through Redis; each process goes on alone where that is gone.

Tokens are drawn from Redis in bundles, so that a fast caller costs one round trip in hundreds of requests; between
bundles the process spends what it drew.  Losing Redis widens a limit at most to one bucket a process.
"""

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.types import Scope

from accounts.partners import Credential
from api.faults import TooManyRequests
from kernel.clock import Clock

logger = structlog.get_logger()
MOST_KNOWN = 10_000
SILENCE = timedelta(seconds=5)
"""How long a process leaves a failing Redis alone."""
PATIENCE_S = 0.25

# Whole tokens; the clock is the caller's, in milliseconds.  Answers what was drawn, and what is left.
_DRAW = """
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local rate, burst, wanted, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
if now < at then at = now end
local grown = math.floor((now - at) * rate / 1000)
if grown > 0 then tokens = math.min(burst, tokens + grown); at = now end
local drawn = math.min(tokens, wanted)
redis.call('HSET', KEYS[1], 'tokens', tokens - drawn, 'at', at)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 1000 / rate) + 1000)
return {drawn, tokens - drawn}
"""


@dataclass(frozen=True)
class Limit:
    """A bucket of `burst` tokens that fills by `rate` a second; `bundle`: how many are drawn at a time."""

    name: str
    rate: int
    burst: int
    bundle: int


BY_KEY = Limit("key", rate=10_000, burst=300_000, bundle=1_000)
"""One token an action or read.  It keeps a runaway client from taking the machine, and lets a night's import pass."""
BY_ADDRESS = Limit("address", rate=200, burst=5_000, bundle=50)
"""Callers without a key, by network address."""


@dataclass
class _Bucket:
    """What this process holds: drawn tokens, and its own full bucket for when Redis is gone."""

    tokens: int = 0
    left: int = 0
    own: int = 0
    own_at: datetime | None = None


class Limits:
    """Takes tokens; raises when there are none."""

    def __init__(self, redis: Redis, clock: Clock, by_key: Limit = BY_KEY, by_address: Limit = BY_ADDRESS) -> None:
        self._redis = redis
        self._clock = clock
        self.by_key = by_key
        self.by_address = by_address
        self._buckets: dict[str, _Bucket] = {}
        self._silent_until: datetime | None = None

    async def take(self, scope: Scope, credential: Credential | None, cost: int = 1) -> None:
        """Takes `cost` tokens of the credential, or else of the address; raises `TooManyRequests`."""
        if credential is not None:
            await self._take(self.by_key, credential.key_id.hex, scope, cost)
        else:
            client = scope.get("client")
            await self._take(self.by_address, client[0] if client else "unknown", scope, cost)

    async def _take(self, limit: Limit, who: str, scope: Scope, cost: int) -> None:
        key = f"limit:{limit.name}:{who}"
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MOST_KNOWN:
                self._buckets.clear()
            bucket = self._buckets[key] = _Bucket()
        if bucket.tokens < cost:
            await self._draw(limit, key, bucket, max(limit.bundle, cost))
        scope["limit"] = (limit, max(0, bucket.left + bucket.tokens - cost))
        if bucket.tokens < cost:
            raise TooManyRequests(retry_after_s=max(1, math.ceil((cost - bucket.tokens) / limit.rate)))
        bucket.tokens -= cost

    async def _draw(self, limit: Limit, key: str, bucket: _Bucket, wanted: int) -> None:
        now = self._clock.now()
        if self._silent_until is None or now >= self._silent_until:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    answer = await self._redis.eval(  # type: ignore[misc]  # typed for both of its clients
                        _DRAW, 1, key, limit.rate, limit.burst, wanted, int(now.timestamp() * 1000)
                    )
                bucket.tokens += int(answer[0])
                bucket.left = int(answer[1])
                self._silent_until = None
                return
            except (RedisError, OSError) as problem:
                logger.warning("limits.alone", problem=type(problem).__name__)
                self._silent_until = now + SILENCE
        self._draw_alone(limit, bucket, wanted, now)

    @staticmethod
    def _draw_alone(limit: Limit, bucket: _Bucket, wanted: int, now: datetime) -> None:
        if bucket.own_at is None:
            bucket.own, bucket.own_at = limit.burst, now
        grown = int((now - bucket.own_at) / timedelta(seconds=1) * limit.rate)
        if grown > 0:
            bucket.own, bucket.own_at = min(limit.burst, bucket.own + grown), now
        drawn = min(bucket.own, wanted)
        bucket.own -= drawn
        bucket.tokens += drawn
        bucket.left = bucket.own


def headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """RateLimit-Policy and RateLimit of the request's bucket, where one was asked (IETF draft, structured fields)."""
    found: tuple[Limit, int] | None = scope.get("limit")
    if found is None:
        return []
    limit, left = found
    window = limit.burst // limit.rate
    return [
        (b"ratelimit-policy", f'"{limit.name}";q={limit.burst};w={window}'.encode()),
        (b"ratelimit", f'"{limit.name}";r={left};t={1 if left else window}'.encode()),
    ]

"""Ten tries an hour, with Redis and without it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from redis.exceptions import ConnectionError as RedisGone

from campaigns.attempts import MOST_AN_HOUR, Attempts

NOON = datetime(2026, 11, 18, 4, 0, 0, tzinfo=UTC)


class Gone:
    """A Redis that does not answer."""

    def pipeline(self, transaction: bool) -> "Gone":
        assert not transaction
        return self

    def incr(self, key: str) -> None:
        self.key = key

    def expire(self, key: str, seconds: int) -> None:
        assert seconds > 3600

    async def execute(self) -> list[int]:
        raise RedisGone


class Shared(Gone):
    """A Redis in which another process has counted already."""

    async def execute(self) -> list[int]:
        return [MOST_AN_HOUR + 1, 1]


def attempts(redis: Any) -> Attempts:
    return Attempts(redis)


async def test_without_redis_the_eleventh_try_waits_for_the_next_hour() -> None:
    counter = attempts(Gone())
    waits = [await counter.spend("lin", NOON + timedelta(minutes=10)) for _ in range(MOST_AN_HOUR + 1)]
    assert waits == [0] * MOST_AN_HOUR + [50 * 60]
    assert await counter.spend("lin", NOON + timedelta(hours=1)) == 0


async def test_people_are_counted_apart() -> None:
    counter = attempts(Gone())
    for _ in range(MOST_AN_HOUR + 1):
        await counter.spend("lin", NOON)
    assert await counter.spend("zoe", NOON) == 0


async def test_what_another_process_counted_in_redis_holds_here_too() -> None:
    assert await attempts(Shared()).spend("lin", NOON) == 3600

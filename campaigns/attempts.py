"""How often somebody may try a code: counted in Redis, and in this process while Redis is away."""

from datetime import datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError

MOST_AN_HOUR = 10
HOUR_S = 3600
_REMEMBERED = 10_000


class Attempts:
    """A counter by person and hour.  Without Redis it stays closed: the process counts for itself."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local: dict[str, int] = {}

    async def spend(self, who: str, now: datetime) -> int:
        """Counts one try; 0 where it is allowed, else the seconds until the next hour's tries."""
        moment = int(now.timestamp())
        key = f"checkin:{who}:{moment // HOUR_S}"
        local = self._count(key)
        try:
            pipe = self._redis.pipeline(transaction=False)
            pipe.incr(key)
            pipe.expire(key, 2 * HOUR_S)
            count = max(local, int((await pipe.execute())[0]))
        except (RedisError, OSError, TimeoutError):
            count = local
        return 0 if count <= MOST_AN_HOUR else HOUR_S - moment % HOUR_S

    def _count(self, key: str) -> int:
        if len(self._local) > _REMEMBERED:
            self._local.clear()
        self._local[key] = self._local.get(key, 0) + 1
        return self._local[key]

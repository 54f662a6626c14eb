"""Open questions and the pace of messages: Redis holds them because they may be lost."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from kernel.batching import Batching

State = dict[str, Any]
"""A question that is open with somebody: `ask` names it, the rest is what it needs.  The names are a public schema:
an unknown one is dropped, and the person gets the menu."""

LIFE_S = 3600
PATIENCE_S = 2.0
"""How long Redis may take; then the bot goes on without it."""
AVOID_S = 5.0
WINDOW_S = 60
MOST_IN_WINDOW = 400
"""Nobody types this fast, so nobody's sentence is refused for speed; a script is, before it crowds out others."""
COUNTED_ALONE = 50
"""So many in a window concern no other process."""
_REMEMBERED = 10_000

logger = structlog.get_logger()


@dataclass(frozen=True)
class Arrival:
    """What is known when an update comes in: the open question, and for how long to ask for patience.

    wait_s: 0 while the pace is fine.  first: the first update of its window that is too fast.
    """

    state: State | None
    wait_s: int
    first: bool


class Dialogues:
    """The store.  Every method works without Redis: the pace is then counted in this process, questions are lost.

    Use as `async with`.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._avoid_until = 0.0
        self._local: dict[str, int] = {}
        self._reading: Batching[str, int, str | None] = Batching(self._states, most=128)

    async def __aenter__(self) -> "Dialogues":
        await self._reading.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._reading.__aexit__(kind, error, trace)

    async def _states(self, _: str, user_ids: Sequence[int]) -> Sequence[str | None]:
        """The stored states of many people in one call."""
        found = await self._try(self._redis.mget([_key(user_id) for user_id in user_ids]))
        return [None] * len(user_ids) if found is None else found

    async def arrive(self, user_id: int, at: datetime) -> Arrival:
        """Counts one update of the person in its window of a minute, and reads the open question."""
        moment = int(at.timestamp())
        pace = f"pace:{user_id}:{moment // WINDOW_S}"
        count = self._count(pace)
        (raw,) = await self._reading.submit("states", [user_id])
        if count > COUNTED_ALONE:
            count = max(count, await self._together(pace))
        wait_s = WINDOW_S - moment % WINDOW_S if count > MOST_IN_WINDOW else 0
        return Arrival(_read(raw), wait_s, count == MOST_IN_WINDOW + 1)

    async def _together(self, pace: str) -> int:
        """The count over all processes, from when this one has seen so many that it matters; 0 without Redis."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.incr(pace)
        pipe.expire(pace, 2 * WINDOW_S)
        answers = await self._try(pipe.execute())
        return 0 if answers is None else COUNTED_ALONE + int(answers[0])

    async def keep(self, user_id: int, state: State) -> None:
        """Makes `state` the person's open question for an hour."""
        await self._try(self._redis.set(_key(user_id), orjson.dumps(state).decode(), ex=LIFE_S))

    async def drop(self, user_id: int) -> None:
        """Closes the person's open question."""
        await self._try(self._redis.delete(_key(user_id)))

    async def _try(self, call: Any) -> Any:
        """The answer, or None where Redis does not give one; then it is left alone for some seconds."""
        if time.monotonic() < self._avoid_until:
            call.close()
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await call
        except (RedisError, OSError, TimeoutError) as problem:
            self._avoid_until = time.monotonic() + AVOID_S
            logger.warning("dialogues.redis_unreachable", problem=type(problem).__name__)
            return None

    def _count(self, pace: str) -> int:
        if len(self._local) > _REMEMBERED:
            self._local.clear()
        self._local[pace] = self._local.get(pace, 0) + 1
        return self._local[pace]


def _key(user_id: int) -> str:
    return f"dialogue:{user_id}"


def _read(raw: str | None) -> State | None:
    if raw is None:
        return None
    try:
        state = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return state if isinstance(state, dict) and isinstance(state.get("ask"), str) else None

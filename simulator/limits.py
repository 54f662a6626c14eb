"""Telegram's sending limits: about 30 messages a second overall, 1 a second per chat, 20 a minute per group.

Source: the Bot API FAQ, "My bot is hitting limits".  In practice a chat takes a short burst before the first 429.
"""

import math
from dataclasses import dataclass, replace

from simulator.wire import too_many_requests

FORGET_ABOVE = 10_000
"""Buckets that are kept; one more, and all begin full again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force; `enabled=False` lets everything pass."""

    enabled: bool = True
    overall_per_second: int = 30
    chat_burst: int = 5
    chat_per_second: int = 1
    group_per_minute: int = 20


@dataclass(slots=True)
class _Bucket:
    level: float
    at_s: float


class Meter:
    """Counts sends against the limits with one token bucket overall and one or two per chat."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._buckets: dict[tuple[str, int], _Bucket] = {}

    def change(self, **limits: int | bool) -> None:
        """Set some limits and start every bucket full."""
        self.limits = replace(self.limits, **limits)  # type: ignore[arg-type]
        self._buckets.clear()

    def count(self, chat_id: int, now_s: float) -> None:
        """Take one token from every bucket that applies; refuses with 429 and takes none if one is empty.

        chat_id: negative for a group.  now_s: seconds of any clock that only moves forward.
        """
        limits = self.limits
        if not limits.enabled:
            return
        rules = [
            (("all", 0), limits.overall_per_second, float(limits.overall_per_second)),
            (("chat", chat_id), limits.chat_burst, float(limits.chat_per_second)),
        ]
        if chat_id < 0:
            rules.append((("group", chat_id), limits.group_per_minute, limits.group_per_minute / 60))
        buckets = [self._filled(key, size, per_second, now_s) for key, size, per_second in rules]
        waits = [(1 - bucket.level) / rule[2] for bucket, rule in zip(buckets, rules, strict=True) if bucket.level < 1]
        if waits:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        for bucket in buckets:
            bucket.level -= 1

    def _filled(self, key: tuple[str, int], size: int, per_second: float, now_s: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) > FORGET_ABOVE:
                self._buckets.clear()
            bucket = self._buckets[key] = _Bucket(float(size), now_s)
        bucket.level = min(float(size), bucket.level + (now_s - bucket.at_s) * per_second)
        bucket.at_s = now_s
        return bucket

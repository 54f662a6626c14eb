"""Looking for what is due, round after round, through every loss of the database."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from kernel.work import DatabaseUnreachable

logger = structlog.get_logger()


async def keep(one: Callable[[], Awaitable[int]], look_every_s: float, name: str) -> None:
    """Runs rounds until cancelled, the next at once where one has taken something.

    one: answers how many it took.  name: of what is looked for, in the log where the database is away.
    """
    while True:
        try:
            taken = await one()
        except (DatabaseUnreachable, OSError) as problem:
            logger.error(f"{name}.unreachable", problem=type(problem).__name__)
            taken = 0
        if not taken:
            await asyncio.sleep(look_every_s)

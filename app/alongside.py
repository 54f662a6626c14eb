"""What a process does beside its main work, for as long as that lasts."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager


@asynccontextmanager
async def alongside(*works: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Runs them as tasks while the body runs; one that fails ends the body with it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

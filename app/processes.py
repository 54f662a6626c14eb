"""What every process of the product shares: running until told to stop, and ending with the supervisor."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress

import structlog

from kernel.errors import DomainError

LOOP: Callable[[], asyncio.AbstractEventLoop] | None = None
with suppress(ImportError):  # no wheel for this platform: asyncio's own loop does
    from uvloop import new_event_loop as LOOP  # noqa: N812

SUPERVISED = "LEAFLEDGER_SUPERVISED"
"""Set by `leafledger up` for the processes that it starts."""

logger = structlog.get_logger()


async def _with_parent(work: Coroutine[object, object, None]) -> None:
    """Runs `work` until it ends, a signal comes, or the supervisor is gone."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, task.cancel)
    parent = os.getppid()
    watched = os.environ.get(SUPERVISED)
    while not task.done():
        if watched and os.getppid() != parent:
            task.cancel()
        await asyncio.wait([task], timeout=1)
    with suppress(asyncio.CancelledError):
        await task


def run_until_told(work: Coroutine[object, object, None]) -> None:
    """The body of a process: exit 0 when told to stop, 1 with one line for what the world got wrong."""
    with asyncio.Runner(loop_factory=LOOP) as runner:
        try:
            runner.run(_with_parent(work))
        except* DomainError as problems:
            for problem in problems.exceptions:
                logger.error("process.refused", problem=str(problem))
            sys.exit(1)

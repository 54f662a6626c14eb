"""What every process of the product shares: running until told to stop, and ending with the supervisor."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path

from app.heartbeat import HEARTBEAT_S, heartbeat_file
from app.loading import SUPERVISED
from kernel.errors import DomainError

LOOP: Callable[[], asyncio.AbstractEventLoop] | None = None
with suppress(ImportError):  # no wheel for this platform: asyncio's own loop does
    from uvloop import new_event_loop as LOOP  # noqa: N812


async def _with_parent(work: Coroutine[object, object, None], heartbeat: Path) -> None:
    """Runs `work` until it ends, a signal comes, or the supervisor is gone; its loop's life shows in `heartbeat`."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, task.cancel)
    supervisor = os.environ.get(SUPERVISED)
    beat = 0.0
    while not task.done():
        if loop.time() - beat > HEARTBEAT_S:
            with suppress(OSError):
                heartbeat.touch()  # noqa: ASYNC240 - one inode, every five seconds
            beat = loop.time()
        if supervisor and os.getppid() != int(supervisor):
            task.cancel()
        await asyncio.wait([task], timeout=1)
    with suppress(asyncio.CancelledError):
        await task


def run_until_told(work: Coroutine[object, object, None], data_dir: Path, name: str) -> None:
    """The body of the process `name`; returns when told to stop, raises the `DomainError` that keeps it from running."""
    with asyncio.Runner(loop_factory=LOOP) as runner:
        try:
            runner.run(_with_parent(work, heartbeat_file(data_dir, name)))
        except ExceptionGroup as problems:
            refused, others = problems.split(DomainError)
            if refused is None or others is not None:
                raise
            raise _first(refused) from problems


def _first(problems: BaseExceptionGroup[DomainError]) -> DomainError:
    """The first error of nested groups, as task groups make them."""
    problem = problems.exceptions[0]
    return _first(problem) if isinstance(problem, BaseExceptionGroup) else problem

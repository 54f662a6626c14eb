"""The worker: integrates each log within a second of new entries, closes weeks, sweeps what has served its time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from accounts import reminding
from actions import of_campaign
from app import anchoring, cosigning, platform, reconciling, true_ups, use_by
from app.alongside import alongside
from app.container import Container, build
from app.erase import erase_due, erasing
from app.logging import configure
from app.processes import run_until_told
from app.retention import sweep
from app.settings import Settings
from app.signing import sign
from campaigns.closing import close_due
from kernel.errors import DomainError
from kernel.ids import PROGRAMME, public
from kernel.work import DatabaseUnreachable

logger = structlog.get_logger()
PAUSE_S = 0.5
ALARM_EVERY_S = 60.0
"""How often the same fault of the same log is told: it is looked at twice a second, and may stay for days."""
SWEEP_EVERY_S = 3600.0
CLOSE_EVERY_S = 60.0
ERASE_EVERY_S = 10.0
REMIND_EVERY_S = 20.0
LOG_EVERY_S = 300.0
"""How often the platform log looks for checkpoints that are due; the hour between two of one log is the log's own."""


class Alarms:
    """Tells what keeps a log from being signed: at once, and then once in `ALARM_EVERY_S` while it stays the same."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[str, float]] = {}

    def tell(self, log_id: str, problem: DomainError, now_s: float) -> None:
        """Logs it where it is new or was told long ago."""
        told = str(problem)
        last, at_s = self._told.get(log_id, ("", 0.0))
        if told != last or now_s - at_s >= ALARM_EVERY_S:
            self._told[log_id] = told, now_s
            logger.critical("log.not_integrated", log_id=log_id, problem=told)

    def forget(self, log_id: str) -> None:
        """The log was found sound: what comes next is new."""
        self._told.pop(log_id, None)


async def integrate_all(container: Container, alarms: Alarms | None = None) -> int:
    """Signs a checkpoint for every log that has grown; how many were signed.

    A log that cannot be integrated is an alarm, and does not stop the others.  alarms: what was told in earlier
    rounds.  Raises `DatabaseUnreachable`.
    """
    signed, alarms = 0, alarms or Alarms()
    for log_id in await container.every_log():
        try:
            signed += await sign(container, log_id) is not None
            alarms.forget(log_id)
        except DatabaseUnreachable:
            raise
        except DomainError as problem:
            alarms.tell(log_id, problem, asyncio.get_running_loop().time())
    return signed


async def work(settings: Settings) -> None:
    """Runs until cancelled; raises what `build` raises, and `SealBroken` where it could not sign."""
    async with build(settings, pool=4) as container:
        async with container.database.work(PROGRAMME) as connection:
            # Said at the start and not at every log's turn: the wrong key file, or none where the logs have their own.
            await container.log_keys.check(connection, public("log", PROGRAMME))
        async with (
            cosigning.beside(container),
            anchoring.beside(container),
            alongside(reconciling.reconcile(container), true_ups.look_daily(container), use_by.watch(container)),
            container.keep_up(),
        ):
            await _rounds(container)


@dataclass
class Job:
    """What comes round every so often.  work: may raise; what fails keeps nothing else from its turn."""

    name: str
    every_s: float
    work: Callable[[Container], Awaitable[object]]
    due_at_s: float = 0.0

    async def take_turn(self, container: Container, now_s: float) -> None:
        """Does it where it is due; raises only `DatabaseUnreachable` and `OSError`, which concern every other as well."""
        if now_s < self.due_at_s:
            return
        try:
            await self.work(container)
        except (DatabaseUnreachable, OSError):
            raise
        except DomainError as problem:
            logger.error("worker.job_failed", job=self.name, problem=str(problem))
        except Exception:
            logger.critical("worker.job_failed", job=self.name, exc_info=True)
        self.due_at_s = now_s + self.every_s


def jobs() -> list[Job]:
    """All of them, due at once."""
    return [
        Job("erase", ERASE_EVERY_S, erase_due),
        Job("close", CLOSE_EVERY_S, _close_due),
        Job("remind", REMIND_EVERY_S, _remind),
        Job("log", LOG_EVERY_S, platform.log_all),
        Job("sweep", SWEEP_EVERY_S, sweep),
    ]


async def _close_due(container: Container) -> int:
    return await close_due(container.database, container.keys, of_campaign.figures, container.clock.now())


async def _remind(container: Container) -> int:
    return await reminding.plan(container.database, container.clock.now())


async def _rounds(container: Container) -> None:
    loop, every, alarms = asyncio.get_running_loop(), jobs(), Alarms()
    looked_back = False
    while True:
        try:
            if not looked_back:  # A database that was restored by other means holds who was erased since.
                await erasing(container).reapply()
                looked_back = True
            await integrate_all(container, alarms)
            for job in every:
                await job.take_turn(container, loop.time())
        except (DomainError, OSError) as problem:
            logger.error("worker.round_failed", problem=str(problem))
            await asyncio.sleep(5)
        await asyncio.sleep(PAUSE_S)


def main() -> None:
    """`leafledger worker`."""
    settings = Settings()
    configure(settings.log_level)
    run_until_told(work(settings), settings.data_dir, "worker")


if __name__ == "__main__":
    main()

"""The nightly reconciliation: once a UTC day every log's projections are compared with it; a difference is an alarm.

Nothing is mended by itself: what stands is left for a person to look at.  The outcome is a row of `reconciliation`, which
names entries and fields and no values.
"""

import asyncio
from datetime import date, timedelta

import structlog

from actions.rebuild import Rebuilding
from app.container import Container
from app.rebuild import BROKEN
from kernel.errors import DomainError
from kernel.work import DatabaseUnreachable

logger = structlog.get_logger()
LOOK_EVERY_S = 60.0
QUIET_HOUR = timedelta(hours=18)
"""A day's check is due from 18:00 UTC on: two in the morning where most of the organisations are."""
BOX_S = 3600.0
"""The longest that one log's check may take; one that does not fit is an alarm too."""
REST_S = 0.02


async def reconcile(container: Container) -> None:
    """Looks for logs whose check is due, until cancelled; whatever happens, the worker's other work goes on."""
    done_on: date | None = None
    while True:
        # The first look comes a while after the start, which has other things to do.
        await asyncio.sleep(LOOK_EVERY_S)
        due_on = _due_on(container)
        try:
            if done_on != due_on:
                await reconcile_due(container)
                done_on = due_on
        except (DomainError, OSError) as problem:
            logger.error("reconciliation.round_failed", problem=str(problem))


async def reconcile_due(container: Container, *, rest_s: float = REST_S, box_s: float = BOX_S) -> dict[str, str]:
    """Checks every log that was not checked since the last quiet hour; the outcome by log.

    rest_s: how long it leaves the machine to others after each chunk.  Raises `DatabaseUnreachable`.
    """
    due_on = _due_on(container)
    outcomes = {}
    for log_id in await container.every_log():
        async with container.database.log_work(log_id) as connection:
            done = await connection.fetchval(
                "SELECT EXISTS (SELECT FROM reconciliation WHERE log_id = $1 AND due_on = $2)", log_id, due_on
            )
        if not done:
            outcomes[log_id] = await _reconcile(container, log_id, due_on, rest_s, box_s)
    return outcomes


def _due_on(container: Container) -> date:
    return (container.clock.now() - QUIET_HOUR).date()


async def _reconcile(container: Container, log_id: str, due_on: date, rest_s: float, box_s: float) -> str:
    rebuilding = Rebuilding(container.database, container.keys, container.catalogue)
    outcome, entries, differences, named = "equal", 0, 0, list[dict[str, object]]()
    try:
        async with asyncio.timeout(box_s):
            found = await rebuilding.check(log_id, rest=lambda: asyncio.sleep(rest_s))
    except TimeoutError:
        outcome = "unfinished"
        logger.error("reconciliation.unfinished", log_id=log_id, seconds=box_s)
    except BROKEN as problem:
        outcome, differences = "log_altered", 1
        named = [{"n": problem.params.get("n"), "field": problem.code}]
        logger.critical("reconciliation.log_altered", log_id=log_id, problem=str(problem))
    except (DatabaseUnreachable, OSError):
        raise
    except Exception:
        outcome = "failed"
        logger.critical("reconciliation.failed", log_id=log_id, exc_info=True)
    else:
        entries, differences = found.entries, found.differences.total()
        named = [{"n": one.n, "field": one.field} for one in found.first]
        named += [{"tile": f"{level}/{index}", "field": "tile"} for level, index in found.wrong_tiles]
        if not found.equal:
            outcome = "different"
            for one in named:
                logger.critical("reconciliation.difference", log_id=log_id, count=differences, **one)
    async with container.database.log_work(log_id) as connection:
        await connection.execute(
            "INSERT INTO reconciliation (log_id, due_on, outcome, entries, differences, named, finished_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            log_id,
            due_on,
            outcome,
            entries,
            differences,
            named,
            container.clock.now(),
        )
    return outcome

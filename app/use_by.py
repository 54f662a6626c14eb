"""The worker's use-by alarms: which methodology versions seal no new entries any more, said at the start and once a day."""

import asyncio
from datetime import date

import structlog

from app.container import Container
from methodologies import alarms
from methodologies.alarms import Alarm

logger = structlog.get_logger()
LOOK_EVERY_S = 60.0


async def watch(container: Container, *, look_every_s: float = LOOK_EVERY_S) -> None:
    """Says what is due at once, then whenever a new UTC day has begun; until cancelled."""
    said_on: date | None = None
    while True:
        today = container.clock.now().date()
        if said_on != today:
            say_due(container)
            said_on = today
        await asyncio.sleep(look_every_s)


def say_due(container: Container) -> list[Alarm]:
    """Writes a line of log for each version that is due, and answers with them.

    One that another version replaces is told as information: it ends as it was meant to.
    """
    found = alarms.due(container.catalogue.packages.values(), container.clock.now())
    for alarm in found:
        write = logger.info if alarm.replaced_by else logger.error if alarm.past else logger.warning
        write(
            "methodology.past_use_by" if alarm.past else "methodology.use_by_near",
            methodology=alarm.methodology,
            use_by=alarm.use_by.isoformat(),
            days_left=alarm.days_left,
            replaced_by=alarm.replaced_by,
        )
    return found

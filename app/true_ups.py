"""Once a UTC day: which provisional acts could be made final.  It is said in the log, and posted by a person's command.

A correction can lower a balance that somebody has seen and take back a verification: somebody looks at the sum first.
"""

import asyncio
from datetime import date

import structlog

from accounts import organisations
from actions.recalculate import Plan
from app.container import Container
from app.recalculate import waiting_true_ups
from kernel.errors import DomainError
from kernel.ids import public

logger = structlog.get_logger()
LOOK_EVERY_S = 90.0


async def look_daily(container: Container) -> None:
    """Says it once a UTC day, until cancelled."""
    looked_on: date | None = None
    while True:
        # The first look comes a while after the start, which has other things to do.
        await asyncio.sleep(LOOK_EVERY_S)
        today = container.clock.now().date()
        try:
            if looked_on != today:
                await say_waiting(container)
                looked_on = today
        except (DomainError, OSError) as problem:
            logger.error("true_up.round_failed", problem=str(problem))


async def say_waiting(container: Container) -> dict[str, Plan]:
    """What each organisation's true-up would post, by the organisation's id; those with nothing to post left out."""
    found: dict[str, Plan] = {}
    if all(package.provisional_to is None for package in container.catalogue.packages.values()):
        return found
    async with container.database.work() as connection:
        ids = await organisations.every(connection)
    for org_id in ids:
        plan = await waiting_true_ups(container, org_id)
        if plan.to_post:
            found[public("org", org_id)] = plan
            difference_mg = sum(sums.after_mg - sums.before_mg for sums in plan.sums.values())
            logger.warning(
                "true_up.waiting",
                organisation=public("org", org_id),
                acts=len(plan.to_post),
                difference_mg=difference_mg,
                digest=plan.digest,
            )
    return found

"""The sweep: every class of data past its days goes by itself, and the log says how much of each."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from accounts import organisations
from accounts import retention as accounts
from actions import erasing as acts
from app.container import Container
from kernel.work import Tenant
from privacy.retention import Rule

RULES: tuple[Rule, ...] = (*accounts.RULES, *acts.RULES)

logger = structlog.get_logger()


def days(container: Container, rule: Rule) -> int:
    """How many days the installation keeps a class of data."""
    found: int = getattr(container.settings, rule.setting)
    return found


async def sweep(container: Container, rules: Sequence[Rule] = RULES) -> dict[str, int]:
    """Ends what is past its days; how much of each class, which is logged where it is not nothing.

    Each organisation's rows go in a transaction of its own; what a stop leaves is taken up by the next sweep.
    """
    now, counts = container.clock.now(), {rule.name: 0 for rule in rules}
    before = {rule.name: now - timedelta(days=days(container, rule)) for rule in rules}
    async with container.database.work() as connection:
        for rule in rules:
            if rule.beside:
                counts[rule.name] += await rule.end(connection, None, before[rule.name])
        every = await organisations.every(connection)
    for org_id in every:
        async with container.database.work(org_id) as connection:
            for rule in rules:
                if not rule.beside:
                    counts[rule.name] += await rule.end(connection, Tenant(org_id), before[rule.name])
    if any(counts.values()):
        logger.info("retention.swept", **{name: count for name, count in counts.items() if count})
    return counts

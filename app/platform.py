"""The platform log's jobs: the hourly round over all logs, and the receipt that an export carries."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog

from accounts import organisations
from app import cosigning
from app.container import Container
from app.signing import MOST_TRIES, CheckpointLate, covered
from kernel.ids import PLATFORM_LOG, public
from ledger import integrator, layout, log, platform
from ledger.integrator import Signed
from ledger.platform import Candidate, CheckpointRefused, Logged, Receipt

logger = structlog.get_logger()
GAP = timedelta(hours=1)
"""Once a second, as they are signed, every log would add 31 million entries a year."""
ORIGINS_AT_ONCE = 500


async def log_all(container: Container) -> int:
    """Logs the newest checkpoint of every log that has grown and was not logged for an hour; how many were logged.

    A refused checkpoint is an alarm, and does not stop the others.  Several processes may do so at once: under the
    head's lock one of them comes first.  Raises `DatabaseUnreachable`.
    """
    async with container.database.work() as connection:
        ids = [public("log", org_id) for org_id in await organisations.every(connection)]
    count = 0
    for at in range(0, len(ids), ORIGINS_AT_ONCE):
        origins = {container.log_origin(log_id): log_id for log_id in ids[at : at + ORIGINS_AT_ONCE]}
        async with container.database.log_work(PLATFORM_LOG) as connection:
            bases = await platform.last_logged(connection, list(origins))
        for origin, log_id in origins.items():
            count += await _log_one(container, log_id, bases.get(origin))
    return count


async def _log_one(container: Container, log_id: str, base: Logged | None) -> bool:
    if base is not None and container.clock.now() < base.logged_at + GAP:
        return False
    try:
        candidate = await _propose(container, log_id, base)
        if candidate is None or candidate.is_logged:
            return False
        return await _append(container, candidate, GAP) is not None
    except CheckpointRefused as problem:
        logger.critical("platform.checkpoint_refused", log_id=log_id, problem=str(problem))
    return False


async def _propose(container: Container, log_id: str, base: Logged | None) -> Candidate | None:
    async with container.database.log_work(log_id) as connection:
        return await platform.propose(connection, log_id, container.log_origin(log_id), base)


async def _append(container: Container, candidate: Candidate, gap: timedelta) -> int | None:
    async with container.database.log_work(PLATFORM_LOG) as connection:
        return await platform.append(connection, candidate, container.clock.now(), gap)


async def receipt(container: Container, org_id: UUID) -> Receipt | None:
    """The newest checkpoint of an organisation's log, in the platform log now if it was not yet; None without one.

    Raises `CheckpointRefused`, `CheckpointLate`, and as `ledger.integrator.integrate`.
    """
    log_id, origin = public("log", org_id), container.log_origin(public("log", org_id))
    for _ in range(MOST_TRIES):
        async with container.database.log_work(PLATFORM_LOG) as connection:
            base = (await platform.last_logged(connection, [origin])).get(origin)
        candidate = await _propose(container, log_id, base)
        if candidate is None:
            return None
        if candidate.is_logged and base is not None:
            return await _covered(container, candidate, base.seq)
        seq = await _append(container, candidate, timedelta(0))
        if seq is not None:
            return await _covered(container, candidate, seq)
    raise CheckpointLate(log_id=PLATFORM_LOG)


async def _covered(container: Container, candidate: Candidate, seq: int) -> Receipt:
    await covered(container, PLATFORM_LOG, seq + 1)
    await _cosign_newest(container)
    async with container.database.log_work(PLATFORM_LOG) as connection:
        return await platform.receipt(connection, candidate.signed, seq)


async def _cosign_newest(container: Container) -> None:
    """Asks the witnesses at once; a witness that does not answer holds nothing up."""
    async with container.database.log_work(PLATFORM_LOG) as connection:
        newest = await integrator.latest(connection, PLATFORM_LOG)
    if newest is not None:
        await cosigning.cosign_now(container, PLATFORM_LOG, newest.size)


async def export(container: Container, directory: Path, progress: layout.Progress | None = None) -> Signed:
    """Writes the platform log itself, as `leafledger verify` reads it; raises `LogEmpty` and as `layout.Directory`."""
    async with container.database.log_work(PLATFORM_LOG) as connection:
        size = await log.size(connection, PLATFORM_LOG)
    folder = layout.Directory(directory)
    if size:
        await covered(container, PLATFORM_LOG, size)
        await _cosign_newest(container)
    async with container.database.log_work(PLATFORM_LOG) as connection:
        return await layout.export_log(connection, PLATFORM_LOG, folder, progress, container.witnesses)

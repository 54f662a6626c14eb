"""Signing a log: the one way to a checkpoint, past the memory of what was signed before."""

import asyncio

from app.container import Container
from app.signed import LastSigned
from kernel.errors import DomainError
from ledger import integrator, log
from ledger.integrator import Signed

MOST_TRIES = 200
PAUSE_S = 0.05


class CheckpointLate(DomainError):
    """No checkpoint that covers the entries came in time: another integrator holds the log."""

    code = "checkpoint_late"


async def sign(container: Container, log_id: str) -> Signed | None:
    """Integrates and signs what is new; None where nothing is, or another integrator is at it.

    Raises as `integrator.integrate`, and `TreeUnlike` where more was signed before than this database knows: a restored
    one has forgotten it, and would tell the same numbers in a second way.
    """
    memory = LastSigned(container.settings.key_path.parent / "signed")
    recalled = memory.recall(log_id)
    async with container.database.log_work(log_id) as connection:
        last = await integrator.latest(connection, log_id)
        if await log.size(connection, log_id) == (0 if last is None else last.size):
            return None
        recalled.check(last)
        keys = await container.log_keys.signing(connection, log_id)
        signed = await integrator.integrate(connection, log_id, keys, container.clock.now())
    if signed is not None:
        memory.keep(log_id, signed)
    return signed


async def covered(container: Container, log_id: str, size: int) -> str:
    """Waits until a signed checkpoint covers `size` entries, signing them unless the worker is faster.

    The log's newest verifier key comes back.  Raises `CheckpointLate`, and as `sign`.
    """
    for _ in range(MOST_TRIES):
        signed = await sign(container, log_id)
        async with container.database.log_work(log_id) as connection:
            last = await integrator.latest(connection, log_id)
            if last is not None and last.size >= size:
                return (await container.log_key(connection, log_id)).vkey
        if signed is None:
            await asyncio.sleep(PAUSE_S)
    raise CheckpointLate(log_id=log_id)

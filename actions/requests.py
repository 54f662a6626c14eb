"""Idempotency of requests that record no act: a key is bound to one body, in the transaction of its effect."""

from datetime import datetime
from uuid import UUID

from actions.commands import IdempotencyKeyReused
from actions.record import Request
from kernel.work import Connection


async def remember(connection: Connection, org_id: UUID, request: Request, now: datetime) -> None:
    """Binds the key to the body's fingerprint; raises `IdempotencyKeyReused` where it stands with another."""
    await connection.execute(
        "INSERT INTO request_key (org_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        org_id,
        request.key,
        request.fingerprint,
        now,
    )
    stored = await connection.fetchval(
        "SELECT fingerprint FROM request_key WHERE org_id = $1 AND key = $2", org_id, request.key
    )
    if stored != request.fingerprint:
        raise IdempotencyKeyReused

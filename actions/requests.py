"""Idempotency of requests: a key is bound to one body, in the transaction of its effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.commands import IdempotencyKeyReused
from kernel.work import Connection


@dataclass(frozen=True, slots=True)
class Request:
    """The idempotency of one API call: its scoped key, and the fingerprint of its body."""

    key: bytes
    fingerprint: bytes


async def bound(connection: Connection, org_id: UUID, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """The fingerprints that stand under these keys; an unused key is missing."""
    if not keys:
        return {}
    rows = await connection.fetch(
        "SELECT key, fingerprint FROM request_key WHERE org_id = $1 AND key = any($2::bytea[])", org_id, keys
    )
    return {row["key"]: row["fingerprint"] for row in rows}


async def bind(connection: Connection, org_id: UUID, fingerprints: Mapping[bytes, bytes], now: datetime) -> bool:
    """Binds keys to fingerprints; False where another transaction bound one of them first."""
    if not fingerprints:
        return True
    status: str = await connection.execute(
        "INSERT INTO request_key (org_id, key, fingerprint, created_at)"
        " SELECT $1, t.*, $4 FROM unnest($2::bytea[], $3::bytea[]) t ON CONFLICT DO NOTHING",
        org_id,
        list(fingerprints),
        list(fingerprints.values()),
        now,
    )
    return status == f"INSERT 0 {len(fingerprints)}"


async def remember(connection: Connection, org_id: UUID, request: Request, now: datetime) -> None:
    """Binds the key of a request that records no act; raises `IdempotencyKeyReused` where it has another body."""
    if await bind(connection, org_id, {request.key: request.fingerprint}, now):
        return
    if (await bound(connection, org_id, [request.key]))[request.key] != request.fingerprint:
        raise IdempotencyKeyReused

"""Idempotency of requests: a key is bound to one body, in the transaction of its effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.commands import IdempotencyKeyReused
from kernel.work import Connection
from kernel.writes import Writes

BOUND = "request_keys"
"""The name of what `bind_with` writes."""


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


def bind_with(writes: Writes, org_id: UUID, fingerprints: Mapping[bytes, bytes], now: datetime) -> None:
    """Binds keys to fingerprints, together with what else is written.

    Fewer rows than keys are written where another transaction bound one of them first.
    """
    if fingerprints:
        writes.add(
            BOUND,
            "INSERT INTO request_key (org_id, key, fingerprint, created_at)"
            " SELECT $1, t.*, $4 FROM unnest($2::bytea[], $3::bytea[]) t ON CONFLICT DO NOTHING",
            org_id,
            list(fingerprints),
            list(fingerprints.values()),
            now,
        )


async def remember(connection: Connection, org_id: UUID, request: Request, now: datetime) -> None:
    """Binds the key of a request that records no act; raises `IdempotencyKeyReused` where it has another body."""
    writes = Writes()
    bind_with(writes, org_id, {request.key: request.fingerprint}, now)
    if (await writes.send(connection))[BOUND]:
        return
    if (await bound(connection, org_id, [request.key]))[request.key] != request.fingerprint:
        raise IdempotencyKeyReused

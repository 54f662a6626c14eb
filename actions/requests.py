"""Idempotency of requests: a key is bound to one body, in the transaction of its effect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.commands import IdempotencyKeyReused
from kernel.statements import Answer, Reads, Writes
from kernel.work import Connection

_BIND = "INSERT INTO request_key (org_id, key, fingerprint, created_at) SELECT $1, t.*, $4 FROM unnest"


@dataclass(frozen=True, slots=True)
class Request:
    """The idempotency of one API call: its scoped key, and the fingerprint of its body."""

    key: bytes
    fingerprint: bytes


def bound_with(reads: Reads, org_id: UUID, keys: Iterable[bytes]) -> Answer[dict[bytes, bytes]]:
    """The fingerprints that stand under these keys; an unused key is missing."""
    rows = reads.add(
        "bytea, bytea",
        "SELECT r.* FROM unnest($2::bytea[]) AS t(key) CROSS JOIN LATERAL"
        " (SELECT key, fingerprint FROM request_key WHERE org_id = $1 AND key = t.key OFFSET 0) AS r",
        org_id,
        list(keys),
    )
    return lambda: dict(rows)


def bind_with(writes: Writes, org_id: UUID, fingerprints: Mapping[bytes, bytes], now: datetime) -> None:
    """Binds keys to fingerprints, together with what else is written: nothing of it where one is bound by then."""
    if fingerprints:
        writes.add(
            "request_keys",
            f"{_BIND}($2::bytea[], $3::bytea[]) t",
            org_id,
            list(fingerprints),
            list(fingerprints.values()),
            now,
        )


async def remember(connection: Connection, org_id: UUID, request: Request, now: datetime) -> None:
    """Binds the key of a request that records no act; raises `IdempotencyKeyReused` where it has another body."""
    reads = Reads()
    bound = bound_with(reads, org_id, [request.key])
    await connection.execute(
        f"{_BIND}(ARRAY[$2::bytea], ARRAY[$3::bytea]) t ON CONFLICT DO NOTHING",
        org_id,
        request.key,
        request.fingerprint,
        now,
    )
    await reads.send(connection)
    if bound()[request.key] != request.fingerprint:
        raise IdempotencyKeyReused

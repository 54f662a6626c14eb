"""Consent per purpose, versioned, withdrawable at any time, logged with a keyed commitment and no name."""

import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from kernel.ids import new_uuid
from kernel.work import Connection
from privacy import vault
from privacy.keys import KeyRing

TEXT_VERSION = "2026.1"
SERVICE, BOARD_NAME, LOCATION, PHOTO_REVIEW, WEEKLY_SUMMARY = (
    "service",
    "board_name",
    "location",
    "photo_review",
    "weekly_summary",
)
PURPOSES = (SERVICE, BOARD_NAME, LOCATION, PHOTO_REVIEW, WEEKLY_SUMMARY)

Append = Callable[[Connection, dict[str, object], bytes], Awaitable[None]]
"""Seals one payload with its random id into the organisation's log, in the caller's transaction."""


def partner_purpose(partner_id: UUID) -> str:
    """The purpose of one partner's link."""
    return f"partner:{partner_id.hex}"


async def give(
    connection: Connection,
    keys: KeyRing,
    append: Append,
    *,
    org_id: UUID,
    log_id: str,
    person_id: UUID,
    purpose: str,
    now: datetime,
    text_version: str = TEXT_VERSION,
) -> None:
    """Notes a consent and logs `consent.given`; a standing consent to the same text is left as it is."""
    standing = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM consent WHERE org_id = $1 AND person_id = $2 AND purpose = $3 AND text_version = $4"
        " AND withdrawn_at IS NULL)",
        org_id,
        person_id,
        purpose,
        text_version,
    )
    if standing:
        return
    await connection.execute(
        "INSERT INTO consent (org_id, id, person_id, purpose, text_version, given_at) VALUES ($1, $2, $3, $4, $5, $6)",
        org_id,
        new_uuid(),
        person_id,
        purpose,
        text_version,
        now,
    )
    await _log(connection, keys, append, "consent.given", log_id, person_id, purpose, text_version, now)


async def withdraw(
    connection: Connection,
    keys: KeyRing,
    append: Append,
    *,
    org_id: UUID,
    log_id: str,
    person_id: UUID,
    purpose: str,
    now: datetime,
) -> None:
    """Ends a consent with effect from now and logs `consent.withdrawn`; harmless where none stands."""
    versions = await connection.fetch(
        "UPDATE consent SET withdrawn_at = $4 WHERE org_id = $1 AND person_id = $2 AND purpose = $3"
        " AND withdrawn_at IS NULL RETURNING text_version",
        org_id,
        person_id,
        purpose,
        now,
    )
    for row in versions:
        await _log(connection, keys, append, "consent.withdrawn", log_id, person_id, purpose, row["text_version"], now)


async def standing(connection: Connection, org_id: UUID, person_id: UUID) -> frozenset[str]:
    """The purposes that the person consents to."""
    rows = await connection.fetch(
        "SELECT DISTINCT purpose FROM consent WHERE org_id = $1 AND person_id = $2 AND withdrawn_at IS NULL",
        org_id,
        person_id,
    )
    return frozenset(row["purpose"] for row in rows)


async def _log(
    connection: Connection,
    keys: KeyRing,
    append: Append,
    type_: str,
    log_id: str,
    person_id: UUID,
    purpose: str,
    text_version: str,
    now: datetime,
) -> None:
    rid = os.urandom(16)
    key = (await keys.subject_keys(connection, [person_id]))[person_id]
    personal = vault.personal_bytes({"person": str(person_id), "purpose": purpose, "at": now.isoformat()})
    payload: dict[str, object] = {
        "type": type_,
        "purpose": purpose.partition(":")[0],
        "text_version": text_version,
        "recorded_on": now.date().isoformat(),
        "commitment": vault.commitment(key, rid, personal),
    }
    await append(connection, payload, rid)
    await connection.execute(
        "INSERT INTO vault (log_id, rid, person_id, sealed) VALUES ($1, $2, $3, $4)",
        log_id,
        UUID(bytes=rid),
        person_id,
        vault.seal_part(key, log_id, rid, person_id, personal),
    )

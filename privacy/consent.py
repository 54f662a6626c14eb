"""Consent per purpose, versioned, withdrawable at any time, logged with a keyed commitment and no name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.ids import new_uuid
from kernel.work import Connection
from privacy import vault
from privacy.keys import KeyRing

TEXT_VERSION = "2026.1"
SERVICE, BOARD_NAME, PHOTO_REVIEW = "service", "board_name", "photo_review"
VERSIONS = {SERVICE: TEXT_VERSION, BOARD_NAME: "2026.1", PHOTO_REVIEW: "2026.2"}
"""The version of each purpose's text as it stands now; a changed text is a new version.

A consent keeps the version that was read.  photo_review/2026.2 says that withdrawing takes back what waits.
"""

Append = Callable[[Connection, dict[str, object], bytes], Awaitable[None]]
"""Seals one payload with its random id into the organisation's log, in the caller's transaction."""


def partner_purpose(partner_id: UUID) -> str:
    """The purpose of one partner's link."""
    return f"partner:{partner_id.hex}"


@dataclass(frozen=True)
class Consenting:
    """One organisation's consents within one transaction that sees its rows."""

    connection: Connection
    keys: KeyRing
    append: Append
    org_id: UUID
    log_id: str
    now: datetime

    async def give(self, person_id: UUID, purpose: str) -> None:
        """Notes a consent to the text of now and logs `consent.given`; a standing one to the same text is left as it is."""
        text_version = VERSIONS.get(purpose, TEXT_VERSION)
        if await self.connection.fetchval(
            "SELECT EXISTS (SELECT FROM consent WHERE org_id = $1 AND person_id = $2 AND purpose = $3"
            " AND text_version = $4 AND withdrawn_at IS NULL)",
            self.org_id,
            person_id,
            purpose,
            text_version,
        ):
            return
        await self.connection.execute(
            "INSERT INTO consent (org_id, id, person_id, purpose, text_version, given_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            self.org_id,
            new_uuid(),
            person_id,
            purpose,
            text_version,
            self.now,
        )
        await self._log("consent.given", person_id, purpose, text_version)

    async def withdraw(self, person_id: UUID, purpose: str) -> None:
        """Ends a consent with effect from now and logs `consent.withdrawn`; harmless where none stands."""
        ended = await self.connection.fetch(
            "UPDATE consent SET withdrawn_at = $4 WHERE org_id = $1 AND person_id = $2 AND purpose = $3"
            " AND withdrawn_at IS NULL RETURNING text_version",
            self.org_id,
            person_id,
            purpose,
            self.now,
        )
        for row in ended:
            await self._log("consent.withdrawn", person_id, purpose, row["text_version"])

    async def _log(self, type_: str, person_id: UUID, purpose: str, text_version: str) -> None:
        subject = vault.Subject(await self.keys.subject_key(self.connection, person_id), person_id)
        part = subject.part(self.log_id, {"person": str(person_id), "purpose": purpose, "at": self.now.isoformat()})
        payload: dict[str, object] = {
            "type": type_,
            "purpose": purpose.partition(":")[0],
            "text_version": text_version,
            "recorded_on": self.now.date().isoformat(),
            "commitment": part.commitment,
        }
        await self.append(self.connection, payload, part.rid)
        await vault.insert(self.connection, self.log_id, [part])


@dataclass(frozen=True)
class Standing:
    """A consent that stands: to which text, since when."""

    text_version: str
    given_at: datetime


async def newest(connection: Connection, org_id: UUID, person_id: UUID) -> dict[str, Standing]:
    """The newest standing consent to each purpose."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (purpose) purpose, text_version, given_at FROM consent"
        " WHERE org_id = $1 AND person_id = $2 AND withdrawn_at IS NULL ORDER BY purpose, given_at DESC",
        org_id,
        person_id,
    )
    return {row["purpose"]: Standing(row["text_version"], row["given_at"]) for row in rows}


async def standing(connection: Connection, org_id: UUID, person_id: UUID) -> frozenset[str]:
    """The purposes that the person consents to."""
    rows = await connection.fetch(
        "SELECT DISTINCT purpose FROM consent WHERE org_id = $1 AND person_id = $2 AND withdrawn_at IS NULL",
        org_id,
        person_id,
    )
    return frozenset(row["purpose"] for row in rows)

"""Coming by a roster's row: its invitation becomes the person's place, and what was written of them is no longer needed."""

from datetime import datetime
from uuid import UUID

from accounts.joining import Invitation
from kernel.work import Connection
from privacy.person_data import Kept, Whose, rows

KEPT = (Kept("roster_row", hidden=("id", "number_mac", "email_mac", "content_mac", "sealed")),)
PAST_ITS_DAYS = (
    "WITH gone AS (DELETE FROM roster_row WHERE person_id IS NULL AND imported_at < $1 AND org_id = $2 RETURNING id)"
    " DELETE FROM invitation WHERE org_id = $2 AND personal AND id IN (SELECT id FROM gone)"
)
"""Ends rows that nobody came by, with their invitations; for `privacy.retention`."""


async def locale_of(connection: Connection, invitation: Invitation) -> str | None:
    """The language that the roster names for whoever the invitation is for; None where it names none."""
    found: str | None = await connection.fetchval(
        "SELECT locale FROM roster_row WHERE org_id = $1 AND id = $2", invitation.org_id, invitation.ident
    )
    return found


async def claim(connection: Connection, invitation: Invitation, person_id: UUID, now: datetime) -> bool:
    """Notes who came by a personal invitation and deletes its sealed part; False where it is no roster's.

    Call it with `joining.use`, which lets one person in.  Whoever comes by a second row of the same roster has both.
    """
    if not invitation.personal:
        return False
    taken = await connection.execute(
        "UPDATE roster_row SET person_id = $3, claimed_at = $4, sealed = NULL"
        " WHERE org_id = $1 AND id = $2 AND person_id IS NULL",
        invitation.org_id,
        invitation.ident,
        person_id,
        now,
    )
    return rows(taken) == 1


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Deletes the rows that the person came by in one organisation, for an erasure; a later roster invites anew."""
    deleted = await connection.execute(
        "DELETE FROM roster_row WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    return {"roster_rows": rows(deleted)}

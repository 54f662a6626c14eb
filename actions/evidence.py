"""Evidence that a person adds to an act: kept as a reference, judged by a reviewer, never by a machine alone."""

from datetime import datetime
from uuid import UUID

from actions.balances import find
from actions.commands import ActionFinal
from kernel.ids import new_uuid
from kernel.work import Connection
from ledger import log
from privacy.person_data import Whose, rows


async def attach(
    connection: Connection,
    log_id: str,
    person_id: UUID,
    action_id: UUID,
    *,
    file_id: str,
    file_unique_id: str,
    now: datetime,
    kind: str = "photo",
) -> bool:
    """Puts a photo with an act into the review queue; False where the same photo was used before.

    file_id, file_unique_id: Telegram's.  Raises `ActionUnknown`, and `ActionFinal` for what needs no proof any more.
    """
    await log.lock(connection, log_id)  # Two people with one photo come one after the other.
    receipt = await find(connection, log_id, action_id, person_id)
    if receipt.status in ("reversed", "verified") or receipt.evidence == "attested":
        raise ActionFinal(status=receipt.status)
    used = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM evidence_file WHERE log_id = $1 AND file_unique_id = $2)", log_id, file_unique_id
    )
    if used:
        return False
    await connection.execute(
        "INSERT INTO evidence_file (log_id, id, seq, kind, file_id, file_unique_id, submitted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        log_id,
        new_uuid(),
        receipt.seq,
        kind,
        file_id,
        file_unique_id,
        now,
    )
    return True


async def take_back(connection: Connection, whose: Whose) -> int:
    """Takes a person's photos that nobody has judged out of the queue, and forgets them; how many.

    What was judged stays judged.  A photo that was taken back may be sent again.
    """
    await log.lock(connection, whose.log_id)  # No reviewer decides on one of them meanwhile.
    return rows(
        await connection.execute(
            "DELETE FROM evidence_file f USING entry_context c WHERE f.log_id = $1 AND c.log_id = $1 AND c.seq = f.seq"
            " AND c.person_id = $2 AND f.decided_at IS NULL",
            whose.log_id,
            whose.person_id,
        )
    )


async def waits(connection: Connection, log_id: str, seq: int) -> bool:
    """Whether a photo of the act is still to be judged."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM evidence_file WHERE log_id = $1 AND seq = $2 AND decided_at IS NULL)", log_id, seq
    )
    return found

"""What the log says of a week: `campaign.opened`, `campaign.rules_frozen`, `campaign.closed`; never who, only that."""

import os
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from campaigns.tables import Campaign
from kernel.work import Connection
from ledger.log import Head
from privacy import vault
from privacy.keys import KeyRing


async def seal(
    connection: Connection,
    keys: KeyRing,
    head: Head,
    campaign: Campaign,
    type_: str,
    fields: Mapping[str, object],
    now: datetime,
    *,
    author: UUID | None,
) -> None:
    """Seals one entry about the week; its author lies in the vault, committed to by the entry.

    author: None where the calendar did it.  The caller writes the head.
    """
    rid = os.urandom(16)
    payload: dict[str, object] = {
        "type": type_,
        "campaign": campaign.public_id,
        "recorded_on": now.date().isoformat(),
        **fields,
    }
    if author is not None:
        key = (await keys.subject_keys(connection, [author]))[author]
        personal = vault.personal_bytes({"author": str(author), "comment": campaign.name, "at": now.isoformat()})
        payload |= {"role": "organiser", "commitment": vault.commitment(key, rid, personal)}
        await connection.execute(
            "INSERT INTO vault (log_id, rid, person_id, sealed) VALUES ($1, $2, $3, $4)",
            head.log_id,
            UUID(bytes=rid),
            author,
            vault.seal_part(key, head.log_id, rid, author, personal),
        )
    head.seal(payload, rid)

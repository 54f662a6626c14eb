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
        subject = vault.Subject(await keys.subject_key(connection, author), author)
        part = subject.part(head.log_id, {"author": str(author), "comment": campaign.name, "at": now.isoformat()})
        rid = part.rid
        payload |= {"role": "organiser", "commitment": part.commitment}
        await vault.insert(connection, head.log_id, [part])
    head.seal(payload, rid)

"""What admins do stands in their organisation's log: the act, a reason code and the role; who and why lie in the vault."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.work import Connection
from ledger import log
from privacy import vault
from privacy.keys import KeyRing

OPERATOR = "operator"
"""The role of whoever runs the installation: no person of the organisation."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts.  role: a code for the entry.  person_id: None for whoever runs the installation."""

    role: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One deed.  name, reason: codes of at most 64 letters.  comment: for the vault alone."""

    name: str
    reason: str
    comment: str


async def seal(
    connection: Connection, keys: KeyRing, head: log.Head, author: Author, acts: Sequence[Act], now: datetime
) -> list[bytes]:
    """Appends an entry for each act under the locked head, which the caller writes; the entries' random ids."""
    rids: list[bytes] = []
    parts: list[vault.Part] = []
    for act in acts:
        payload: dict[str, object] = {
            "type": "admin.acted",
            "act": act.name,
            "reason": act.reason,
            "role": author.role,
            "recorded_on": now.date().isoformat(),
        }
        rid = os.urandom(16)
        if author.person_id is not None:
            subject = vault.Subject(await keys.subject_key(connection, author.person_id), author.person_id)
            personal = {"author": str(author.person_id), "comment": act.comment, "at": now.isoformat()}
            parts.append(part := subject.part(head.log_id, personal))
            rid, payload["commitment"] = part.rid, part.commitment
        head.seal(payload, rid)
        rids.append(rid)
    await vault.insert(connection, head.log_id, parts)
    return rids


async def write(
    connection: Connection, keys: KeyRing, log_id: str, author: Author, acts: Sequence[Act], now: datetime
) -> None:
    """Locks the log's head and appends the acts, in the caller's transaction; keep the author before (`people.keep`)."""
    head = await log.lock(connection, log_id)
    await seal(connection, keys, head, author, acts, now)
    await head.write(connection)

"""What admins wrote beside their acts: it lies in the vault, and goes with its author."""

from uuid import UUID

import orjson

from kernel.work import Connection
from privacy import vault
from privacy.keys import KeyRing


async def of(connection: Connection, keys: KeyRing, log_id: str, author: UUID, rid: UUID) -> str:
    """The comment of the entry with this random id; empty where the vault no longer has it."""
    sealed = await connection.fetchval(
        "SELECT sealed FROM vault WHERE log_id = $1 AND rid = $2 AND person_id = $3", log_id, rid, author
    )
    if sealed is None:
        return ""
    key = await keys.subject_key(connection, author)
    personal = orjson.loads(vault.open_part(key, log_id, rid.bytes, author, sealed))
    return str(personal["comment"])

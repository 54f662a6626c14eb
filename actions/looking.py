"""Noting that an act was shown to somebody else than the person whose it is."""

from uuid import UUID

from kernel.ids import public
from kernel.work import Connection
from privacy import access


async def note_act(connection: Connection, org_id: UUID, viewer: UUID, action_id: UUID, look: access.Look) -> None:
    """Notes a look at an act in a transaction that sees `org_id`; one's own act, and one that is nobody's, are not noted."""
    person_id: UUID | None = await connection.fetchval(
        "SELECT person_id FROM action WHERE log_id = $1 AND id = $2", public("log", org_id), action_id
    )
    if person_id is not None and person_id != viewer:
        await access.note(connection, org_id, person_id, look)

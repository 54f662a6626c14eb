"""Group chats of an organisation: bound by an organiser, unbound by one or with the bot's removal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import admin_acts, roles
from accounts.admin_acts import Act
from accounts.people import Person
from accounts.permissions import WEEK_PUBLISH
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from kernel.work import Connection
from privacy.keys import KeyRing
from privacy.person_data import rows

PERMISSION = WEEK_PUBLISH


class GroupUnbound(DomainError):
    """The group is not bound to this organisation (any more)."""

    code = "group_unbound"


@dataclass(frozen=True, slots=True)
class Group:
    """A bound group chat."""

    id: UUID
    chat_id: int

    @property
    def purpose(self) -> str:
        """The consent of whoever counts in its planet; a group that is bound anew asks anew."""
        return f"group:{self.id.hex}"


async def find(connection: Connection, org_id: UUID, chat_id: int) -> Group | None:
    """The bound group, or None."""
    row = await connection.fetchrow(
        "SELECT id, chat_id FROM group_chat WHERE org_id = $1 AND chat_id = $2 AND unbound_at IS NULL", org_id, chat_id
    )
    return None if row is None else Group(row["id"], row["chat_id"])


async def bind(connection: Connection, keys: KeyRing, person: Person, chat_id: int, now: datetime) -> Group:
    """Binds the group to the person's organisation, once; raises `RoleMissing`."""
    author = await roles.author_of(connection, person, PERMISSION)
    made = await connection.execute(
        "INSERT INTO group_chat (org_id, id, chat_id, bound_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        person.org_id,
        new_uuid(),
        chat_id,
        now,
    )
    if rows(made):
        acts = [Act("group_bound", "organiser", str(chat_id))]
        await admin_acts.write(connection, keys, public("log", person.org_id), author, acts, now)
    found = await find(connection, person.org_id, chat_id)
    assert found is not None, "inserted, or there before"
    return found


async def unbind(connection: Connection, keys: KeyRing, person: Person, chat_id: int, now: datetime) -> None:
    """Ends the binding; raises `RoleMissing` and `GroupUnbound`."""
    author = await roles.author_of(connection, person, PERMISSION)
    if not await removed(connection, person.org_id, chat_id, now):
        raise GroupUnbound
    acts = [Act("group_unbound", "organiser", str(chat_id))]
    await admin_acts.write(connection, keys, public("log", person.org_id), author, acts, now)


async def removed(connection: Connection, org_id: UUID, chat_id: int, now: datetime) -> bool:
    """The bot is no longer in the group, or shall not speak for it; whether it was bound."""
    done = await connection.execute(
        "UPDATE group_chat SET unbound_at = $3 WHERE org_id = $1 AND chat_id = $2 AND unbound_at IS NULL",
        org_id,
        chat_id,
        now,
    )
    return rows(done) > 0

"""Who belongs to an organisation, page by page, for whoever may see it: nicknames, places and roles, never an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import roles
from accounts.people import Person
from accounts.permissions import PEOPLE_SEE, ROLES_GIVE
from accounts.roles import Held
from kernel.work import Connection
from privacy import access
from privacy.access import Look

MOST_SEARCH = 64
FIRST = ("", UUID(int=0))
"""Before everybody: nobody bears that id."""


@dataclass(frozen=True)
class Listed:
    """A member.  held: their roles here, in whatever part."""

    person_id: UUID
    nickname: str
    unit_id: UUID | None
    joined_at: datetime
    held: tuple[Held, ...]


async def page(
    connection: Connection, asker: Person, search: str, after: tuple[str, UUID], most: int, now: datetime
) -> list[Listed]:
    """Up to `most` members by nickname whose nickname holds `search`: those behind the nickname and id of `after`.

    The transaction sees the asker's organisation.  Each who is shown is told that somebody looked.  Raises `RoleMissing`.
    """
    org_id = asker.org_id
    await roles.require(connection, org_id, asker.id, PEOPLE_SEE)
    rows = await connection.fetch(
        "SELECT p.id, coalesce(p.nickname, '') AS nickname, m.unit_id, m.joined_at FROM membership m"
        " JOIN person p ON p.id = m.person_id WHERE m.org_id = $1 AND m.left_at IS NULL"
        " AND ($2 = '' OR strpos(lower(p.nickname), lower($2)) > 0)"
        " AND (coalesce(p.nickname, ''), p.id) > ($3, $4) ORDER BY coalesce(p.nickname, ''), p.id LIMIT $5",
        org_id, search[:MOST_SEARCH], *after, most,
    )  # fmt: skip
    found = await _with_roles(connection, org_id, rows)
    look = Look(now, "admin" if asker.may(ROLES_GIVE) else "programme_manager", "directory", "console")
    await access.note_all(connection, org_id, [one.person_id for one in found if one.person_id != asker.id], look)
    return found


async def _with_roles(connection: Connection, org_id: UUID, rows: Sequence[Any]) -> list[Listed]:
    held: dict[UUID, list[Held]] = {}
    for one in await roles.standing(connection, org_id):
        held.setdefault(one.person_id, []).append(one)
    return [
        Listed(row["id"], row["nickname"], row["unit_id"], row["joined_at"], tuple(held.get(row["id"], ())))
        for row in rows
    ]

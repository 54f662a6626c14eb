"""Giving and taking roles, and ending memberships: at once, logged, and never the last one who can do it.

The transaction sees the organisation.  What a role gives stands in `accounts.permissions`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import admin_acts, belonging, people, permissions
from accounts.admin_acts import OPERATOR, Act, Author
from accounts.consents import Consents
from accounts.partners import see
from accounts.people import Person, PersonUnknown, RoleMissing
from accounts.permissions import GRANTED, MEMBER, OWNERS_GIVE, PEOPLE_REMOVE, ROLES_GIVE, WHOLE, Grant, Place
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from kernel.work import Connection, Database
from ledger import log
from privacy.keys import KeyRing
from privacy.person_data import Whose, rows

OWNER = "owner"
GRANTED_ACT, REVOKED_ACT, REMOVED_ACT, INVITED_ACT = "role_granted", "role_revoked", "member_removed", "role_invited"


class RoleUnknown(DomainError):
    """No such role can be given.  role: what was said; allowed: those there are."""

    code = "role_unknown"


class ScopeUnusable(DomainError):
    """The role can't be held there, or no such part of the organisation is known.  role, allowed: the kinds of scope."""

    code = "scope_unusable"


class LastAdmin(DomainError):
    """Nobody would be left who can give roles."""

    code = "last_admin"


class GrantUnknown(DomainError):
    """Nobody holds that role any more."""

    code = "grant_unknown"


class MemberMissing(DomainError):
    """The person is no member of the organisation, or no longer."""

    code = "member_missing"


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds.  scope_name: of the unit or campaign, empty for the whole organisation."""

    id: UUID
    person_id: UUID
    nickname: str | None
    role: str
    scope: str
    scope_id: UUID | None
    scope_name: str
    granted_at: datetime


def scope_of(role: str, unit_id: UUID | None, campaign_id: UUID | None) -> tuple[permissions.ScopeKind, UUID | None]:
    """The scope that is meant; raises `RoleUnknown` and `ScopeUnusable`."""
    if role not in GRANTED:
        raise RoleUnknown(role=role[:40], allowed=sorted(GRANTED))
    named: list[tuple[permissions.ScopeKind, UUID]] = []
    if unit_id is not None:
        named.append(("unit", unit_id))
    if campaign_id is not None:
        named.append(("campaign", campaign_id))
    allowed = permissions.SCOPES[role]
    if len(named) > 1 or (named and named[0][0] not in allowed):
        raise ScopeUnusable(role=role, allowed=list(allowed))
    return named[0] if named else ("organisation", None)


async def held_now(connection: Connection, org_id: UUID, person_id: UUID) -> tuple[frozenset[str], tuple[Grant, ...]]:
    """The roles that somebody holds at this moment: in the whole organisation, and in parts of it."""
    found = await connection.fetch(
        "SELECT g.role, g.scope, g.scope_id FROM role_grant g JOIN membership m USING (org_id, person_id)"
        " WHERE g.org_id = $1 AND g.person_id = $2 AND g.revoked_at IS NULL AND m.left_at IS NULL",
        org_id,
        person_id,
    )
    whole = frozenset(row["role"] for row in found if row["scope_id"] is None)
    narrower = (Grant(row["role"], row["scope"], row["scope_id"]) for row in found if row["scope_id"] is not None)
    return whole, tuple(narrower)


async def require(
    connection: Connection, org_id: UUID, person_id: UUID, permission: str, place: Place = WHOLE
) -> frozenset[str]:
    """Raises `RoleMissing` unless the person may, as the database stands now; the roles held in the whole of it."""
    whole, narrower = await held_now(connection, org_id, person_id)
    if not permissions.may(whole, narrower, permission, place):
        raise RoleMissing(role=permissions.usual(permission))
    return whole


async def author_of(
    connection: Connection, person: Person, permission: str, *, giving: UUID | None = None, ending: UUID | None = None
) -> Author:
    """The person as an author, kept until the transaction ends; raises `PersonUnknown`, `RoleMissing`.

    giving, ending: whom it concerns.  Both rows are locked in one order, so that two who act on each other only wait.
    """
    strength = "KEY SHARE" if ending is None else "UPDATE"
    both = {person.id, *(one for one in (giving, ending) if one is not None)}
    found = await connection.fetch(
        f"SELECT id FROM person WHERE id = any($1::uuid[]) ORDER BY id FOR {strength}", list(both)
    )
    if len(found) < len(both):
        raise PersonUnknown
    whole = await require(connection, person.org_id, person.id, permission)
    return Author(OWNER if OWNER in whole else permissions.usual(permission), person.id)


async def place_of(connection: Connection, org_id: UUID, unit_id: UUID | None) -> Place:
    """A unit with those above it, however deep the tree; the organisation as a whole for None."""
    found = await connection.fetch(
        "WITH RECURSIVE above AS (SELECT id, parent_id FROM unit WHERE org_id = $1 AND id = $2"
        " UNION SELECT u.id, u.parent_id FROM unit u JOIN above a ON u.org_id = $1 AND u.id = a.parent_id)"
        " SELECT id FROM above",
        org_id,
        unit_id,
    )
    return Place(units=tuple(row["id"] for row in found))


async def units_below(connection: Connection, org_id: UUID, roots: Collection[UUID]) -> list[UUID]:
    """The units with everything below them."""
    found = await connection.fetch(
        "WITH RECURSIVE below AS (SELECT id FROM unit WHERE org_id = $1 AND id = any($2::uuid[])"
        " UNION SELECT u.id FROM unit u JOIN below b ON u.org_id = $1 AND u.parent_id = b.id) SELECT id FROM below",
        org_id,
        list(roots),
    )
    return [row["id"] for row in found]


async def standing(connection: Connection, org_id: UUID) -> list[Held]:
    """Every role that is held, those in the whole organisation first, by role and name."""
    found = await connection.fetch(
        "SELECT g.*, p.nickname, coalesce(u.name, c.name, '') AS scope_name FROM role_grant g"
        " JOIN membership m ON m.org_id = g.org_id AND m.person_id = g.person_id AND m.left_at IS NULL"
        " JOIN person p ON p.id = g.person_id"
        " LEFT JOIN unit u ON u.org_id = g.org_id AND u.id = g.scope_id"
        " LEFT JOIN campaign c ON c.org_id = g.org_id AND c.id = g.scope_id"
        " WHERE g.org_id = $1 AND g.revoked_at IS NULL ORDER BY g.scope_id IS NOT NULL, g.role, p.nickname, g.id",
        org_id,
    )
    return [Held(*(row[name] for name in Held.__slots__)) for row in found]


async def grant(
    connection: Connection, keys: KeyRing, org_id: UUID, author: Author, person_id: UUID, role: str, now: datetime,
    *, unit_id: UUID | None = None, campaign_id: UUID | None = None,
) -> bool:  # fmt: skip
    """Gives a member a role; False where they hold it already.

    author: from `author_of`, or the operator.  Raises `RoleUnknown`, `ScopeUnusable`, `MemberMissing`, `RoleMissing`.
    """
    scope, scope_id = scope_of(role, unit_id, campaign_id)
    await people.keep(connection, person_id)
    head = await log.lock(connection, public("log", org_id))
    await _require_giver(connection, org_id, author, role)
    if not await _part_stands(connection, org_id, scope, scope_id):
        raise ScopeUnusable(role=role, allowed=list(permissions.SCOPES[role]))
    await _require_member(connection, org_id, person_id)
    made = await connection.execute(
        "INSERT INTO role_grant (org_id, id, person_id, role, scope, scope_id, granted_by, granted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        org_id, new_uuid(), person_id, role, scope, scope_id, author.person_id, now,
    )  # fmt: skip
    if rows(made):
        await admin_acts.seal(connection, keys, head, author, [Act(GRANTED_ACT, role, _who(person_id))], now)
        await head.write(connection)
    return rows(made) > 0


async def revoke(
    connection: Connection, keys: KeyRing, org_id: UUID, author: Author, person_id: UUID, role: str, now: datetime,
    *, unit_id: UUID | None = None, campaign_id: UUID | None = None,
) -> bool:  # fmt: skip
    """Takes a role away, from this moment on; False where it is not held.  Raises as `grant`, and `LastAdmin`."""
    scope, scope_id = scope_of(role, unit_id, campaign_id)
    head = await log.lock(connection, public("log", org_id))
    await _require_giver(connection, org_id, author, role)
    ended = await connection.execute(
        "UPDATE role_grant SET revoked_at = $6 WHERE org_id = $1 AND person_id = $2 AND role = $3 AND scope = $4"
        " AND scope_id IS NOT DISTINCT FROM $5 AND revoked_at IS NULL",
        org_id, person_id, role, scope, scope_id, now,
    )  # fmt: skip
    if not rows(ended):
        return False
    if ROLES_GIVE in permissions.GIVES[role]:
        await _require_somebody_left(connection, org_id)
    await admin_acts.seal(connection, keys, head, author, [Act(REVOKED_ACT, role, _who(person_id))], now)
    await head.write(connection)
    return True


async def remove(
    connection: Connection, keys: KeyRing, consents: Consents, org_id: UUID, author: Author, person_id: UUID,
    reason: str, now: datetime,
) -> None:  # fmt: skip
    """Ends a membership with all its roles, as if they had left (`accounts.belonging`): their records stay.

    reason: a code.  Raises `MembershipUnknown`, `LastMembership`, `LastAdmin`, and `RoleMissing` where the author may
    not, or an admin would remove an owner.
    """
    held, _ = await held_now(connection, org_id, person_id)
    await belonging.leave(connection, consents, person_id, org_id, now)
    await see(connection, org_id)
    head = await log.lock(connection, public("log", org_id))
    if author.person_id is not None:
        needed = OWNERS_GIVE if OWNER in held else PEOPLE_REMOVE
        await require(connection, org_id, author.person_id, needed)
    if any(ROLES_GIVE in permissions.GIVES[role] for role in held):
        await _require_somebody_left(connection, org_id)
    await admin_acts.seal(connection, keys, head, author, [Act(REMOVED_ACT, reason, _who(person_id))], now)
    await head.write(connection)


async def invited(
    connection: Connection, keys: KeyRing, org_id: UUID, author: Author, given: Collection[str], now: datetime
) -> None:
    """Logs that an invitation was made which gives roles; raises `RoleMissing` where the author may not give them."""
    acts = [Act(INVITED_ACT, role, role) for role in sorted(set(given) - {MEMBER})]
    for act in acts:
        await _require_giver(connection, org_id, author, act.reason)
    if acts:
        await admin_acts.write(connection, keys, public("log", org_id), author, acts, now)


async def taken(
    connection: Connection, keys: KeyRing, org_id: UUID, person_id: UUID, given: Collection[str], now: datetime
) -> None:
    """Logs the roles that somebody took by an invitation, in the transaction in which they joined."""
    acts = [Act(GRANTED_ACT, role, _who(person_id)) for role in sorted(set(given) - {MEMBER})]
    if acts:
        await admin_acts.write(connection, keys, public("log", org_id), Author("invitation", person_id), acts, now)


class Leading:
    """The use cases of whoever gives roles: each is one transaction, and one clock's."""

    def __init__(self, database: Database, keys: KeyRing, consents: Consents) -> None:
        self._database = database
        self._keys = keys
        self._consents = consents

    async def held(self, person: Person) -> list[Held]:
        """Who holds which role; raises `RoleMissing`."""
        async with self._database.work(person.org_id) as connection:
            await require(connection, person.org_id, person.id, permissions.PEOPLE_SEE)
            return await standing(connection, person.org_id)

    async def give(self, person: Person, to: UUID, role: str, now: datetime) -> bool:
        """Gives a role in the whole organisation; raises as `grant`."""
        async with self._database.work(person.org_id) as connection:
            author = await author_of(connection, person, ROLES_GIVE, giving=to)
            return await grant(connection, self._keys, person.org_id, author, to, role, now)

    async def found(self, person: Person, grant_id: UUID) -> Held:
        """One role that is held; raises `RoleMissing` and `GrantUnknown`."""
        for one in await self.held(person):
            if one.id == grant_id:
                return one
        raise GrantUnknown

    async def take(self, person: Person, held: Held, now: datetime) -> bool:
        """Takes a role away; raises as `revoke`."""
        async with self._database.work(person.org_id) as connection:
            author = await author_of(connection, person, ROLES_GIVE)
            part = {} if held.scope_id is None else {f"{held.scope}_id": held.scope_id}
            return await revoke(connection, self._keys, person.org_id, author, held.person_id, held.role, now, **part)

    async def remove(self, person: Person, who: UUID, reason: str, now: datetime) -> None:
        """Ends somebody's membership; raises as the function `remove`."""
        async with self._database.work(person.org_id) as connection:
            author = await author_of(connection, person, PEOPLE_REMOVE, ending=who)
            await remove(connection, self._keys, self._consents, person.org_id, author, who, reason, now)


async def erase_within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Deletes the person's roles there, and forgets what they gave to others; call under the locked head."""
    gone = await connection.execute(
        "DELETE FROM role_grant WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    await connection.execute(
        "UPDATE role_grant SET granted_by = NULL WHERE org_id = $1 AND granted_by = $2", whose.org_id, whose.person_id
    )
    return {"roles": rows(gone)}


def _who(person_id: UUID) -> str:
    return public("per", person_id)


async def _require_giver(connection: Connection, org_id: UUID, author: Author, role: str) -> None:
    """Raises `RoleMissing` unless the author may give and take the role, as the locked head finds it."""
    if author.person_id is not None and author.role != OPERATOR:
        needed = OWNERS_GIVE if role == OWNER else ROLES_GIVE
        await require(connection, org_id, author.person_id, needed)


async def _require_member(connection: Connection, org_id: UUID, person_id: UUID) -> None:
    if not await connection.fetchval(
        "SELECT true FROM membership WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL", org_id, person_id
    ):
        raise MemberMissing


async def _require_somebody_left(connection: Connection, org_id: UUID) -> None:
    if not await people.holders(connection, org_id, ROLES_GIVE):
        raise LastAdmin


async def _part_stands(connection: Connection, org_id: UUID, scope: str, scope_id: UUID | None) -> bool:
    if scope == "organisation":
        return True
    table = "unit" if scope == "unit" else "campaign"
    return bool(await connection.fetchval(f"SELECT true FROM {table} WHERE org_id = $1 AND id = $2", org_id, scope_id))

"""People, the Telegram account that reaches them, and their place in an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import permissions
from accounts.organisations import EMPLOYERS, ISSUERS
from accounts.permissions import MEMBER, WHOLE, Grant, Place
from kernel.columns import column
from kernel.errors import DomainError
from kernel.ids import PROGRAMME, new_uuid, public
from kernel.work import Connection
from privacy.keys import KeyRing
from privacy.person_data import rows

MOST_NICKNAME = 64


class PersonUnknown(DomainError):
    """Nobody has this account."""

    code = "person_unknown"


class RoleMissing(DomainError):
    """The act needs a role that the person does not hold in this organisation."""

    code = "role_missing"


@dataclass(frozen=True)
class Person:
    """A human being with an account.

    orgs: where they are or were a member, the first first.  goal_mg, goal_days: what they want in a week, at most one.
    org_id: the organisation that issues their records (the programme's where they belong to no other).
    region: their own, asked once; None: the organisation's.  roles: those held in the whole of `org_id`; narrower: those
    held in a part of it.  usual_mode: what they would have used instead, unless they say otherwise of an act (a code of
    `methodologies.kinds.MODES`).
    """

    id: UUID
    nickname: str | None
    locale: str
    region: str | None
    org_id: UUID
    unit_id: UUID | None
    roles: frozenset[str]
    commute: dict[str, object] | None
    orgs: tuple[UUID, ...] = ()
    goal_mg: int | None = None
    goal_days: int | None = None
    usual_mode: str | None = None
    narrower: tuple[Grant, ...] = ()

    @property
    def logs(self) -> tuple[str, ...]:
        """Every log that may hold acts of theirs: of where they belong, and of where they ever did."""
        return tuple(public("log", org_id) for org_id in dict.fromkeys((self.org_id, *self.orgs)))

    @property
    def public_id(self) -> str:
        """`per_…`."""
        return public("per", self.id)

    def may(self, permission: str, place: Place = WHOLE) -> bool:
        """Whether a role of theirs gives the permission there (`accounts.permissions`)."""
        return permissions.may(self.roles, self.narrower, permission, place)

    def require(self, permission: str, place: Place = WHOLE) -> None:
        """Raises `RoleMissing` unless they may."""
        if not self.may(permission, place):
            raise RoleMissing(role=permissions.usual(permission))


_SELECT = (
    "SELECT p.id, p.nickname, p.locale, p.region, p.home_org, p.usual_mode, p.goal_mg, p.goal_days, m.unit_id, m.commute,"
    " g.roles, g.narrower, ARRAY(SELECT o.org_id FROM membership o WHERE o.person_id = p.id"
    "  ORDER BY o.joined_at, o.org_id) AS orgs FROM person p"
    " LEFT JOIN membership m ON m.org_id = p.home_org AND m.person_id = p.id AND m.left_at IS NULL"
    " LEFT JOIN LATERAL (SELECT array_agg(role) FILTER (WHERE scope = 'organisation') AS roles,"
    "  array_agg(ARRAY[role, scope, scope_id::text]) FILTER (WHERE scope <> 'organisation') AS narrower"
    "  FROM role_grant WHERE org_id = m.org_id AND person_id = m.person_id AND revoked_at IS NULL) g ON true"
)


def _person(row: Any) -> Person:
    return Person(
        id=row["id"],
        nickname=row["nickname"],
        locale=row["locale"],
        region=row["region"],
        org_id=row["home_org"],
        unit_id=row["unit_id"],
        roles=frozenset((MEMBER, *(row["roles"] or ()))),
        commute=row["commute"],
        orgs=tuple(row["orgs"]),
        goal_mg=row["goal_mg"],
        goal_days=row["goal_days"],
        usual_mode=row["usual_mode"],
        narrower=tuple(Grant(role, scope, UUID(part)) for role, scope, part in row["narrower"] or ()),
    )


async def by_telegram(connection: Connection, user_id: int) -> Person | None:
    """The person behind a Telegram user, or None.  Sets the transaction's person, so that the membership shows."""
    person_id = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", user_id)
    return None if person_id is None else await find(connection, person_id)


async def find(connection: Connection, person_id: UUID) -> Person:
    """The person; raises `PersonUnknown`."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    row = await connection.fetchrow(f"{_SELECT} WHERE p.id = $1", person_id)
    if row is None:
        raise PersonUnknown
    return _person(row)


async def keep(connection: Connection, person_id: UUID) -> None:
    """Until the transaction ends the person is not erased; raises `PersonUnknown` for whoever is.

    For whatever writes of a person.  Call it before a log's head is locked: an erasure takes the two in this order.
    """
    if not await connection.fetchval("SELECT true FROM person WHERE id = $1 FOR KEY SHARE", person_id):
        raise PersonUnknown


async def keep_still(connection: Connection, person_id: UUID) -> None:
    """As `keep`, and of the person's own changes, such as two presses at once, one comes after the other."""
    if not await connection.fetchval("SELECT true FROM person WHERE id = $1 FOR NO KEY UPDATE", person_id):
        raise PersonUnknown


async def register(
    connection: Connection, keys: KeyRing, *, user_id: int, chat_id: int, nickname: str, locale: str, now: datetime
) -> Person:
    """A new account in the programme organisation; consent must have been given."""
    person_id = new_uuid()
    await connection.execute(
        "INSERT INTO person (id, nickname, locale, home_org, created_at) VALUES ($1, $2, $3, $4, $5)",
        person_id,
        nickname[:MOST_NICKNAME],
        locale,
        PROGRAMME,
        now,
    )
    await connection.execute(
        "INSERT INTO telegram_account (user_id, person_id, chat_id) VALUES ($1, $2, $3)", user_id, person_id, chat_id
    )
    await keys.create_subject_key(connection, person_id)
    return await find(connection, person_id)


async def join(
    connection: Connection,
    person_id: UUID,
    org_id: UUID,
    *,
    now: datetime,
    unit_id: UUID | None = None,
    roles: frozenset[str] = frozenset(),
) -> Person:
    """Makes them its member, and the organisation their issuer unless it is a community; roles add to those held there.

    The transaction must see `org_id`.  Joining again changes the department only when one is given.  Nobody has two
    employers: a new one ends the membership of the one before, and that of the programme 一叶, which serves who has none.
    Whoever comes back holds the roles of the new invitation alone.  A role holds while its membership does.  What they
    asked another employer before is asked no more: an answer weeks later would end this membership.
    """
    assert roles <= permissions.ROLES
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    await connection.execute(
        "DELETE FROM join_request r USING organisation asked, organisation joined WHERE r.person_id = $1"
        " AND r.decided_at IS NULL AND asked.id = r.org_id AND joined.id = $2"
        " AND (asked.id = joined.id OR asked.kind = any($3::text[]) AND joined.kind = any($3::text[]))",
        person_id,
        org_id,
        list(EMPLOYERS),
    )
    await connection.execute(
        "UPDATE membership m SET left_at = $3 FROM organisation o, organisation other"
        " WHERE m.person_id = $1 AND m.org_id <> $2 AND m.left_at IS NULL AND o.id = $2 AND other.id = m.org_id"
        " AND o.kind = any($4::text[]) AND (other.kind = any($4::text[]) OR other.id = $5)",
        person_id,
        org_id,
        now,
        list(EMPLOYERS),
        PROGRAMME,
    )
    await connection.execute(
        "UPDATE role_grant g SET revoked_at = $3 FROM membership m WHERE m.org_id = $1 AND m.person_id = $2"
        " AND m.left_at IS NOT NULL AND g.org_id = $1 AND g.person_id = $2 AND g.revoked_at IS NULL",
        org_id,
        person_id,
        now,
    )
    await connection.execute(
        "INSERT INTO membership (org_id, person_id, unit_id, roles, joined_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (org_id, person_id) DO UPDATE SET left_at = NULL,"
        " unit_id = coalesce(excluded.unit_id, membership.unit_id),"
        " joined_at = CASE WHEN membership.left_at IS NULL THEN membership.joined_at ELSE excluded.joined_at END",
        org_id,
        person_id,
        unit_id,
        [MEMBER],
        now,
    )
    await _grant(connection, org_id, person_id, roles - {MEMBER}, now)
    await _settle(connection, person_id, org_id, now)
    return await find(connection, person_id)


async def _settle(connection: Connection, person_id: UUID, org_id: UUID, now: datetime) -> None:
    """New records go to who was joined, unless it is a community: then to where they went, the programme at first."""
    moved = await connection.execute(
        "UPDATE person SET home_org = $2 WHERE id = $1 AND EXISTS (SELECT FROM organisation WHERE id = $2"
        " AND kind = any($3::text[]))",
        person_id,
        org_id,
        list(ISSUERS),
    )
    if not rows(moved):
        await connection.execute(
            "INSERT INTO membership (org_id, person_id, roles, joined_at)"
            " SELECT home_org, id, '{member}', $2 FROM person WHERE id = $1 ON CONFLICT DO NOTHING",
            person_id,
            now,
        )


async def _grant(connection: Connection, org_id: UUID, person_id: UUID, roles: frozenset[str], now: datetime) -> None:
    """Roles in the whole organisation; what is held already stays as it was given."""
    await connection.execute(
        "INSERT INTO role_grant (org_id, id, person_id, role, scope, granted_at)"
        " SELECT $1, gen_random_uuid(), $2, held, 'organisation', $4 FROM unnest($3::text[]) AS held"
        " ON CONFLICT DO NOTHING",
        org_id,
        person_id,
        sorted(roles),
        now,
    )


async def nicknames(
    connection: Connection, org_id: UUID, person_ids: Sequence[UUID], purpose: str
) -> dict[UUID, str | None]:
    """The nicknames of those who consent to `purpose` in the organisation; the others are missing."""
    found = await connection.fetch(
        "SELECT p.id, p.nickname FROM person p WHERE p.id = any($2::text::uuid[]) AND EXISTS (SELECT FROM consent c"
        " WHERE c.org_id = $1 AND c.person_id = p.id AND c.purpose = $3 AND c.withdrawn_at IS NULL)",
        org_id,
        column(person_ids),
        purpose,
    )
    return {row["id"]: row["nickname"] for row in found}


async def set_locale(connection: Connection, person_id: UUID, locale: str) -> None:
    """The language of every later text."""
    await connection.execute("UPDATE person SET locale = $2 WHERE id = $1", person_id, locale)


async def set_region(connection: Connection, person_id: UUID, region: str) -> None:
    """The person's region, where the organisation names none."""
    await connection.execute("UPDATE person SET region = $2 WHERE id = $1", person_id, region)


async def set_usual_mode(connection: Connection, person_id: UUID, mode: str | None) -> None:
    """What the person would have used instead from now on; None forgets it."""
    await connection.execute("UPDATE person SET usual_mode = $2 WHERE id = $1", person_id, mode)


async def set_goal(connection: Connection, person_id: UUID, *, mg: int | None, days: int | None) -> None:
    """What the person wants to reach in a week, milligrams or days with an act, at most one; none forgets it."""
    assert mg is None or days is None
    await connection.execute("UPDATE person SET goal_mg = $2, goal_days = $3 WHERE id = $1", person_id, mg, days)


async def set_commute(connection: Connection, org_id: UUID, person_id: UUID, kind: str, one_way_m: int) -> None:
    """The usual way to work, asked once: statistics and the one-tap button."""
    await connection.execute(
        "UPDATE membership SET commute = $3 WHERE org_id = $1 AND person_id = $2",
        org_id,
        person_id,
        {"kind": kind, "one_way_m": one_way_m},
    )


async def telegram_blocked(connection: Connection, user_id: int, at: datetime | None) -> None:
    """Remembers that the person blocked the bot (or, with None, let it in again)."""
    await connection.execute("UPDATE telegram_account SET blocked_at = $2 WHERE user_id = $1", user_id, at)


async def chat_of(connection: Connection, person_id: UUID) -> int | None:
    """The private chat that reaches the person, or None where they blocked the bot."""
    found: int | None = await connection.fetchval(
        "SELECT chat_id FROM telegram_account WHERE person_id = $1 AND blocked_at IS NULL", person_id
    )
    return found


async def holders(connection: Connection, org_id: UUID, permission: str) -> list[UUID]:
    """The members who may do something in the whole organisation; the transaction must see `org_id`."""
    found = await connection.fetch(
        "SELECT DISTINCT m.person_id FROM membership m JOIN role_grant g USING (org_id, person_id)"
        " WHERE m.org_id = $1 AND m.left_at IS NULL AND g.revoked_at IS NULL AND g.scope = 'organisation'"
        " AND g.role = any($2::text[]) ORDER BY m.person_id",
        org_id,
        [role for role in permissions.ROLES if permission in permissions.GIVES[role]],
    )
    return [row["person_id"] for row in found]

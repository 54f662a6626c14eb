"""Where a person belongs: an employer, communities, programmes; which of them new records go to; leaving, being moved.

Records stay in the log where they happened and with the unit that stood then.  The person's balance is a view of all
their logs (`actions.own`), so nothing here takes a gram from anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import admin_acts, organisations, partners, people, units
from accounts.admin_acts import Act, Author
from accounts.consents import Consents
from accounts.organisations import EMPLOYERS, ISSUERS
from accounts.people import Person
from kernel.errors import DomainError
from kernel.ids import PROGRAMME, public
from kernel.work import Connection
from ledger import log
from privacy.consent import SERVICE
from privacy.keys import KeyRing
from privacy.person_data import rows

COMMUNITY_TOTAL = "community_total"
"""The consent to be counted in a community's total, given by joining it and withdrawn by leaving."""
_REVOKED = "UPDATE role_grant SET revoked_at = $3 WHERE org_id = $1 AND person_id = $2 AND revoked_at IS NULL"


class MembershipUnknown(DomainError):
    """The person is no member there."""

    code = "membership_unknown"


class LastMembership(DomainError):
    """They belong nowhere else: nobody leaves the programme for nothing; who wants to be gone is erased."""

    code = "last_membership"


class TakesNoRecords(DomainError):
    """A community has no records of its own: it is a view of what its members do."""

    code = "takes_no_records"


@dataclass(frozen=True)
class Belonging:
    """A membership that stands.  home: new records go there."""

    org_id: UUID
    name: str
    kind: str
    joined_at: datetime
    home: bool

    @property
    def issues(self) -> bool:
        """Whether new records may go there."""
        return self.kind in ISSUERS


async def of(connection: Connection, person_id: UUID) -> list[Belonging]:
    """The person's standing memberships: employer, programmes, communities; a transaction of their own."""
    found = await connection.fetch(
        "SELECT m.org_id, o.name, o.kind, m.joined_at, p.home_org = m.org_id AS home FROM membership m"
        " JOIN organisation o ON o.id = m.org_id JOIN person p ON p.id = m.person_id"
        " WHERE m.person_id = $1 AND m.left_at IS NULL"
        " ORDER BY o.kind = 'community', o.kind = 'programme', m.joined_at, m.org_id",
        person_id,
    )
    return [Belonging(row["org_id"], row["name"], row["kind"], row["joined_at"], row["home"]) for row in found]


async def choose(connection: Connection, consents: Consents, person_id: UUID, org_id: UUID, now: datetime) -> Person:
    """New records go to `org_id` from now on, one of theirs or the programme 一叶; the transaction sees it.

    Raises `PersonUnknown`, `MembershipUnknown`, and `TakesNoRecords` for a community.
    """
    before = await _locked(connection, person_id)
    # First: whoever is not in it learns nothing of it, not even that there is one.
    if org_id != PROGRAMME and not await _stands(connection, person_id, org_id):
        raise MembershipUnknown(org_id=public("org", org_id))
    if (await organisations.find(connection, org_id)).kind not in ISSUERS:
        raise TakesNoRecords
    await _go(connection, before, org_id, now)
    await consents.give_within(connection, org_id, person_id, SERVICE)
    return await people.find(connection, person_id)


async def leave(connection: Connection, consents: Consents, person_id: UUID, org_id: UUID, now: datetime) -> Person:
    """Ends the membership, with what they allowed there and the links to its partners; the transaction sees `org_id`.

    Their records stay, and stay theirs.  Where new records went there, they go to the employer, or else a programme,
    in the end 一叶, with the consent noted there.  Raises `PersonUnknown`, `MembershipUnknown` and `LastMembership`.
    """
    before = await _locked(connection, person_id)
    if not await _stands(connection, person_id, org_id):
        raise MembershipUnknown(org_id=public("org", org_id))
    following = before.org_id if org_id != before.org_id else await _following(connection, person_id, org_id)
    if following == org_id:
        raise LastMembership
    # In the order in which an erasure takes them.
    for one in sorted({org_id, following}):
        await partners.see(connection, one)
        await log.lock(connection, public("log", one))
    await partners.see(connection, org_id)
    for link in await partners.links_of(connection, org_id, person_id):
        await partners.withdraw_link(connection, org_id, link.member_id, person_id, now)
    await consents.withdraw_within(
        connection, org_id, person_id, *sorted(await consents.of(connection, org_id, person_id))
    )
    await connection.execute(
        "UPDATE membership SET left_at = $3 WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL",
        org_id,
        person_id,
        now,
    )
    await connection.execute(_REVOKED, org_id, person_id, now)
    await partners.see(connection, following)
    if following != before.org_id:
        await _go(connection, before, following, now)
        await consents.give_within(connection, following, person_id, SERVICE)
    return await people.find(connection, person_id)


async def assign(
    connection: Connection, keys: KeyRing, author: Author, org_id: UUID, person_id: UUID, unit_id: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Moves a member to a unit, or to none: new records stand under it, old ones where they stood.

    The transaction sees `org_id`.  The log says that somebody was moved, not who.  Raises `PersonUnknown`,
    `MembershipUnknown` and `UnitUnknown`.
    """
    await people.keep(connection, person_id)
    if author.person_id is not None:
        await people.keep(connection, author.person_id)
    if unit_id is not None:
        await units.find(connection, org_id, unit_id)
    log_id = public("log", org_id)
    await admin_acts.write(connection, keys, log_id, author, [Act("member_moved", "organised", "")], now)
    moved = await connection.execute(
        "UPDATE membership SET unit_id = $3 WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL",
        org_id,
        person_id,
        unit_id,
    )
    if not rows(moved):
        raise MembershipUnknown(org_id=public("org", org_id))


async def _locked(connection: Connection, person_id: UUID) -> Person:
    """The person, whose memberships nobody else changes until the transaction ends; raises `PersonUnknown`."""
    await connection.execute("SELECT FROM person WHERE id = $1 FOR UPDATE", person_id)
    return await people.find(connection, person_id)


async def _stands(connection: Connection, person_id: UUID, org_id: UUID) -> bool:
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM membership WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL)",
        org_id,
        person_id,
    )
    return found


async def _following(connection: Connection, person_id: UUID, left: UUID) -> UUID:
    """Where new records go once `left` is left: the employer first."""
    rest = [one for one in await of(connection, person_id) if one.org_id != left and one.issues]
    employers = [one for one in rest if one.kind in EMPLOYERS]
    return next((one.org_id for one in (*employers, *rest)), PROGRAMME)


async def _go(connection: Connection, before: Person, org_id: UUID, now: datetime) -> None:
    """Makes it the home, which the transaction sees; the usual way to work, asked once, comes along.

    Whoever comes back to it by themselves holds no role there.
    """
    if not await _stands(connection, before.id, org_id):
        await connection.execute(_REVOKED, org_id, before.id, now)
    await connection.execute(
        "INSERT INTO membership AS m (org_id, person_id, roles, joined_at, commute) VALUES ($1, $2, '{member}', $3, $4)"
        " ON CONFLICT (org_id, person_id) DO UPDATE SET left_at = NULL, commute = coalesce(m.commute, $4),"
        " joined_at = CASE WHEN m.left_at IS NULL THEN m.joined_at ELSE $3 END",
        org_id,
        before.id,
        now,
        before.commute,
    )
    await connection.execute("UPDATE person SET home_org = $2 WHERE id = $1", before.id, org_id)

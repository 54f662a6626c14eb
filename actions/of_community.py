"""A community's total: a view of what its consenting members do, each gram counted once in the log where it happened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.belonging import COMMUNITY_TOTAL
from accounts.organisations import Organisation
from actions import own
from kernel.work import Connection, Database

MG_PER_KG = 1_000_000
_CONSENTING = (
    "SELECT m.person_id, m.joined_at FROM membership m WHERE m.org_id = $1 AND m.left_at IS NULL AND EXISTS"
    " (SELECT FROM consent c WHERE c.org_id = $1 AND c.person_id = m.person_id AND c.purpose = $2"
    "  AND c.withdrawn_at IS NULL) ORDER BY m.person_id"
)
_SINCE = (
    "SELECT coalesce(sum(a.reduction_mg), 0)::bigint AS mg, count(*) AS acts FROM action a"
    " WHERE a.log_id = any(ARRAY(SELECT o.log_id FROM membership m JOIN organisation o ON o.id = m.org_id"
    "  WHERE m.person_id = $1)) AND a.person_id = $1 AND a.occurred_on >= $2"
    " AND a.status NOT IN ('reversed', 'pending_review')"
)


@dataclass(frozen=True)
class CommunityView:
    """members: who consent and have an act since they joined.  reduction_mg: whole kilograms, rounded down."""

    members: int
    reduction_mg: int


async def total(database: Database, community: Organisation) -> CommunityView | None:
    """What its members did since each of them joined; None where fewer than the community's k stand behind it.

    Whoever leaves, or withdraws the consent, is counted no more.  Rounded, so that two looks do not give one act away.
    """
    async with database.work(community.id) as connection:
        rows = await connection.fetch(_CONSENTING, community.id, COMMUNITY_TOTAL)
    if len(rows) < community.minimum_group:
        return None
    members = milligrams = 0
    async with database.work() as connection:
        for row in rows:
            found = await _since(connection, row["person_id"], row["joined_at"], community.zone)
            members += found is not None
            milligrams += found or 0
    if members < community.minimum_group:
        return None
    return CommunityView(members, milligrams // MG_PER_KG * MG_PER_KG)


async def _since(connection: Connection, person_id: UUID, joined_at: datetime, zone: str) -> int | None:
    """The person's standing milligrams since the day on which they joined; None where they did nothing."""
    await own.see(connection, person_id)
    row = await connection.fetchrow(_SINCE, person_id, joined_at.astimezone(ZoneInfo(zone)).date())
    assert row is not None  # Sums always come.
    return row["mg"] if row["acts"] else None

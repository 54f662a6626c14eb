"""The grams of a group chat: a view of the people in it who agreed; nothing is kept, and nobody is named."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kernel.work import Connection


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """people: who agreed, is a member and has something that stands; in all, and since the given day.  In milligrams."""

    people: int
    reduction_mg: int
    since_people: int
    since_mg: int


async def totals(connection: Connection, org_id: UUID, log_id: str, purpose: str, since: date) -> GroupTotals:
    """The standing grams of everybody who consents to `purpose`; what waits for review is left out."""
    row = await connection.fetchrow(
        "WITH agreed AS (SELECT DISTINCT c.person_id FROM consent c JOIN membership m ON m.org_id = $1"
        "   AND m.person_id = c.person_id AND m.left_at IS NULL"
        "   WHERE c.org_id = $1 AND c.purpose = $3 AND c.withdrawn_at IS NULL)"
        " SELECT count(DISTINCT person_id) AS people, coalesce(sum(reduction_mg), 0)::bigint AS mg,"
        "  count(DISTINCT person_id) FILTER (WHERE occurred_on >= $4) AS since_people,"
        "  coalesce(sum(reduction_mg) FILTER (WHERE occurred_on >= $4), 0)::bigint AS since_mg"
        " FROM action a JOIN agreed USING (person_id)"
        " WHERE a.log_id = $2 AND a.status NOT IN ('reversed', 'pending_review')",
        org_id,
        log_id,
        purpose,
        since,
    )
    assert row is not None, "sums have one row"
    return GroupTotals(row["people"], row["mg"], row["since_people"], row["since_mg"])

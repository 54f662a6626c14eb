"""Who joined by an invitation and has recorded something: numbers, and none of a group that is too small."""

from collections.abc import Sequence
from uuid import UUID

from kernel.work import Connection


async def first_records(
    connection: Connection, org_id: UUID, log_id: str, idents: Sequence[bytes], minimum_group: int
) -> dict[bytes, int]:
    """By invitation: how many who came by it have an act that stands in the log.

    Missing where fewer than `minimum_group` are members by it: who of three has done nothing is nobody's to see.  The
    transaction sees `org_id`.
    """
    rows = await connection.fetch(
        "SELECT m.invitation_id AS id, count(*) FILTER (WHERE EXISTS (SELECT FROM action a WHERE a.log_id = $2"
        "  AND a.person_id = m.person_id AND a.status <> 'reversed')) AS begun"
        " FROM membership m WHERE m.org_id = $1 AND m.left_at IS NULL AND m.invitation_id = any($3::bytea[])"
        " GROUP BY m.invitation_id HAVING count(*) >= $4",
        org_id,
        log_id,
        list(idents),
        minimum_group,
    )
    return {row["id"]: row["begun"] for row in rows}

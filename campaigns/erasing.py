"""What the weeks keep of a person: that they take part, and that they opened one.  Closed results name nobody."""

from kernel.work import Connection
from privacy.person_data import Kept, Whose, rows

KEPT = (Kept("campaign_member"), Kept("campaign", column="created_by"))


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Takes the person out of one organisation's weeks."""
    joined = await connection.execute(
        "DELETE FROM campaign_member WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    opened = await connection.execute(
        "UPDATE campaign SET created_by = NULL WHERE org_id = $1 AND created_by = $2", whose.org_id, whose.person_id
    )
    return {"campaigns": rows(joined) + rows(opened)}

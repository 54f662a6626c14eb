"""What the acts keep of a person: who they are, exactly when, their photos.  The grams stay, and stay nobody's."""

from kernel.work import Connection
from privacy.person_data import Whose, rows


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Blanks person and exact time of their acts in one log and deletes their photos; call under the locked head.

    The acts get new ids: whoever was handed an old one (the person, a partner) finds nothing by it any more.
    """
    files = await connection.execute(
        "DELETE FROM evidence_file f USING action a"
        " WHERE f.log_id = $1 AND a.log_id = $1 AND a.seq = f.seq AND a.person_id = $2",
        whose.log_id,
        whose.person_id,
    )
    acts = await connection.execute(
        "WITH c AS (UPDATE entry_context SET person_id = NULL, occurred_at = NULL, action_id = gen_random_uuid()"
        "   WHERE log_id = $1 AND person_id = $2 RETURNING seq, action_id)"
        " UPDATE action a SET id = c.action_id, person_id = NULL, occurred_at = NULL FROM c"
        " WHERE a.log_id = $1 AND a.seq = c.seq",
        whose.log_id,
        whose.person_id,
    )
    return {"acts": rows(acts), "evidence_files": rows(files)}

"""What the acts keep of a person: who they are, exactly when, their photos.  The grams stay, and stay nobody's."""

from kernel.work import Connection
from privacy.person_data import Whose


async def within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Blanks person and exact time of their acts in one log and deletes their photos; call under the locked head.

    The acts get new ids: whoever was handed an old one (the person, a partner) finds nothing by it any more.  Which acts
    are theirs is what stands beside the entries, whatever a projection has made of it.
    """
    row = await connection.fetchrow(
        "WITH theirs AS (UPDATE entry_context SET person_id = NULL, occurred_at = NULL, action_id = gen_random_uuid()"
        "   WHERE log_id = $1 AND person_id = $2 RETURNING seq, action_id),"
        " blanked AS (UPDATE action a SET id = t.action_id, person_id = NULL, occurred_at = NULL FROM theirs t"
        "   WHERE a.log_id = $1 AND a.seq = t.seq),"
        " files AS (DELETE FROM evidence_file f USING theirs t WHERE f.log_id = $1 AND f.seq = t.seq RETURNING 1)"
        " SELECT (SELECT count(*) FROM theirs) AS acts, (SELECT count(*) FROM files) AS evidence_files",
        whose.log_id,
        whose.person_id,
    )
    assert row is not None  # Counts always come.
    return dict(row)

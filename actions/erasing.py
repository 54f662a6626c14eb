"""What the acts keep of a person: who they are, exactly when, their photos.  The grams stay, and stay nobody's."""

from uuid import UUID

from kernel.work import Connection
from privacy.person_data import Kept, Whose
from privacy.retention import Rule, deleting

KEPT = (
    Kept("action", tenant="log_id"),
    Kept("entry_context", tenant="log_id"),
    Kept(
        "evidence_file",
        tenant="log_id",
        where="seq IN (SELECT seq FROM entry_context WHERE log_id = $1 AND person_id = $2)",
    ),
    Kept("attestation"),
)
RULES = (
    # Telegram's id of the picture itself goes; by what is left a second use is seen, and no picture can be fetched.
    Rule(
        "photos",
        "keep_photos_days",
        deleting("UPDATE evidence_file SET file_id = '' WHERE decided_at < $1 AND file_id <> '' AND log_id = $2"),
    ),
)


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


async def total_mg(connection: Connection, log_id: str, person_id: UUID) -> int:
    """The milligrams that the person's acts stand for in one log, which the transaction sees."""
    found: int = await connection.fetchval(
        "SELECT coalesce(sum(reduction_mg), 0)::bigint FROM action WHERE log_id = $1 AND person_id = $2",
        log_id,
        person_id,
    )
    return found

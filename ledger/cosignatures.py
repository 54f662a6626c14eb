"""Witnesses' cosignature lines, kept beside the checkpoints that they stand under."""

from datetime import datetime

from kernel.work import Connection


async def keep(connection: Connection, log_id: str, size: int, vkey: str, line: bytes, now: datetime) -> None:
    """Stores a checked line of the witness `vkey` under the checkpoint of `size`; the first one stays.

    line: one signature line of a note, its newline included.
    """
    await connection.execute(
        "INSERT INTO log_cosignature VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", log_id, size, vkey, line, now
    )


async def newest_size(connection: Connection, log_id: str, vkey: str) -> int:
    """The size of the newest checkpoint of the log that the witness has cosigned; 0 where there is none."""
    size: int | None = await connection.fetchval(
        "SELECT size FROM log_cosignature WHERE log_id = $1 AND vkey = $2 ORDER BY size DESC LIMIT 1", log_id, vkey
    )
    return size or 0


async def vkeys(connection: Connection, log_id: str, size: int) -> set[str]:
    """The witnesses, by verifier key, that have cosigned the checkpoint of `size`."""
    rows = await connection.fetch("SELECT vkey FROM log_cosignature WHERE log_id = $1 AND size = $2", log_id, size)
    return {row["vkey"] for row in rows}

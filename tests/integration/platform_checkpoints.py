"""What the platform log carries."""

from app.container import Container
from kernel.ids import PLATFORM_LOG
from ledger import checkpoint, entry, log, note


async def platform_checkpoints(box: Container) -> list[checkpoint.Checkpoint]:
    """What the platform log carries, in its order."""
    async with box.database.log_work(PLATFORM_LOG) as connection:
        size = await log.size(connection, PLATFORM_LOG)
        records = [entry.parse(data) for data in await log.read_range(connection, PLATFORM_LOG, 0, size)]
    assert {record["type"] for record in records} <= {"checkpoint.logged"}
    return [checkpoint.parse(note.parse(str(record["checkpoint"]).encode()).body) for record in records]

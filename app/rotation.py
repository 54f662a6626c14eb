"""`leafledger rotate-key`: a new signing key for a log."""

from accounts import organisations
from app.container import Container
from app.export import PLATFORM
from app.local import opened
from app.settings import Settings
from kernel.ids import PLATFORM_LOG, parse, public


async def rotate_key(settings: Settings, org: str) -> dict[str, object]:
    """Rotates the key of an organisation's log, or of the `platform` log, and tells what to publish.

    Raises `MalformedId`, `OrganisationUnknown` and `KeyRotating`.
    """
    async with opened(settings) as container:
        return await rotate(container, PLATFORM_LOG if org == PLATFORM else public("log", parse("org", org)))


async def rotate(container: Container, log_id: str) -> dict[str, object]:
    """The rotation, told as plain values."""
    async with container.database.log_work(log_id) as connection:
        if log_id != PLATFORM_LOG:
            await organisations.find(connection, parse("log", log_id))
        rotated = await container.log_keys.rotate(connection, log_id)
    return {
        "log_id": log_id,
        "old_vkey": rotated.old_vkey,
        "vkey": rotated.vkey,
        "n": rotated.n,
        "overlap_until": rotated.overlap_until.isoformat(),
    }

"""`leafledger rotate-key`: a new signing key for an organisation's log."""

from accounts import organisations
from app.local import opened
from app.settings import Settings
from kernel.ids import parse, public


async def rotate_key(settings: Settings, org: str) -> dict[str, object]:
    """Rotates the key and tells what to publish; raises `MalformedId`, `OrganisationUnknown` and `KeyRotating`."""
    org_id = parse("org", org)
    async with opened(settings) as container, container.database.work(org_id) as connection:
        await organisations.find(connection, org_id)
        rotated = await container.log_keys.rotate(connection, public("log", org_id))
    return {
        "log_id": public("log", org_id),
        "old_vkey": rotated.old_vkey,
        "vkey": rotated.vkey,
        "n": rotated.n,
        "overlap_until": rotated.overlap_until.isoformat(),
    }

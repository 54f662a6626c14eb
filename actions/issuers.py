"""Issuing organisations as recording sees them, remembered for an epoch of their log."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts import organisations
from accounts.organisations import Organisation
from campaigns import tables
from campaigns.tables import Campaign
from kernel.work import Connection
from privacy.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Issuer:
    """An organisation and its weeks that are not closed.  key: of its natural keys."""

    organisation: Organisation
    key: bytes
    weeks: tuple[Campaign, ...]

    def has_week_on(self, day: date) -> bool:
        """Whether a week of it runs on that day."""
        return any(week.open_on(day) for week in self.weeks)


class Issuers:
    """What this process knows of them; whoever changes one appends an entry, and so begins another epoch."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._known: dict[UUID, tuple[int, Issuer]] = {}

    async def key(self, connection: Connection, org_id: UUID) -> bytes:
        """The organisation's key, which never changes; raises `OrganisationUnknown`."""
        known = self._known.get(org_id)
        # No epoch is below 0: what is read so early is read again where the log has moved on.
        return (await self.at(connection, org_id, 0) if known is None else known[1]).key

    async def at(self, connection: Connection, org_id: UUID, epoch: int) -> Issuer:
        """The organisation as it stood when its log's epoch was read, or as it stands; raises `OrganisationUnknown`.

        Where it was changed in between, the log is in another epoch by then, and a plan of this one does not hold.
        """
        known = self._known.get(org_id)
        if known is not None and known[0] == epoch:
            return known[1]
        organisation = await organisations.find(connection, org_id)
        key = await self._keys.organisation_key(connection, org_id) if known is None else known[1].key
        issuer = Issuer(organisation, key, tuple(await tables.unclosed(connection, org_id)))
        self._known[org_id] = epoch, issuer
        return issuer

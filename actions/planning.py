"""Before the lock: whose acts these are, which of them were known, and a draft of each of the rest.

Most of a batch's work is done here, beside the batch that holds the log.  What it hangs on holds as long as the log's
epoch: whoever ends a consent, erases a person or closes a week appends an entry and so begins another.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import organisations
from accounts.organisations import Organisation
from accounts.partners import MemberUnknown
from actions import of_campaign, requests, subjects, tables
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Outcome, RecordAction, SourceForeign
from actions.drafting import RANDOM_BYTES, Draft, Drafting, natural_key
from actions.requests import Request
from actions.subjects import Subject, Who
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection
from ledger import log
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing


@dataclass(slots=True)
class Item:
    """A command, and the API call that it came with."""

    command: RecordAction
    request: Request | None


@dataclass(slots=True)
class Plan:
    """A batch as far as it can be told without the log.

    outcomes: by position, None where the judgement is open.  drafts: the open ones by position.  epoch: the log's, when
    the people were read.  bound: the fingerprints of those requests' keys that stand already.
    """

    organisation: Organisation
    now: datetime
    outcomes: list[Outcome | None]
    drafts: dict[int, Draft]
    epoch: int
    bound: dict[bytes, bytes]


class Planner:
    """Plans the batches of all organisations."""

    def __init__(self, keys: KeyRing, catalogue: Catalogue, clock: Clock) -> None:
        self._keys = keys
        self._catalogue = catalogue
        self._clock = clock
        self._organisation_keys: dict[UUID, bytes] = {}

    async def plan(self, connection: Connection, org_id: UUID, items: Sequence[Item]) -> Plan:
        """The plan of a batch, in its transaction."""
        now = self._clock.now()
        organisation = await organisations.find(connection, org_id)
        asked = list({item.request.key for item in items if item.request is not None})
        bound = await requests.bound(connection, org_id, asked)
        outcomes = _refuse_reused(items, bound)
        whose, epoch = await self._subjects(connection, organisation, items, outcomes)
        key = await self._organisation_key(connection, org_id)
        keyed = {index: natural_key(items[index].command, key) for index in whose}
        await _answer_known(connection, organisation.log_id, items, keyed, outcomes)
        drafting = Drafting(organisation, self._catalogue, now)
        drafts: dict[int, Draft] = {}
        # Asked for once: for each act, the system's randomness costs as much as the sealing.
        random = os.urandom(RANDOM_BYTES * len(whose))
        for nth, (index, subject) in enumerate(whose.items()):
            if outcomes[index] is None:
                bits = random[nth * RANDOM_BYTES : (nth + 1) * RANDOM_BYTES]
                try:
                    drafts[index] = drafting.draft(items[index].command, subject, keyed[index], bits)
                except DomainError as wrong:
                    outcomes[index] = wrong
        await of_campaign.assign(connection, organisation, list(drafts.values()), now)
        return Plan(organisation, now, outcomes, drafts, epoch, bound)

    async def _organisation_key(self, connection: Connection, org_id: UUID) -> bytes:
        key = self._organisation_keys.get(org_id)
        if key is None:
            key = self._organisation_keys[org_id] = await self._keys.organisation_key(connection, org_id)
        return key

    async def _subjects(
        self, connection: Connection, organisation: Organisation, items: Sequence[Item], outcomes: list[Outcome | None]
    ) -> tuple[dict[int, Subject], int]:
        """Whose act each open command is, and the epoch in which it is so; nobody of this organisation's is an outcome."""
        wanted: dict[Who, int] = {}
        numbers: dict[int, int] = {}
        for index, item in enumerate(items):
            command = item.command
            if outcomes[index] is not None:
                continue
            if command.partner is not None and command.source != command.partner.source:
                outcomes[index] = SourceForeign(source=command.source, expected=command.partner.source)
            else:
                numbers[index] = wanted.setdefault(_who(command), len(wanted))
        found, epoch = await subjects.find(connection, self._keys, organisation, list(wanted))
        whose: dict[int, Subject] = {}
        for index, number in numbers.items():
            subject = found.get(number)
            if subject is None:
                member = items[index].command.member_id
                outcomes[index] = MemberUnknown(member_id="" if member is None else public("mem", member))
            else:
                whose[index] = subject
        return whose, epoch


def _who(command: RecordAction) -> Who:
    if command.partner is None:
        return command.person_id, None, None
    return None, command.partner.id, command.member_id


def _refuse_reused(items: Sequence[Item], bound: dict[bytes, bytes]) -> list[Outcome | None]:
    """Outcomes by position: a request whose key stands with another body is refused whole, the rest is open."""
    stands = dict(bound)
    return [
        IdempotencyKeyReused()
        if item.request is not None
        and stands.setdefault(item.request.key, item.request.fingerprint) != item.request.fingerprint
        else None
        for item in items
    ]


async def _answer_known(
    connection: Connection,
    log_id: str,
    items: Sequence[Item],
    keyed: dict[int, tuple[UUID, bytes]],
    outcomes: list[Outcome | None],
) -> None:
    """Known keys answer with their first receipt, however late they come again, or refuse other content."""
    known = await log.known(connection, log_id, [idem for idem, _ in keyed.values()])
    if not known:
        return
    first = await tables.receipts(connection, log_id, [key.seq for key in known.values()])
    for index, (idem, fingerprint) in keyed.items():
        key = known.get(idem)
        if key is not None:
            receipt = first[key.seq]
            outcomes[index] = (
                receipt
                if key.fingerprint == fingerprint
                else ExternalIdConflict(existing_id=receipt.public_id, external_id=items[index].command.external_id)
            )

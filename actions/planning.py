"""Before its turn at the log: whose acts these are, which of them were known, and a draft of each of the rest.

Most of a batch's work is done here, beside the batch whose turn it is.  What it hangs on holds as long as the log's
epoch: whoever ends a consent, erases a person or closes a week appends an entry and so begins another.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.organisations import Organisation
from accounts.partners import MemberUnknown
from actions import of_campaign, requests, subjects, tables
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Outcome, RecordAction, SourceForeign
from actions.drafting import RANDOM_BYTES, Draft, Drafting, natural_key
from actions.issuers import Issuers
from actions.requests import Request
from actions.subjects import Subject, Who
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import public
from kernel.statements import Reads
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

    outcomes: by position, None where the judgement is open.  drafts: the open ones by position.  size, epoch: the
    log's, when the people were read.  bound: the fingerprints of those requests' keys that stand already.
    """

    organisation: Organisation
    now: datetime
    outcomes: list[Outcome | None]
    drafts: dict[int, Draft]
    size: int
    epoch: int
    bound: dict[bytes, bytes]


class Planner:
    """Plans the batches of all organisations."""

    def __init__(self, keys: KeyRing, catalogue: Catalogue, clock: Clock) -> None:
        self._keys = keys
        self._catalogue = catalogue
        self._clock = clock
        self._issuers = Issuers(keys)

    async def plan(self, connection: Connection, org_id: UUID, items: Sequence[Item]) -> Plan:
        """The plan of a batch."""
        now = self._clock.now()
        key = await self._issuers.key(connection, org_id)
        keyed = [natural_key(item.command, key) for item in items]
        wanted: dict[Who, int] = {}
        numbers = [wanted.setdefault(_who(item.command), len(wanted)) for item in items]

        reads, log_id = Reads(), public("log", org_id)
        read_position = log.position_with(reads, log_id)
        read_bound = requests.bound_with(
            reads, org_id, {item.request.key for item in items if item.request is not None}
        )
        read_known = log.known_with(reads, log_id, [idem for idem, _ in keyed])
        read_subjects = subjects.find_with(reads, self._keys, org_id, list(wanted))
        await reads.send(connection)

        (size, epoch), bound, found = read_position(), read_bound(), read_subjects()
        issuer = await self._issuers.at(connection, org_id, epoch)
        whose = [found.get(number) for number in numbers]
        stands = dict(bound)
        outcomes = [_refused(item, subject, stands) for item, subject in zip(items, whose, strict=True)]
        await _answer_known(connection, log_id, items, keyed, read_known(), outcomes)
        drafts = self._drafts(issuer.organisation, items, whose, keyed, outcomes, now)
        await of_campaign.assign(connection, issuer, list(drafts.values()), now)
        return Plan(issuer.organisation, now, outcomes, drafts, size, epoch, bound)

    def _drafts(
        self,
        organisation: Organisation,
        items: Sequence[Item],
        whose: Sequence[Subject | None],
        keyed: Sequence[tuple[UUID, bytes]],
        outcomes: list[Outcome | None],
        now: datetime,
    ) -> dict[int, Draft]:
        """A draft of each command without an outcome, by position; what is wrong with one becomes its outcome."""
        drafting = Drafting(organisation, self._catalogue, now)
        drafts: dict[int, Draft] = {}
        # Asked for once: for each act, the system's randomness costs as much as the sealing.
        random = os.urandom(RANDOM_BYTES * len(items))
        for index, subject in enumerate(whose):
            if outcomes[index] is None and subject is not None:
                bits = random[index * RANDOM_BYTES : (index + 1) * RANDOM_BYTES]
                try:
                    drafts[index] = drafting.draft(items[index].command, subject, keyed[index], bits)
                except DomainError as wrong:
                    outcomes[index] = wrong
        return drafts


def _who(command: RecordAction) -> Who:
    if command.partner is None:
        return command.person_id, None, None
    return None, command.partner.id, command.member_id


def _refused(item: Item, subject: Subject | None, stands: dict[bytes, bytes]) -> Outcome | None:
    """What is wrong with a command before anything is known of its act; None where nothing is.

    stands: fingerprints by the key of their request; the first to bring a key binds it.
    """
    request, command = item.request, item.command
    if request is not None and stands.setdefault(request.key, request.fingerprint) != request.fingerprint:
        return IdempotencyKeyReused()
    if command.partner is not None and command.source != command.partner.source:
        return SourceForeign(source=command.source, expected=command.partner.source)
    if subject is None:
        return MemberUnknown(member_id="" if command.member_id is None else public("mem", command.member_id))
    return None


async def _answer_known(
    connection: Connection,
    log_id: str,
    items: Sequence[Item],
    keyed: Sequence[tuple[UUID, bytes]],
    known: Mapping[UUID, log.Key],
    outcomes: list[Outcome | None],
) -> None:
    """Known keys answer with their first receipt, however late they come again, or refuse other content."""
    if not known:
        return
    first = await tables.receipts(connection, log_id, [key.seq for key in known.values()])
    for index, (idem, fingerprint) in enumerate(keyed):
        key = known.get(idem)
        if key is not None and outcomes[index] is None:
            receipt = first[key.seq]
            outcomes[index] = (
                receipt
                if key.fingerprint == fingerprint
                else ExternalIdConflict(existing_id=receipt.public_id, external_id=items[index].command.external_id)
            )

"""Recording: the one writer of actions.  The unit is a batch, a partner's thousand rides and one button press alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from uuid import UUID

from accounts import organisations, partners
from accounts.organisations import Organisation
from actions import of_campaign, tables
from actions.batch import Batch
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Outcome, Receipt, RecordAction, SourceForeign
from actions.drafting import Draft, draft
from actions.judging import Day, greatest_speeds
from kernel.batching import Batching
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

MOST_RETRIES = 5


@dataclass(frozen=True, slots=True)
class Request:
    """The idempotency of one API call: its scoped key, and the fingerprint of its body."""

    key: bytes
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class _Item:
    command: RecordAction
    request: Request | None


class Recorder:
    """Gathers commands by organisation and commits them in batches.  Use as `async with`."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._catalogue = catalogue
        self._clock = clock
        self._speeds = greatest_speeds(catalogue)
        self._batching: Batching[UUID, _Item, Outcome] = Batching(self._commit)

    async def __aenter__(self) -> "Recorder":
        await self._batching.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._batching.__aexit__(kind, error, trace)

    async def record(self, org_id: UUID, command: RecordAction) -> Receipt:
        """Records one act and returns its receipt after the commit; raises what was wrong with it."""
        (outcome,) = await self.record_many(org_id, [command])
        if isinstance(outcome, DomainError):
            raise outcome
        return outcome

    async def record_many(
        self, org_id: UUID, commands: Sequence[RecordAction], request: Request | None = None
    ) -> Sequence[Outcome]:
        """One outcome a command, in order, after the commit; each stands alone.

        Raises `IdempotencyKeyReused` where the request's key came with another body, and `Overloaded`.
        """
        outcomes = await self._batching.submit(org_id, [_Item(command, request) for command in commands])
        for outcome in outcomes:
            if isinstance(outcome, IdempotencyKeyReused):
                raise outcome
        return outcomes

    async def _commit(self, org_id: UUID, items: Sequence[_Item]) -> Sequence[Outcome]:
        for _ in range(MOST_RETRIES):
            try:
                async with self._database.work(org_id) as connection:
                    return await self._record(connection, org_id, items)
            except log.HeadMoved as moved:
                last = moved
        raise last

    async def _record(self, connection: Connection, org_id: UUID, items: Sequence[_Item]) -> Sequence[Outcome]:
        """The story of a batch, under the locked head of the organisation's log."""
        now = self._clock.now()
        head = await log.lock(connection, public("log", org_id))
        organisation = await organisations.find(connection, org_id)
        outcomes: list[Outcome | None] = list(await _refuse_reused_requests(connection, org_id, items, now))
        drafts = await self._draft(connection, organisation, items, outcomes, now)
        await _answer_known(connection, head.log_id, drafts, outcomes)
        await of_campaign.assign(connection, organisation, list(drafts.values()), now)
        repeats = _set_repeats_aside(drafts, outcomes)
        day = await self._day(connection, head.log_id, drafts, outcomes)
        keys = await self._keys.subject_keys(connection, list({d.subject.person_id for d in drafts.values()}))
        batch = Batch(head, day, keys, await _published(connection, head.log_id), now)
        for index, item in drafts.items():
            if outcomes[index] is None:
                outcomes[index] = batch.take(item)
        await batch.write(connection)
        for index, first in repeats.items():
            outcomes[index] = _repeat(drafts[index], drafts[first], outcomes[first])
        return [outcome for outcome in outcomes if outcome is not None]

    async def _draft(
        self,
        connection: Connection,
        organisation: Organisation,
        items: Sequence[_Item],
        outcomes: list[Outcome | None],
        now: datetime,
    ) -> dict[int, Draft]:
        """Drafts by position; what is wrong with a command becomes its outcome."""
        who = await _persons(connection, [item.command for item in items])
        subjects = await tables.subjects(connection, organisation.id, list({p for p in who if p is not None}))
        organisation_key = await self._keys.organisation_key(connection, organisation.id)
        drafts: dict[int, Draft] = {}
        for index, item in enumerate(items):
            if outcomes[index] is not None:
                continue
            command, person_id = item.command, who[index]
            try:
                if command.partner is not None and command.source != command.partner.source:
                    raise SourceForeign(source=command.source, expected=command.partner.source)
                subject = None if person_id is None else subjects.get(person_id)
                if subject is None:
                    member = command.member_id
                    raise partners.MemberUnknown(member_id="" if member is None else public("mem", member))
                drafts[index] = draft(command, subject, organisation, organisation_key, self._catalogue, now)
            except DomainError as wrong:
                outcomes[index] = wrong
        return drafts

    async def _day(
        self,
        connection: Connection,
        log_id: str,
        drafts: dict[int, Draft],
        outcomes: list[Outcome | None],
    ) -> Day:
        open_drafts = [item for index, item in drafts.items() if outcomes[index] is None]
        pairs: set[tuple[UUID, date]] = {(item.subject.person_id, item.occurred_on) for item in open_drafts}
        acts = await tables.day_acts(connection, log_id, pairs)
        return Day(acts, self._catalogue, self._speeds)


async def _published(connection: Connection, log_id: str) -> dict[str, str]:
    """The hash of each package that stands in the log, by its name."""
    rows = await connection.fetch("SELECT name, sha256 FROM log_methodology WHERE log_id = $1", log_id)
    return {row["name"]: row["sha256"] for row in rows}


async def _refuse_reused_requests(
    connection: Connection, org_id: UUID, items: Sequence[_Item], now: datetime
) -> list[Outcome | None]:
    """Remembers the requests of the batch; one whose key stands with another body is refused whole."""
    requests = {item.request.key: item.request for item in items if item.request is not None}
    if not requests:
        return [None] * len(items)
    await connection.execute(
        "INSERT INTO request_key (org_id, key, fingerprint, created_at)"
        " SELECT $1, t.*, $4 FROM unnest($2::bytea[], $3::bytea[]) t ON CONFLICT DO NOTHING",
        org_id,
        list(requests),
        [request.fingerprint for request in requests.values()],
        now,
    )
    rows = await connection.fetch(
        "SELECT key, fingerprint FROM request_key WHERE org_id = $1 AND key = any($2::bytea[])", org_id, list(requests)
    )
    stored = {row["key"]: row["fingerprint"] for row in rows}
    return [
        IdempotencyKeyReused()
        if item.request is not None and stored[item.request.key] != item.request.fingerprint
        else None
        for item in items
    ]


async def _persons(connection: Connection, commands: Sequence[RecordAction]) -> list[UUID | None]:
    """Whose act each command is; a partner's member only while the link stands."""
    members: dict[tuple[UUID, UUID], UUID] = {}
    for partner in {command.partner for command in commands if command.partner is not None}:
        asked = [c.member_id for c in commands if c.partner == partner and c.member_id is not None]
        found = await partners.persons_of(connection, partner, asked)
        members |= {(partner.id, member): person for member, person in found.items()}
    return [
        command.person_id
        if command.partner is None
        else members.get((command.partner.id, command.member_id))
        if command.member_id is not None
        else None
        for command in commands
    ]


async def _answer_known(
    connection: Connection, log_id: str, drafts: dict[int, Draft], outcomes: list[Outcome | None]
) -> None:
    """Known keys answer with their first receipt, or refuse other content."""
    known = await log.known(connection, log_id, [item.idem for item in drafts.values()])
    if not known:
        return
    first = await tables.receipts(connection, log_id, [key.seq for key in known.values()])
    for index, item in drafts.items():
        key = known.get(item.idem)
        if key is not None and outcomes[index] is None:
            receipt = first[key.seq]
            outcomes[index] = (
                receipt
                if key.fingerprint == item.fingerprint
                else ExternalIdConflict(existing_id=receipt.public_id, external_id=item.command.external_id)
            )


def _set_repeats_aside(drafts: dict[int, Draft], outcomes: list[Outcome | None]) -> dict[int, int]:
    """position -> position of the first with the same key, for keys that come twice in one batch."""
    seen: dict[UUID, int] = {}
    repeats: dict[int, int] = {}
    for index, item in drafts.items():
        if outcomes[index] is None and seen.setdefault(item.idem, index) != index:
            repeats[index] = seen[item.idem]
            outcomes[index] = ExternalIdConflict()  # replaced when the first one's outcome is known
    return repeats


def _repeat(item: Draft, first: Draft, outcome: Outcome | None) -> Outcome:
    """What a key's second coming in the same batch is told."""
    assert outcome is not None
    if isinstance(outcome, DomainError):
        return outcome
    if item.fingerprint != first.fingerprint:
        return ExternalIdConflict(existing_id=outcome.public_id, external_id=item.command.external_id)
    return Receipt(**{**{name: getattr(outcome, name) for name in Receipt.__slots__}, "first": False})

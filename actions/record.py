"""Recording: the one writer of actions.  The unit is a batch, a partner's thousand rides and one button press alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import TracebackType
from uuid import UUID

from accounts import organisations, partners
from accounts.organisations import Organisation
from accounts.partners import Partner
from actions import of_campaign, tables
from actions.batch import Batch
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Outcome, Receipt, RecordAction, SourceForeign
from actions.drafting import Draft, Drafting, natural_key
from actions.judging import Day, greatest_speeds
from actions.plausibility import least_duration
from actions.tables import Subject
from kernel.batching import Batching
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

MOST_RETRIES = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Request:
    """The idempotency of one API call: its scoped key, and the fingerprint of its body."""

    key: bytes
    fingerprint: bytes


@dataclass(slots=True)
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
        rides = (least_duration(catalogue.kind(code).maximum, speed) for code, speed in self._speeds.items())
        self._longest_ride = max(rides, default=timedelta(0)) + _HOUR
        self._organisation_keys: dict[UUID, bytes] = {}
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
        outcomes = await _refuse_reused_requests(connection, org_id, items)
        subjects = await _subjects(connection, organisation, items, outcomes)
        keyed = await self._keyed(connection, org_id, items, subjects)
        await _answer_known(connection, head.log_id, items, keyed, outcomes)
        drafts = self._draft(organisation, items, subjects, keyed, outcomes, now)
        await of_campaign.assign(connection, organisation, list(drafts.values()), now)
        day = await self._day(connection, organisation, list(drafts.values()))
        keys = await self._keys.subject_keys(connection, list({d.subject.person_id for d in drafts.values()}))
        batch = Batch(head, day, keys, await _published(connection, head.log_id), now)
        made: dict[UUID, tuple[Draft, Receipt]] = {}
        for index, item in drafts.items():
            earlier = made.get(item.idem)
            outcome = batch.take(item) if earlier is None else _repeat(item, *earlier)
            if earlier is None and isinstance(outcome, Receipt):
                made[item.idem] = item, outcome
            outcomes[index] = outcome
        await batch.write(connection)
        await _remember_requests(connection, org_id, items, outcomes, now)
        return [outcome for outcome in outcomes if outcome is not None]

    async def _keyed(
        self, connection: Connection, org_id: UUID, items: Sequence[_Item], subjects: dict[int, Subject]
    ) -> dict[int, tuple[UUID, bytes]]:
        """Natural key and fingerprint by position."""
        key = self._organisation_keys.get(org_id)
        if key is None:
            key = self._organisation_keys[org_id] = await self._keys.organisation_key(connection, org_id)
        return {index: natural_key(items[index].command, key) for index in subjects}

    def _draft(
        self,
        organisation: Organisation,
        items: Sequence[_Item],
        subjects: dict[int, Subject],
        keyed: dict[int, tuple[UUID, bytes]],
        outcomes: list[Outcome | None],
        now: datetime,
    ) -> dict[int, Draft]:
        """Drafts by position of what is new; what is wrong with a command becomes its outcome."""
        drafting = Drafting(organisation, self._catalogue, now)
        drafts: dict[int, Draft] = {}
        for index, subject in subjects.items():
            if outcomes[index] is None:
                try:
                    drafts[index] = drafting.draft(items[index].command, subject, *keyed[index])
                except DomainError as wrong:
                    outcomes[index] = wrong
        return drafts

    async def _day(self, connection: Connection, organisation: Organisation, drafts: Sequence[Draft]) -> Day:
        """What stands on the drafts' days, and on the days that a measured ride touches across midnight."""
        pairs: set[tuple[UUID, date]] = set()
        for item in drafts:
            person_id, speed = item.subject.person_id, self._speeds.get(item.kind.code)
            pairs.add((person_id, item.occurred_on))
            if item.measured and speed is not None:
                # Wall-clock sums are an hour off when clocks change; a day too many is only read, not judged.
                earliest = (item.local - self._longest_ride).date()
                latest = (item.local + least_duration(item.quantity, speed) + _HOUR).date()
                if earliest != latest:
                    pairs |= {(person_id, earliest), (person_id, latest)}
        acts = await tables.day_acts(connection, organisation.log_id, pairs)
        return Day(acts, self._catalogue, self._speeds)


async def _published(connection: Connection, log_id: str) -> dict[str, str]:
    """The hash of each package that stands in the log, by its name."""
    rows = await connection.fetch("SELECT name, sha256 FROM log_methodology WHERE log_id = $1", log_id)
    return {row["name"]: row["sha256"] for row in rows}


async def _refuse_reused_requests(connection: Connection, org_id: UUID, items: Sequence[_Item]) -> list[Outcome | None]:
    """Outcomes by position: a request whose key stands with another body is refused whole, the rest is open."""
    keys = list({item.request.key for item in items if item.request is not None})
    stored: dict[bytes, bytes] = {}
    if keys:
        rows = await connection.fetch(
            "SELECT key, fingerprint FROM request_key WHERE org_id = $1 AND key = any($2::bytea[])", org_id, keys
        )
        stored = {row["key"]: row["fingerprint"] for row in rows}
    return [
        IdempotencyKeyReused()
        if item.request is not None
        and stored.setdefault(item.request.key, item.request.fingerprint) != item.request.fingerprint
        else None
        for item in items
    ]


async def _remember_requests(
    connection: Connection, org_id: UUID, items: Sequence[_Item], outcomes: Sequence[Outcome | None], now: datetime
) -> None:
    """Binds a request's key to its body once anything came of it; what was refused whole may be sent again, mended."""
    requests = {
        item.request.key: item.request.fingerprint
        for item, outcome in zip(items, outcomes, strict=True)
        if item.request is not None and isinstance(outcome, Receipt)
    }
    if requests:
        await connection.execute(
            "INSERT INTO request_key (org_id, key, fingerprint, created_at)"
            " SELECT $1, t.*, $4 FROM unnest($2::bytea[], $3::bytea[]) t ON CONFLICT DO NOTHING",
            org_id,
            list(requests),
            list(requests.values()),
            now,
        )


async def _subjects(
    connection: Connection, organisation: Organisation, items: Sequence[_Item], outcomes: list[Outcome | None]
) -> dict[int, Subject]:
    """Whose act each open command is; nobody of this organisation's is an outcome."""
    who = await _persons(connection, [item.command for item in items])
    standing = await tables.subjects(connection, organisation.id, list({p for p in who if p is not None}))
    subjects: dict[int, Subject] = {}
    for index, item in enumerate(items):
        command, person_id = item.command, who[index]
        if outcomes[index] is not None:
            continue
        if command.partner is not None and command.source != command.partner.source:
            outcomes[index] = SourceForeign(source=command.source, expected=command.partner.source)
        elif person_id is not None and person_id in standing:
            subjects[index] = standing[person_id]
        else:
            member = command.member_id
            outcomes[index] = partners.MemberUnknown(member_id="" if member is None else public("mem", member))
    return subjects


async def _persons(connection: Connection, commands: Sequence[RecordAction]) -> list[UUID | None]:
    """Whose act each command is; a partner's member only while the link stands."""
    asked: dict[Partner, set[UUID]] = {}
    for command in commands:
        if command.partner is not None and command.member_id is not None:
            asked.setdefault(command.partner, set()).add(command.member_id)
    members: dict[tuple[UUID, UUID], UUID] = {}
    for partner, member_ids in asked.items():
        found = await partners.persons_of(connection, partner, list(member_ids))
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
    connection: Connection,
    log_id: str,
    items: Sequence[_Item],
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


def _repeat(item: Draft, first: Draft, receipt: Receipt) -> Outcome:
    """What a key's second coming in the same batch is told."""
    if item.fingerprint != first.fingerprint:
        return ExternalIdConflict(existing_id=receipt.public_id, external_id=item.command.external_id)
    return replace(receipt, first=False, raised=False)

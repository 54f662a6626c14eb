"""Recording: the one writer of actions.  The unit is a batch, a partner's thousand rides and one button press alike."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import TracebackType
from uuid import UUID

from actions import claiming, requests, tables
from actions.batch import Batch
from actions.commands import ExternalIdConflict, IdempotencyKeyReused, Outcome, Receipt, RecordAction
from actions.days import Days, Left
from actions.drafting import Draft
from actions.judging import Day, greatest_speeds
from actions.planning import Item, Plan, Planner
from actions.plausibility import TOLERANCE_BASE, days_beside, least_duration
from actions.requests import Request
from kernel.batching import Batching
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.statements import Writes
from kernel.work import Connection, Database
from ledger import log
from ledger.sequencer import Sequencer, Settled
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

MOST_RETRIES = 8
LANES = 3
"""Batches of one log at a time in one process: one is being written, one judged, and one planned."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Recorder:
    """Gathers commands by organisation and commits them in batches.  Use as `async with`."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._planner = Planner(keys, catalogue, clock)
        self._speeds = greatest_speeds(catalogue)
        rides = (least_duration(catalogue.kind(code).maximum, speed) for code, speed in self._speeds.items())
        self._longest_ride = max(rides, default=timedelta(0)) + _HOUR
        self._published: dict[str, dict[str, str]] = {}
        self._sequencer = Sequencer()
        self._under_way: dict[str, list[Left]] = {}
        self._batching: Batching[UUID, Item, Outcome] = Batching(self._commit, lanes=LANES)

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
        outcomes = await self._batching.submit(org_id, [Item(command, request) for command in commands])
        for outcome in outcomes:
            if isinstance(outcome, IdempotencyKeyReused):
                raise outcome
        return outcomes

    async def _commit(self, org_id: UUID, items: Sequence[Item]) -> Sequence[Outcome]:
        for _ in range(MOST_RETRIES):
            try:
                async with self._database.session(org_id) as connection:
                    return await self._record(connection, org_id, items)
            except log.HeadMoved as moved:
                last = moved
        raise last

    async def _record(self, connection: Connection, org_id: UUID, items: Sequence[Item]) -> Sequence[Outcome]:
        """The story of a batch: planned beside the one before, judged when it is its turn at the log, and written.

        Raises `HeadMoved` where the plan no longer holds.
        """
        plan = await self._planner.plan(connection, org_id, items)
        log_id = plan.organisation.log_id
        if not plan.drafts:
            await log.send(connection, log_id, _bind(Writes(), items, plan))
        else:
            days = self._days(plan.drafts.values(), plan.now.date() + _DAY)
            under_way = self._under_way.setdefault(log_id, [])
            left = Left()

            async def judged(head: log.Head, settled: Settled) -> Writes:
                if any(other.concerns(days) for other in under_way):
                    await settled()
                writes = await self._judged(connection, head, plan, items, days, left)
                under_way.append(left)
                return writes

            try:
                await self._sequencer.append(connection, log_id, judged, plan.size)
            finally:
                under_way[:] = [other for other in under_way if other is not left]
        return [outcome for outcome in plan.outcomes if outcome is not None]

    async def _judged(
        self, connection: Connection, head: log.Head, plan: Plan, items: Sequence[Item], days: Days, left: Left
    ) -> Writes:
        """Judges the drafts against their days; all that follows from it."""
        if head.epoch != plan.epoch:
            raise log.HeadMoved(log_id=head.log_id)
        acts = await tables.day_acts(connection, head.log_id, days.whole, days.only_told)
        standing = Day(acts, self._catalogue, self._speeds, left)
        published = await self._published_in(connection, head.log_id, plan.drafts.values())
        batch = Batch(head, standing, published, plan.now)
        _judge(batch, plan)
        writes = _bind(Writes(), items, plan)
        batch.write_with(writes)
        return writes

    def _days(self, drafts: Iterable[Draft], latest: date) -> Days:
        """The drafts' days, those beside them that may hold the same act or that a measured ride touches across
        midnight, and those that may hold its claim.

        latest: the last day that it can be anywhere on Earth.
        """
        days = Days()
        for item in drafts:
            person_id, speed = item.subject.person_id, self._speeds.get(item.kind.code)
            days.whole.add((person_id, item.occurred_on))
            if item.kind.unit in TOLERANCE_BASE and item.local.tzinfo is not None:
                moments = (item.command.occurred_at, item.now, item.local.tzinfo)
                beside = days.only_told if item.measured else days.whole
                beside.update((person_id, day) for day in days_beside(*moments, measured=item.measured))
            if item.package is not None and item.kind.claims:
                around = claiming.days_around(self._catalogue, item.kind.code, item.occurred_on, latest)
                days.whole.update((person_id, day) for day in around)
            if item.measured and speed is not None:
                # Wall-clock sums are an hour off when clocks change; a day too many is only read, not judged.
                first = (item.local - self._longest_ride).date()
                last = (item.local + least_duration(item.quantity, speed) + _HOUR).date()
                if first != last:
                    days.whole.update(((person_id, first), (person_id, last)))
        return days

    async def _published_in(self, connection: Connection, log_id: str, drafts: Iterable[Draft]) -> dict[str, str]:
        """The hash of each package that stands in the log, by its name; what stands there once stands for ever."""
        published = self._published.get(log_id, {})
        if any(item.package is not None and item.package.name not in published for item in drafts):
            rows = await connection.fetch("SELECT name, sha256 FROM log_methodology WHERE log_id = $1", log_id)
            published = self._published[log_id] = {row["name"]: row["sha256"] for row in rows}
        return dict(published)


def _bind(writes: Writes, items: Sequence[Item], plan: Plan) -> Writes:
    """Binds the keys of the requests of which something stands now."""
    bodies = {
        item.request.key: item.request.fingerprint
        for item, outcome in zip(items, plan.outcomes, strict=True)
        # What was refused whole may be sent again, mended; what stands is bound already.
        if item.request is not None and isinstance(outcome, Receipt) and item.request.key not in plan.bound
    }
    requests.bind_with(writes, plan.organisation.id, bodies, plan.now)
    return writes


def _judge(batch: Batch, plan: Plan) -> None:
    """The outcome of each draft, in order; a key that comes twice in one batch is answered as on any other day."""
    made: dict[UUID, tuple[Draft, Receipt]] = {}
    for index, item in plan.drafts.items():
        earlier = made.get(item.idem)
        outcome = batch.take(item) if earlier is None else _repeat(item, *earlier)
        if earlier is None and isinstance(outcome, Receipt):
            made[item.idem] = item, outcome
        plan.outcomes[index] = outcome


def _repeat(item: Draft, first: Draft, receipt: Receipt) -> Outcome:
    """What a key's second coming in the same batch is told."""
    if item.fingerprint != first.fingerprint:
        return ExternalIdConflict(existing_id=receipt.public_id, external_id=item.command.external_id)
    return replace(receipt, first=False, raised=False)

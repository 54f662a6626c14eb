"""A batch as it takes shape: what each judgement appends to the log, and the rows that go with it."""

import os
from datetime import datetime
from uuid import UUID

from actions import tables
from actions.commands import Outcome, Receipt
from actions.drafting import Draft
from actions.judging import Day, Judgement, judge
from actions.plausibility import DayAct
from kernel.errors import DomainError
from kernel.ids import new_uuid
from kernel.work import Connection
from ledger import log
from methodologies.package import Package
from privacy import vault


class Batch:
    """Entries and rows of one batch as they take shape."""

    def __init__(
        self,
        head: log.Head,
        day: Day,
        subject_keys: dict[UUID, bytes],
        published: set[str],
        now: datetime,
    ) -> None:
        """published: hashes of the packages that stand in the log."""
        self._published = published
        self._head = head
        self._day = day
        self._subject_keys = subject_keys
        self._now = now
        self._new: list[tables.NewAction] = []
        self._changed: dict[int, DayAct] = {}
        self._vault: list[tuple[bytes, UUID, bytes]] = []
        self._idems: list[log.Key] = []
        self._newly_published: dict[str, int] = {}

    def take(self, item: Draft) -> Outcome:
        """Judges one draft against the day and seals what follows from it."""
        try:
            judgement = judge(item, self._day)
        except DomainError as wrong:
            return wrong
        if judgement.same_as is not None:
            return self._join(item, judgement, judgement.same_as)
        return self._open(item, judgement)

    def _open(self, item: Draft, judgement: Judgement) -> Receipt:
        """A new act: its `action.recorded` entry and its rows."""
        self._publish(judgement.package)
        receipt_id = new_uuid()
        payload = {
            "type": "action.recorded",
            "kind": item.kind.code,
            "recorded_on": self._now.date().isoformat(),
            **judgement.pinned(),
        }
        sealed = self._seal(item, payload)
        made = Receipt(
            action_id=receipt_id,
            log_id=self._head.log_id,
            seq=sealed.seq,
            kind=item.kind.code,
            quantity=judgement.quantity,
            unit=item.kind.unit,
            occurred_on=item.occurred_on,
            evidence=item.evidence,
            status="pending_review" if judgement.pending else "recorded",
            reduction_mg=judgement.delta_mg,
            methodology=None if judgement.package is None else judgement.package.name,
            credit_class="none" if judgement.package is None else judgement.package.credit_class,
            inputs=judgement.inputs,
            recorded_at=self._now,
            reasons=judgement.reasons,
        )
        command = item.command
        self._new.append(
            tables.NewAction(
                receipt=made,
                person_id=item.subject.person_id,
                unit_id=item.subject.unit_id,
                campaign_id=command.campaign_id,
                category=item.kind.category,
                occurred_at=command.occurred_at,
                source=command.source,
            )
        )
        self._idems.append(log.Key(item.idem, sealed.seq, item.fingerprint))
        self._day.add(item, made)
        return made

    def _join(self, item: Draft, judgement: Judgement, act: DayAct) -> Receipt:
        """The same act again: a measurement raises what was told; a telling of what is measured adds nothing."""
        self._idems.append(log.Key(item.idem, act.seq, item.fingerprint))
        act.sources.append(item.command.source)
        self._changed[act.seq] = act
        if item.measured:
            self._publish(judgement.package)
            payload = {
                "type": "action.evidence_raised",
                "ref": act.seq,
                "kind": item.kind.code,
                "recorded_on": self._now.date().isoformat(),
                **judgement.pinned(),
            }
            self._seal(item, payload)
            act.evidence, act.quantity, act.inputs = item.evidence, judgement.quantity, judgement.inputs
            act.occurred_at = item.command.occurred_at
            act.methodology = None if judgement.package is None else judgement.package.name
            act.reduction_mg += judgement.delta_mg
            self._day.changed(item)
        return Receipt(
            action_id=act.action_id,
            log_id=self._head.log_id,
            seq=act.seq,
            kind=act.kind,
            quantity=act.quantity,
            unit=act.unit,
            occurred_on=item.occurred_on,
            evidence=act.evidence,  # type: ignore[arg-type]
            status=act.status,  # type: ignore[arg-type]
            reduction_mg=act.reduction_mg,
            methodology=act.methodology,
            credit_class="none" if judgement.package is None else judgement.package.credit_class,
            inputs=act.inputs,
            recorded_at=self._now,
            reasons=judgement.reasons,
            first=False,
            raised=item.measured,
        )

    def _seal(self, item: Draft, payload: dict[str, object]) -> log.Sealed:
        """Commits to the personal part, seals the entry, and puts the part into the vault."""
        rid, person_id = os.urandom(16), item.subject.person_id
        subject_key = self._subject_keys[person_id]
        personal = vault.personal_bytes(item.personal)
        payload["commitment"] = vault.commitment(subject_key, rid, personal)
        sealed = self._head.seal(payload, rid)
        self._vault.append((rid, person_id, vault.seal_part(subject_key, self._head.log_id, rid, person_id, personal)))
        return sealed

    def _publish(self, package: Package | None) -> None:
        """A package stands in the log, whole, before its first use there."""
        if package is None or package.sha256 in self._published:
            return
        sealed = self._head.seal(publication(package, self._now), os.urandom(16))
        self._published.add(package.sha256)
        self._newly_published[package.sha256] = sealed.seq

    async def write(self, connection: Connection) -> None:
        """Appends the entries and writes every row that goes with them."""
        await self._head.write(connection)
        log_id = self._head.log_id
        await remember_published(connection, log_id, self._newly_published)
        await tables.insert(connection, log_id, self._new)
        await tables.insert_vault(connection, log_id, self._vault)
        fresh = {row.receipt.seq for row in self._new}
        await tables.update(connection, log_id, [act for act in self._changed.values() if act.seq not in fresh])
        await tables.update(connection, log_id, [act for act in self._changed.values() if act.seq in fresh])
        if self._idems:
            await log.remember(connection, log_id, self._idems)


def publication(package: Package, now: datetime) -> dict[str, object]:
    """The payload of `methodology.published`: the whole file."""
    return {
        "type": "methodology.published",
        "methodology": package.name,
        "methodology_sha256": package.sha256,
        "package": package.document,
        "recorded_on": now.date().isoformat(),
    }


async def remember_published(connection: Connection, log_id: str, published: dict[str, int]) -> None:
    """Notes which packages stand in the log, and where."""
    if published:
        await connection.execute(
            "INSERT INTO log_methodology (log_id, sha256, seq) SELECT $1, t.* FROM unnest($2::text[], $3::bigint[]) t",
            log_id,
            list(published),
            list(published.values()),
        )

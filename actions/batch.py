"""A batch as it takes shape: what each judgement appends to the log, and the rows that go with it."""

import os
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from actions import publishing, tables
from actions.commands import Outcome, Receipt
from actions.drafting import Draft
from actions.judging import Day, Judgement, judge, same_as, stronger
from actions.plausibility import DayAct
from kernel.errors import DomainError
from kernel.statements import Writes
from ledger import log
from methodologies.contract import PackageInvalid
from methodologies.package import Package
from privacy import vault


class Batch:
    """Entries and rows of one batch as they take shape."""

    def __init__(self, head: log.Head, day: Day, published: dict[str, str], now: datetime) -> None:
        """published: the hash of each package that stands in the log, by its name."""
        self._published = published
        self._head = head
        self._day = day
        self._now = now
        self._recorded_on = now.date().isoformat()
        self._new: list[tuple[DayAct, Draft]] = []
        self._changed: dict[int, DayAct] = {}
        self._moved: dict[int, UUID | None] = {}
        self._vault: list[vault.Part] = []
        self._idems: list[log.Key] = []
        self._newly_published: list[publishing.Place] = []

    def take(self, item: Draft) -> Outcome:
        """Judges one draft against the day and seals what follows from it."""
        try:
            same = same_as(item, self._day)
            if same is not None and (not item.measured or _nothing_new(item, same)):
                return self._retold(item, same)
            if same is not None and same.status == "verified":
                return self._confirm(item, same)
            judgement = judge(item, self._day, same)
            self._publish(judgement.package)
        except DomainError as wrong:
            return wrong
        return self._open(item, judgement) if same is None else self._raise(item, judgement, same)

    def _open(self, item: Draft, judgement: Judgement) -> Receipt:
        """A new act: its `action.recorded` entry and its rows."""
        payload = {
            "type": "action.recorded",
            "kind": item.kind.code,
            "recorded_on": self._recorded_on,
            **judgement.pinned(),
        }
        sealed = self._seal(item, payload)
        made = Receipt(
            action_id=item.action_id,
            log_id=self._head.log_id,
            seq=sealed.seq,
            kind=item.kind.code,
            quantity=judgement.quantity,
            unit=item.kind.unit,
            occurred_on=item.occurred_on,
            evidence=item.evidence,
            status="pending_review" if judgement.pending else "recorded",
            reduction_mg=judgement.delta_mg,
            methodology=judgement.methodology,
            credit_class=judgement.credit_class,
            inputs=judgement.inputs,
            recorded_at=self._now,
            reasons=judgement.reasons,
        )
        self._new.append((self._day.add(item, made), item))
        self._idems.append(log.Key(item.idem, sealed.seq, item.fingerprint))
        return made

    def _raise(self, item: Draft, judgement: Judgement, act: DayAct) -> Receipt:
        """A measurement of what was told: it replaces the told inputs and raises the evidence."""
        payload = {
            "type": "action.evidence_raised",
            "ref": act.seq,
            "kind": item.kind.code,
            "recorded_on": self._recorded_on,
            **judgement.pinned(),
        }
        self._seal(item, payload)
        act.kind = item.kind.code  # A hired bicycle's ride, told as cycling, is what its operator says that it is.
        act.evidence, act.quantity, act.inputs = judgement.evidence, judgement.quantity, judgement.inputs
        act.occurred_at, act.reasons = item.command.occurred_at, judgement.reasons
        act.methodology, act.credit_class = judgement.methodology, judgement.credit_class
        act.reduction_mg += judgement.delta_mg
        if judgement.pending:
            act.status = "pending_review"
        elif act.status == "pending_review":
            act.status = "recorded"
        if act.occurred_on != item.occurred_on:
            self._move(item, act)
        self._day.changed(item, act)
        return self._join(item, act, raised=True)

    def _move(self, item: Draft, act: DayAct) -> None:
        """The act is of the day on which it was measured: it counts for that day's week, if for any."""
        self._moved[act.seq] = item.command.campaign_id
        for new, draft in self._new:
            if new is act:
                draft.command = replace(draft.command, campaign_id=item.command.campaign_id)

    def _confirm(self, item: Draft, act: DayAct) -> Receipt:
        """A measurement of what is verified already: quantity and grams stay as they were verified."""
        worth = 0
        if act.methodology is not None:
            catalogue = self._day.catalogue
            worth = catalogue.quantify(catalogue.package(act.methodology), act.inputs, item.evidence).reduction_mg
        payload: dict[str, object] = {
            "type": "action.evidence_raised",
            "ref": act.seq,
            "recorded_on": self._recorded_on,
            "evidence": item.evidence,
            "reduction_mg": worth - act.reduction_mg,
        }
        self._seal(item, payload)
        act.evidence, act.reduction_mg, act.verified_mg = item.evidence, worth, worth
        return self._join(item, act, raised=True)

    def _retold(self, item: Draft, act: DayAct) -> Receipt:
        """Nothing new is said of an act; that it was said again is remembered."""
        return self._join(item, act, raised=False)

    def _join(self, item: Draft, act: DayAct, *, raised: bool) -> Receipt:
        """The key leads to the act from now on, and its receipt answers."""
        self._idems.append(log.Key(item.idem, act.seq, item.fingerprint))
        self._day.joined(item, act)
        self._changed[act.seq] = act
        return Receipt(
            action_id=act.action_id,
            log_id=self._head.log_id,
            seq=act.seq,
            kind=act.kind,
            quantity=act.quantity,
            unit=act.unit,
            occurred_on=act.occurred_on,
            evidence=act.evidence,  # type: ignore[arg-type]
            status=act.status,  # type: ignore[arg-type]
            reduction_mg=act.reduction_mg,
            methodology=act.methodology,
            credit_class=act.credit_class,
            inputs=act.inputs,
            recorded_at=self._now,
            reasons=tuple(act.reasons),
            first=False,
            raised=raised,
        )

    def _seal(self, item: Draft, payload: dict[str, object]) -> log.Sealed:
        """Seals the entry, which commits to the draft's personal part, and puts the part into the vault."""
        payload["commitment"] = item.part.commitment
        self._vault.append(item.part)
        return self._head.seal(payload, item.part.rid)

    def _publish(self, package: Package | None) -> None:
        """A package stands in the log, whole, before its first use there; raises `PackageInvalid`."""
        if package is None or self._published.get(package.name) == package.sha256:
            return
        if package.name in self._published:
            # Published means frozen: a log with two files of one name would never verify again.
            raise PackageInvalid(file=package.name, reason="changed", at="")
        sealed = self._head.seal(publishing.publication(package, self._now), os.urandom(16))
        self._published[package.name] = package.sha256
        self._newly_published.append(publishing.Place(package.name, package.sha256, sealed.seq))

    def write_with(self, writes: Writes) -> None:
        """The entries and every row that goes with them, together with what others write."""
        log_id = self._head.log_id
        self._head.write_with(writes, self._idems, records_only=True)
        publishing.remember_with(writes, log_id, self._newly_published)
        tables.insert_with(writes, log_id, self._new, self._now)
        fresh = {act.seq for act, _ in self._new}
        changed = [act for act in self._changed.values() if act.seq not in fresh]
        tables.update_with(writes, log_id, changed, self._moved)
        vault.insert_with(writes, log_id, self._vault)


def _nothing_new(item: Draft, act: DayAct) -> bool:
    """Whether a measurement says no more than what is verified already."""
    return act.status == "verified" and stronger(item.evidence, act.evidence) == act.evidence

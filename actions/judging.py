"""Judging a draft against the person's day: the same act again, caps, overlap, pending, and what it is worth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actions.commands import Receipt, SameAgain
from actions.drafting import Draft, withheld_inputs
from actions.plausibility import DayAct, overlaps, same_act, taken, told_already, within_caps
from kernel.ids import public
from methodologies.caps import counted
from methodologies.catalogue import Catalogue
from methodologies.package import Package


def greatest_speeds(catalogue: Catalogue) -> dict[str, int]:
    """km/h by kind, for the kinds whose methodology bounds the speed of the mode that it asks for."""
    speeds: dict[str, int] = {}
    for package in catalogue.packages.values():
        for kind in catalogue.kinds.values():
            for use in kind.methodologies:
                if use.methodology == package.id:
                    modes = json.dumps(use.inputs)
                    for mode, limits in package.plausibility.items():
                        if f'"{mode}"' in modes and "speed_kmh_max" in limits:
                            speeds[kind.code] = limits["speed_kmh_max"]
    return speeds


class Day:
    """The standing acts of the batch's people on its days; grows as the batch is judged."""

    def __init__(
        self, acts: dict[tuple[UUID, date], list[DayAct]], catalogue: Catalogue, speeds: Mapping[str, int]
    ) -> None:
        self._acts = acts
        self._taken: dict[tuple[UUID, date, str], list[int]] = {}
        self.catalogue = catalogue
        self.speeds = speeds

    def of(self, item: Draft) -> list[DayAct]:
        """What stands of the draft's person on its day."""
        return self._acts[item.subject.person_id, item.occurred_on]

    def taken(self, item: Draft, package: Package, same: DayAct | None) -> list[int]:
        """What the day's acts but `same` take of the package's caps; counted once and kept up by `add`."""
        key = (item.subject.person_id, item.occurred_on, package.name)
        found = self._taken.get(key)
        if found is None or same is not None:
            found = taken(package, (act for act in self.of(item) if act is not same))
            if same is None:
                self._taken[key] = found
        return found

    def changed(self, item: Draft) -> None:
        """An act of the draft's day is worth something else now."""
        for key in [key for key in self._taken if key[:2] == (item.subject.person_id, item.occurred_on)]:
            del self._taken[key]

    def add(self, item: Draft, made: Receipt) -> None:
        """A newly recorded act counts for the rest of the batch."""
        key = (item.subject.person_id, item.occurred_on, made.methodology or "")
        used = self._taken.get(key)
        if used is not None and item.package is not None and made.status != "pending_review":
            more = counted(item.package, made.inputs)
            self._taken[key] = [before + amount for before, amount in zip(used, more, strict=True)]
        self.of(item).append(
            DayAct(
                seq=made.seq,
                action_id=made.action_id,
                person_id=item.subject.person_id,
                kind=made.kind,
                quantity=made.quantity,
                unit=made.unit,
                occurred_at=item.command.occurred_at,
                evidence=made.evidence,
                status=made.status,
                sources=[item.command.source],
                methodology=made.methodology,
                inputs=made.inputs,
                reduction_mg=made.reduction_mg,
            )
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a draft comes to.

    delta_mg: the entry's signed reduction, 0 while pending.  full: the quantities before a cap cut them.
    package None: no methodology applies, or the day's cap leaves nothing of it.
    """

    package: Package | None
    inputs: Mapping[str, object]
    quantity: int
    evidence: str
    delta_mg: int
    signed_mg: int
    reasons: tuple[str, ...]
    full: Mapping[str, int]
    same_as: DayAct | None
    pending: bool

    def pinned(self) -> dict[str, object]:
        """The part of an entry that makes it recomputable."""
        fields: dict[str, object] = {
            "inputs": dict(self.inputs),
            "evidence": self.evidence,
            "reduction_mg": self.delta_mg,
        }
        if self.package is not None:
            fields["methodology"] = self.package.name
            fields["methodology_sha256"] = self.package.sha256
            if self.signed_mg != self.delta_mg:
                fields["signed_mg"] = self.signed_mg
        if self.full:
            fields["cap_applied"] = dict(self.full)
        if self.reasons:
            fields["reasons"] = list(self.reasons)
        return fields


def judge(item: Draft, day: Day) -> Judgement:
    """The judgement of one draft; raises `SameAgain` and whatever the methodology refuses."""
    acts = day.of(item)
    same = None if item.command.another else _same(item, acts)
    inputs, quantity, full = _capped(item, day, same)
    package = item.package if inputs is not None else None
    reasons = _reasons(item, acts, day) if same is None else []
    if full:
        reasons.append("daily_cap")
    pending = "pending" in reasons
    if package is None or inputs is None:
        region = item.inputs.get("region")
        uncut = withheld_inputs(item.quantity, item.kind.unit, str(region) if region else None, item.occurred_on)
        standing = same.reduction_mg if same is not None else 0
        return Judgement(None, uncut, item.quantity, item.evidence, -standing, 0, tuple(reasons), full, same, pending)
    result = day.catalogue.quantify(package, inputs, item.evidence)
    standing = same.reduction_mg if same is not None else 0
    delta = 0 if pending else result.reduction_mg - standing
    return Judgement(
        package, inputs, quantity, item.evidence, delta, result.signed_mg, tuple(reasons), full, same, pending
    )


def _same(item: Draft, acts: list[DayAct]) -> DayAct | None:
    """The act that this one tells again; raises `SameAgain` where only the person can know."""
    command = item.command
    if item.kind.unit == "event":
        return None
    found = same_act(item.kind.code, item.quantity, item.kind.unit, command.occurred_at, acts, measured=item.measured)
    if found is None and not item.measured and command.source == "telegram":
        again = told_already(item.kind.code, item.quantity, command.occurred_at, acts)
        if again is not None and again.occurred_at is not None:
            raise SameAgain(action_id=public("act", again.action_id), told_at=again.occurred_at.isoformat())
    return found if item.measured or command.source == "telegram" else None


def _capped(item: Draft, day: Day, same: DayAct | None) -> tuple[Mapping[str, object] | None, int, Mapping[str, int]]:
    """Inputs and quantity after the package's daily caps, and the full quantities that were cut."""
    if item.package is None or not item.package.caps:
        return item.inputs, item.quantity, {}
    kept, full, over = within_caps(item.package, item.inputs, day.taken(item, item.package, same))
    return kept, item.quantity - over, full


def _reasons(item: Draft, acts: list[DayAct], day: Day) -> list[str]:
    """Why the act waits for a person's look, if it does; `pending` stands first then."""
    reasons = ["asked"] if item.command.review else []
    speeds = day.speeds
    if item.measured and item.kind.code in speeds:
        speed = speeds[item.kind.code]
        if overlaps(item.command.occurred_at, item.quantity, speed, acts, speeds):
            reasons.append("overlap")
    return ["pending", *reasons] if reasons else []

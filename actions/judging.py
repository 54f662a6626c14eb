"""Judging a draft against the person's day: the same act again, caps, overlap, pending, and what it is worth."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from uuid import UUID

from actions import claiming, instead
from actions.commands import ClaimedAlready, Receipt, SameAgain
from actions.days import Left, PersonDay
from actions.drafting import Draft, region_in, withheld_inputs
from actions.plausibility import (
    CHAT,
    DayAct,
    across_midnight,
    overlaps,
    quantity_in,
    same_act,
    taken,
    told_already,
    within_bound,
    within_caps,
)
from kernel.ids import public
from methodologies.caps import counted
from methodologies.catalogue import Catalogue
from methodologies.contract import EVIDENCE_LEVELS
from methodologies.kinds import Kind
from methodologies.package import Package


def greatest_speeds(catalogue: Catalogue) -> dict[str, int]:
    """km/h by kind, for the kinds whose methodology bounds the speed of the mode that it asks for.

    A package that bounds one mode only need not name it in what it asks.
    """
    speeds: dict[str, int] = {}
    for package in catalogue.packages.values():
        for kind in catalogue.kinds.values():
            for use in kind.methodologies:
                if use.methodology == package.id:
                    modes = json.dumps(use.inputs)
                    for mode, limits in package.plausibility.items():
                        asked = len(package.plausibility) == 1 or f'"{mode}"' in modes
                        if asked and "speed_kmh_max" in limits:
                            speeds[kind.code] = limits["speed_kmh_max"]
    return speeds


_DAY = timedelta(days=1)
_KEPT = 4096


class Day:
    """The standing acts of the batch's people on its days; grows as the batch is judged."""

    def __init__(
        self,
        acts: dict[PersonDay, list[DayAct]],
        catalogue: Catalogue,
        speeds: Mapping[str, int],
        left: Left | None = None,
    ) -> None:
        """left: is told what becomes new or different."""
        self._acts = acts
        self._taken: dict[tuple[UUID, date, str], list[int]] = {}
        self._left = Left() if left is None else left
        self.catalogue = catalogue
        self.speeds = speeds

    def of(self, item: Draft) -> list[DayAct]:
        """What stands of the draft's person on its day."""
        return self._acts[item.subject.person_id, item.occurred_on]

    def around(self, item: Draft) -> list[DayAct]:
        """What stands on its day and, where it was read, on the days before and after: rides cross midnight."""
        person_id, day = item.subject.person_id, item.occurred_on
        before = self._acts.get((person_id, day - _DAY))
        after = self._acts.get((person_id, day + _DAY))
        return [*(before or ()), *self.of(item), *(after or ())] if before or after else self.of(item)

    def beside(self, item: Draft) -> list[DayAct]:
        """What stands on the days before and after, and may be what the draft tells: midnight lies between the two."""
        acts = self.around(item)
        if acts is self.of(item):
            return []
        return [act for act in acts if act.occurred_on != item.occurred_on and _joined(item, act)]

    def claiming(self, item: Draft) -> list[DayAct]:
        """What stands on its day, and on the days that the recorder read because an act there may claim the same."""
        person_id, day = item.subject.person_id, item.occurred_on
        days = claiming.days_around(self.catalogue, item.kind.code, day, date.max)
        if not days:
            return self.of(item)
        return [*self.of(item), *(act for other in days for act in self._acts.get((person_id, other)) or ())]

    def taken(self, item: Draft, package: Package, same: DayAct | None) -> Sequence[int]:
        """What the day's acts but `same` take of the package's caps; counted once and kept up by `add`."""
        beside = item.command.elsewhere
        if beside:
            here = self._taken_here(item, package, same)
            return [one + other for one, other in zip(here, taken(package, beside), strict=True)]
        return self._taken_here(item, package, same)

    def _taken_here(self, item: Draft, package: Package, same: DayAct | None) -> Sequence[int]:
        """What the acts in this log take; other logs of the person's are not kept up by `add`."""
        acts = self.of(item)
        if not acts:
            return [0] * len(package.caps)
        key = (item.subject.person_id, item.occurred_on, package.name)
        found = self._taken.get(key)
        if found is None or same is not None:
            found = taken(package, (act for act in acts if act is not same))
            if same is None:
                self._taken[key] = found
        return found

    def changed(self, item: Draft, act: DayAct) -> None:
        """An act is worth something else now, or is of the draft's day, as its measurement says."""
        person_id = item.subject.person_id
        days = {(person_id, act.occurred_on), (person_id, item.occurred_on)}
        for _, day in days:
            self._left.add(person_id, day, told=True)
        if act.occurred_on != item.occurred_on:
            left = self._acts[person_id, act.occurred_on]
            left[:] = [other for other in left if other is not act]
            act.occurred_on = item.occurred_on
            self.of(item).append(act)
        for key in [key for key in self._taken if key[:2] in days]:
            del self._taken[key]

    def add(self, item: Draft, made: Receipt) -> DayAct:
        """A newly recorded act counts for the rest of the batch, whose last word on it the answer will hold."""
        key = (item.subject.person_id, item.occurred_on, made.methodology or "")
        used = self._taken.get(key)
        if used is not None and item.package is not None and made.status != "pending_review":
            more = counted(item.package, made.inputs)
            self._taken[key] = [before + amount for before, amount in zip(used, more, strict=True)]
        act = DayAct(
            seq=made.seq,
            action_id=made.action_id,
            person_id=item.subject.person_id,
            kind=made.kind,
            quantity=made.quantity,
            unit=made.unit,
            occurred_on=made.occurred_on,
            occurred_at=item.command.occurred_at,
            evidence=made.evidence,
            status=made.status,
            sources=[item.command.source],
            methodology=made.methodology,
            credit_class=made.credit_class,
            inputs=made.inputs,
            reasons=made.reasons,
            reduction_mg=made.reduction_mg,
            recorded_at=made.recorded_at,
        )
        self.of(item).append(act)
        self._left.add(item.subject.person_id, item.occurred_on, told=act.told)
        return act

    def joined(self, item: Draft, act: DayAct) -> None:
        """The draft is another word of a standing act."""
        act.sources.append(item.command.source)
        self._left.add(item.subject.person_id, act.occurred_on, told=True)


@dataclass(slots=True)
class Judgement:
    """What an act comes to.

    delta_mg: the entry's signed reduction; a pending act stands at 0.  full: the quantities before a cap cut them.
    factors: keys of those that were used.  package None: no methodology applies, or the day's cap leaves nothing of it.
    """

    package: Package | None
    inputs: Mapping[str, object]
    quantity: int
    evidence: str
    delta_mg: int
    signed_mg: int
    reasons: tuple[str, ...]
    full: Mapping[str, int]
    factors: tuple[str, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether it waits for a person's look."""
        return "pending" in self.reasons

    @property
    def methodology(self) -> str | None:
        """`id/version`."""
        return None if self.package is None else self.package.name

    @property
    def credit_class(self) -> str:
        """The package's; `none` where the grams are withheld."""
        return "none" if self.package is None else self.package.credit_class

    def pinned(self) -> dict[str, object]:
        """The part of an entry that makes it recomputable: inputs always come together with their methodology."""
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
            fields.update(self._chosen(self.package))
        if self.full:
            fields["cap_applied"] = dict(self.full)
        if self.reasons:
            fields["reasons"] = list(self.reasons)
        return fields

    def _chosen(self, package: Package) -> dict[str, object]:
        """What a package with a choice came to: its factors, the discount, a set that is still preliminary."""
        fields: dict[str, object] = {}
        if len(package.factors) > 1 and self.factors:  # A mix of walks alone uses none.
            fields["factors"] = list(self.factors)
        discount = package.discount(self.evidence)
        if discount != "0":
            fields["discount"] = discount
        if package.provisional_to is not None and package.provisional(
            date.fromisoformat(str(self.inputs["occurred_on"]))
        ):
            fields["provisional"] = True
        return fields


def judge(item: Draft, day: Day, same: DayAct | None) -> Judgement:
    """The judgement of one draft, new or the measurement of `same`; raises whatever the methodology refuses."""
    if same is not None:
        _keep_word(item, same, day.catalogue)
    if item.package is not None:
        _check_claims(item, day, same)
    standing = 0 if same is None else same.reduction_mg
    evidence = item.evidence if same is None else stronger(item.evidence, same.evidence)
    inputs, quantity, full = _capped(item, day, same)
    package = item.package if inputs is not None else None
    waits = _reasons(item, day, same)
    reasons = (*waits, "daily_cap") if full else waits
    if item.basis is not None and package is not None:
        reasons = (*reasons, item.basis)
    if package is None or inputs is None:
        place = (region_in(item.inputs), item.occurred_on)
        uncut = withheld_inputs(item.quantity, item.kind.unit, *place, item.command.instead)
        return Judgement(None, uncut, item.quantity, evidence, -standing, 0, reasons, full)
    known = item.worth if inputs is item.inputs and evidence == item.evidence else None
    result = known or day.catalogue.quantify(package, inputs, evidence)
    worth = 0 if waits else result.reduction_mg
    return Judgement(
        package, inputs, quantity, evidence, worth - standing, result.signed_mg, reasons, full, result.factors
    )


def _check_claims(item: Draft, day: Day, same: DayAct | None) -> None:
    """Raises `ClaimedAlready` where another act was paid for the same thing."""
    if item.kind.claims:
        others = (act for act in day.claiming(item) if act is not same)
        found = claiming.rival(day.catalogue, item.kind, item.inputs, item.occurred_on, others)
        if found is not None:
            raise ClaimedAlready(action_id=public("act", found.action_id), kind=found.kind)


def _keep_word(item: Draft, same: DayAct, catalogue: Catalogue) -> None:
    """A measurement knows how far, not what the person would have used instead: what they said of it stays."""
    if item.package is None or item.basis in (None, instead.SAID) or instead.SAID not in same.reasons:
        return
    use = instead.asked(catalogue, item.kind.code, same.methodology)
    mode = None if use is None or same.methodology != item.package.name else instead.mode_in(use, same.inputs)
    if mode is not None:
        place = (region_in(item.inputs), item.occurred_on)
        item.inputs = instead.inputs_for(catalogue, item.kind.code, item.package, item.quantity, place, mode)
        item.worth, item.basis = None, instead.SAID


def restate(
    catalogue: Catalogue,
    act: DayAct,
    package: Package,
    inputs: Mapping[str, object],
    quantity: int,
    others: Iterable[DayAct],
) -> Judgement:
    """What a standing act comes to with these inputs, beside the other acts of its day; reasons are left to say."""
    others = list(others)
    caps_used = taken(package, others)
    kept, full, over = _cut(catalogue.kind(act.kind), package, inputs, caps_used, others)
    if kept is None:
        return withheld(act, inputs, quantity, full)
    result = catalogue.quantify(package, kept, act.evidence)
    delta_mg = result.reduction_mg - act.reduction_mg
    return Judgement(package, kept, quantity - over, act.evidence, delta_mg, result.signed_mg, (), full, result.factors)


def withheld(act: DayAct, inputs: Mapping[str, object], quantity: int, full: Mapping[str, int]) -> Judgement:
    """A standing act of which the day's caps leave nothing: it stays, without grams."""
    uncut = withheld_inputs(quantity, act.unit, region_in(inputs), act.occurred_on)
    return Judgement(None, uncut, quantity, act.evidence, -act.reduction_mg, 0, (), full)


def stronger(one: str, other: str) -> str:
    """The stronger of two levels of evidence."""
    return max(one, other, key=EVIDENCE_LEVELS.index)


def same_as(item: Draft, day: Day) -> DayAct | None:
    """The act that this one tells again; raises `SameAgain` where only the person can know."""
    command = item.command
    if item.kind.unit == "event" or not (item.measured or command.source == CHAT):
        return None
    alike = alike_kinds(day.catalogue, item.kind.code)
    found = None
    # One of the same day goes before one on the other side of midnight.
    for acts in (day.of(item), day.beside(item)):
        found = found or same_act(
            alike, item.quantity, item.kind.unit, command.occurred_at, acts, measured=item.measured
        )
    if found is None and not item.measured and not command.another:
        again = told_already(alike, item.quantity, command.occurred_at, day.around(item)) or _elsewhere(item, alike)
        if again is not None and again.occurred_at is not None:
            raise SameAgain(action_id=public("act", again.action_id), told_at=again.occurred_at.isoformat())
    return found


def _joined(item: Draft, act: DayAct) -> bool:
    """Whether the draft and an act of the day before or after may be one, as far as their moments go."""
    ours, theirs, zone = item.command.occurred_at, act.occurred_at, item.local.tzinfo
    if theirs is None or act.recorded_at is None or zone is None:
        return False
    if item.measured:
        return across_midnight(theirs, act.recorded_at, ours, zone)
    return across_midnight(ours, item.now, theirs, zone)


@lru_cache(maxsize=_KEPT)
def alike_kinds(catalogue: Catalogue, code: str) -> frozenset[str]:
    """The kinds whose acts may be tellings of the same act as one of `code`, itself among them."""
    name = catalogue.kind(code).same_act
    return frozenset({code, *(kind.code for kind in catalogue.kinds.values() if name and kind.same_act == name)})


def _elsewhere(item: Draft, alike: Collection[str]) -> DayAct | None:
    """The same act in another log of the person's, told or measured there: nothing is paired across logs."""
    command, kind = item.command, item.kind
    if not command.elsewhere:
        return None
    return told_already(alike, item.quantity, command.occurred_at, command.elsewhere) or same_act(
        alike, item.quantity, kind.unit, command.occurred_at, command.elsewhere, measured=False
    )


def _capped(item: Draft, day: Day, same: DayAct | None) -> tuple[Mapping[str, object] | None, int, Mapping[str, int]]:
    """Inputs and quantity after the package's daily caps, and the full quantities that were cut."""
    package = item.package
    if package is None:
        return item.inputs, item.quantity, {}
    others = (act for act in chain(day.of(item), item.command.elsewhere) if act is not same)
    kept, full, over = _cut(item.kind, package, item.inputs, day.taken(item, package, same), others)
    return kept, item.quantity - over, full


def _cut(
    kind: Kind, package: Package, inputs: Mapping[str, object], used: Sequence[int], others: Iterable[DayAct]
) -> tuple[Mapping[str, object] | None, Mapping[str, int], int]:
    """Inputs cut to what the day leaves of the package's caps and the kind's bound; see `within_caps`."""
    kept, full, over = within_caps(package, inputs, used) if package.caps else (inputs, {}, 0)
    bound = next((use.bound for use in kind.methodologies if use.bound and use.methodology == package.id), None)
    if bound is None or kept is None:
        return kept, full, over
    left, more = within_bound(bound, package, kept, others)
    return (left, {**full, bound.input: quantity_in(inputs, bound.input)}, over + more) if more else (kept, full, over)


def _reasons(item: Draft, day: Day, same: DayAct | None) -> tuple[str, ...]:
    """Why the act waits for a person's look, if it does; `pending` stands first then."""
    reasons = ("asked",) if item.command.review else ()
    speed = day.speeds.get(item.kind.code)
    if item.measured and speed is not None:
        others = (act for act in day.around(item) if act is not same)
        if overlaps(item.command.occurred_at, item.quantity, speed, others, day.speeds):
            reasons = (*reasons, "overlap")
    return ("pending", *reasons) if reasons else ()

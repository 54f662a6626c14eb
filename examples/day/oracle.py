"""What the day must come to: a second reading of the rules, in plain integers, that shares no code with the product.

Sources of the numbers: `README.md` lists each with its document.  Milligrams are rounded down once per act.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DAY_S = 86_400
CLOCK_DAY = 9_999
"""The day on which the files are played, wherever it lies; rides that only the real clock can judge stand on it."""


@dataclass(frozen=True)
class Factor:
    """Milligrams per metre or gram as a fraction, the daily cap per person, and who says so."""

    over: int
    under: int
    cap: int
    methodology: str
    credit_class: str


def _factors() -> dict[str, Factor]:
    rows = json.loads((Path(__file__).parent / "factors.json").read_text("utf-8"))
    found = {}
    for kind, row in rows.items():
        whole, _, decimals = row["value"].partition(".")
        factor = int(whole + decimals), 10 ** len(decimals)
        found[kind] = Factor(*factor, row["cap"], row["methodology"], row["credit_class"])
    return found


FACTORS = _factors()
"""Kinds that are priced; walking, old clothes and everything counted by occasion are recorded without grams."""
EVENTS = ("lights_off", "own_cup", "stairs", "paperless", "video_meeting", "step_donation")
GREATEST_M = {"metro": 120_000, "bus": 120_000, "cycling": 100_000, "walking": 50_000}
SPEED_KMH = {"metro": 90, "bus": 80, "cycling": 35}
"""Two vouched-for rides of one person cannot overlap at these speeds."""
SAME_AGAIN_S = 1_800
TOLERANCE = {"m": 1_000, "g": 200}
PARTNER_WINDOW_S = 31 * DAY_S


def unit_of(kind: str) -> str:
    """m, g or event."""
    return "event" if kind in EVENTS else "m" if kind in GREATEST_M else "g"


def worth(parts: Sequence[tuple[str, int]]) -> int:
    """Milligrams of (factor, amount) parts under one methodology: exact sum over 1,000ths, rounded down once."""
    thousandths = sum(amount * FACTORS[key].over * (1_000 // FACTORS[key].under) for key, amount in parts)
    return thousandths // 1_000


@dataclass
class Act:
    """One act as it stands.  at: seconds from the base day's midnight.  parts: what is priced, after caps."""

    person: int
    kind: str
    quantity: int
    at: int
    evidence: str
    status: str
    sources: list[str]
    parts: tuple[tuple[str, int], ...]
    mg: int
    verified_mg: int = 0
    photo: bool = False
    note: str = ""
    full: tuple[tuple[str, int], ...] = ()

    @property
    def day(self) -> int:
        """Days from the base day."""
        return self.at // DAY_S

    @property
    def methodology(self) -> str | None:
        """Which methodology prices it."""
        return FACTORS[self.parts[0][0]].methodology if self.parts else None


@dataclass
class Verdict:
    """What a door answers.  what: recorded, pending, raised, joined, repeated, conflict, asked or refused."""

    what: str
    act: Act | None = None
    code: str = ""

    def plain(self) -> dict[str, object]:
        """As the expectation file says it."""
        found: dict[str, object] = {"verdict": self.what}
        if self.code:
            found["code"] = self.code
        if self.act is not None and self.what != "conflict":
            found["reduction_mg"] = self.act.mg
        return found


@dataclass
class Book:
    """All acts by person and day, the partner's keys, and who is linked."""

    acts: list[Act] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    _days: dict[tuple[int, int], list[Act]] = field(default_factory=dict)
    _keys: dict[str, tuple[object, Act]] = field(default_factory=dict)

    def standing(self, person: int, day: int) -> list[Act]:
        """The person's acts of a day that are not taken back, oldest first."""
        return [act for act in self._days.get((person, day), []) if act.status != "reversed"]

    def tell(self, person: int, kind: str, quantity: int, at: int, *, another: bool, review: bool) -> Verdict:
        """One act told in chat."""
        acts = self.standing(person, at // DAY_S)
        same = None
        if unit_of(kind) != "event":
            same = _same(kind, quantity, at, acts, measured=False)
            if same is None and not another and _told_already(kind, quantity, at, acts):
                return Verdict("asked", code="same_again")
        if same is not None:
            same.sources.append("chat")
            return Verdict("joined", same)
        parts, kept, full = self._capped(((kind, quantity),), kind, quantity, acts)
        status = "pending_review" if review else "recorded"
        mg = 0 if review else worth(parts)
        act = Act(person, kind, kept, at, "self_reported", status, ["chat"], parts, mg, full=full)
        return Verdict("pending" if review else "recorded", self._add(act))

    def ride(
        self, person: int, kind: str, parts: Sequence[tuple[str, int]], at: int, external_id: str, content: object
    ) -> Verdict:
        """One act that the partner vouches for."""
        quantity = sum(amount for _, amount in parts)
        if person not in self.linked:
            return Verdict("refused", code="member_unknown")
        if not 1 <= quantity <= GREATEST_M[kind]:
            return Verdict("refused", code="quantity_out_of_range")
        if external_id in self._keys:
            first, act = self._keys[external_id]
            return Verdict("repeated", act) if first == content else Verdict("conflict", code="external_id_conflict")
        acts = self.standing(person, at // DAY_S)
        same = _same(kind, quantity, at, acts, measured=True)
        if same is not None:
            self._raise(same, kind, tuple(parts), quantity, at, [act for act in acts if act is not same])
            self._keys[external_id] = (content, same)
            return Verdict("pending" if same.status == "pending_review" else "raised", same)
        pending = _overlaps(kind, quantity, at, acts)
        priced, kept, full = self._capped(tuple(parts), kind, quantity, acts)
        status, mg = ("pending_review", 0) if pending else ("recorded", worth(priced))
        act = self._add(Act(person, kind, kept, at, "attested", status, ["partner"], priced, mg, full=full))
        self._keys[external_id] = (content, act)
        return Verdict("pending" if pending else "recorded", act)

    def _raise(
        self, act: Act, kind: str, parts: tuple[tuple[str, int], ...], quantity: int, at: int, others: list[Act]
    ) -> None:
        """The partner's figures take the place of what was told; a told act that waited need not wait any more."""
        waits = _overlaps(kind, quantity, at, others)
        act.parts, act.quantity, act.full = self._capped(parts, kind, quantity, others)
        act.at, act.evidence, act.mg = at, "attested", 0 if waits else worth(act.parts)
        act.status = "pending_review" if waits else "recorded" if act.status == "pending_review" else act.status
        act.sources.append("partner")

    def undo(self, act: Act) -> None:
        """The person takes it back."""
        act.status, act.mg = "reversed", 0

    def change(self, act: Act, quantity: int) -> None:
        """The person corrects what they told."""
        others = [other for other in self.standing(act.person, act.day) if other is not act]
        parts = ((act.kind, quantity),)
        act.parts, act.quantity, act.full = self._capped(parts, act.kind, quantity, others)
        act.status, act.mg = "corrected", worth(act.parts)

    def approve(self, act: Act) -> None:
        """A reviewer accepts a pending act, as far as its day still allows by now, or a photo."""
        if act.status == "pending_review":
            if act.parts:
                others = [other for other in self.standing(act.person, act.day) if other is not act]
                act.parts, act.quantity, cut = self._capped(act.parts, act.kind, act.quantity, others)
                act.full = act.full or cut
            act.status, act.mg = "recorded", worth(act.parts)
        if act.photo and act.evidence == "self_reported":
            act.evidence = "corroborated"
        self.verify(act)

    def reject(self, act: Act) -> None:
        """A reviewer does not."""
        act.status, act.mg, act.verified_mg = "reversed", 0, 0

    def verify(self, act: Act) -> None:
        """Self-reported grams, pending acts and acts without a methodology stay unverified."""
        if act.evidence != "self_reported" and act.status in ("recorded", "corrected") and act.parts:
            act.status, act.verified_mg = "verified", act.mg

    def _add(self, act: Act) -> Act:
        self.acts.append(act)
        self._days.setdefault((act.person, act.day), []).append(act)
        return act

    def _capped(
        self, parts: tuple[tuple[str, int], ...], kind: str, quantity: int, others: Iterable[Act]
    ) -> tuple[tuple[tuple[str, int], ...], int, tuple[tuple[str, int], ...]]:
        """Parts within what the person's day still allows, the quantity that stands, and the parts before a cut.

        Nothing left of any part: the act stands with its whole quantity and without grams.
        """
        if kind not in FACTORS:
            return (), quantity, ()
        counted = [act for act in others if act.status != "pending_review"]
        kept = []
        for key, amount in parts:
            used = sum(before for act in counted for name, before in act.parts if name == key)
            kept.append((key, min(amount, max(0, FACTORS[key].cap - used))))
        left = tuple((key, amount) for key, amount in kept if amount)
        if left == parts:
            return parts, quantity, ()
        if not left:
            return (), quantity, parts
        return left, quantity - (sum(a for _, a in parts) - sum(a for _, a in left)), parts


def _same(kind: str, quantity: int, at: int, acts: Iterable[Act], *, measured: bool) -> Act | None:
    """A told act that this ride proves, or a ride that this telling repeats: nearest in quantity, then in time."""
    least = TOLERANCE[unit_of(kind)]
    found = [
        (abs(act.quantity - quantity), abs(act.at - at), order, act)
        for order, act in enumerate(acts)
        if act.kind == kind
        and abs(act.quantity - quantity) <= max(least, max(act.quantity, quantity) * 200 // 1_000)
        and (act.sources == ["chat"] if measured else "chat" not in act.sources)
    ]
    return min(found, key=lambda row: row[:3])[3] if found else None


def _told_already(kind: str, quantity: int, at: int, acts: Iterable[Act]) -> bool:
    return any(
        act.kind == kind and act.quantity == quantity and "chat" in act.sources and abs(act.at - at) < SAME_AGAIN_S
        for act in acts
    )


def _overlaps(kind: str, quantity: int, at: int, acts: Iterable[Act]) -> bool:
    """Whether two vouched-for rides would have had to run at once, each at its mode's greatest speed."""
    if kind not in SPEED_KMH:
        return False
    end = at + _seconds(kind, quantity)
    return any(
        act.sources != ["chat"]
        and act.kind in SPEED_KMH
        and at < act.at + _seconds(act.kind, act.quantity)
        and act.at < end
        for act in acts
    )


def _seconds(kind: str, metres: int) -> int:
    return metres * 3_600 // (SPEED_KMH[kind] * 1_000)

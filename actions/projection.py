"""What its entries, its context and its personal parts make of an act's row in `action`.  Pure: records in, fields out.

`docs/projections.md` says of every field where it comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from actions.plausibility import CHAT, quantity_in
from kernel.clock import local_date
from kernel.errors import DomainError
from ledger.entry import PENDING
from methodologies.catalogue import Catalogue

Record = Mapping[str, Any]
Fields = dict[str, Any]
"""Columns of `action` by name; one that is absent stands nowhere but in the row."""

COLUMNS = (
    "id", "person_id", "unit_id", "campaign_id", "kind", "category", "occurred_on", "occurred_at", "quantity", "unit",
    "inputs", "sources", "evidence", "status", "reasons", "methodology", "credit_class", "reduction_mg", "verified_mg",
    "recorded_at",
)  # fmt: skip
"""Every column but the key."""
NO_NAME = "unknown"
"""A source whose name is lost; any word but the chat's keeps the pairing of told and measured right."""


class NotRebuildable(DomainError):
    """A row is missing, and one of its fields stood nowhere else.  n: the entry."""

    code = "not_rebuildable"


@dataclass(frozen=True, slots=True)
class Context:
    """What stands beside the entry that recorded an act.  person_id None: erased."""

    action_id: UUID
    person_id: UUID | None
    unit_id: UUID | None
    campaign_id: UUID | None
    source: str
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Telling:
    """Who told an act again, and when it happened by that account; out of the vault."""

    source: str
    occurred_at: datetime


class Act:
    """One act, by the entries about it in their order."""

    def __init__(self, n: int, record: Record) -> None:
        """record: the `action.recorded` entry `n`."""
        self.n = n
        self.kind: str = record["kind"]
        self.recorded_on = date.fromisoformat(record["recorded_on"])
        self.inputs: dict[str, Any] = record["inputs"]
        self.methodology: str | None = record.get("methodology")
        self.methodology_sha256: str | None = record.get("methodology_sha256")
        self.evidence: str = record["evidence"]
        self.reasons: list[str] = record.get("reasons", [])
        self.status = "pending_review" if PENDING in self.reasons else "recorded"
        self.reduction_mg: int = record["reduction_mg"]
        self.tellings: list[Telling | None] = []
        self._moved: Telling | None = None
        self._moment_lost = False

    @property
    def verified_mg(self) -> int:
        """The grams that a verification covers as they stand."""
        return self.reduction_mg if self.status == "verified" else 0

    @property
    def occurred_on(self) -> date | None:
        """The local day, where the inputs name it."""
        day = self.inputs.get("occurred_on")
        return date.fromisoformat(day) if isinstance(day, str) else None

    def change(self, record: Record, telling: Telling | None = None) -> None:
        """Takes a later entry about the act.  telling: of one that `retells`, where the vault still has it."""
        kind, reasons = record["type"], record.get("reasons", [])
        self.reduction_mg += record.get("reduction_mg", 0)
        self.evidence = record.get("evidence", self.evidence)
        if "inputs" in record or "methodology" in record:
            self.kind = record.get("kind", self.kind)
            self.inputs = record.get("inputs", self.inputs)
            self.methodology = record.get("methodology")
            self.methodology_sha256 = record.get("methodology_sha256")
        if kind == "action.evidence_raised":
            self._raised(record, reasons, telling)
        elif kind == "action.reviewed":
            self.status = "pending_review" if PENDING in reasons else "recorded"
            cut_before = "daily_cap" in self.reasons and "daily_cap" not in reasons
            self.reasons = [*reasons, "daily_cap"] if cut_before else reasons
        elif kind == "action.corrected":
            self.status, self.reasons = "corrected", reasons
        elif kind == "action.reversed":
            self.status = "reversed"
        elif kind == "action.verified":
            self.status = "verified"

    def _raised(self, record: Record, reasons: list[str], telling: Telling | None) -> None:
        if PENDING in reasons:
            self.status = "pending_review"
        elif self.status == "pending_review":
            self.status = "recorded"
        if retells(record):
            self.tellings.append(telling)
        if "inputs" in record:
            self.reasons = reasons
            self._moved, self._moment_lost = telling, telling is None

    def fields(
        self,
        context: Context | None,
        keys: int,
        credit_classes: Mapping[str, str],
        catalogue: Catalogue,
        zone: str,
    ) -> Fields:
        """The row's fields as far as they stand elsewhere, `recorded_on` for the day of `recorded_at`.

        keys: how many natural keys lead to the act.  credit_classes: by a package's hash,
        as the log published it.  zone: of the organisation, for acts whose inputs name no day.
        """
        found: Fields = {
            "kind": self.kind,
            "inputs": self.inputs,
            "evidence": self.evidence,
            "status": self.status,
            "reasons": list(self.reasons),
            "methodology": self.methodology,
            "credit_class": credit_classes.get(self.methodology_sha256 or "", "none"),
            "reduction_mg": self.reduction_mg,
            "verified_mg": self.verified_mg,
            "recorded_on": self.recorded_on,
            **self._by_catalogue(catalogue),
        }
        day = self.occurred_on
        if context is not None:
            found |= {
                "id": context.action_id,
                "person_id": context.person_id,
                "unit_id": context.unit_id,
                "campaign_id": context.campaign_id,
                "sources": self._sources(context.source, keys),
            }
            if context.person_id is None and context.occurred_at is None:
                found["occurred_at"] = None  # Erased: the day stays, the moment does not.
            elif not self._moment_lost:
                found["occurred_at"] = context.occurred_at if self._moved is None else self._moved.occurred_at
            moment = context.occurred_at if self._moved is None else self._moved.occurred_at
            if day is None and context.occurred_at is not None and moment is not None:
                day = local_date(moment, zone)
        if day is not None:
            found["occurred_on"] = day
        return found

    def _by_catalogue(self, catalogue: Catalogue) -> Fields:
        """Category, unit and quantity: the words of the kind, and where its methodology keeps the quantity."""
        found: Fields = {}
        kind = catalogue.kinds.get(self.kind)
        if kind is not None:
            found |= {"category": kind.category, "unit": kind.unit}
        if self.methodology is None:
            found |= {name: self.inputs[name] for name in ("quantity", "unit") if name in self.inputs}
        elif kind is not None:
            asked = self.methodology.partition("/")[0]
            use = next((use for use in kind.methodologies if use.methodology == asked), None)
            name = "" if use is None else use.quantity_name
            if name:
                found["quantity"] = quantity_in(self.inputs, name)
        return found

    def _sources(self, first: str, keys: int) -> list[str | None]:
        """Who told it, None for a name that is lost.

        What was told again and changed nothing left only its key.  Of that the chat's word is known: nobody else's is
        taken for an act that was only measured.
        """
        known = [first, *(None if one is None else one.source for one in self.tellings)]
        for _ in range(keys - len(known)):
            known.append(None if CHAT in known else CHAT)
        return known


def retells(record: Record) -> bool:
    """Whether the entry is a second account of the act, and no reviewer's decision about a photo."""
    return record["type"] == "action.evidence_raised" and "photo" not in record.get("reasons", [])


def differing(expected: Fields, standing: Record) -> list[str]:
    """The fields in which a standing row differs from what is expected of it."""
    return [name for name, value in expected.items() if not _agree(value, standing_value(standing, name), name)]


def standing_value(standing: Record, name: str) -> Any:
    """A standing row's value to compare."""
    if name == "recorded_on":
        return standing["recorded_at"].astimezone(UTC).date()
    return standing[name]


def _agree(expected: Any, standing: Any, name: str) -> bool:
    if name == "sources":
        left = list(standing)
        for source in expected:
            if source is not None:
                if source not in left:
                    return False
                left.remove(source)
        return len(standing) == len(expected)
    return bool(expected == standing)


def completed(n: int, expected: Fields, standing: Record | None, recorded_at: datetime) -> Fields:
    """A whole row: what is expected, and for the rest what stood.

    standing: the row before, if there was one.  recorded_at: the best that is known without it.  Raises
    `NotRebuildable`.
    """
    row: Fields = {name: expected[name] for name in COLUMNS if name in expected}
    for name in COLUMNS:
        if name not in row and standing is not None:
            row[name] = standing[name]
    if standing is None or standing_value(standing, "recorded_on") != expected["recorded_on"]:
        row["recorded_at"] = recorded_at
    if "sources" in expected:
        kept = standing is not None and _agree(expected["sources"], standing["sources"], "sources")
        row["sources"] = standing["sources"] if kept and standing else [one or NO_NAME for one in expected["sources"]]
    # The moment was in the vault alone, and is gone with its person.
    row.setdefault("occurred_at", None)
    for name in COLUMNS:
        if name not in row:
            raise NotRebuildable(n=n, field=name)
    return row

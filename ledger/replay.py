"""Replays a log's actions: every reduction recomputed from inputs and published methodology, every delta checked.

State is about 17 bytes an entry; inputs of older actions are read again when a later entry needs them.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kernel.errors import DomainError
from kernel.units import MAX_SAFE_INTEGER
from ledger import canonical
from ledger.entry import EVIDENCE, PENDING, TYPES
from ledger.invalid import MethodologyWrong, ReductionWrong, ReferenceWrong

Record = Mapping[str, object]
Evaluate = Callable[[Record, Record], tuple[int, int] | None]
"""From a package and an action's effective record to (signed_mg, reduction_mg); None where a plugin computed it."""

_ACTION, _PENDING, _GONE, _VERIFIED = 1, 2, 4, 8
_LEVEL_SHIFT = 4  # The evidence level stands in the bits above the four flags.
_COMPUTED = ("methodology", "methodology_sha256", "factors", "cap_applied", "discount", "provisional", "engine")
_CREDITED = ("market", "company")
_CUT = "daily_cap"
"""The reason that an action carries of which a day's limit left a part."""
_FOR_EVER = "9999-12-31"
_SELF_REPORTED = 0


@dataclass(frozen=True)
class Published:
    """A methodology package as an earlier entry of the log published it."""

    name: str
    package: Record

    def seals(self, on: str) -> str:
        """Why it prices no new action on the day `on`: `status`, `use_by`, or "" where it may.

        on: the entry's own day, YYYY-MM-DD; the use-by date itself still counts.
        """
        if self.package.get("status", "active") != "active":
            return "status"
        return "use_by" if on > str(self.package.get("use_by", _FOR_EVER)) else ""

    @property
    def credited(self) -> bool:
        """Whether its reductions stand in the verified-reduction report."""
        return self.package.get("credit_class") in _CREDITED


@dataclass
class Line:
    """The actions of one methodology and evidence level; each action's milligrams stand in one of the three."""

    verified_mg: int = 0
    unverified_mg: int = 0
    self_reported_mg: int = 0
    actions: int = 0


class Replay:
    """What the entries taken so far amount to.  fetch: an entry that was taken before, by number."""

    def __init__(self, evaluate: Evaluate, fetch: Callable[[int], Record]) -> None:
        self.by_type: Counter[str] = Counter()
        self.recomputed = 0
        self.not_recomputed = 0
        self._evaluate = evaluate
        self._fetch = fetch
        self._published: dict[str, int] = {}
        self._packages: list[Published] = []
        self._standing_mg = array("q")
        self._state = bytearray()
        self._package = array("i")
        self._month = array("i")
        # Where an action's inputs and its methodology come from, if not from the entry that recorded it.
        self._basis: dict[int, tuple[int, int]] = {}

    def take(self, n: int, record: Record, file: str) -> None:
        """Replay entry `n`, which stands in `file`; raises `ReductionWrong`, `ReferenceWrong` or `MethodologyWrong`."""
        kind = str(record["type"])
        self.by_type[kind if kind in TYPES else "unknown"] += 1
        self._standing_mg.append(0)
        self._state.append(0)
        self._package.append(-1)
        self._month.append(-1)
        if kind == "action.recorded":
            self._recorded(n, record, file)
        elif kind in ("action.evidence_raised", "action.reviewed", "action.corrected"):
            self._changed(n, record, file)
        elif kind == "action.reversed":
            self._reversed(n, record, file)
        elif kind == "action.verified":
            self._verified(n, record, file)
        elif kind == "methodology.published":
            self._publish(n, record, file)
        elif kind not in TYPES and record.get("reduction_mg", 0) != 0:
            # Grams by a rule that this verifier does not know are not verified grams.
            raise ReductionWrong(file=file, n=n, field="reduction_mg", found=None, expected=0)

    def totals(self) -> tuple[int, int]:
        """(all that stands, verified) in milligrams."""
        total = sum(self._standing_mg)
        verified = sum(mg for mg, state in zip(self._standing_mg, self._state, strict=True) if state & _VERIFIED)
        return total, verified

    def lines(self, month: int) -> dict[tuple[str, str], Line]:
        """The report's lines by (methodology, evidence): actions of that month, credited classes, nothing reversed.

        month: twelve times the year plus the month less one, as `month_number` gives.
        """
        found: dict[tuple[str, str], Line] = {}
        for n, state in enumerate(self._state):
            if not state & _ACTION or state & _GONE or self._month[n] != month or self._package[n] < 0:
                continue
            published = self._packages[self._package[n]]
            if published.credited:
                level = state >> _LEVEL_SHIFT
                line = found.setdefault((published.name, EVIDENCE[level]), Line())
                line.actions += 1
                if level == _SELF_REPORTED:
                    line.self_reported_mg += self._standing_mg[n]
                elif state & _VERIFIED:
                    line.verified_mg += self._standing_mg[n]
                else:
                    line.unverified_mg += self._standing_mg[n]
        return found

    def _publish(self, n: int, record: Record, file: str) -> None:
        package, name, digest = record["package"], str(record["methodology"]), str(record["methodology_sha256"])
        assert isinstance(package, dict)
        if hashlib.sha256(canonical.encode(package)).hexdigest() != digest:
            raise MethodologyWrong(file=file, n=n, methodology=name, reason="hash")
        if f"{package.get('id')}/{package.get('version')}" != name:
            raise MethodologyWrong(file=file, n=n, methodology=name, reason="name")
        if digest not in self._published:
            # Published means frozen: another file under the same name would change what the name means.
            if any(published.name == name for published in self._packages):
                raise MethodologyWrong(file=file, n=n, methodology=name, reason="name")
            self._published[digest] = len(self._packages)
            self._packages.append(Published(name, package))

    def _recorded(self, n: int, record: Record, file: str) -> None:
        pending = PENDING in _reasons(record)
        self._state[n] = (
            _ACTION | (_PENDING if pending else 0) | EVIDENCE.index(str(record["evidence"])) << _LEVEL_SHIFT
        )
        self._month[n] = _month_of(record["inputs"])
        computed = self._compute(n, n, record, file, str(record["recorded_on"]))
        if (_CUT in _reasons(record)) is not ("cap_applied" in record):
            raise MethodologyWrong(file=file, n=n, methodology=str(record.get("methodology", "")), reason=_CUT)
        self._settle(n, n, record, file, computed)
        if computed and not pending and "signed_mg" not in record and computed[0] != computed[1]:
            raise ReductionWrong(file=file, n=n, field="signed_mg", found=None, expected=computed[0])

    def _changed(self, n: int, record: Record, file: str) -> None:
        ref = self._standing_action(n, record, file)
        state = self._state[ref]
        level = EVIDENCE.index(str(record.get("evidence", EVIDENCE[state >> _LEVEL_SHIFT])))
        if record["type"] == "action.evidence_raised" and level < state >> _LEVEL_SHIFT:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="evidence")
        # What was verified is the action as it stood; a correction wants to be verified anew.
        keeps = record["type"] != "action.corrected" and level != _SELF_REPORTED
        pending = PENDING in _reasons(record)
        flags = _ACTION | (_PENDING if pending else 0) | (state & _VERIFIED if keeps and not pending else 0)
        self._state[ref] = flags | level << _LEVEL_SHIFT
        if "inputs" in record:
            self._basis[ref] = (n, n)
        elif "methodology" in record:
            self._basis[ref] = (self._basis.get(ref, (ref, ref))[0], n)
        effective = self._effective(n, record, ref, EVIDENCE[level])
        self._month[ref] = _month_of(effective["inputs"])
        self._settle(n, ref, record, file, self._compute(n, ref, effective, file, str(record["recorded_on"])))

    def _effective(self, n: int, record: Record, ref: int, evidence: str) -> dict[str, object]:
        """The action as it stands with this entry.

        Inputs bring their methodology with them, or say by its absence that none applies; a methodology alone
        computes the inputs that stood.
        """
        inputs_from, methodology_from = self._basis.get(ref, (ref, ref))

        def get(number: int) -> Record:
            return record if number == n else self._fetch(number)

        computed = get(methodology_from)
        restated = computed if inputs_from == methodology_from else get(inputs_from)
        effective = {name: computed[name] for name in _COMPUTED if name in computed}
        if "discount" not in record:
            # It belongs to the evidence that an earlier entry had.
            effective.pop("discount", None)
        kind = restated["kind"] if "kind" in restated else get(ref)["kind"]
        return {**effective, "kind": kind, "inputs": restated["inputs"], "evidence": evidence}

    def _reversed(self, n: int, record: Record, file: str) -> None:
        ref = self._standing_action(n, record, file)
        self._expect(n, record, file, -self._standing_mg[ref])
        self._standing_mg[ref] = 0
        self._state[ref] |= _GONE

    def _verified(self, n: int, record: Record, file: str) -> None:
        ref = self._standing_action(n, record, file)
        level = self._state[ref] >> _LEVEL_SHIFT
        if self._state[ref] & _PENDING:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="pending")
        if level == _SELF_REPORTED:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="self_reported")
        if record["evidence"] != EVIDENCE[level]:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="evidence")
        self._expect(n, {"reduction_mg": 0, **record}, file, 0)
        self._state[ref] |= _VERIFIED

    def _standing_action(self, n: int, record: Record, file: str) -> int:
        """The number of the action that `ref` names."""
        ref = record["ref"]
        assert isinstance(ref, int)
        if ref >= n or not self._state[ref] & _ACTION:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="unknown")
        if self._state[ref] & _GONE:
            raise ReferenceWrong(file=file, n=n, ref=ref, reason="reversed")
        return ref

    def _compute(self, n: int, ref: int, effective: Record, file: str, on: str) -> tuple[int, int] | None:
        """(signed, reduction) by the published package; (0, 0) without a methodology; None from a plugin.

        on: the day of entry `n`.
        """
        if "methodology" not in effective:
            self._package[ref] = -1
            return 0, 0
        name = str(effective["methodology"])
        number = self._published.get(str(effective["methodology_sha256"]))
        if number is None or self._packages[number].name != name:
            raise MethodologyWrong(file=file, n=n, methodology=name, reason="unpublished")
        if number != self._package[ref]:
            # It is priced by this version from here on: what only recomputes seals nothing new.
            refused = self._packages[number].seals(on)
            if refused:
                raise MethodologyWrong(file=file, n=n, methodology=name, reason=refused)
        self._package[ref] = number
        try:
            computed = self._evaluate(self._packages[number].package, effective)
        except DomainError as error:
            raise MethodologyWrong(file=file, n=n, methodology=name, reason=error.code) from error
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            # The package comes from the export: whatever it does to the evaluator makes the log invalid, not us.
            raise MethodologyWrong(file=file, n=n, methodology=name, reason="package") from error
        if computed is None:
            self.not_recomputed += 1
        else:
            self.recomputed += 1
        return computed

    def _settle(self, n: int, ref: int, record: Record, file: str, computed: tuple[int, int] | None) -> None:
        """Check the entry's delta against what the action comes to now, and let that stand."""
        delta, standing = record["reduction_mg"], self._standing_mg[ref]
        assert isinstance(delta, int)
        if self._state[ref] & _PENDING:
            full = 0
        elif computed is None:
            full = min(max(standing + delta, 0), MAX_SAFE_INTEGER)
        else:
            full = computed[1]
        if not 0 <= full <= MAX_SAFE_INTEGER:
            raise MethodologyWrong(file=file, n=n, methodology=str(record.get("methodology", "")), reason="package")
        signed = record.get("signed_mg") if computed is None else computed[0]
        if isinstance(signed, int) and full > max(signed, 0):
            # Discounts and caps only take away.
            raise ReductionWrong(file=file, n=n, field="reduction_mg", found=full, expected=max(signed, 0))
        self._expect(n, record, file, full - standing)
        if computed and record.get("signed_mg", computed[0]) != computed[0]:
            found = record["signed_mg"]
            assert isinstance(found, int)
            raise ReductionWrong(file=file, n=n, field="signed_mg", found=found, expected=computed[0])
        self._standing_mg[ref] = full

    def _expect(self, n: int, record: Record, file: str, expected: int) -> None:
        found = record["reduction_mg"]
        assert isinstance(found, int)
        if found != expected:
            raise ReductionWrong(file=file, n=n, field="reduction_mg", found=found, expected=expected)


@lru_cache(maxsize=4096)
def month_number(text: str) -> int:
    """Twelve times the year plus the month less one of a text that begins YYYY-MM; -1 where it does not."""
    year, month = text[:4], text[5:7]
    if text[4:5] == "-" and (year + month).isascii() and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
        return int(year) * 12 + int(month) - 1
    return -1


def _month_of(inputs: object) -> int:
    """The month of an action; an action without a day belongs to none."""
    assert isinstance(inputs, dict)
    return month_number(str(inputs.get("occurred_on", "")))


def _reasons(record: Record) -> list[str]:
    reasons = record.get("reasons", [])
    assert isinstance(reasons, list)
    return reasons
